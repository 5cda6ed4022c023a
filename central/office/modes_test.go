package office_test

import (
	"strings"
	"testing"

	"numerek/central/office"
)

// On days with bookings only no number is given to who has none; the other
// departments go on, and so does this one afterwards.
func TestBookingsOnly(t *testing.T) {
	t.Parallel()
	only := func(text string) string {
		return strings.Replace(text, "modes                     = []",
			`modes = [{ departments = ["km"], from = "2026-11-23", to = "2026-11-24", mode = "bookings_only" }]`, 1)
	}
	for at, want := range map[string]office.Reason{
		"2026-11-23 09:30": office.BookingsOnly, "2026-11-24 09:30": office.BookingsOnly, "2026-11-25 09:30": "",
		"2026-11-24 23:00": office.Closed,
	} {
		w := newTown(t, at, only)
		a := w.ask(w.request("rejestracja"))
		if got := reason(a.Refusal); got != want {
			t.Errorf("%s: got %q, want %q", at, got, want)
		}
		v, err := w.View(t.Context(), "koszalin")
		if err != nil || reason(v.Services["rejestracja"].Refusal) != want {
			t.Errorf("%s: shown as %+v, %v", at, v.Services["rejestracja"], err)
		}
		if want != office.Closed {
			w.take("dowod_wniosek")
		}
	}
}

func reason(r *office.Refusal) office.Reason {
	if r == nil {
		return ""
	}
	return r.Reason
}
