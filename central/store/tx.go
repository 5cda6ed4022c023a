package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/central/queue"
)

// Tx is what a job sees of the database: the rows as they are after the jobs
// before it in the same commit, and its own changes. Rows that were not named
// in the job's needs are loaded when asked for, at the price of a query each.
// A Tx must not be used after the job has returned, nor by two goroutines.
type Tx struct {
	ctx   context.Context
	batch Batch
	base  *unit
	job   *unit
	// broken is the error after which the whole transaction is lost.
	broken error
	// refused is why this job cannot succeed whatever it returns.
	refused error
}

// Installation returns the row about the database; there always is one.
func (t *Tx) Installation() (Installation, error) {
	v, ok, err := find(t, &t.job.installation, struct{}{}, Keys{Installation: true})
	return found(v, ok, err, "installation", "")
}

// PutInstallation replaces the row about the database.
func (t *Tx) PutInstallation(v Installation) { t.job.installation.put(struct{}{}, v) }

// Office returns an office, or [ErrNotFound].
func (t *Tx) Office(id string) (Office, error) {
	v, ok, err := find(t, &t.job.offices, id, Keys{Offices: []string{id}})
	return found(v, ok, err, "office", id)
}

// PutOffice adds or replaces an office. Its Seq is not taken from v: it stays
// what [Tx.Append] made it, so that an old copy cannot turn the sequence back.
func (t *Tx) PutOffice(v Office) {
	old, err := t.Office(v.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		t.refused = err
		return
	}
	v.Seq = old.Seq
	t.job.offices.put(v.ID, v)
}

// File returns the text of an office file, or [ErrNotFound].
func (t *Tx) File(office string) (string, error) {
	v, ok, err := find(t, &t.job.files, office, Keys{Files: []string{office}})
	v, err = found(v, ok, err, "office file", office)
	return v.Text, err
}

// PutFile adds or replaces the text of an office file. Its office's Revision is
// the caller's to move.
func (t *Tx) PutFile(office, text string) {
	t.job.files.put(office, File{Office: office, Text: text})
}

// Device returns a device, or [ErrNotFound].
func (t *Tx) Device(office, id string) (Device, error) {
	k := DeviceKey{office, id}
	v, ok, err := find(t, &t.job.devices, k, Keys{Devices: []DeviceKey{k}})
	return found(v, ok, err, "device", id)
}

// PutDevice adds or replaces a device.
func (t *Tx) PutDevice(v Device) { t.job.devices.put(DeviceKey{v.Office, v.ID}, v) }

// Answer returns the stored answer to a request, or [ErrNotFound].
func (t *Tx) Answer(office, request string) (Answer, error) {
	k := RequestKey{office, request}
	v, ok, err := find(t, &t.job.answers, k, Keys{Answers: []RequestKey{k}})
	return found(v, ok, err, "answer", request)
}

// PutAnswer adds or replaces the answer to a request.
func (t *Tx) PutAnswer(v Answer) { t.job.answers.put(RequestKey{v.Office, v.Request}, v) }

// Ticket returns a ticket, or [ErrNotFound].
func (t *Tx) Ticket(office, id string) (queue.Ticket, error) {
	k := RequestKey{office, id}
	v, ok, err := find(t, &t.job.tickets, k, Keys{Tickets: []RequestKey{k}})
	return found(v, ok, err, "ticket", id)
}

// PutTicket adds or replaces a ticket.
func (t *Tx) PutTicket(v queue.Ticket) { t.job.tickets.put(RequestKey{v.Office, v.ID}, v) }

// DropTicket deletes a ticket; one that is not there is no error.
func (t *Tx) DropTicket(k RequestKey) { t.job.tickets.remove(k) }

// Series returns the counter of a series and whether there is one yet.
func (t *Tx) Series(s queue.Series) (SeriesRow, bool, error) {
	v, ok, err := find(t, &t.job.series, s, Keys{Series: []queue.Series{s}})
	v.Series = s
	return v, ok, err
}

