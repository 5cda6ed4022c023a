package loop_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/loop"
)

// egg is a timer: set to some minutes it rings once, and rests otherwise.
type egg struct {
	rings  time.Time
	rung   int
	ticked int
}

// set winds the egg; tick is the loop's own event.
type (
	set  time.Duration
	tick struct{}
)

func update(m egg, e any, now time.Time) (egg, []string) {
	switch e := e.(type) {
	case set:
		m.rings = now.Add(time.Duration(e))
		return m, []string{"wound"}
	case tick:
		m.ticked++
		if !m.rings.IsZero() && !now.Before(m.rings) {
			m.rings, m.rung = time.Time{}, m.rung+1
			return m, []string{"ring"}
		}
	}
	return m, nil
}

func TestLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var effects []string
		var changes int
		l := loop.New(loop.Machine[egg, any, string]{
			Update:  update,
			Due:     func(m egg) time.Time { return m.rings },
			Tick:    tick{},
			Do:      func(f string) { effects = append(effects, f) },
			Changed: func(egg) { changes++ },
		}, egg{})
		done := make(chan struct{})
		go func() { l.Run(ctx); close(done) }()

		time.Sleep(24 * time.Hour) // the bubble's clock, not a wait
		synctest.Wait()
		if got := l.Model().ticked; got != 0 {
			t.Errorf("ticks of a machine at rest: got %d, want 0", got)
		}

		l.Send(ctx, set(3*time.Minute))
		l.Send(ctx, set(4*time.Minute)) // winding again moves the hour
		time.Sleep(4*time.Minute - 1)
		synctest.Wait()
		if got := l.Model(); got.rung != 0 || got.ticked != 0 {
			t.Errorf("before the hour: got %+v, want no ring and no tick", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := l.Model(); got.rung != 1 || got.ticked != 1 {
			t.Errorf("after the hour: got %+v, want one ring and one tick", got)
		}
		if diff := cmp.Diff([]string{"wound", "wound", "ring"}, effects); diff != "" {
			t.Errorf("effects (-want +got):\n%s", diff)
		}
		if changes != 3 {
			t.Errorf("models told: got %d, want 3", changes)
		}

		stop()
		<-done
		l.Send(ctx, set(1)) // nobody listens, and nobody hangs
	})
}

func TestLoop_sends_in_order_and_gives_up_when_stopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var seen []int
		l := loop.New(loop.Machine[int, int, int]{
			Update: func(_, e int, _ time.Time) (int, []int) { return e, []int{e} },
			Due:    func(int) time.Time { return time.Time{} },
			Do:     func(f int) { seen = append(seen, f) },
		}, 0)
		go func() {
			for i := range 200 { // more than the queue holds
				l.Send(ctx, i)
			}
		}()
		synctest.Wait()
		if len(seen) != 0 {
			t.Fatalf("effects before Run: got %v, want none", seen)
		}
		go l.Run(ctx)
		synctest.Wait()
		for i, got := range seen {
			if got != i {
				t.Fatalf("event %d: got %d", i, got)
			}
		}
		if len(seen) != 200 {
			t.Errorf("events: got %d, want 200", len(seen))
		}
		stop()
	})
}

// A loop proves that it gets on between two events, and not in the middle of one.
func TestLoop_alive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		hangs := make(chan struct{})
		l := loop.New(loop.Machine[egg, any, string]{
			Update: update, Due: func(egg) time.Time { return time.Time{} }, Tick: tick{}, Do: func(string) { <-hangs },
		}, egg{})
		go l.Run(ctx)
		if err := l.Alive(ctx); err != nil {
			t.Fatalf("at rest: got %v", err)
		}
		l.Send(ctx, set(time.Hour))
		synctest.Wait()
		proved := make(chan error, 1)
		go func() { proved <- l.Alive(ctx) }()
		time.Sleep(time.Hour)
		select {
		case err := <-proved:
			t.Fatalf("in the middle of an event: got %v, want nothing", err)
		default:
		}
		close(hangs)
		if err := <-proved; err != nil {
			t.Errorf("after the event: got %v", err)
		}
		stop()
		synctest.Wait()
		if err := l.Alive(ctx); err == nil {
			t.Error("after the end: got a proof")
		}
	})
}
