package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
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

func TestStatus(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	first, second := w.take("rejestracja"), w.take("rejestracja")
	s, err := w.Status(t.Context(), "", strings.ToUpper(second.Token))
	if err != nil || s.State != queue.Waiting || s.Ahead != 1 || s.Ticket.ID != second.ID {
		t.Fatalf("got %+v, %v", s, err)
	}
	w.report(first, queue.PaperNotDelivered)
	if s, err = w.Status(t.Context(), "koszalin", second.Token); err != nil || s.Ahead != 0 {
		t.Errorf("got %d ahead, %v", s.Ahead, err)
	}
	w.clock.pass(24 * time.Hour) // nobody has turned the day yet
	if s, err = w.Status(t.Context(), "", second.Token); err != nil || s.State != queue.Expired {
		t.Errorf("got %s, %v", s.State, err)
	}
	for _, token := range []string{"", "x", queue.Token([16]byte{}), second.Token + "0"} {
		for _, of := range []string{"", "koszalin", "nowhere"} {
			if _, err := w.Status(t.Context(), of, token); !errors.Is(err, office.ErrUnknownTicket) {
				t.Errorf("%q in %q: got %v", token, of, err)
			}
		}
	}
}
