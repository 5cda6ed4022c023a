package office_test

import (
	"errors"
	"testing"

	"numerek/central/office"
)

func TestViewBelongsToItsEvent(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.take("rejestracja")
	before, err := w.View(t.Context(), "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	w.take("rejestracja")
	after, err := w.View(t.Context(), "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	if before.Services["rejestracja"].Waiting != 1 || after.Services["rejestracja"].Waiting != 2 || after.Seq != before.Seq+1 {
		t.Errorf("got %d at %d, then %d at %d", before.Services["rejestracja"].Waiting, before.Seq,
			after.Services["rejestracja"].Waiting, after.Seq)
	}
	if got := after.Due.In(w.clock.Now().Location()).Format("15:04"); got != "15:45" {
		t.Errorf("due at %s, want 15:45, when the first service closes", got)
	}
	if _, err := w.View(t.Context(), "nowhere"); !errors.Is(err, office.ErrUnknownOffice) {
		t.Errorf("got %v", err)
	}
}

func TestViewIsDueWhenItChanges(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 06:00")
	open, due := 0, 0
	for w.clock.Now().Day() == 23 {
		v, err := w.View(t.Context(), "koszalin")
		if err != nil {
			t.Fatal(err)
		}
		now := 0
		for _, s := range v.Services {
			if s.Refusal == nil {
				now++
			}
		}
		if now != open {
			open, due = now, due+1
		}
		if !v.Due.After(v.Now) {
			t.Fatalf("at %s it is due at %s", v.Now, v.Due)
		}
		w.clock.pass(v.Due.Sub(v.Now))
	}
	if due != 2 { // all open at 07:45 and close at 15:45 on a Monday
		t.Errorf("openings changed %d times, want 2", due)
	}
}
