package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"sync"
	"time"

	"numerek/appliance/voice/sound"
)

// full is the bytes of samples that a WAV file can say it holds.
const full = math.MaxUint32 - sound.HeaderSize

// Recorder is an Output that writes what would be heard to a WAV file, in real
// time: where nothing is played, there is silence as long as it lasted.
type Recorder struct {
	turn  turn
	began time.Time

	mu      sync.Mutex
	file    *os.File
	written int // samples
	closed  bool
}

var _ Output = (*Recorder)(nil)

// Record begins a WAV file at path, in place of one that is there. The caller
// closes it; until then the header says that the length is unknown.
func Record(path string) (*Recorder, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if _, err := f.Write(sound.Header(full)); err != nil {
		return nil, errors.Join(fmt.Errorf("record: %w", err), f.Close())
	}
	return &Recorder{turn: newTurn(), began: time.Now(), file: f}, nil
}

// Play implements Output. It takes as long as the sound is long.
func (r *Recorder) Play(ctx context.Context, pcm []int16) error {
	if err := r.turn.take(ctx); err != nil {
		return err
	}
	defer r.turn.release()
	from, err := r.catchUp()
	if err != nil {
		return err
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for begin := from; len(pcm) > 0; {
		now := pcm[:min(block, len(pcm))]
		pcm = pcm[len(now):]
		if err := r.write(now); err != nil {
			return err
		}
		begin += len(now)
		timer.Reset(time.Until(r.began.Add(sound.Length(begin))))
		select {
		case <-timer.C:
		case <-ctx.Done():
			return errors.Join(ctx.Err(), r.write(ending(pcm)))
		}
	}
	return nil
}

// Close ends the file with the silence up to now and writes its length.
func (r *Recorder) Close() error {
	_, err := r.catchUp()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return os.ErrClosed
	}
	r.closed = true
	if err == nil {
		_, err = r.file.WriteAt(sound.Header(uint32(r.written*2)), 0) //nolint:gosec // write keeps it below full
	}
	return errors.Join(err, r.file.Close())
}

// catchUp writes the silence since the last sound and says where the file
// stands, in samples.
func (r *Recorder) catchUp() (int, error) {
	r.mu.Lock()
	missing := sound.Samples(time.Since(r.began)) - r.written
	r.mu.Unlock()
	silence := make([]int16, Rate)
	for ; missing > 0; missing -= len(silence) {
		if err := r.write(silence[:min(missing, len(silence))]); err != nil {
			return 0, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.written, nil
}

// write appends samples to the file. A WAV file holds 4 GiB, a day of sound.
func (r *Recorder) write(pcm []int16) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return fmt.Errorf("record: %w", os.ErrClosed)
	}
	if int64(r.written+len(pcm))*2 > full {
		return fmt.Errorf("record: %s is full", r.file.Name())
	}
	if err := binary.Write(r.file, binary.LittleEndian, pcm); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	r.written += len(pcm)
	return nil
}
