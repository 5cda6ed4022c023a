package hall

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"slices"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice"
	"numerek/appliance/voice/sound"
	"numerek/scripts/e2e"
)

// Announcement is what a call sounds like.
type Announcement struct {
	Gong     time.Duration // and the pause after it
	Sentence time.Duration
	Silence  time.Duration // the longest one within the sentence
	Peak     float64       // of full scale, in dB
	Loudness float64       // of the sentence, in LUFS
}

// The bounds of an announcement that people understand.
const (
	shortest    = 1500 * time.Millisecond // a sentence with a number and a desk
	longest     = 9 * time.Second
	mostSilence = 200 * time.Millisecond
	leastLoud   = -40.0 // LUFS
	inaudible   = -50.0 // dB of full scale
	noGong      = 300 * time.Millisecond
)

// ErrSound means that an announcement does not sound as it should.
var ErrSound = errors.New("the announcement is not as it should be")

// Expected is what is to be heard of the newest call of a number at a desk, and
// how much of it is the gong. It waits until the twin knows the call.
func (w *Watcher) Expected(ctx context.Context, prefix string, sequence, desk int) (pcm []int16, gong int, err error) {
	var call announce.Call
	var v announce.Voice
	err = e2e.Until(ctx, fmt.Sprintf("%s %d is to be announced", prefix, sequence), func() (bool, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range slices.Backward(w.calls) {
			if c.Prefix == prefix && c.Sequence == sequence && c.Desk == desk {
				call, v = c, w.voice
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		return nil, 0, err
	}
	if pcm, err = say(ctx, v, call); err != nil {
		return nil, 0, err
	}
	v.Languages, call.Language = nil, "" // without any, it is the gong alone
	alone, err := say(ctx, v, call)
	return pcm, len(alone), err
}

// say is what the shipped voice plays of a call.
func say(ctx context.Context, v announce.Voice, c announce.Call) ([]int16, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard := make(output, 1)
	quiet := voice.Options{Log: slog.New(slog.DiscardHandler), Output: heard, Now: func() time.Time { return c.At }}
	a, err := voice.New(quiet) //nolint:contextcheck // it reads no folder
	if err != nil {
		return nil, err
	}
	a.Set(v)
	a.Call(c)
	go a.Run(ctx) //nolint:errcheck // it ends with ctx
	select {
	case pcm := <-heard:
		return pcm, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// output keeps the first sound that is played.
type output chan []int16

func (o output) Play(ctx context.Context, pcm []int16) error {
	select {
	case o <- pcm:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hear waits until a sound is in a recording that still grows, at or after a
// place, which is counted in samples.
func Hear(ctx context.Context, recording string, from int, pcm []int16) error {
	wanted := wire(pcm)
	return e2e.Until(ctx, fmt.Sprintf("%.1f s of sound are heard", sound.Length(len(pcm)).Seconds()), func() (bool, error) {
		if end, err := Position(recording); err != nil || end < from+len(pcm) {
			return false, err
		}
		data, err := os.ReadFile(recording)
		if err != nil {
			return false, err
		}
		return bytes.Contains(data[sound.HeaderSize+2*from:], wanted), nil
	})
}

// Begins waits until a recording goes on after a place, and says when it did.
func Begins(ctx context.Context, recording string, from int) (at time.Time, err error) {
	err = e2e.Until(ctx, "something is said", func() (bool, error) {
		now, err := Position(recording)
		at = time.Now()
		return now > from, err
	})
	return at, err
}

func wire(pcm []int16) []byte {
	b := make([]byte, 0, 2*len(pcm))
	for _, s := range pcm {
		b = binary.LittleEndian.AppendUint16(b, uint16(s)) //nolint:gosec // the bits of it
	}
	return b
}

// Position is how far a recording has come, in samples.
func Position(recording string) (int, error) {
	info, err := os.Stat(recording)
	if err != nil {
		return 0, err
	}
	return max(0, int(info.Size()-sound.HeaderSize)/2), nil
}

// Quiet waits until nothing was said for so long.
func Quiet(ctx context.Context, recording string, rest time.Duration) error {
	last, since := -1, time.Now()
	return e2e.Until(ctx, "nothing is said", func() (bool, error) {
		at, err := Position(recording)
		if at != last {
			last, since = at, time.Now()
		}
		return time.Since(since) >= rest, err
	})
}

// Judge measures an announcement whose first samples are the gong. Errors are
// [ErrSound].
func Judge(pcm []int16, gong int) (Announcement, error) {
	lead, _ := sound.Quiet(pcm)
	head, _ := sound.Quiet(pcm[gong:])
	sentence := pcm[gong+sound.Samples(head):]
	_, tail := sound.Quiet(sentence)
	sentence = sentence[:len(sentence)-sound.Samples(tail)]
	a := Announcement{
		Gong: sound.Length(gong) + head, Sentence: sound.Length(len(sentence)), Silence: silence(sentence),
		Peak: 20 * math.Log10(float64(max(1, sound.Peak(pcm)))/math.MaxInt16), Loudness: sound.Loudness(sentence),
	}
	var wrong []error
	for _, c := range []struct {
		bad  bool
		what string
	}{
		{lead > noGong, fmt.Sprintf("it begins with %v of silence, not with the gong", lead)},
		{sound.Loudness(pcm[:gong]) < leastLoud, "the gong is not heard"},
		{a.Sentence < shortest || a.Sentence > longest, fmt.Sprintf("the sentence takes %v", a.Sentence)},
		{a.Silence > mostSilence, fmt.Sprintf("%v of silence within the sentence", a.Silence)},
		{a.Loudness < leastLoud, fmt.Sprintf("the sentence has %.1f LUFS", a.Loudness)},
		{sound.Peak(pcm) >= math.MaxInt16, "it is clipped"},
	} {
		if c.bad {
			wrong = append(wrong, fmt.Errorf("%w: %s", ErrSound, c.what))
		}
	}
	return a, errors.Join(wrong...)
}

// silence is the longest time within a sound in which nothing is heard.
func silence(pcm []int16) (most time.Duration) {
	const frame = sound.Rate / 100
	now := 0
	for from := 0; from+frame <= len(pcm); from += frame {
		sum := 0.0
		for _, s := range pcm[from : from+frame] {
			sum += float64(s) * float64(s) / (32768 * 32768)
		}
		if 10*math.Log10(max(sum/frame, 1e-12)) >= inaudible {
			now = 0
			continue
		}
		now += frame
		most = max(most, sound.Length(now))
	}
	return most
}
