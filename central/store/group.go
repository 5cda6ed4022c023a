package store

import (
	"numerek/central/booking"
	"numerek/central/queue"
)

// group finds rows of one kind by what they have in common: those who wait at a
// location, the bookings of a day. Only the batch's unit of work has groups; what
// a job has written comes to them when it is merged.
type group[G, K comparable, V any] struct {
	of    func(V) (G, bool)    // to which a row belongs, if to any
	rows  *table[K, V]         // of the batch
	asked map[G]map[K]struct{} // the groups that were loaded: who belongs to them, or did
}

// claim returns the groups that were not loaded yet and notes them as loaded; the
// rows that were written before belong to them, too.
func (g *group[G, K, V]) claim(keys []G) (fresh []G) {
	for _, k := range keys {
		if _, known := g.asked[k]; known {
			continue
		}
		if g.asked == nil {
			g.asked = make(map[G]map[K]struct{})
		}
		g.asked[k] = make(map[K]struct{})
		fresh = append(fresh, k)
	}
	if len(fresh) > 0 {
		for _, k := range g.rows.written {
			g.add(k, g.rows.rows[k].value)
		}
	}
	return fresh
}

// add notes that a row belongs to its group, where somebody asked for that.
func (g *group[G, K, V]) add(k K, v V) {
	if len(g.asked) == 0 {
		return
	}
	if in, some := g.of(v); some {
		if members, known := g.asked[in]; known {
			members[k] = struct{}{}
		}
	}
}

// merge takes in what a job has written.
func (g *group[G, K, V]) merge(job *table[K, V]) {
	if len(g.asked) == 0 {
		return
	}
	for _, k := range job.written {
		if r := job.rows[k]; r.exists {
			g.add(k, r.value)
		}
	}
}

// gather returns the rows of a group as the job sees them, in no order. need
// names the group where it has to be loaded first.
func gather[G, K comparable, V any](t *Tx, g *group[G, K, V], job *table[K, V], k G, need Keys) ([]V, error) {
	if _, known := g.asked[k]; !known {
		if err := t.load(need); err != nil {
			return nil, err
		}
	}
	members := g.asked[k]
	all := make([]V, 0, len(members)+len(job.written))
	add := func(key K) {
		r, _ := job.get(key)
		if in, some := g.of(r.value); r.exists && some && in == k {
			all = append(all, r.value)
		}
	}
	for key := range members {
		add(key)
	}
	for _, key := range job.written {
		if _, known := members[key]; !known {
			add(key)
		}
	}
	return all, nil
}

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
