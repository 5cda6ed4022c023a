package line_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/devices/line"
)

// Who has begun goes before who has not; else the order is that of coming.
func TestOrderOfTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := line.TurnsOf(1, slog.New(slog.DiscardHandler))
		if err := turns.Begin(); err != nil {
			t.Fatal(err)
		}
		var order []string // of one after the other, each with the turn
		for _, name := range []string{"first", "second", "begun", "begun later"} {
			go func() {
				if strings.HasPrefix(name, "begun") {
					turns.Resume()
				} else if err := turns.Begin(); err != nil {
					t.Error(err)
				}
				order = append(order, name)
				turns.End()
			}()
			synctest.Wait()
		}
		if len(order) > 0 {
			t.Fatalf("got %q with no turn left", order)
		}
		turns.End()
		synctest.Wait()
		if got, want := strings.Join(order, ", "), "begun, begun later, first, second"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// Who waits too long comes again, which the log tells now and then, and takes no turn
// with him.
func TestPatienceForATurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		turns := line.TurnsOf(1, slog.New(slog.NewTextHandler(&text, nil)))
		if err := turns.Begin(); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for range 30 { // 90 s
			if err := turns.Begin(); !errors.Is(err, line.ErrBusy) {
				t.Fatalf("got %v, want %v", err, line.ErrBusy)
			}
		}
		if got, want := time.Since(began), 90*time.Second; got != want {
			t.Errorf("waited %s, want %s", got, want)
		}
		if got := strings.Count(text.String(), "must come again"); got != 2 {
			t.Errorf("told %d times, want 2:\n%s", got, &text)
		}
		turns.End()
		if err := turns.Begin(); err != nil {
			t.Errorf("a turn is lost: %v", err)
		}
	})
}
