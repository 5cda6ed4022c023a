package office_test

import (
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
)

// Whom a desk forgot to finish says nothing of how long a visit takes.
func TestWhoWasLeftOpenIsNotMeasured(t *testing.T) {
	t.Parallel()
	for _, forgot := range []office.Deed{office.DeedCallAgain, office.DeedStart} { // on the way, at the desk
		w := newTown(t, "2026-11-24 09:00")
		morning := func() (*clerk, queue.Wait) {
			c := w.sit(11)
			for range 3 {
				w.take("pesel")
			}
			f, err := w.Floor(t.Context(), "koszalin")
			if err != nil {
				t.Fatal(err)
			}
			return c, f.WaitFor("pesel")
		}
		c, before := morning()
		c.deed(office.DeedCallNext)
		c.deed(forgot)
		w.clock.pass(24 * time.Hour)
		if err := w.Turn(t.Context(), "koszalin"); err != nil {
			t.Fatal(err)
		}
		// Other numbers play otherwise, but not by a fifth.
		if _, after := morning(); after.To == 0 || after.To > before.To*6/5 || after.From > before.From*6/5 {
			t.Errorf("%s: got %v before, %v after somebody was left open", forgot, before, after)
		}
	}
}
