package privacy

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
	"numerek/central/store"
)

// Groups that are too small to be told apart are counted under these.
const (
	SeveralDesks    = -1 // in the place of a desk's number
	SeveralServices = "" // in the place of a service's id; the desk is SeveralDesks
)

// Buckets says how tickets are counted before they are deleted.
type Buckets struct {
	Minutes int // length of a bucket; divides 60
	Least   int // tickets that a figure is about at least
	Zone    *time.Location
}

// Figures counts the tickets of an office and day by service, desk and bucket of
// the hour at which they were issued. Every ticket is counted once, void ones
// too, and no figure is about fewer than Least, unless the whole day has
// fewer: then there is one.
//
// What is too small is merged with what is nearest to it, one step at a time:
//
//  1. Buckets of a service at a desk go together with the next ones until they are
//     enough; those left at the end join the ones before them. A figure's minute
//     is where its first bucket begins.
//  2. Desks at which a service has too few in the whole day go together, as
//     [SeveralDesks], and are cut into times as above. If they are still too few,
//     the smallest figure of the service joins them.
//  3. Services that have too few in the whole day go together, as
//     [SeveralServices]; if they are still too few, the smallest figure of the
//     day joins them.
//
// So the totals of a day are exact, and those of a service up to its least
// figures. Waited is from the arrival (a booking's hour) to the first call, Serving
// the last time at a desk; who was left open at the end of the day was called
// and not served.
func Figures(tickets []queue.Ticket, b Buckets) []store.Figure {
	var all level
	for _, service := range split(count(tickets, b), func(f store.Figure) string { return f.Service }) {
		var desks level
		for _, desk := range split(service, func(f store.Figure) int { return f.Desk }) {
			desks.add(b.inTime(desk))
		}
		desks.pool(b, func(f *store.Figure) { f.Desk = SeveralDesks })
		all.add(desks.figures, desks.rest)
	}
	all.pool(b, several)
	if len(all.rest) > 0 {
		all.figures = append(all.figures, sum(all.rest)) // the whole day
	}
	slices.SortFunc(all.figures, store.ByBucket)
	return all.figures
}

func several(f *store.Figure) { f.Service, f.Desk = SeveralServices, SeveralDesks }

// level is a step of the merging: the figures that are large enough, and what is
// left of groups that were not, in the smallest buckets.
type level struct{ figures, rest []store.Figure }

func (l *level) add(figures, rest []store.Figure) {
	l.figures, l.rest = append(l.figures, figures...), append(l.rest, rest...)
}

// pool merges what is left under a common name. Nothing is left afterwards unless
// the level has no figure at all.
func (l *level) pool(b Buckets, name func(*store.Figure)) {
	if len(l.rest) == 0 {
		return
	}
	named := slices.Clone(l.rest)
	for i := range named {
		name(&named[i])
	}
	figures, rest := b.inTime(named)
	switch {
	case len(rest) == 0:
		l.figures, l.rest = append(l.figures, figures...), nil
	case len(l.figures) > 0:
		i := smallest(l.figures)
		joined := l.figures[i]
		name(&joined)
		l.figures[i], l.rest = sum(append(rest, joined)), nil
	}
}

// inTime cuts the buckets of one group into figures; they all are the rest where
// the group is too small.
func (b Buckets) inTime(buckets []store.Figure) (figures, rest []store.Figure) {
	buckets = merged(buckets)
	from, n := 0, 0
	for i, f := range buckets {
		if n += f.Tickets; n >= b.Least {
			figures = append(figures, sum(buckets[from:i+1]))
			from, n = i+1, 0
		}
	}
	if len(figures) == 0 {
		return nil, buckets
	}
	last := &figures[len(figures)-1]
	*last = sum(append([]store.Figure{*last}, buckets[from:]...))
	return figures, nil
}

// merged adds up figures with the same key, and sorts them.
func merged(figures []store.Figure) []store.Figure {
	of := make(map[store.FigureKey]store.Figure)
	for _, f := range figures {
		key := f.FigureKey
		of[key] = plus(f, of[key])
	}
	return slices.SortedFunc(maps.Values(of), store.ByBucket)
}

