package forecast

import (
	"maps"
	"slices"
	"time"

	"numerek/central/calling"
	"numerek/central/queue"
)

// State is what is known of a location at an instant. Coming and Streams may be
// left out; then nobody is expected who might overtake.
type State struct {
	Now      time.Time
	Waiting  []queue.Ticket // in any order; only those that wait are looked at
	Coming   []Coming
	Streams  []Stream
	Desks    []Desk             // that are open or will be
	Services map[string]Service // all that tickets and desks name; others take no time
	Policy   calling.Policy

	NoShow float64       // share of those called who do not come
	Call   time.Duration // that a desk loses from one visit to the next: the walk, and its clerk's breaks
	Missed time.Duration // that a desk loses by somebody who does not come
}

// Coming is a booking of today whose code has not been typed in yet.
type Coming struct {
	Service  string
	At       time.Time // its hour
	Priority bool
}

// Stream are walk-ins who are still to come until the desks close. Some overtake
// who waits: with priority, or because desks prefer their service.
type Stream struct {
	Service  string
	Priority bool
	PerHour  float64
}

// recent is how far back the streams look.
const recent = time.Hour

// believe is how many tickets of a service count as much as all others when it
// is asked how many have priority.
const believe = 5

// StreamsOf takes it that walk-ins go on coming as they did in the last hour.
// today are all tickets of the day, whatever became of them.
func StreamsOf(today []queue.Ticket, now time.Time) []Stream {
	type count struct{ all, raised, recent float64 }
	var total count
	of := map[string]count{}
	for _, t := range today {
		if t.Booking() || t.State == queue.Void {
			continue
		}
		c := of[t.Service]
		c.all, total.all = c.all+1, total.all+1
		if t.Priority {
			c.raised, total.raised = c.raised+1, total.raised+1
		}
		if now.Sub(t.IssuedAt) < recent {
			c.recent++
		}
		of[t.Service] = c
	}
	var out []Stream
	for _, service := range slices.Sorted(maps.Keys(of)) {
		c := of[service]
		raised := (c.raised + believe*total.raised/total.all) / (c.all + believe)
		rate := c.recent / recent.Hours()
		out = append(out,
			Stream{Service: service, PerHour: rate * (1 - raised)}, Stream{Service: service, Priority: true, PerHour: rate * raised})
	}
	return out
}

// Desk is a desk and who is there.
type Desk struct {
	calling.Desk
	Open  bool      // a clerk sits there and takes no break
	Busy  *Busy     // nil where nobody is called or served
	From  time.Time // when it opens, or its clerk is expected back; zero where nobody knows
	Until time.Time // when its hours end; zero where they do not
}

// Busy is the visit at a desk.
type Busy struct {
	Service string
	Since   time.Time // of the call, or of the beginning
}

// patience is how long a desk that should be open counts as open without a clerk.
const patience = 10 * time.Minute

// opens is when the desk can call; false where nobody knows.
func (d Desk) opens(now time.Time) (time.Time, bool) {
	switch {
	case d.From.After(now):
		return d.From, true
	case d.Open:
		return now, true
	case d.From.IsZero():
		return time.Time{}, false
	}
	return now, now.Sub(d.From) <= patience
}

const never = time.Duration(1<<63 - 1)

// closes is how long from now the desk's hours end.
func (d Desk) closes(now time.Time) time.Duration {
	if d.Until.IsZero() {
		return never
	}
	return d.Until.Sub(now)
}
