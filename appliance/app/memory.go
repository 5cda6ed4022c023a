package app

import (
	"context"
	"sync"
	"time"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
)

// mendEvery is how often a journal that refuses records is tried again.
const mendEvery = 5 * time.Second

// card is what the kiosk knows of its own card.
type card struct {
	mu     sync.Mutex
	memory errand.Memory

	writing sync.Mutex // held while records are appended, so that they stay in order

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
	} else {
		k.vitals.noted(r)
	}
	return err
}

// keep notes what has happened already and cannot be taken back. What the
// journal refuses it takes later.
func (k *Kiosk) keep(r journal.Record) {
	k.card.writing.Lock()
	defer k.card.writing.Unlock()
	r.At = time.Now()
	var fresh bool
	if k.remember(func(m errand.Memory) errand.Memory { m, fresh = m.Keep(r); return m }); !fresh {
		return // to try again here would ring the bell, which draws the screen, which notes it again
	}
	k.vitals.noted(r)
	if err := k.pay(); err != nil {
		k.refused(r.Kind, err)
	}
}

// pay appends what is owed to the journal; the caller holds writing.
func (k *Kiosk) pay() error {
	for {
		r, owed := k.remember(nil).First()
		if !owed {
			return nil
		}
		if err := k.journal.Append(r); err != nil {
			return err
		}
		k.remember(errand.Memory.Paid)
	}
}

// remember changes what is known of the journal, and returns it.
func (k *Kiosk) remember(change func(errand.Memory) errand.Memory) errand.Memory {
	k.card.mu.Lock()
	defer k.card.mu.Unlock()
	if change != nil {
		k.card.memory = change(k.card.memory)
	}
	return k.card.memory
}

// refused closes the kiosk, because the journal has refused a record.
func (k *Kiosk) refused(kind journal.Kind, err error) {
	k.log.ErrorContext(k.ctx, "journal refuses records", "kind", kind, "err", err)
	k.remember(errand.Memory.Refused)
	select { // the machine itself may be waiting for us
	case k.card.bell <- struct{}{}:
	default:
	}
}

// tell says to the machine whether the kiosk can remember.
func (k *Kiosk) tell(ctx context.Context) {
	k.card.telling.Lock()
	defer k.card.telling.Unlock()
	if k.remember(nil).Stuck() {
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
		if !k.remember(nil).Stuck() || k.mend() != nil {
			continue
		}
		k.remember(errand.Memory.Mended)
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
// open. mustClear says that the printer may hold a job.
func (k *Kiosk) recover(left journal.State) (mustClear bool, err error) {
	ctx := context.Background()
	if left.Damaged {
		k.log.WarnContext(ctx, "journal was damaged")
	}
	for _, a := range journal.Recover(left) {
		k.log.InfoContext(ctx, "unfinished request", "request", a.Entry.Request, "stage", a.Entry.Stage, "do", a.Do)
	}
	for _, o := range errand.Restart(left) {
		switch o := o.(type) {
		case errand.Clear:
			mustClear = true
		case errand.Note:
			o.Record.At = time.Now()
			if err := k.journal.Append(o.Record); err != nil {
				return mustClear, err
			}
		}
	}
	return mustClear, nil
}
