package errand

import (
	"time"

	"numerek/appliance/journal"
)

// How long things may take (reliability 2.4).
const (
	TryLimit     = 2 * time.Second // one question
	AskLimit     = 8 * time.Second // all tries of one ticket
	FirstRetry   = 250 * time.Millisecond
	FirstDeliver = 3 * time.Second // between two tries of what could not be delivered
	LongDeliver  = 60 * time.Second
	HelloLimit   = 3 * time.Second // the answer to a hello, a report or a giving up
)

// Trouble is what an error of the server means to whoever asked.
type Trouble string

// The troubles. None is the zero value: the server has answered.
const (
	None    Trouble = ""
	Silent  Trouble = "silent"  // no answer, or none that says anything: ask again
	History Trouble = "history" // history may have gone back: say hello, then ask again
	Barred  Trouble = "barred"  // this device must stop: say hello; asking again never helps
	Mistake Trouble = "mistake" // the server takes the question for wrong; asking again never helps
	Taken   Trouble = "taken"   // somebody has the number; asking again never helps
)

// Verdict is what to do after a try.
type Verdict string

// The verdicts.
const (
	Accept Verdict = "accept" // the answer counts
	Again  Verdict = "again"  // wait, then try again while there is time
	Reject Verdict = "reject" // give up
)

// Asking is one question that is asked until it is answered, for AskLimit at
// most. All tries carry the same key. The zero value has not asked yet.
type Asking struct{ tries int }

// Question is what a try asks.
func (a Asking) Question(r Request) Request { return r }

// Tried decides after a try. wait is the pause before the next one.
func (a Asking) Tried(t Trouble) (next Asking, do Verdict, wait time.Duration) {
	a.tries++
	switch t {
	case None:
		return a, Accept, 0
	case Barred, Mistake, Taken:
		return a, Reject, 0
	default:
		return a, Again, min(FirstRetry<<min(a.tries-1, 8), TryLimit)
	}
}

// GivingUp says that the server may still void the ticket of a request, or of any
// request where none is named: a code waits for that, because one of them may hold
// the code's ticket, which is then free again.
func GivingUp(s journal.State, request string) bool {
	for _, e := range s.Open {
		if (request == "" || e.Request == request) && (e.Stage == journal.Abandoned || e.Outcome == journal.NotDelivered) {
			return true
		}
	}
	return false
}
