package kiosktest

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
)

// Code is a code that can be one: 482 9151 checks.
const Code = "4829151"

// Type types digits on a keyboard, all in one instant as a reader does.
func (v *Visit) Type(digits string) *Visit {
	v.Effects = nil
	v.Now = v.Now.Add(time.Second)
	for _, d := range digits {
		m, effects := kiosk.Update(v.Model, kiosk.Key{Key: kiosk.Press(d)}, v.Now)
		v.Model, v.Effects = m, append(v.Effects, effects...)
	}
	return v
}

// Booked is the ticket of the demo, taken for a booking at 10:20.
func Booked(t testing.TB) kiosk.Ticket {
	t.Helper()
	ticket := R015(t)
	ticket.Ahead, ticket.Wait = 1, kiosk.Wait{Known: true, To: 5}
	ticket.IssuedAt = Morning(t).Add(-12 * time.Minute)
	ticket.Booked = Morning(t).Add(-4 * time.Minute)
	return ticket
}

// codeShots are the screens of whoever has a code.
func codeShots() []Shot {
	at := func(t testing.TB, minutes int) time.Time {
		t.Helper()
		return Morning(t).Add(time.Duration(minutes) * time.Minute)
	}
	begin := func(t testing.TB, lang string, aids ...string) *Visit {
		t.Helper()
		return NewVisit(t, Koszalin("ratusz")).Tap("language:" + lang).Tap(aids...).Tap("code")
	}
	refused := func(reason kiosk.CodeReason, more func(t testing.TB, r *kiosk.CodeRefusal)) func(testing.TB, string) kiosk.Model {
		return func(t testing.TB, lang string) kiosk.Model {
			t.Helper()
			v := begin(t, lang).Type(Code)
			r := kiosk.CodeRefusal{Reason: reason, Start: at(t, 36), From: at(t, 26), Until: at(t, 46), ServiceID: "rejestracja"}
			if more != nil {
				more(t, &r)
			}
			return v.Do(kiosk.CodeRefused{Session: v.Model.Session, Refusal: r}).Model
		}
	}
	late := func(t testing.TB, r *kiosk.CodeRefusal) {
		t.Helper()
		r.Start, r.From, r.Until = at(t, -24), at(t, -34), at(t, -14)
	}
	wrong := Code[:6] + "7"
	return []Shot{
		{"code", func(t testing.TB, l string) kiosk.Model { return begin(t, l).Type(Code[:4]).Model }},
		{"code_pressed", func(t testing.TB, l string) kiosk.Model {
			return begin(t, l).Do(kiosk.Pointer{Phase: kiosk.Down, Target: "digit:5"}).Model
		}},
		{"code_typing_slip", func(t testing.TB, l string) kiosk.Model { return begin(t, l).Type(wrong).Model }},
		{"code_short", func(t testing.TB, l string) kiosk.Model {
			return begin(t, l).Type(Code[:5]).Do(kiosk.Key{Key: kiosk.Choose}).Model
		}},
		{"code_contrast", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, l, "contrast").Type(Code[:3])
			return v.Do(kiosk.Key{Key: kiosk.Next, Targets: []string{"digit:5"}}).Model
		}},
		{"code_low", func(t testing.TB, l string) kiosk.Model { return begin(t, l, "low").Type(wrong).Model }},
		{"code_checking", func(t testing.TB, l string) kiosk.Model { return begin(t, l).Type(Code).Model }},
		{"code_take", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, l).Type(Code)
			v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: Booked(t)})
			return v.Do(kiosk.Printed{Session: v.Model.Session, Outcome: kiosk.PaperPrinted}).Model
		}},
		{"code_shown", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, l).Type(Code)
			v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: Booked(t)})
			return v.Do(kiosk.Printed{Session: v.Model.Session, Outcome: kiosk.PaperNotDelivered}).Model
		}},
		{"code_early", refused(kiosk.CodeEarly, nil)},
		{"code_much_too_early", refused(kiosk.CodeEarly, func(t testing.TB, r *kiosk.CodeRefusal) {
			t.Helper()
			r.Start, r.From, r.Until = at(t, 25*60), at(t, 25*60-10), at(t, 25*60+10)
		})},
		{"code_ready", func(t testing.TB, l string) kiosk.Model {
			m := refused(kiosk.CodeEarly, func(t testing.TB, r *kiosk.CodeRefusal) { t.Helper(); r.From = at(t, 1) })(t, l)
			m, _ = kiosk.Update(m, kiosk.Tick{}, m.Now.Add(time.Minute))
			return m
		}},
		{"code_late", refused(kiosk.CodeLate, late)},
		{"code_late_for_today", refused(kiosk.CodeLate, func(t testing.TB, r *kiosk.CodeRefusal) {
			t.Helper()
			late(t, r)
			r.ServiceID = "none"
		})},
		{"code_used", refused(kiosk.CodeUsed, func(t testing.TB, r *kiosk.CodeRefusal) { t.Helper(); r.Ticket = Booked(t) })},
		{"code_elsewhere", refused(kiosk.CodeElsewhere, func(_ testing.TB, r *kiosk.CodeRefusal) {
			r.Location, r.Address = Koszalin("usc").LocationName, "ul. Przykładowa 12"
		})},
		{"code_unknown", refused(kiosk.CodeUnknown, nil)},
		{"code_paused", refused(kiosk.CodePaused, func(t testing.TB, r *kiosk.CodeRefusal) { t.Helper(); r.PausedUntil = at(t, 1) })},
		{"code_cancelled", refused(kiosk.CodeCancelled, nil)},
		{"code_missed", refused(kiosk.CodeMissed, late)},
		{"code_abandoned", refused(kiosk.CodeAbandoned, nil)},
		{"code_failed", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, l).Type(Code)
			return v.Do(kiosk.IssueFailed{Session: v.Model.Session}).Model
		}},
		{"code_offer", func(t testing.TB, l string) kiosk.Model {
			return begin(t, l).Do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.CoverOpen}}).Type(Code).Model
		}},
		{"services_booked_only", func(t testing.TB, l string) kiosk.Model {
			return NewVisit(t, bookedOnly()).Tap("language:"+l, "department:km").Model
		}},
		{"refused_booked_only", func(t testing.TB, l string) kiosk.Model {
			return NewVisit(t, bookedOnly()).Tap("language:"+l, "department:km", "service:rejestracja").Model
		}},
		{"full_with_codes", func(t testing.TB, l string) kiosk.Model {
			c := ClosedFor(Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.QueueFull, OpensAt: at(t, 21*60+21)}, nil)
			return NewVisit(t, c).Tap("language:" + l).Model
		}},
		{"home_code_contrast", func(t testing.TB, l string) kiosk.Model {
			v := NewVisit(t, Koszalin("ratusz")).Tap("language:"+l, "contrast")
			return v.Do(kiosk.Key{Key: kiosk.Next, Targets: []string{"code"}}).Model
		}},
	}
}

// bookedOnly is a day on which vehicles are registered for who has booked.
func bookedOnly() kiosk.Catalog {
	c := Koszalin("ratusz")
	for i := range c.Services[:4] {
		c.Services[i].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.BookingsOnly}}
	}
	return c
}
