package visits

import (
	"cmp"
	"slices"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// place is a location on a day of one office file.
type place struct {
	file     *officefile.Office
	calendar calendar.Calendar
	key      store.AgendaKey
}

// plan gives the live bookings of the day to desks. Holds that are over have no
// slot any more. Misfits are those that no longer fit.
func (p place) plan(live []booking.Booking, now time.Time) (*booking.Plan, []booking.Visit) {
	services := make([]booking.Service, 0, len(p.file.Services))
	sold := make(map[string]bool)
	for _, s := range p.file.Services {
		if !s.Bookable || p.file.LocationOf(s.ID) != p.key.Location || p.file.Policy.Booking.ModeOn(s, p.key.Day) == officefile.WalkinOnly {
			continue
		}
		hours, _ := p.calendar.Hours(p.key.Day, calendar.Place{Location: p.key.Location, Department: s.Department, Service: s.ID})
		services = append(services, booking.Service{ID: s.ID, Minutes: s.Slot, Hours: hours})
		sold[s.ID] = true
	}
	var desks []booking.Desk
	for _, d := range p.file.Desks {
		if d.Location != p.key.Location {
			continue
		}
		takes := slices.DeleteFunc(slices.Clone(d.Services), func(s string) bool { return !sold[s] })
		if len(takes) > 0 {
			desks = append(desks, booking.Desk{Number: d.Number, Services: takes})
		}
	}
	live = slices.DeleteFunc(slices.Clone(live), func(b booking.Booking) bool { return over(b, now) })
	slices.SortFunc(live, func(a, b booking.Booking) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	visits := make([]booking.Visit, len(live))
	for i, b := range live {
		visits[i] = p.visit(b)
	}
	rules := booking.Rules{Grid: p.file.Policy.Booking.SlotGridMinutes, Share: p.file.Policy.Booking.OnlineShare}
	return booking.NewPlan(rules, desks, services, visits)
}

func (p place) visit(b booking.Booking) booking.Visit {
	return booking.Visit{ID: b.ID, Service: b.Service, At: p.clock(b.Start), Minutes: b.Minutes, Desk: b.Desk}
}

// clock is the time of day of an instant.
func (p place) clock(at time.Time) calendar.Clock {
	at = at.In(p.file.Zone)
	return calendar.Clock(at.Hour()*60 + at.Minute())
}

// start is the instant of a time of day.
func (p place) start(at calendar.Clock) time.Time {
	return calendar.FirstInstant(p.key.Day, at, p.file.Zone)
}

// over says whether a hold's time has passed, even if nobody has noted it yet.
func over(b booking.Booking, now time.Time) bool {
	return b.State == booking.Held && !now.Before(b.HeldUntil)
}

// horizon is what the office file says about days that can be booked.
func horizon(f *officefile.Office) booking.Horizon {
	b := f.Policy.Booking
	return booking.Horizon{
		Days: b.HorizonDays, NewDayAt: b.OpenNewDayAt,
		Lead:    time.Duration(b.MinLeadMinutes) * time.Minute,
		Release: time.Duration(b.ReleaseUnbookedMinutes) * time.Minute,
	}
}

// window is when a code works.
func window(f *officefile.Office) booking.Window {
	c := f.Policy.Checkin
	return booking.Window{
		Early: time.Duration(c.EarlyMinutes) * time.Minute, Late: time.Duration(c.LateMinutes) * time.Minute,
	}
}

// civilDay is the date of an instant at the office.
func civilDay(f *officefile.Office, at time.Time) queue.Day { return calendar.CivilDay(at, f.Zone) }
