package callingtest

import "time"

// Visit is one person of a day who takes a ticket at the kiosk, for tests that
// play the day with more than the rule.
type Visit struct {
	Comes     time.Time // on a wall that shows what UTC does
	Service   string
	Priority  bool
	AtDesk    []time.Duration // one for each time that they are served
	Walk      time.Duration
	Absent    bool // when called first
	ComesBack bool // after that
	Parked    bool // once
	Passed    bool // once, to another service or desk
}

// Visits are the people of the day in the order in which they come. Who has
// booked comes without it.
func (d Day) Visits() (all []Visit) {
	for _, p := range d.people(d.chance()) {
		all = append(all, Visit{
			Comes: p.comes, Service: p.service, Priority: p.priority, AtDesk: p.atDesk, Walk: p.walk,
			Absent: p.absent, ComesBack: p.comesBack, Parked: p.parked, Passed: p.passed,
		})
	}
	return all
}
