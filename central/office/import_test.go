package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
)

// An import is another program: the server learns of it by looking.
func TestAKioskOfANewFileIsKnownAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	load(t, w.store, strings.Replace(demoText(t), kioskID, "kiosk-new", 1))
	if c, err := w.Kiosk(t.Context(), "", "kiosk-new"); err != nil || c.Location != "ratusz" {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := w.Kiosk(t.Context(), "", "kiosk-none"); !errors.Is(err, office.ErrUnknownDevice) {
		t.Errorf("got %v", err)
	}
}

// A second office beside the first takes no kiosk from it, unless both have one
// with the same id.
func TestAKioskFindsItsOffice(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	second := func(kiosks ...string) {
		t.Helper()
		load(t, w.store, strings.NewReplacer(append(kiosks, `"koszalin"`, `"other"`)...).Replace(demoText(t)))
		w.clock.pass(2 * time.Second)
	}
	find := func(device, want string) {
		t.Helper()
		if c, err := w.Kiosk(t.Context(), "", device); err != nil || c.Office != want {
			t.Errorf("%s: got office %q, %v, want %q", device, c.Office, err, want)
		}
	}
	second(kioskID, "kiosk-2")
	find(kioskID, "koszalin")
	find("kiosk-2", "other")
	if _, err := w.Kiosk(t.Context(), "", "kiosk-usc"); !errors.Is(err, office.ErrWhichOffice) || !strings.Contains(err.Error(), `["koszalin" "other"]`) {
		t.Errorf("got %v, want that a kiosk of both must name its office", err)
	}
	if _, err := w.Kiosk(t.Context(), "", "kiosk-none"); !errors.Is(err, office.ErrUnknownDevice) {
		t.Errorf("got %v, want that no office has the kiosk", err)
	}
	second("kiosk-usc", "kiosk-2") // a new revision, which the server has not looked at
	find("kiosk-usc", "koszalin")
	if _, err := w.Kiosk(t.Context(), "", kioskID); !errors.Is(err, office.ErrWhichOffice) {
		t.Errorf("got %v, want that the office must be named now", err)
	}
}

// An office that gives nobody priority gives it to nobody who asks.
func TestPriorityIsTheOfficesToGive(t *testing.T) {
	t.Parallel()
	for name, offered := range map[string]bool{"offered": true, "not_offered": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, "", func(text string) string {
				if offered {
					return text
				}
				lines := strings.Split(text, "\n")
				for i, l := range lines {
					if strings.HasPrefix(l, "priority_groups") {
						lines[i] = ""
					}
					if strings.HasPrefix(l, "priority ") {
						lines[i] = ""
					}
				}
				return strings.Join(lines, "\n")
			})
			r := w.request("zbycie")
			r.Priority = true
			if a := w.ask(r); a.Ticket.Priority != offered {
				t.Errorf("got priority %t", a.Ticket.Priority)
			}
			if again := w.ask(r); again.Refusal != nil || again.Ticket.ID != r.ID {
				t.Errorf("a repetition got %+v", again)
			}
		})
	}
}

// Where the doors never close, the cap ends with the business day, not earlier.
func TestACapLastsUntilTheDayTurns(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 09:30", func(text string) string {
		text = strings.Replace(text, "id = \"zbycie\"\n", "id = \"zbycie\"\ndaily_cap = 1\n", 1)
		return strings.Replace(text, "[hours.ratusz]\nmon = [\"08:00-16:00\"]\ntue = [\"08:00-14:30\"]",
			"[hours.ratusz]\nmon = [\"00:00-24:00\"]\ntue = [\"00:00-24:00\"]", 1)
	})
	w.take("zbycie")
	a := w.ask(w.request("zbycie"))
	want := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	if a.Refusal == nil || a.Refusal.Reason != office.DailyCap || !a.Refusal.OpensAt.Equal(want) {
		t.Errorf("got %+v, want until %s", a.Refusal, want)
	}
}

// Numbers that a new file steps over are accounted for like any others.
func TestANewFirstNumberLeavesNoGap(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	first := w.take("zbycie")
	load(t, w.store, strings.Replace(demoText(t), "prefix = \"N\"\nnumber_start = 101\n", "prefix = \"N\"\nnumber_start = 201\n", 1))
	if next := w.take("zbycie"); first.Number.N != 101 || next.Number != (queue.Number{Prefix: first.Number.Prefix, N: 201}) {
		t.Errorf("got %s after %s", next.Number, first.Number)
	}
	skipped := w.events(office.NumbersSkipped)
	if len(skipped) != 1 || skipped[0].Detail != `{"day":"2026-11-23","prefix":"`+first.Number.Prefix+`","from":102,"to":200,"reason":"renumbered"}` {
		t.Errorf("got %+v", skipped)
	}
}
