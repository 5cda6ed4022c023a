package store

import (
	"cmp"
	"slices"
	"strings"

	"numerek/central/booking"
	"numerek/central/queue"
)

// group finds rows of one kind by what they have in common: those who wait at a
// location, the bookings of a day. Only the batch's unit of work has groups; what
// a job has written comes to them when it is merged.
type group[G, K comparable, V any] struct {
	of    func(V) (G, bool) // to which a row belongs, if to any
	order func(a, b V) int  // 0 for a row and itself alone
	rows  *table[K, V]      // of the batch
	asked map[G]*members[V] // the groups that were loaded
}

// members are the rows of a group as they are after the jobs that were merged.
// They are kept in order: of the many jobs that look at a full agenda none has
// to sort it.
type members[V any] struct {
	rows   []V
	sorted bool
}

// claim returns the groups that were not loaded yet and notes them as loaded; the
// rows that were written before belong to them, too.
func (g *group[G, K, V]) claim(keys []G) (fresh []G) {
	for _, k := range keys {
		if g.asked[k] != nil {
			continue
		}
		if g.asked == nil {
			g.asked = make(map[G]*members[V])
		}
		m := new(members[V])
		g.asked[k] = m
		fresh = append(fresh, k)
		for _, key := range g.rows.written {
			if r := g.rows.rows[key]; g.has(k, r) {
				m.rows = append(m.rows, r.value)
			}
		}
	}
	return fresh
}

// learn takes in a row as the database has it, unless it is known better.
func (g *group[G, K, V]) learn(k K, v V) {
	if len(g.asked) == 0 || g.rows.rows[k].written {
		return
	}
	if m := g.with(row[V]{value: v, exists: true}); m != nil {
		m.rows, m.sorted = append(m.rows, v), false
	}
}

// merge takes in what a job has written, before its rows come to the batch's.
func (g *group[G, K, V]) merge(job *table[K, V]) {
	if len(g.asked) == 0 {
		return
	}
	for _, k := range job.written {
		old, now := g.rows.rows[k], job.rows[k]
		if m := g.with(old); m != nil {
			m.rows = without(m.settle(g.order), old.value, g.order)
		}
		if m := g.with(now); m != nil {
			m.rows = with(m.settle(g.order), now.value, g.order)
		}
	}
}

// with returns the group that has a row, if it was loaded.
func (g *group[G, K, V]) with(r row[V]) *members[V] {
	if in, some := g.of(r.value); r.exists && some {
		return g.asked[in]
	}
	return nil
}

// has says whether a row belongs to a group.
func (g *group[G, K, V]) has(k G, r row[V]) bool {
	in, some := g.of(r.value)
	return r.exists && some && in == k
}

func with[V any](rows []V, v V, order func(a, b V) int) []V {
	i, _ := slices.BinarySearchFunc(rows, v, order)
	return slices.Insert(rows, i, v)
}

func without[V any](rows []V, v V, order func(a, b V) int) []V {
	if i, found := slices.BinarySearchFunc(rows, v, order); found {
		return slices.Delete(rows, i, i+1)
	}
	return rows
}

// settle returns the rows in order. One that was loaded by its key, too, or with
// another group, has come more than once.
func (m *members[V]) settle(order func(a, b V) int) []V {
	if !m.sorted {
		slices.SortFunc(m.rows, order)
		m.rows = slices.CompactFunc(m.rows, func(a, b V) bool { return order(a, b) == 0 })
		m.sorted = true
	}
	return m.rows
}

// gather returns the rows of a group as the job sees them, in order. need names
// the group where it has to be loaded first.
func gather[G, K comparable, V any](t *Tx, g *group[G, K, V], job *table[K, V], k G, need Keys) ([]V, error) {
	if g.asked[k] == nil {
		if err := t.load(need); err != nil {
			return nil, err
		}
	}
	rows := g.asked[k].settle(g.order)
	all := append(make([]V, 0, len(rows)+len(job.written)), rows...)
	for _, key := range job.written {
		if old := g.rows.rows[key]; g.has(k, old) {
			all = without(all, old.value, g.order)
		}
		if mine := job.rows[key]; g.has(k, mine) {
			all = with(all, mine.value, g.order)
		}
	}
	return all, nil
}

// byPlace orders tickets as [ByIssue] does, also those that wrongly have the same
// number.
func byPlace(a, b queue.Ticket) int { return cmp.Or(ByIssue(a, b), strings.Compare(a.ID, b.ID)) }

// queueOf is the queue in which a ticket waits, if it does.
func queueOf(t queue.Ticket) (QueueKey, bool) {
	return QueueKey{Office: t.Office, Location: t.Location, Day: t.Day}, t.State == queue.Waiting
}

// agendaOf is the agenda in which a booking has its slot, if it has one.
func agendaOf(b booking.Booking) (AgendaKey, bool) {
	return AgendaKey{Office: b.Office, Location: b.Location, Day: b.Day}, b.State.Live()
}

// phoneOf and originOf say whose booking it is, where that is known.
func phoneOf(b booking.Booking) (PhoneKey, bool) {
	return PhoneKey{Office: b.Office, Hash: b.PhoneHash}, b.PhoneHash != ""
}

func originOf(b booking.Booking) (OriginKey, bool) {
	return OriginKey{Office: b.Office, Hash: b.Origin}, b.Origin != ""
}
