package board

import (
	"context"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// Run shows what is to be shown and tells what happens until ctx is done, and
// then darkens everything.
func (b *Board) Run(ctx context.Context, told Told) {
	var parts sync.WaitGroup
	for _, in := range []struct {
		pin  gpio.PinIn
		tell func(high bool)
	}{
		{b.key, told.Key},
		{b.door, func(shut bool) { told.Door(!shut) }},
		{b.presence, told.Near},
	} {
		if in.pin != nil {
			parts.Go(func() { follow(ctx, in.pin, in.tell) })
		}
	}
	b.light(ctx)
	parts.Wait()
}

// light drives the lamps and the buzzer.
func (b *Board) light(ctx context.Context) {
	now := levels{}
	defer b.drive(&now, levels{})
	clock := time.NewTicker(blink)
	defer clock.Stop()
	var quiet <-chan time.Time // when the beep ends
	for dark := false; ; {
		b.mu.Lock()
		want := levels{lamp: b.status == Well || !dark, bezel: b.leads, buzzer: quiet != nil}
		if quiet == nil && b.beeps > 0 {
			b.beeps = 0 // several at once are one
			quiet, want.buzzer = time.After(beep), true
		}
		b.mu.Unlock()
		b.drive(&now, want)
		select {
		case <-ctx.Done():
			return
		case <-b.changed:
		case <-quiet:
			quiet = nil
		case <-clock.C:
			dark = !dark
		}
	}
}

// levels are those of the outputs but the relay's.
type levels struct{ lamp, bezel, buzzer bool }

// drive sets the lines that are to change.
func (b *Board) drive(now *levels, want levels) {
	for _, out := range []struct {
		pin       gpio.PinOut
		now, want bool
		name      string
	}{
		{b.lamp, now.lamp, want.lamp, "lamp"},
		{b.bezel, now.bezel, want.bezel, "bezel"},
		{b.buzzer, now.buzzer, want.buzzer, "buzzer"},
	} {
		if out.pin == nil || out.now == out.want {
			continue
		}
		if err := out.pin.Out(gpio.Level(out.want)); err != nil {
			b.log.Debug("GPIO line not driven", "line", out.name, "err", err)
		}
	}
	*now = want
}

// How inputs are followed.
const (
	// settle is how long a contact must rest before it counts: they bounce.
	settle = 50 * time.Millisecond
	// look is how often a line is read even without an edge, one of which the kernel may have lost.
	look = 200 * time.Millisecond
)

// follow tells each level at which a line rests, the first in any case.
func follow(ctx context.Context, pin gpio.PinIn, tell func(high bool)) {
	said, known := false, false // what was told last
	level, since := bool(pin.Read()), time.Now()
	for ctx.Err() == nil {
		resting := known && level == said
		wait := look
		if !resting {
			wait = settle
		}
		began := time.Now()
		edge := pin.WaitForEdge(wait)
		if took := time.Since(began); !edge && took < wait/2 {
			pause(ctx, wait-took) // a line that is gone does not wait
		}
		if now := bool(pin.Read()); now != level || edge {
			level, since = now, time.Now()
		} else if !resting && time.Since(since) >= settle {
			said, known = level, true
			tell(level)
		}
	}
}

// pause waits for d or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
