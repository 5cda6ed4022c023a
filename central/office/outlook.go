package office

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/calling"
	"numerek/central/forecast"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

const (
	// idleShare is how many times as long as it took nothing is worked out for
	// anybody: forecasts of however many offices take at most a quarter of a core.
	idleShare = 3
	// stale is when a forecast is worked out in any case before it is given, and
	// useless when it is not given any more because that has failed.
	stale   = time.Minute
	useless = 5 * time.Minute
	// crowd is up to how many people waiting at a location anything is said, and
	// fullDay up to how many tickets of an office and day: what is beyond them is
	// no queue of an office, but somebody's test.
	crowd   = 400
	fullDay = 5000
	// paused is after which time a clerk who takes a break is expected back.
	paused = 15 * time.Minute
)

// outlook is what can be said of the waiting at an office, as of one moment.
type outlook struct {
	at       time.Duration // uptime
	seq      int64         // of the last event that is in it
	day      queue.Day
	forecast forecast.Forecast
	services map[string]ahead
	states   map[string]forecast.State // by location
}

// ahead is what a ticket of a service would find that is taken now.
type ahead struct {
	people, issued int // before it, and tickets of the day, when people were counted
	room           int // further tickets that fit before closing; [forecast.Plenty] or more: no matter
}

// on returns the outlook where it is one of the business day, else nil.
func (l *outlook) on(day queue.Day) *outlook {
	if l == nil || l.day != day {
		return nil
	}
	return l
}

// outlooks keeps the last outlook of each office.
type outlooks struct {
	mu      sync.Mutex
	all     map[string]*outlook
	working map[string]bool // offices whose outlook is being worked out
	next    time.Duration   // uptime before which none is worked out
	samples map[string]measured
}

// outlook returns what can be said of an office: worked out anew where it is older
// than the event seq and there is time for it, or else as it was; nil where
// nothing can be said. A forecast that fails must not keep anybody from a ticket.
func (o *Office) outlook(ctx context.Context, office string, seq int64) *outlook {
	uptime := o.clock.clock.Uptime()
	o.outlooks.mu.Lock()
	last := o.outlooks.all[office]
	old := last == nil || uptime-last.at >= stale
	if last != nil && uptime-last.at >= useless {
		last = nil
	}
	if o.outlooks.working[office] || !old && (last.seq >= seq || uptime < o.outlooks.next) {
		o.outlooks.mu.Unlock()
		return last
	}
	o.outlooks.working[office] = true // whoever asks meanwhile gets the last one
	o.outlooks.mu.Unlock()
	var fresh *outlook
	defer func() { o.outlooks.worked(office, fresh, uptime, o.clock.clock.Uptime()) }()

	found, err := o.lookAhead(ctx, office)
	if err != nil {
		if ctx.Err() == nil {
			o.log.WarnContext(ctx, "waiting times not worked out", "office", office, "err", err)
		}
		return last
	}
	fresh = found
	return fresh
}

// worked keeps what was worked out between two instants; nil where nothing was.
func (l *outlooks) worked(office string, fresh *outlook, began, ended time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.working, office)
	l.next = ended + idleShare*(ended-began)
	if fresh != nil {
		fresh.at = ended
		l.all[office] = fresh
	}
}

// behindOf says whether the outlook does not know of an event yet, and from when it
// is worth asking for a newer one.
func (o *Office) behindOf(l *outlook, seq int64, now time.Time) (at time.Time, yes bool) {
	if l != nil && l.seq >= seq {
		return time.Time{}, false
	}
	o.outlooks.mu.Lock()
	defer o.outlooks.mu.Unlock()
	return now.Add(max(o.outlooks.next-o.clock.clock.Uptime(), 0) + 100*time.Millisecond), true
}

