package errand

import "numerek/appliance/journal"

// Restart does what design 5.8 says about the requests that the last run left
// open. Nothing is printed; what has to reach the server waits in the journal. A
// kiosk that cannot write one of the records must not start.
func Restart(left journal.State) (out []Output) {
	for _, a := range journal.Recover(left) {
		r := journal.Record{Request: a.Entry.Request}
		switch {
		case a.Do == journal.DoAbandon && a.Entry.Stage != journal.Abandoned:
			r.Kind, r.Reason = journal.Abandon, journal.Restarted
		case a.Do == journal.DoReportShown:
			r.Kind, r.Outcome, r.Evidence = journal.Outcome, journal.Shown, "restarted with the number on the screen"
		case a.Do == journal.DoReportUnknown:
			r.Kind, r.Outcome, r.Evidence = journal.Outcome, journal.Unknown, "restarted while printing"
			out = append(out, Clear{})
		case a.Do == journal.DoLeave:
			r.Kind = journal.Settled
		default:
			continue // the outbox has it
		}
		out = append(out, Note{r})
	}
	return out
}
