package app

import (
	"context"
	"slices"
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

	writing sync.Mutex       // held while records are appended, so that they stay in order
	owed    []journal.Record // that the journal refused and must still take

	telling sync.Mutex    // held while the machine is told, so that the last word is the newest
	bell    chan struct{} // something has changed
}

// note appends a record to the journal. An error is logged and closes the kiosk
// until the journal can be written again; the caller only has to know whether
// it may go on.
func (k *Kiosk) note(r journal.Record) error {
	k.card.writing.Lock()
	defer k.card.writing.Unlock()
	r.At = time.Now()
	err := k.pay()
	if err == nil {
		err = k.journal.Append(r)
	}
	if err != nil {
		k.refused(r.Kind, err)
	}
	return err
}

// keep notes what has happened already and cannot be taken back. What the
// journal refuses it takes later, before anything else: otherwise a number that
// somebody has would be given up after the next restart.
func (k *Kiosk) keep(r journal.Record) {
	k.card.writing.Lock()
	defer k.card.writing.Unlock()
	r.At = time.Now()
	if slices.ContainsFunc(k.card.owed, func(o journal.Record) bool {
		return o.Kind == r.Kind && o.Request == r.Request && o.Outcome == r.Outcome
	}) {
		return // to try again here would ring the bell, which draws the screen, which notes it again
	}
	k.card.owed = append(k.card.owed, r)
	if err := k.pay(); err != nil {
		k.refused(r.Kind, err)
	}
}

// pay appends what is owed to the journal; the caller holds writing.
func (k *Kiosk) pay() error {
	for len(k.card.owed) > 0 {
		if err := k.journal.Append(k.card.owed[0]); err != nil {
			return err
		}
		k.card.owed = k.card.owed[1:]
	}
	return nil
}

// refused closes the kiosk, because the journal has refused a record.
func (k *Kiosk) refused(kind journal.Kind, err error) {
	k.log.ErrorContext(k.ctx, "journal refuses records", "kind", kind, "err", err)
	k.card.mu.Lock()
	k.card.stuck = true
	k.card.mu.Unlock()
	select { // the machine itself may be waiting for us
	case k.card.bell <- struct{}{}:
	default:
	}
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
		if !stuck || k.mend() != nil {
			continue
		}
		k.card.mu.Lock()
		k.card.stuck = false
		k.card.mu.Unlock()
		k.log.InfoContext(ctx, "journal takes records again")
		k.tell(ctx)
	}
}

// mend tries to write the journal again, what is owed to it first.
func (k *Kiosk) mend() error {
	k.card.writing.Lock()
	defer k.card.writing.Unlock()
	if err := k.journal.Check(); err != nil {
		return err
	}
	if err := k.pay(); err != nil {
		return err
	}
	k.link.Deliver()
	return nil
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