// lookAhead works out the outlook of an office from its floor.
func (o *Office) lookAhead(ctx context.Context, office string) (*outlook, error) {
	row, err := o.store.Office(ctx, office)
	if err != nil {
		return nil, err
	}
	out := &outlook{
		seq: row.Seq, day: row.Day, services: map[string]ahead{}, states: map[string]forecast.State{},
		forecast: forecast.Forecast{Services: map[string]queue.Wait{}, Tickets: map[string]queue.Wait{}},
	}
	tallies, err := o.store.Tallies(ctx, office, row.Day)
	if err != nil {
		return nil, err
	}
	issued := 0
	for _, t := range tallies {
		issued += t.Issued
	}
	if issued > fullDay {
		return out, nil
	}
	f, err := o.floor(ctx, office)
	if err != nil {
		return nil, err
	}
	k, err := o.known(ctx, office)
	if err != nil {
		return nil, err
	}
	if out.seq, out.day = f.Seq, f.Day; f.Day != k.plan.businessDay(f.Now) {
		return out, nil // the day is about to turn, and who waits with it
	}
	known, err := o.measured(ctx, f)
	if err != nil {
		return nil, err
	}
	today, err := o.store.TicketsOfDay(ctx, office, f.Day)
	if err != nil {
		return nil, err
	}
	at := map[string][]queue.Ticket{}
	for _, t := range today {
		at[t.Location] = append(at[t.Location], t)
	}
	booked, err := o.store.BookingsBetween(ctx, office, f.Day, f.Day)
	if err != nil {
		return nil, err
	}
	for _, l := range f.File.Locations {
		if len(f.Locations[l.ID].Waiting) <= crowd {
			out.add(k.plan, f, l.ID, known, coming(booked, l.ID), forecast.StreamsOf(at[l.ID], f.Now))
		}
	}
	return out, nil
}

// coming are the bookings of a location whose code has not been typed in yet.
func coming(booked []booking.Booking, location string) (list []forecast.Coming) {
	for _, b := range booked {
		if b.Location == location && b.State == booking.Confirmed {
			list = append(list, forecast.Coming{Service: b.Service, At: b.Start})
		}
	}
	return list
}

// add works out one location.
func (l *outlook) add(p *plan, f Floor, location string, known measured, next []forecast.Coming, streams []forecast.Stream) {
	state := p.state(f, location, known)
	state.Coming, state.Streams = next, streams
	l.states[location] = state
	all := forecast.All(state)
	maps.Copy(l.forecast.Services, all.Services)
	maps.Copy(l.forecast.Tickets, all.Tickets)
	room := map[string]int{}
	if p.file.Policy.Closing.Mode == officefile.ClosingDynamic {
		room = forecast.Room(p.staffed(state), forecast.Closing{Safety: p.file.Policy.Closing.Safety, Quantile: p.file.Policy.Closing.Quantile})
	}
	desks, open := f.callers(location)
	for _, s := range p.file.Services {
		if p.file.LocationOf(s.ID) != location {
			continue
		}
		fits, limited := room[s.ID]
		if !limited {
			fits = forecast.Plenty
		}
		next := queue.Ticket{ID: "next", Service: s.ID, State: queue.Waiting, IssuedAt: f.Now, Number: queue.Number{Prefix: s.Prefix, N: 1 << 30}}
		l.services[s.ID] = ahead{
			people: calling.Ahead(f.Locations[location].Waiting, next, desks, open, f.policy, f.Now),
			issued: f.issued[s.ID], room: fits,
		}
	}
}

// state is a location as package forecast sees it.
func (p *plan) state(f Floor, location string, known measured) forecast.State {
	place := f.Locations[location]
	s := forecast.State{
		Now: f.Now, Waiting: place.Waiting, Services: known.services, Policy: f.policy,
		NoShow: known.noShow, Call: known.call, Missed: f.patience.Longest,
	}
	rows := map[int]store.Desk{}
	for _, d := range place.Desks {
		rows[d.Number] = d
	}
	for _, d := range p.file.Desks {
		if d.Location == location {
			s.Desks = append(s.Desks, p.desk(f, d, rows[d.Number]))
		}
	}
	return s
}