// smallest finds the figure about the fewest tickets, of equal ones the first.
func smallest(figures []store.Figure) (at int) {
	order := func(a, b store.Figure) int { return cmp.Or(cmp.Compare(a.Tickets, b.Tickets), store.ByBucket(a, b)) }
	for i, f := range figures {
		if order(f, figures[at]) < 0 {
			at = i
		}
	}
	return at
}

// sum merges figures of a day: what is not common to all has the name of several.
func sum(figures []store.Figure) store.Figure {
	total := figures[0]
	for _, f := range figures[1:] {
		switch {
		case f.Service != total.Service:
			several(&total)
		case f.Desk != total.Desk:
			total.Desk = SeveralDesks
		}
		total.Minute = min(total.Minute, f.Minute)
		total = plus(total, f)
	}
	return total
}

// plus adds the counts of b to a.
func plus(a, b store.Figure) store.Figure {
	a.Tickets += b.Tickets
	a.Booked += b.Booked
	a.Served += b.Served
	a.Missed += b.Missed
	a.Withdrawn += b.Withdrawn
	a.Waited += b.Waited
	a.Serving += b.Serving
	return a
}

// split groups figures by a part of their key, in its order.
func split[K cmp.Ordered](figures []store.Figure, by func(store.Figure) K) (groups [][]store.Figure) {
	of := make(map[K][]store.Figure)
	for _, f := range figures {
		of[by(f)] = append(of[by(f)], f)
	}
	for _, k := range slices.Sorted(maps.Keys(of)) {
		groups = append(groups, of[k])
	}
	return groups
}

// count puts every ticket into its bucket.
func count(tickets []queue.Ticket, b Buckets) []store.Figure {
	each := make([]store.Figure, len(tickets))
	for i, t := range tickets {
		each[i] = b.one(t)
	}
	return merged(each)
}

// one is the figure of a single ticket.
func (b Buckets) one(t queue.Ticket) store.Figure {
	at := t.IssuedAt.In(b.Zone)
	minute := at.Hour()*60 + at.Minute()
	f := store.Figure{
		FigureKey: store.FigureKey{Office: t.Office, Day: t.Day, Service: t.Service, Minute: minute - minute%b.Minutes}, Tickets: 1,
	}
	if t.Booking() {
		f.Booked = 1
	}
	if !t.FirstCalled.IsZero() {
		f.Desk = t.Desk
		f.Waited = max(0, t.FirstCalled.Sub(t.Arrived()))
	}
	switch {
	case t.State == queue.Done && t.EndedAt.Before(calendar.DayStart(calendar.AddDays(t.Day, 1), b.Zone)):
		f.Served = 1
		if !t.ServedAt.IsZero() {
			f.Serving = max(0, t.EndedAt.Sub(t.ServedAt))
		}
	case t.State == queue.NoShow:
		f.Missed = 1
	case t.State == queue.Withdrawn:
		f.Withdrawn = 1
	}
	return f
}

// Join counts tickets that came back after the figures of their day were written,
// as one lost in a restore may: each with the figure that is nearest to it, so
// that none gets smaller. It returns the figures that have changed.
func Join(written []store.Figure, late []queue.Ticket, b Buckets) []store.Figure {
	of := make(map[store.FigureKey]store.Figure)
	for _, f := range count(late, b) {
		near := slices.MinFunc(written, func(x, y store.Figure) int {
			return cmp.Or(cmp.Compare(distance(x, f), distance(y, f)), store.ByBucket(x, y))
		})
		if before, ok := of[near.FigureKey]; ok {
			near = before
		}
		of[near.FigureKey] = plus(near, f)
	}
	return slices.SortedFunc(maps.Values(of), store.ByBucket)
}

// distance is how far a figure is from a ticket's bucket: first another service, then another
// desk, then another time.
func distance(from, f store.Figure) int {
	const day = 24 * 60
	d := max(from.Minute-f.Minute, f.Minute-from.Minute)
	switch {
	case from.Service == f.Service && from.Desk == f.Desk:
	case from.Service == f.Service && from.Desk == SeveralDesks:
		d += day
	case from.Service == f.Service:
		d += 2 * day
	case from.Service == SeveralServices:
		d += 3 * day
	default:
		d += 4 * day
	}
	return d
}
