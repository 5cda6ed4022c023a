package office

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
	"numerek/central/store"
)

// today is what every transaction on an office begins with.
type today struct {
	*plan
	tx           *store.Tx
	row          store.Office
	installation store.Installation
	beside       Companion
	marks        Marks
	outlook      *outlook  // where the use case asked for it
	now          time.Time // wall clock
	steady       time.Time // what it would show had it not jumped
}

func (o *Office) today(tx *store.Tx, office string) (*today, error) {
	in, err := tx.Installation()
	if err != nil {
		return nil, err
	}
	row, err := tx.Office(office)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: %q", ErrUnknownOffice, office)
	}
	if err != nil {
		return nil, err
	}
	k, err := o.remember(row, func() (string, error) { return tx.File(office) })
	if err != nil {
		return nil, err
	}
	now, steady := o.clock.read()
	return &today{
		plan: k.plan, beside: o.beside, marks: o.marks, tx: tx, row: row, installation: in,
		now: now.UTC().Truncate(time.Millisecond), steady: steady,
	}, nil
}

// day returns the stored business day, or errTurn where it is over. The day
// never goes back, whatever the clock says. A clock that has jumped over a whole
// day while the program ran is not trusted: the stored day stays.
func (t *today) day() (d queue.Day, trusted bool, err error) {
	stored, clock := t.row.Day, t.businessDay(t.now)
	switch {
	case stored == "":
		return "", true, errTurn
	case clock <= stored:
		return stored, true, nil
	case clock > calendar.AddDays(stored, 1) && clock > calendar.AddDays(t.businessDay(t.steady), 1):
		return stored, false, nil
	}
	return stored, true, errTurn
}

// turnBatch is how many tickets are closed in one transaction.
const turnBatch = 200

// Turn ends the business day of an office if it is over: who waits expires,
// who is called or served is done and left open, and the new day begins with
// fresh series. It may be interrupted anywhere and begun again; the day moves
// last, in the transaction that has seen nobody wait.
func (o *Office) Turn(ctx context.Context, office string) error {
	o.mu.Lock()
	turning := o.turns[office]
	if turning == nil {
		turning = new(sync.Mutex)
		o.turns[office] = turning
	}
	o.mu.Unlock()
	turning.Lock()
	defer turning.Unlock()

	// Another process may still issue and call tickets of the old day meanwhile.
	// After the third look the day moves all the same, which ends that, and
	// whoever was let in, called or parked since is closed behind it.
	for attempt := 1; ; attempt++ {
		old, over, err := o.over(ctx, office)
		if err != nil || !over {
			return err
		}
		if err := o.closeTickets(ctx, office, old); err != nil {
			return fmt.Errorf("close %s of %s: %w", old, office, err)
		}
		done, err := o.move(ctx, office, old, attempt >= 3)
		switch {
		case err != nil:
			return err
		case done:
			return o.closeTickets(ctx, office, old)
		}
	}
}

// over says whether the stored day of an office has ended, and which it is.
func (o *Office) over(ctx context.Context, office string) (old queue.Day, over bool, err error) {
	err = o.store.Update(ctx, store.Keys{Installation: true, Offices: []string{office}}, func(tx *store.Tx) error {
		t, err := o.today(tx, office)
		if err != nil {
			return err
		}
		_, _, err = t.day()
		old, over = t.row.Day, errors.Is(err, errTurn)
		if over {
			return nil
		}
		return err
	})
	return old, over, err
}

