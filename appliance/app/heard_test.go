package app_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/link/linktest"
	"numerek/appliance/voice"
)

// loudspeaker keeps what is heard in the hall: one length a sentence, shorter
// where it was broken off.
type loudspeaker struct {
	mu      sync.Mutex
	playing bool
	overlap bool
	heard   []time.Duration
}

var _ voice.Output = (*loudspeaker)(nil)

func (l *loudspeaker) Play(ctx context.Context, pcm []int16) error {
	l.mu.Lock()
	l.overlap = l.overlap || l.playing
	l.playing = true
	l.mu.Unlock()
	began := time.Now()
	timer := time.NewTimer(time.Duration(len(pcm)) * time.Second / voice.Rate)
	defer timer.Stop()
	var err error
	select {
	case <-timer.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.playing = false
	l.heard = append(l.heard, time.Since(began))
	return err
}

// sentences heard so far, at least so long.
func (l *loudspeaker) sentences(least time.Duration) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.heard {
		if d >= least {
			n++
		}
	}
	return n
}

// The whole way from the server to the ear: gong and sentence of every call, one
// after the other, once more after half a minute; nothing of a call that was
// taken back, and nothing while the list is stale.
func TestDisplay_is_heard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := linktest.New(t)
		var hall loudspeaker
		announcer, err := voice.New(voice.Options{Log: slog.New(slog.DiscardHandler), Output: &hall})
		if err != nil {
			t.Fatal(err)
		}
		d, err := app.NewDisplay(app.DisplayOptions{
			Config: config.Config{Role: config.Display, Device: "ekran-r1", Server: "passthrough:///test"},
			Log:    slog.New(slog.NewTextHandler(t.Output(), nil)), Announcer: announcer, Dial: server.Dial(),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("run: got %v, want none", err)
			}
		}()
		pass(time.Second)
		const sentence = 3 * time.Second // a gong and a call are longer

		server.Happen(linktest.Called("a", "t1", "R 015", 15, 3), linktest.Called("b", "t2", "R 016", 16, 4))
		server.Happen(linktest.Called("c", "t3", "R 017", 17, 5))
		pass(time.Second)
		server.Happen(linktest.TakenBack("t3")) // it waits for its turn
		pass(20 * time.Second)
		if got := hall.sentences(sentence); got != 2 {
			t.Errorf("two calls and one taken back: heard %d (%v), want 2", got, hall.heard)
		}
		pass(60 * time.Second)
		if got := hall.sentences(sentence); got != 4 {
			t.Errorf("repeated: heard %d (%v), want 4", got, hall.heard)
		}
		server.Happen(linktest.Called("d", "t4", "R 018", 18, 3))
		pass(12 * time.Second)
		server.Stop() // before its repetition
		pass(2 * time.Minute)
		if got := hall.sentences(sentence); got != 5 {
			t.Errorf("while stale: heard %d (%v), want 5", got, hall.heard)
		}
		server.Start()
		pass(time.Minute)
		if got := hall.sentences(0); got != 5 || hall.overlap {
			t.Errorf("in all: heard %d (%v), overlapping %v, want 5 one by one", got, hall.heard, hall.overlap)
		}
	})
}
