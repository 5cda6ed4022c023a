package visits

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// DayReason is why nothing of a day can be booked.
type DayReason string

// The reasons.
const (
	DayClosed     DayReason = "closed"
	DayFull       DayReason = "full"
	DayOver       DayReason = "over" // too late for today
	DayWalkinOnly DayReason = "walkin_only"
	DayNotOpenYet DayReason = "not_open_yet" // DayOffer.OpensAt says when it is
)

// DayOffer is what can be booked of a service on a day.
type DayOffer struct {
	Day     queue.Day
	Free    int       // starts that can still be booked
	Why     DayReason // empty if Free is not 0
	OpensAt time.Time
	Note    officefile.Text // name of the holiday, or the exception's reason
}

// Slot is a start; one that is full has no places.
type Slot struct {
	Start  time.Time
	Places int
}

// Days lists today and every day that can be booked, and the next one with the
// hour at which it can. Errors: [ErrNotBookable], [office.ErrUnknownService],
// [office.ErrUnknownOffice].
func (v *Visits) Days(ctx context.Context, officeID, serviceID string) ([]DayOffer, error) {
	o, err := v.open(ctx, officeID, serviceID)
	if err != nil {
		return nil, err
	}
	today, last := civilDay(o.file, o.now), horizon(o.file).Last(o.now, o.file.Zone)
	shelf, err := v.shelf(ctx, officeID, o)
	if err != nil {
		return nil, err
	}
	defer shelf.mu.Unlock()
	if err := shelf.fill(ctx, v.store, o, today, last); err != nil {
		return nil, err
	}
	var days []DayOffer
	for day := today; day <= last; day = calendar.AddDays(day, 1) {
		days = append(days, o.offer(day, shelf.slots(o, day)))
	}
	if next := calendar.AddDays(last, 1); next <= calendar.AddDays(today, o.file.Policy.Booking.HorizonDays) {
		d := o.offer(next, nil)
		if d.Why != DayClosed && d.Why != DayWalkinOnly {
			d.Why = DayNotOpenYet
		}
		d.OpensAt = calendar.FirstInstant(today, o.file.Policy.Booking.OpenNewDayAt, o.file.Zone)
		days = append(days, d)
	}
	return days, nil
}

// Slots lists the starts of a service on a day that are not too soon, full ones
// included; none on a day that cannot be booked. Errors: as of [Visits.Days].
func (v *Visits) Slots(ctx context.Context, officeID, serviceID string, day queue.Day) ([]Slot, error) {
	return v.slots(ctx, officeID, serviceID, day, false)
}

// StaffSlots is Slots as a clerk sees it, who may book until the hour itself.
func (v *Visits) StaffSlots(ctx context.Context, officeID, serviceID string, day queue.Day) ([]Slot, error) {
	return v.slots(ctx, officeID, serviceID, day, true)
}

func (v *Visits) slots(ctx context.Context, officeID, serviceID string, day queue.Day, staff bool) ([]Slot, error) {
	o, err := v.open(ctx, officeID, serviceID)
	if err != nil {
		return nil, err
	}
	if day < civilDay(o.file, o.now) || day > horizon(o.file).Last(o.now, o.file.Zone) {
		return nil, nil
	}
	if staff {
		o.earliest = o.now
	}
	shelf, err := v.shelf(ctx, officeID, o)
	if err != nil {
		return nil, err
	}
	defer shelf.mu.Unlock()
	if err := shelf.fill(ctx, v.store, o, day, day); err != nil {
		return nil, err
	}
	return o.later(shelf.slots(o, day)), nil
}

// opening is a service as it can be booked now.
type opening struct {
	file     *officefile.Office
	calendar calendar.Calendar
	service  officefile.Service
	office   string
	location string
	now      time.Time
	earliest time.Time
}

func (v *Visits) open(ctx context.Context, officeID, serviceID string) (opening, error) {
	file, err := v.office.File(ctx, officeID)
	if err != nil {
		return opening{}, err
	}
	s, err := service(file, serviceID)
	if err != nil {
		return opening{}, err
	}
	now := v.office.Now()
	return opening{
		file: file, calendar: file.Calendar(), service: s, office: officeID, location: file.LocationOf(s.ID),
		now: now, earliest: horizon(file).Earliest(now),
	}, nil
}

func (o opening) at(day queue.Day) place {
	return place{file: o.file, calendar: o.calendar, key: store.AgendaKey{Office: o.office, Location: o.location, Day: day}}
}

// later leaves the slots that are not too soon.
func (o opening) later(all []Slot) []Slot {
	for i, s := range all {
		if !s.Start.Before(o.earliest) {
			return all[i:]
		}
	}
	return nil
}

