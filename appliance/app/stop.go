package app

import (
	"context"
	"time"
)

// How long a stop waits for what could take longer.
const (
	// paperGrace is for a paper under way: at 115200 baud all of one takes 4.7 s.
	paperGrace = 5 * time.Second
	// voiceGrace is for a voice: a sound card that was unplugged blocks its player for
	// as long as the sound was to be.
	voiceGrace = time.Second
)

// finishing is the time of a paper: it is finished even when the kiosk is told to
// stop, unless the printer keeps the kiosk waiting.
func (k *Kiosk) finishing() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(k.ctx), printLimit)
	stop := context.AfterFunc(k.ctx, func() { time.AfterFunc(paperGrace, cancel) })
	return ctx, func() {
		stop()
		cancel()
	}
}

// speaking starts a voice that speaks until ctx is done. ended waits for its end
// after that, and no longer than voiceGrace: it holds nothing.
func speaking(ctx context.Context, run func(context.Context)) (ended func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(ctx)
	}()
	return func() {
		late := time.NewTimer(voiceGrace)
		defer late.Stop()
		select {
		case <-done:
		case <-late.C:
		}
	}
}