func (p *plan) desk(f Floor, file officefile.Desk, row store.Desk) forecast.Desk {
	d := forecast.Desk{Desk: callingDesk(&file, row), Open: row.Workstation != "" && row.Paused == ""}
	d.From, d.Until = p.hours(calendar.Place{Location: file.Location, Department: file.Department}, f.Now)
	if row.Paused != "" {
		d.From = later(d.From, row.PausedAt.Add(paused))
	}
	if k, ok := f.Locations[file.Location].AtDesk[row.Ticket]; ok && row.Ticket != "" {
		d.Busy = &forecast.Busy{Service: k.Service, Since: later(k.CalledAt, k.ServedAt)}
	}
	return d
}

// hours returns the hours of a place that are running at an instant, or the next
// ones of its date; zero where there are none. Hours to midnight go on with those
// of the next date that begin there.
func (p *plan) hours(where calendar.Place, now time.Time) (from, until time.Time) {
	zone := p.file.ZoneOrUTC()
	day := calendar.CivilDay(now, zone)
	spans, _ := p.calendar.Hours(day, where)
	for _, span := range spans {
		from, until = calendar.FirstInstant(day, span.From, zone), calendar.LastInstant(day, span.To, zone)
		if !now.Before(until) {
			continue
		}
		next := calendar.AddDays(day, 1)
		if more, _ := p.calendar.Hours(next, where); span.To == calendar.Midnight && len(more) > 0 && more[0].From == 0 {
			until = calendar.LastInstant(next, more[0].To, zone)
		}
		return from, until
	}
	return time.Time{}, time.Time{}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// staffed takes it that the desks of a service at none of which a clerk works
// now do so by their hours: an office that does not use the console, or is at
// lunch, must not find its tickets stopped.
func (p *plan) staffed(s forecast.State) forecast.State {
	manned := map[string]bool{}
	for _, d := range s.Desks {
		if d.Open || d.Busy != nil {
			for _, service := range d.Services {
				manned[service] = true
			}
		}
	}
	out := s
	out.Desks = nil
	for _, d := range s.Desks {
		for _, service := range d.Services {
			if !manned[service] && !d.Until.IsZero() && !d.From.After(s.Now) {
				d.Open = true
			}
		}
		out.Desks = append(out.Desks, d)
	}
	return out
}

// full says whether one more ticket of a service no longer fits before closing,
// where so many were issued on the day.
func (l *outlook) full(service string, issued int) bool {
	if l == nil {
		return false
	}
	a, ok := l.services[service]
	return ok && a.room < forecast.Plenty && issued-a.issued >= a.room
}

// wait is the forecast for a ticket of a service that is taken now.
func (l *outlook) wait(service string) queue.Wait {
	if l == nil {
		return queue.Wait{}
	}
	return l.forecast.Services[service]
}

// promise is what a ticket that is taken now is told: people before it, which
// waiting counts where nothing better is known, and the range of minutes.
func (l *outlook) promise(k queue.Ticket, tally store.Tally) (people int, wait queue.Wait) {
	if l == nil {
		return tally.Waiting, queue.Wait{}
	}
	a, ok := l.services[k.Service]
	if !ok {
		return tally.Waiting, queue.Wait{}
	}
	people, wait = a.people+max(0, tally.Issued-a.issued), l.forecast.Services[k.Service]
	if k.Priority || k.Booking() {
		state := l.states[k.Location]
		state.Waiting = append(slices.Clip(state.Waiting), k)
		wait, _ = forecast.Of(state, k.ID)
		people = min(people, prior(state, k))
	}
	return people, wait
}

// prior counts who is before a ticket with priority, or of a booking.
func prior(s forecast.State, k queue.Ticket) int {
	desks, open := make([]calling.Desk, len(s.Desks)), map[int]bool{}
	for i, d := range s.Desks {
		desks[i], open[d.Number] = d.Desk, d.Open
	}
	return calling.Ahead(s.Waiting, k, desks, func(d int) bool { return open[d] }, s.Policy, s.Now)
}