func (o opening) offer(day queue.Day, slots []Slot) DayOffer {
	hours, note := o.calendar.Hours(day, calendar.Place{Location: o.location, Department: o.service.Department, Service: o.service.ID})
	d := DayOffer{Day: day, Note: officefile.Text(note.Text)}
	for _, s := range o.later(slots) {
		if s.Places > 0 {
			d.Free++
		}
	}
	switch {
	case d.Free > 0:
	case len(hours) == 0:
		d.Why = DayClosed
	case o.file.Policy.Booking.ModeOn(o.service, day) == officefile.WalkinOnly:
		d.Why = DayWalkinOnly
	case len(slots) > 0 && len(o.later(slots)) == 0:
		d.Why = DayOver
	default:
		d.Why = DayFull
	}
	return d
}

// agendas remembers what was planned, so that looking costs no transaction. Who
// takes a slot plans anew; an old answer here is only a page that is a moment old.
type agendas struct {
	mu      sync.Mutex
	offices map[string]*shelf
}

// shelf is what is known of one office's days.
type shelf struct {
	mu   sync.Mutex
	file *officefile.Office
	seq  int64
	days map[store.AgendaKey]*agenda
}

// agenda is one planned day. Until is when a hold in it is over.
type agenda struct {
	plan  *booking.Plan
	slots map[string][]Slot // by service
	until time.Time
}

// mostEvents is after how many events everything is read anew.
const mostEvents = 2000

// shelf returns what is known of an office, locked, without the days on which
// something has happened since.
func (v *Visits) shelf(ctx context.Context, officeID string, o opening) (*shelf, error) {
	v.agendas.mu.Lock()
	s := v.agendas.offices[officeID]
	if s == nil {
		s = new(shelf)
		v.agendas.offices[officeID] = s
	}
	v.agendas.mu.Unlock()
	row, err := v.store.Office(ctx, officeID)
	if err != nil {
		return nil, fmt.Errorf("%w: %q: %w", office.ErrUnknownOffice, officeID, err)
	}
	s.mu.Lock()
	if s.file != o.file || row.Seq-s.seq > mostEvents || row.Seq < s.seq { // history went back
		s.file, s.seq, s.days = o.file, row.Seq, make(map[store.AgendaKey]*agenda)
		return s, nil
	}
	if row.Seq > s.seq {
		events, err := v.store.Events(ctx, officeID, s.seq, mostEvents)
		if err != nil {
			s.mu.Unlock()
			return nil, err
		}
		for _, e := range events {
			s.forget(e)
			s.seq = e.Seq
		}
	}
	return s, nil
}

func (s *shelf) forget(e store.Event) {
	if !strings.HasPrefix(e.Kind, "booking.") {
		return
	}
	var d Detail
	if json.Unmarshal([]byte(e.Detail), &d) != nil {
		return
	}
	for _, day := range []queue.Day{d.Day, d.From} {
		delete(s.days, store.AgendaKey{Office: e.Office, Location: e.Location, Day: day})
	}
}

// fill plans the days that are not known.
func (s *shelf) fill(ctx context.Context, from store.Reader, o opening, first, last queue.Day) error {
	for key := range s.days {
		if key.Day < civilDay(o.file, o.now) {
			delete(s.days, key)
		}
	}
	for day := first; day <= last; day = calendar.AddDays(day, 1) {
		end := day // of the days in a row that are not known: they are read in one go
		for end <= last && !s.knows(o.at(end).key, o.now) {
			end = calendar.AddDays(end, 1)
		}
		if end == day {
			continue
		}
		all, err := from.BookingsBetween(ctx, o.office, day, calendar.AddDays(end, -1))
		if err != nil {
			return err
		}
		for ; day < end; day = calendar.AddDays(day, 1) {
			s.days[o.at(day).key] = o.plan(day, all)
		}
	}
	return nil
}

// knows says whether a day is planned as it is now.
func (s *shelf) knows(day store.AgendaKey, now time.Time) bool {
	a := s.days[day]
	return a != nil && (a.until.IsZero() || now.Before(a.until))
}

// plan plans a day; all holds its bookings, among others.
func (o opening) plan(day queue.Day, all []booking.Booking) *agenda {
	a := &agenda{slots: make(map[string][]Slot)}
	var live []booking.Booking
	for _, b := range all {
		if b.Day != day || b.Location != o.location || !b.State.Live() {
			continue
		}
		live = append(live, b)
		if b.State == booking.Held && o.now.Before(b.HeldUntil) && (a.until.IsZero() || b.HeldUntil.Before(a.until)) {
			a.until = b.HeldUntil
		}
	}
	a.plan, _ = o.at(day).plan(live, o.now)
	return a
}

// slots are those of the service on a day that was filled.
func (s *shelf) slots(o opening, day queue.Day) []Slot {
	p := o.at(day)
	a := s.days[p.key]
	slots, ok := a.slots[o.service.ID]
	if !ok {
		for _, free := range a.plan.Slots(o.service.ID) {
			slots = append(slots, Slot{Start: p.start(free.At), Places: free.Places})
		}
		a.slots[o.service.ID] = slots
	}
	return slots
}
