package sound

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/pion/opus"
	"github.com/pion/opus/pkg/oggreader"
)

// longest is the samples of the longest packet that Opus allows, 120 ms.
const longest = Rate * 120 / 1000

// DecodeOpus reads an Ogg file of one Opus stream, mono or stereo. The error is
// ErrFormat.
func DecodeOpus(data []byte) (pcm []int16, err error) {
	in, head, err := oggreader.NewWith(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: Ogg: %w", ErrFormat, err)
	}
	decoder, err := opus.NewDecoderWithOutput(Rate, 1)
	if err != nil {
		return nil, fmt.Errorf("%w: Opus: %w", ErrFormat, err)
	}
	var position uint64 // of the end, at 48 kHz
	packet := make([]int16, longest)
	for {
		p, page, err := in.ParseNextPacket()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: Ogg: %w", ErrFormat, err)
		}
		if bytes.HasPrefix(p, []byte("OpusTags")) {
			continue
		}
		n, err := decoder.DecodeToInt16(p, packet)
		if err != nil {
			return nil, fmt.Errorf("%w: Opus: %w", ErrFormat, err)
		}
		pcm, position = append(pcm, packet[:n]...), page.GranulePosition
	}
	const perSample = 48000 / Rate
	skip := int(head.PreSkip) / perSample
	if end := position / perSample; end < uint64(len(pcm)) {
		pcm = pcm[:end]
	}
	if skip >= len(pcm) {
		return nil, fmt.Errorf("%w: Opus: nothing in it", ErrFormat)
	}
	return pcm[skip:], nil
}
