package app

import (
	"context"
	"sync"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
)

// mendEvery is how often a journal that refuses records is tried again.
const mendEvery = 5 * time.Second

// card is what the kiosk knows of its own card. A kiosk that cannot remember
// must not ask for numbers: while the journal refuses records it is out of order.
type card struct {
	mu    sync.Mutex
	stuck bool // the journal refuses records

	telling sync.Mutex    // held while the machine is told, so that the last word is the newest
	bell    chan struct{} // something has changed
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
	k.card.mu.Lock()
	k.card.stuck = true
	k.card.mu.Unlock()
	select { // the machine itself may be waiting for us
	case k.card.bell <- struct{}{}:
	default:
	}
	return err
}

// tell says to the machine whether the kiosk can remember.
func (k *Kiosk) tell(ctx context.Context) {
	k.card.telling.Lock()
	defer k.card.telling.Unlock()
	k.card.mu.Lock()
	stuck := k.card.stuck
	k.card.mu.Unlock()
	if stuck {
		k.loop.Send(ctx, kiosk.JournalLost{})
	} else {
		k.loop.Send(ctx, kiosk.JournalBack{})
	}
}

// memory is the journal as the link uses it: what it cannot write there closes
// the kiosk, too.
type memory Kiosk

var _ link.Memory = (*memory)(nil)

// State is the journal's.
func (m *memory) State() journal.State { return m.journal.State() }

// Append adds a record as the kiosk itself does.
func (m *memory) Append(r journal.Record) error { return (*Kiosk)(m).note(r) }

// watchJournal tells the machine when the journal begins to refuse records,
// tries to mend it, and opens the kiosk again.
func (k *Kiosk) watchJournal(ctx context.Context) {
	t := time.NewTicker(mendEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.card.bell:
			k.tell(ctx)
			continue
		case <-t.C:
		}
		k.card.mu.Lock()
		stuck := k.card.stuck
		k.card.mu.Unlock()
		if !stuck || k.journal.Check() != nil {
			continue
		}
		k.card.mu.Lock()
		k.card.stuck = false
		k.card.mu.Unlock()
		k.log.InfoContext(ctx, "journal takes records again")
		k.tell(ctx)
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
