package voice

import (
	"context"
	"errors"
	"time"

	"numerek/appliance/voice/sound"
)

// Rate is the samples a second of everything that is played: 16-bit, mono.
const Rate = sound.Rate

// ErrSilent means that the machine cannot make a sound at present: no sound
// card, or no program to play through. It may come back.
var ErrSilent = errors.New("nothing can be heard")

// Output makes sound heard.
type Output interface {
	// Play blocks until pcm, 16-bit mono at Rate, has been heard, or until ctx
	// is done: then it fades out within a few milliseconds and returns ctx's
	// error. One sound at a time: a second Play waits for the first. Errors
	// are ErrSilent, and those of the file for a Recorder.
	Play(ctx context.Context, pcm []int16) error
}

const (
	// blockLength is what an output takes at a time: how soon it notices the end of ctx.
	blockLength = 20 * time.Millisecond
	block       = int(Rate * blockLength / time.Second)
	// fade is long enough that nobody hears a click.
	fade = Rate * 8 / 1000
)

// ending is what is played of a sound that is cut off before pcm: its next few
// milliseconds, going down to silence.
func ending(pcm []int16) []int16 {
	out := make([]int16, min(fade, len(pcm)))
	for i := range out {
		out[i] = int16(int(pcm[i]) * (fade - i) / (fade + 1)) //nolint:gosec // smaller than what came
	}
	return out
}

// turn lets one sound through at a time.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

// take waits for the turn; it fails when ctx is done first.
func (t turn) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) release() { <-t }
