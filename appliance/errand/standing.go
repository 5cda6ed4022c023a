package errand

import (
	"slices"

	"numerek/appliance/journal"
)

// Standing is where a kiosk stands with the server.
type Standing struct {
	Epoch       int64  // of this start; 0 until the server says it
	Incarnation string // of the server, last seen; empty if none was ever met
	Met         bool   // a hello has confirmed the incarnation
}

// Started is where a kiosk stands after a restart, and what it must write down
// first, so that a copy of its card betrays itself.
func Started(s journal.State) (Standing, []journal.Record) {
	at := Standing{Epoch: s.Epoch, Incarnation: s.Incarnation}
	if s.Epoch == 0 {
		return at, nil
	}
	at.Epoch++
	return at, []journal.Record{{Kind: journal.Boot, Epoch: at.Epoch}}
}

// mostPresented is how many requests a hello presents: each costs the server a
// commit, and the answer must not be late. More are reported one by one.
const mostPresented = 20

// Presented are the requests whose numbers a hello presents.
func Presented(s journal.State) (held []journal.Entry) {
	for _, e := range s.Open {
		if len(held) == mostPresented {
			break
		}
		if e.Stage != journal.Abandoned && e.Ticket != (journal.Ticket{}) {
			held = append(held, e)
		}
	}
	return held
}

// Welcome is the answer to a hello.
type Welcome struct {
	Epoch       int64
	Incarnation string
	Settled     []string // requests that need no further report
}

// Meet is where the kiosk stands after a hello, and what must be in the journal
// before that counts. open are the requests as they were when it said hello.
func (s Standing) Meet(w Welcome, open []journal.Entry) (next Standing, records []journal.Record) {
	next = Standing{Epoch: max(s.Epoch, w.Epoch), Incarnation: w.Incarnation, Met: true}
	if next.Epoch != s.Epoch || next.Incarnation != s.Incarnation {
		records = append(records, journal.Record{Kind: journal.Boot, Epoch: next.Epoch, Incarnation: next.Incarnation})
	}
	for _, e := range open {
		// Others were not decided yet when they were presented, or not taken. A hello does
		// not say how many copies there are: those are still to be reported.
		if e.Stage == journal.Done && e.Copies == 0 && slices.Contains(w.Settled, e.Request) {
			records = append(records, Acknowledged(e))
		}
	}
	return next, records
}

// Doubt is where the kiosk stands once an answer says that history may not be
// that of the incarnation any more; unchanged if it has said hello since.
func (s Standing) Doubt(incarnation string) Standing {
	if s.Incarnation == incarnation {
		s.Met = false
	}
	return s
}

// Fence lets an answer pass if it comes from the incarnation that was asked and
// that is still the current one. What does not pass counts as not answered.
func (s Standing) Fence(asked, answered string, t Trouble) (next Standing, pass Trouble) {
	switch {
	case t == History || t == Barred:
		return s.Doubt(asked), t
	case t != None:
		return s, t
	case answered != asked:
		return s.Doubt(asked), History
	case asked != s.Incarnation:
		return s, History // an old answer, overtaken by a hello
	}
	return s, None
}