func (o *Office) closeTickets(ctx context.Context, office string, old queue.Day) error {
	if old == "" {
		return nil
	}
	all, err := o.store.TicketsOfDay(ctx, office, old)
	if err != nil {
		return err
	}
	var open []queue.Ticket
	for _, k := range all {
		if k.State.Open() {
			open = append(open, k)
		}
	}
	for len(open) > 0 {
		batch := open[:min(turnBatch, len(open))]
		open = open[len(batch):]
		needs := store.Keys{Installation: true, Offices: []string{office}}
		for _, k := range batch {
			needs.Tickets = append(needs.Tickets, store.RequestKey{Office: office, Request: k.ID})
			needs.Tallies = append(needs.Tallies, store.TallyKey{Office: office, Service: k.Service, Day: k.Day})
		}
		err := o.store.Update(ctx, needs, func(tx *store.Tx) error {
			t, err := o.today(tx, office)
			if err != nil {
				return err
			}
			for _, k := range batch {
				if err := t.close(k.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// close ends one ticket with its day. Somebody may have ended it meanwhile.
func (t *today) close(id string) error {
	before, err := t.tx.Ticket(t.row.ID, id)
	if err != nil {
		return err
	}
	after, leftOpen, err := before.Close(t.now)
	if errors.Is(err, queue.ErrClosedDay) {
		return nil
	}
	kind := TicketExpired
	if leftOpen {
		kind = TicketLeftOpen
		if err := t.vacate(store.DeskKey{Office: before.Office, Location: before.Location, Number: before.Desk}, before.ID); err != nil {
			return err
		}
	}
	return t.change(before, after, kind, "", "")
}

// anybody stands for the ticket at a desk, whichever it is, if there is one.
const anybody = ""

// vacate sends the clerk of a desk home, if the desk has the ticket: whoever
// forgot to leave it must not count as open the next morning.
func (t *today) vacate(k store.DeskKey, ticket string) error {
	desk, err := t.tx.Desk(k)
	if err != nil || desk.Workstation == "" || ticket != anybody && desk.Ticket != ticket {
		return err
	}
	t.tx.PutDesk(vacated(desk))
	_, err = t.tx.Append(store.Event{Office: k.Office, At: t.now, Kind: DeskLeft, Location: k.Location, Desk: k.Number})
	return err
}

// vacateAll sends everybody home: from the desks that were ever taken, be they in
// the office file or not, and from those that were taken for the first time since.
func (t *today) vacateAll(taken []store.Desk) error {
	for _, d := range taken {
		if err := t.vacate(d.DeskKey, anybody); err != nil {
			return err
		}
	}
	for _, d := range t.file.Desks {
		if err := t.vacate(store.DeskKey{Office: t.row.ID, Location: d.Location, Number: d.Number}, anybody); err != nil {
			return err
		}
	}
	return nil
}

// move makes the new day the stored one, unless a ticket of the old one still waits.
func (o *Office) move(ctx context.Context, office string, old queue.Day, insist bool) (done bool, err error) {
	tallies, err := o.store.Tallies(ctx, office, old)
	if err != nil {
		return false, err
	}
	needs := store.Keys{Installation: true, Offices: []string{office}}
	desks, err := o.store.Desks(ctx, office)
	if err != nil {
		return false, err
	}
	for _, d := range desks {
		needs.Desks = append(needs.Desks, d.DeskKey)
	}
	for _, tally := range tallies {
		needs.Tallies = append(needs.Tallies, store.TallyKey{Office: office, Service: tally.Service, Day: old})
	}
	var to queue.Day
	err = o.store.Update(ctx, needs, func(tx *store.Tx) error {
		done, to = false, ""
		t, err := o.today(tx, office)
		if err != nil {
			return err
		}
		if _, _, err := t.day(); !errors.Is(err, errTurn) || t.row.Day != old {
			done = true // somebody else turned it
			return nil
		}
		for _, tally := range tallies {
			if tally, err = tx.Tally(office, tally.Service, old); err != nil {
				return err
			}
			if tally.Waiting != 0 && !insist {
				return nil
			}
		}
		if err := t.vacateAll(desks); err != nil {
			return err
		}
		done, to = true, t.businessDay(t.now)
		t.row.Day = to
		tx.PutOffice(t.row)
		_, err = tx.Append(store.Event{Office: office, At: t.now, Kind: DayTurned, Detail: detail(turnDetail{From: old, To: to})})
		return err
	})
	if err != nil || to == "" {
		return done, err
	}
	o.log.InfoContext(ctx, "business day turned", "office", office, "from", string(old), "to", string(to))
	return true, nil
}

// longestWait is when the timer of the day looks at the clock again even if
// nothing is due: the clock may have been set, or an office imported.
const longestWait = time.Hour

// Run turns the business day of every office when it is over, until ctx is
// done. Without it the first transaction of the new day does.
func (o *Office) Run(ctx context.Context) error {
	for {
		next, err := o.turnAll(ctx)
		if err != nil {
			o.log.ErrorContext(ctx, "business day not turned", "err", err)
			next = time.Minute
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(next):
		}
	}
}

func (o *Office) turnAll(ctx context.Context) (next time.Duration, err error) {
	ids, err := o.IDs(ctx)
	if err != nil {
		return 0, err
	}
	next = longestWait
	var errs []error
	for _, id := range ids {
		if err := o.Turn(ctx, id); err != nil {
			errs = append(errs, err)
			continue
		}
		k, err := o.known(ctx, id)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		now := o.Now()
		next = min(next, k.plan.dayAfter(k.plan.businessDay(now)).Sub(now))
	}
	return max(next, time.Millisecond), errors.Join(errs...)
}
