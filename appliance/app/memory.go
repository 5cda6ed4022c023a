package app

import (
	"context"
	"sync"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// mendEvery is how often a journal that refuses records is tried again.
const mendEvery = 5 * time.Second

// line is what the kiosk believes of its server and of its own card. A kiosk
// that cannot remember must not ask for numbers, so while the journal refuses
// records the machine is told that there is no line.
type line struct {
	mu    sync.Mutex
	up    bool // the server answers
	stuck bool // the journal refuses records
}

// note appends a record to the journal. An error is logged and closes the kiosk
// until the journal can be written again; the caller only has to know whether
// it may go on.
func (k *Kiosk) note(r journal.Record) error {
	r.At = time.Now()
	err := k.journal.Append(r)
	if err == nil {
		return nil
	}
	k.log.ErrorContext(k.ctx, "journal refuses records", "kind", r.Kind, "err", err)
	k.line.mu.Lock()
	first := !k.line.stuck
	k.line.stuck = true
	k.line.mu.Unlock()
	if first {
		k.work.Go(func() { k.send(kiosk.LinkLost{}) }) // the machine itself may be waiting for us
	}
	return err
}

// hear passes on what the link says, as far as the kiosk may use it.
func (k *Kiosk) hear(ctx context.Context, e kiosk.Event) {
	_, lost := e.(kiosk.LinkLost)
	k.line.mu.Lock()
	k.line.up = !lost
	stuck := k.line.stuck
	k.line.mu.Unlock()
	_, up := e.(kiosk.LinkUp)
	if stuck && up {
		return
	}
	k.loop.Send(ctx, e)
	if stuck {
		k.loop.Send(ctx, kiosk.LinkLost{})
	}
}

// watchJournal tries to mend a journal that refuses records, and opens the kiosk again.
func (k *Kiosk) watchJournal(ctx context.Context) {
	t := time.NewTicker(mendEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		k.line.mu.Lock()
		stuck := k.line.stuck
		k.line.mu.Unlock()
		if !stuck || k.journal.Check() != nil {
			continue
		}
		k.line.mu.Lock()
		k.line.stuck = false
		up := k.line.up
		k.line.mu.Unlock()
		k.log.InfoContext(ctx, "journal takes records again")
		if up {
			k.send(kiosk.LinkUp{})
		}
	}
}

// recover does what design 5.8 says about the requests that the last run left
// open. Nothing is printed; what has to reach the server waits in the journal.
// mustClear says that the printer may hold a job.
func (k *Kiosk) recover(left journal.State) (mustClear bool, err error) {
	ctx := context.Background()
	if left.Damaged {
		k.log.WarnContext(ctx, "journal was damaged")
	}
	for _, a := range journal.Recover(left) {
		e := a.Entry
		k.log.InfoContext(ctx, "unfinished request", "request", e.Request, "stage", e.Stage, "do", a.Do)
		r := journal.Record{At: time.Now(), Request: e.Request}
		switch {
		case a.Do == journal.DoAbandon && e.Stage != journal.Abandoned:
			r.Kind, r.Reason = journal.Abandon, journal.Restarted
		case a.Do == journal.DoReportShown:
			r.Kind, r.Outcome, r.Evidence = journal.Outcome, journal.Shown, "restarted with the number on the screen"
		case a.Do == journal.DoReportUnknown:
			mustClear = true
			r.Kind, r.Outcome, r.Evidence = journal.Outcome, journal.Unknown, "restarted while printing"
		case a.Do == journal.DoLeave:
			r.Kind = journal.Settled
		default:
			continue // the outbox has it
		}
		if err := k.journal.Append(r); err != nil {
			return mustClear, err
		}
	}
	return mustClear, nil
}