// PutSeries adds or replaces the counter of a series.
func (t *Tx) PutSeries(v SeriesRow) { t.job.series.put(v.Series, v) }

// Tally returns the tally of a service and day, all zero before the first
// ticket.
func (t *Tx) Tally(office, service string, day queue.Day) (Tally, error) {
	k := TallyKey{office, service, day}
	v, _, err := find(t, &t.job.tallies, k, Keys{Tallies: []TallyKey{k}})
	v.Office, v.Service, v.Day = office, service, day
	return v, err
}

// PutTally adds or replaces a tally.
func (t *Tx) PutTally(v Tally) { t.job.tallies.put(TallyKey{v.Office, v.Service, v.Day}, v) }

// Waiting returns everybody who waits at a location, in order of issue.
func (t *Tx) Waiting(k QueueKey) ([]queue.Ticket, error) {
	return gather(t, &t.base.queues, &t.job.tickets, k, Keys{Queues: []QueueKey{k}})
}

// Desk returns a desk; one that nobody has taken yet is all zero but for its key.
func (t *Tx) Desk(k DeskKey) (Desk, error) {
	v, _, err := find(t, &t.job.desks, k, Keys{Desks: []DeskKey{k}})
	v.DeskKey = k
	return v, err
}

// PutDesk adds or replaces a desk.
func (t *Tx) PutDesk(v Desk) { t.job.desks.put(v.DeskKey, v) }

// Hall returns what was set at a location, all zero before anything was.
func (t *Tx) Hall(k HallKey) (Hall, error) {
	v, _, err := find(t, &t.job.halls, k, Keys{Halls: []HallKey{k}})
	v.HallKey = k
	return v, err
}

// PutHall adds or replaces what was set at a location.
func (t *Tx) PutHall(v Hall) { t.job.halls.put(v.HallKey, v) }

// User returns a user, or [ErrNotFound].
func (t *Tx) User(k UserKey) (User, error) {
	v, ok, err := find(t, &t.job.users, k, Keys{Users: []UserKey{k}})
	return found(v, ok, err, "user", k.Name)
}

// PutUser adds or replaces a user.
func (t *Tx) PutUser(v User) { t.job.users.put(v.UserKey, v) }

// PutSession adds or replaces a session.
func (t *Tx) PutSession(v Session) { t.job.sessions.put(v.Token, v) }

// EndSession deletes a session; one that is not there is no error.
func (t *Tx) EndSession(token string) { t.job.sessions.remove(token) }

// Forget takes back everything that the job has written so far.
func (t *Tx) Forget() { t.job.drop() }

// Append adds an event to its office's sequence and returns the number that it
// got, one above the one before; whatever e.Seq was is ignored. The office must
// exist, else [ErrNotFound].
func (t *Tx) Append(e Event) (seq int64, err error) {
	o, err := t.Office(e.Office)
	if err != nil {
		return 0, fmt.Errorf("append %s: %w", e.Kind, err)
	}
	o.Seq++
	e.Seq, e.At = o.Seq, e.At.UTC().Truncate(time.Millisecond) // as it will be read
	t.job.offices.put(o.ID, o)
	t.job.events = append(t.job.events, e)
	return e.Seq, nil
}

// load brings rows into the batch's unit of work.
func (t *Tx) load(k Keys) error {
	if t.broken != nil {
		return t.broken
	}
	k = t.base.claim(k)
	if k.empty() {
		return nil
	}
	rows, err := t.batch.Load(t.ctx, k)
	if err != nil {
		t.broken = err
		return err
	}
	t.base.learn(rows)
	return nil
}

func find[K comparable, V any](t *Tx, in *table[K, V], k K, keys Keys) (v V, exists bool, err error) {
	r, known := in.get(k)
	if !known {
		if err := t.load(keys); err != nil {
			return v, false, err
		}
		r, _ = in.get(k)
	}
	return r.value, r.exists, nil
}

func found[V any](v V, exists bool, err error, what, id string) (V, error) {
	if err == nil && !exists {
		err = ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("%s %s: %w", what, id, err)
	}
	return v, nil
}
