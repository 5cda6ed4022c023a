package journal

import (
	"slices"
)

// Stage is how far a request has come.
type Stage string

// The stages of a request that is not settled.
const (
	Tapped    Stage = "tapped"    // asked for, or about to be
	Held      Stage = "held"      // has a number; nothing can have been printed
	Printing  Stage = "printing"  // a paper may come out, or have come out
	Done      Stage = "done"      // the outcome is known and not acknowledged
	Abandoned Stage = "abandoned" // given up and not acknowledged
)

// Entry is one request that is not settled.
type Entry struct {
	Request  string
	Service  string
	Language string
	Priority bool
	Stage    Stage
	Ticket   Ticket // zero until issued
	Seen     bool   // the number has been on the screen
	Attempt  int    // papers begun
	Outcome  Paper  // at Done
	Evidence string
	Reason   Reason // at Abandoned
	Copies   int    // further papers that people asked for
}

// State is what a journal amounts to.
type State struct {
	Epoch       int64  // of the last start; 0 if the kiosk remembers none
	Incarnation string // of the server; empty if none was ever met
	Open        []Entry
	// Doubtful are the last requests that were settled as unknown, oldest first.
	// What becomes known of their papers opens them again.
	Doubtful []Entry
	// Delivered are the last requests that the server has acknowledged and whose
	// number somebody may have, oldest first; not to be changed. A server whose
	// history has gone back may have lost them: its new incarnation opens them again.
	Delivered []Entry
	// Damaged says that records are missing, so that a missing record proves
	// nothing. It holds until everything that was open then is settled.
	Damaged bool
}

// Replay returns what the records, in order, amount to. Records of unknown
// kinds and records that contradict what stands before them change nothing.
func Replay(records []Record) State {
	var s State
	for _, r := range records {
		s = s.after(r)
	}
	return s
}

// doubts is how many requests are remembered that were settled as unknown: far
// more than a printer leaves open in a day.
const doubts = 16

// deliveries is how many are remembered that were acknowledged: more than one
// kiosk gives out between two copies of the database.
const deliveries = 200

// after returns the state with one more record. It never changes a list in place.
func (s State) after(r Record) State {
	switch {
	case r.Kind == Boot:
		return s.booted(r)
	case r.Kind == Lost:
		s.Damaged = true
		return s
	case r.Request == "":
		return s
	}
	i := find(s.Open, r.Request)
	late := find(s.Doubtful, r.Request)
	switch {
	case r.Kind == Settled && i >= 0:
		return s.settled(i, r)
	case r.Kind == Settled:
	case r.Kind == Copy:
		return s.copied(i, r)
	case r.Kind == Delivered && i < 0:
		return s.delivered(Entry{
			Request: r.Request, Service: r.Service, Language: r.Language, Priority: r.Priority, Stage: Done,
			Ticket: r.Ticket, Attempt: r.Attempt, Outcome: r.Outcome, Evidence: r.Evidence, Copies: r.Copies,
		})
	case r.Kind == Delivered:
	case i < 0 && late >= 0 && r.Kind == Outcome && r.Outcome != Unknown:
		e, _ := advance(s.Doubtful[late], r)
		s.Doubtful = slices.Delete(slices.Clone(s.Doubtful), late, late+1)
		s.Open, s.Delivered = append(slices.Clone(s.Open), e), without(s.Delivered, e.Request)
	case i < 0:
		if e, ok := advance(Entry{Request: r.Request}, r); ok {
			s.Open = append(slices.Clone(s.Open), e)
		}
	default:
		if e, ok := advance(s.Open[i], r); ok {
			s.Open = slices.Clone(s.Open)
			s.Open[i] = e
		}
	}
	return s
}

// booted takes note of a start, or of the incarnation that the server has now. What
// was acknowledged by an older one is to be reported again.
func (s State) booted(r Record) State {
	s.Epoch = max(s.Epoch, r.Epoch)
	if r.Incarnation == "" || r.Incarnation == s.Incarnation {
		return s
	}
	s.Incarnation = r.Incarnation
	s.Open = slices.Clone(s.Open)
	for _, e := range s.Delivered {
		if find(s.Open, e.Request) < 0 {
			s.Open = append(s.Open, e)
		}
		s.Doubtful = without(s.Doubtful, e.Request)
	}
	s.Delivered = nil
	return s
}

// delivered remembers a request that the server has acknowledged.
func (s State) delivered(e Entry) State {
	kept := append(without(s.Delivered, e.Request), e)
	s.Delivered = slices.Clip(kept[max(0, len(kept)-deliveries):])
	return s
}

// without returns a new list that lacks a request.
func without(list []Entry, request string) []Entry {
	return slices.DeleteFunc(slices.Clone(list), func(e Entry) bool { return e.Request == request })
}

// find is the place of a request in a list, -1 if it is not there.
func find(list []Entry, request string) int {
	return slices.IndexFunc(list, func(e Entry) bool { return e.Request == request })
}

