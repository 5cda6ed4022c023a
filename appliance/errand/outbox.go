package errand

import (
	"time"

	"numerek/appliance/journal"
)

// Outbox are the requests that the server has to be told about, oldest first. One
// that cannot be delivered does not hold up the others.
func Outbox(s journal.State) (due []journal.Entry) {
	for _, e := range s.Open {
		if e.Stage == journal.Done || e.Stage == journal.Abandoned {
			due = append(due, e)
		}
	}
	return due
}

// Acknowledged closes a request as it was told to the server. Evidence that came
// meanwhile keeps it open.
func Acknowledged(e journal.Entry) journal.Record {
	return journal.Record{Kind: journal.Settled, Request: e.Request, Outcome: e.Outcome, Copies: e.Copies}
}

// Told says whether the server knows all about a request after a try to tell it.
// One that was given up while somebody has its number by now stays callable.
func Told(e journal.Entry, t Trouble) bool {
	return t == None || t == Taken && e.Stage == journal.Abandoned
}

// Patience is how long the outbox waits for its next try. The zero value is that
// of something new.
type Patience struct{ tries int }

// Next is the pause after a round that has left something over.
func (p Patience) Next() (Patience, time.Duration) {
	wait := min(FirstDeliver<<min(p.tries, 8), LongDeliver)
	p.tries++
	return p, wait
}
