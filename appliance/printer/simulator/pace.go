package simulator

import "time"

// pace spreads things that take time each over it. It sleeps for several at once, and makes up for sleeping too long,
// because an operating system cannot sleep for the time of one byte.
type pace struct{ due time.Time }

const (
	paceStep = 4 * time.Millisecond   // less than this is not worth sleeping
	paceLate = 100 * time.Millisecond // more than this is a pause and is not made up for
)

// spend lets d pass.
func (p *pace) spend(d time.Duration) {
	now := time.Now()
	if now.Sub(p.due) > paceLate {
		p.due = now
	}
	p.due = p.due.Add(d)
	if wait := p.due.Sub(now); wait >= paceStep {
		time.Sleep(wait)
	}
}
