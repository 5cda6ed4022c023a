package errand

import (
	"slices"

	"numerek/appliance/journal"
)

// Memory is what a kiosk owes its journal. A kiosk that cannot remember must not
// ask for numbers: while the journal refuses records it is out of order. The zero
// value owes nothing.
type Memory struct {
	owed  []journal.Record
	stuck bool
}

// Keep owes the journal a record of what has happened already. It is written
// before anything else: otherwise a number that somebody has would be given up
// after the next restart. fresh says that it was not owed yet.
func (m Memory) Keep(r journal.Record) (next Memory, fresh bool) {
	if slices.ContainsFunc(m.owed, func(o journal.Record) bool {
		return o.Kind == r.Kind && o.Request == r.Request && o.Outcome == r.Outcome && o.Copies == r.Copies
	}) {
		return m, false
	}
	m.owed = append(slices.Clip(m.owed), r)
	return m, true
}

// First is the record that must be written next, if any is owed.
func (m Memory) First() (r journal.Record, owed bool) {
	if len(m.owed) == 0 {
		return journal.Record{}, false
	}
	return m.owed[0], true
}

// Paid owes the first record no more.
func (m Memory) Paid() Memory {
	m.owed = m.owed[1:]
	return m
}

// Refused says that the journal has refused a record.
func (m Memory) Refused() Memory {
	m.stuck = true
	return m
}

// Mended says that the journal takes records again, and has taken what was owed.
func (m Memory) Mended() Memory {
	m.stuck = false
	return m
}

// Stuck says that the kiosk is out of order.
func (m Memory) Stuck() bool { return m.stuck }