// settled closes an open request, unless the record acknowledges an outcome that
// has been overtaken.
func (s State) settled(i int, r Record) State {
	e := s.Open[i]
	if r.Outcome != "" && r.Outcome != e.Outcome || r.Copies < e.Copies {
		return s
	}
	s.Open = slices.Delete(slices.Clone(s.Open), i, i+1)
	s.Damaged = s.Damaged && len(s.Open) > 0
	if e.Stage == Done && e.Outcome == Unknown {
		kept := append(without(s.Doubtful, e.Request), e)
		s.Doubtful = kept[max(0, len(kept)-doubts):]
	}
	if e.Stage == Done && e.Outcome != NotDelivered && e.Ticket != (Ticket{}) {
		s = s.delivered(e)
	}
	return s
}

// copied takes note of a further paper. One of a request that was acknowledged
// opens it again, so that the server hears of it.
func (s State) copied(i int, r Record) State {
	if i < 0 {
		at := find(s.Delivered, r.Request)
		if at < 0 || r.Copies <= s.Delivered[at].Copies {
			return s
		}
		s.Open = append(slices.Clone(s.Open), s.Delivered[at])
		s.Delivered, s.Doubtful = without(s.Delivered, r.Request), without(s.Doubtful, r.Request)
		i = len(s.Open) - 1
	}
	if s.Open[i].Stage == Done {
		s.Open = slices.Clone(s.Open)
		s.Open[i].Copies = max(s.Open[i].Copies, r.Copies)
	}
	return s
}

// advance moves one request on by a record, and says whether the record counts.
// A request whose tap is missing (a bad block) is taken as the record has it.
func advance(e Entry, r Record) (Entry, bool) {
	switch r.Kind {
	case Tap:
		if e.Stage != "" {
			return e, false // a key is used once
		}
		e.Stage, e.Service, e.Language, e.Priority = Tapped, r.Service, r.Language, r.Priority
	case Issued:
		if e.Stage != "" && e.Stage != Tapped {
			return e, false
		}
		if r.Service != "" {
			e.Service, e.Language, e.Priority = r.Service, r.Language, r.Priority
		}
		e.Stage, e.Ticket = Held, r.Ticket
	case Seen:
		if e.Stage != Held && e.Stage != Printing || e.Seen {
			return e, false
		}
		e.Seen = true
	case Begin:
		if e.Stage != Held && e.Stage != Printing {
			return e, false
		}
		e.Stage, e.Attempt = Printing, max(e.Attempt, r.Attempt)
	case Cleared:
		if e.Stage != Printing || r.Attempt != e.Attempt {
			return e, false
		}
		e.Stage, e.Evidence = Held, r.Evidence
	case Outcome:
		if e.Stage == "" || e.Stage == Tapped || e.Stage == Abandoned {
			return e, false
		}
		if e.Stage == Done && e.Outcome != Unknown {
			return e, false // only late evidence changes an outcome, and only an unknown one
		}
		e.Stage, e.Outcome, e.Evidence = Done, r.Outcome, r.Evidence
	case Abandon:
		if e.Stage != Tapped && (e.Stage != Held || e.Seen) {
			return e, false // what may be on paper or was on the screen is never given up
		}
		e.Stage, e.Reason = Abandoned, r.Reason
	default:
		return e, false
	}
	return e, true
}

// Do is what has to be done about an unfinished request after a restart.
type Do string

// The steps of recovery (design 5.8). None of them prints.
const (
	// DoAbandon: nothing can have been printed; give the request up and tell the server.
	DoAbandon Do = "abandon"
	// DoReport: the outcome is known; tell the server until it acknowledges.
	DoReport Do = "report"
	// DoReportShown: the number was on the screen and never on paper; report it.
	DoReportShown Do = "report_shown"
	// DoReportUnknown: printing had begun; clear the printer, then report unknown.
	DoReportUnknown Do = "report_unknown"
	// DoLeave: records are missing and there is no number to report; leave the
	// ticket, if there is one, callable.
	DoLeave Do = "leave"
)

// Action is one step of recovery.
type Action struct {
	Do    Do
	Entry Entry
}

// Recover returns what has to be done after a restart, oldest request first.
func Recover(s State) []Action {
	actions := make([]Action, 0, len(s.Open))
	for _, e := range s.Open {
		actions = append(actions, Action{Do: s.recovery(e), Entry: e})
	}
	return actions
}

// recovery decides about one request.
func (s State) recovery(e Entry) Do {
	switch {
	case e.Stage == Done:
		return DoReport
	case e.Stage == Abandoned:
		return DoAbandon
	case e.Stage == Held && e.Seen:
		return DoReportShown
	case e.Stage == Printing, e.Stage == Held && s.Damaged:
		return DoReportUnknown
	case s.Damaged:
		return DoLeave
	default:
		return DoAbandon
	}
}
