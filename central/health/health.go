package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"numerek/central/health/record"
	"numerek/central/office"
	"numerek/central/store"
)

// Kinds of the events in the office's timeline. Their detail is a [record.Change].
const (
	EventRaised = "device.raised" // something is the matter with a device
	EventClosed = "device.closed" // it is over
)

// How often things are written and looked at.
const (
	// writeEvery is how long a report that changes nothing is only remembered:
	// every second one of a device that reports each thirty seconds is written.
	writeEvery = 45 * time.Second
	// behind is how much the record may lag where another server hears the device.
	behind = 60 * time.Second
	// roundEvery is how often the server looks whether anybody has fallen silent, or
	// has to be told of something.
	roundEvery = 5 * time.Second
)

// Sealer seals the text of a message; [secret.Keys] is one.
type Sealer interface {
	Seal(about, plain string) string
}

// Options of the use case. The zero value is what a server wants.
type Options struct {
	Log     *slog.Logger // nothing is logged where it is nil
	Metrics *Metrics     // nothing is counted where it is nil
	Version string       // of the server: devices with another one are pointed out; may be empty
	Mails   bool         // mail can be sent; without it those on duty get SMS only
}

// Health is the use case for all offices of an installation.
type Health struct {
	office  *office.Office
	store   *store.Store
	keys    Sealer
	log     *slog.Logger
	metrics *Metrics
	version string
	mails   bool

	mu       sync.Mutex
	watching time.Time // since when devices can be heard here
	seen     map[store.EnrolmentKey]seen
}

// seen is what this server itself heard of a device last.
type seen struct {
	record  record.Record
	heard   time.Time
	written time.Time
}

// New returns the use case.
func New(o *office.Office, s *store.Store, keys Sealer, opts Options) *Health {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Metrics == nil {
		opts.Metrics = NewMetrics(nil)
	}
	return &Health{
		office: o, store: s, keys: keys, log: opts.Log, metrics: opts.Metrics, version: opts.Version, mails: opts.Mails,
		watching: o.Now(), seen: make(map[store.EnrolmentKey]seen),
	}
}

// Report takes what a device says of itself, and returns the boot epoch with which it
// goes on. Errors: [office.ErrUnknownDevice] for a caller that is no device, and of
// the store.
func (h *Health) Report(ctx context.Context, c office.Caller, r record.Report) (epoch int64, err error) {
	if c.Guest || c.Device == "" {
		return 0, fmt.Errorf("%w: only devices report their health", office.ErrUnknownDevice)
	}
	key := store.EnrolmentKey{Office: c.Office, Device: c.Device}
	if epoch, nothing := h.nothingNew(key, r); nothing {
		return epoch, nil
	}
	var after record.Record
	var before record.Counters
	var changes []record.Change
	needs := store.Keys{Healths: []store.EnrolmentKey{key}, Enrolments: []store.EnrolmentKey{key}}
	err = h.office.Update(ctx, c.Office, needs, func(u office.Unit) error {
		row, err := u.Tx.DeviceHealth(key)
		if err != nil {
			return err
		}
		old, err := read(row)
		if err != nil {
			return err
		}
		enrolled, err := enrolment(u.Tx, key)
		if err != nil {
			return err
		}
		before = record.Counters{}
		if old.Boot == r.Boot {
			before = old.Counters
		}
		v := h.view(key, old, enrolled, u.Now, u.File.Duty.Hold())
		v.Heard = u.Now
		after, changes = old.Take(r, u.Now).Look(v)
		return h.keep(u, key, c.Location, after, changes)
	})
	if err != nil {
		return 0, err
	}
	h.reported(key, after, before, changes)
	for _, change := range changes {
		h.log.InfoContext(ctx, "device condition", "office", c.Office, "device", c.Device, "code", change.Code,
			"severity", change.Severity, "over", change.Closed, "detail", change.Detail)
	}
	return after.Epoch, nil
}

// nothingNew says whether a report needs no transaction, and remembers it then.
func (h *Health) nothingNew(key store.EnrolmentKey, r record.Report) (epoch int64, nothing bool) {
	now := h.office.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	last, known := h.seen[key]
	if !known || now.Sub(last.written) >= writeEvery || now.Before(last.written) || !last.record.Same(r, now) {
		return 0, false
	}
	if _, silent := last.record.Condition(record.Silent); silent {
		return 0, false
	}
	h.metrics.reported(false)
	h.metrics.counted(r.Counters.Minus(last.record.Counters))
	last.heard, last.record.Counters = now, r.Counters
	h.seen[key] = last
	return last.record.Epoch, true
}

// reported remembers a report that was written.
func (h *Health) reported(key store.EnrolmentKey, after record.Record, stored record.Counters, changes []record.Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := stored // by the last server that heard it
	if last, known := h.seen[key]; known && last.record.Boot == after.Boot {
		before = last.record.Counters
	}
	h.metrics.reported(true)
	h.metrics.counted(after.Counters.Minus(before))
	h.metrics.changed(changes)
	h.seen[key] = seen{record: after, heard: after.SeenAt, written: after.SeenAt}
}

// view is how this server looks at a device.
func (h *Health) view(key store.EnrolmentKey, r record.Record, e store.Enrolment, now time.Time, hold time.Duration) record.View {
	h.mu.Lock()
	last := h.seen[key]
	v := record.View{Now: now, Heard: last.heard, Watching: h.watching, Hold: hold, Retired: retired(e)}
	h.mu.Unlock()
	if last.heard.Before(r.SeenAt) { // another server hears it
		v.Patience = record.SilentAfter + behind
	}
	if e.State == stateActive && !e.ExpiresAt.IsZero() {
		v.RenewBy = e.ExpiresAt.Add(-e.ExpiresAt.Sub(e.IssuedAt) / 3) // it is renewed after half its time
	}
	return v
}

// States of an enrolment, in the words of package enrolment.
const (
	stateActive  = "active"
	stateRevoked = "revoked"
)

// retired says whether a place was taken from its device and no other has it yet.
func retired(e store.Enrolment) bool { return e.State == stateRevoked || !e.RevokedAt.IsZero() }

// enrolment returns the place of a device; all zero where it has none, as on a
// server for demonstrations.
func enrolment(tx *store.Tx, key store.EnrolmentKey) (store.Enrolment, error) {
	e, err := tx.Enrolment(key)
	if errors.Is(err, store.ErrNotFound) {
		return store.Enrolment{EnrolmentKey: key}, nil
	}
	return e, err
}

// keep writes a record and what has changed into the transaction.
func (h *Health) keep(u office.Unit, key store.EnrolmentKey, location string, r record.Record, changes []record.Change) error {
	row, err := write(key, r)
	if err != nil {
		return err
	}
	u.Tx.PutDeviceHealth(row)
	for _, c := range changes {
		kind := EventRaised
		if c.Closed {
			kind = EventClosed
		}
		detail, err := json.Marshal(c)
		if err != nil {
			return err
		}
		e := store.Event{Office: key.Office, At: u.Now, Kind: kind, Location: location, Device: key.Device, Detail: string(detail)}
		if _, err := u.Tx.Append(e); err != nil {
			return err
		}
	}
	return nil
}

// read and write are how a record is kept.
func read(row store.DeviceHealth) (r record.Record, err error) {
	if row.Data != "" {
		if err := json.Unmarshal([]byte(row.Data), &r); err != nil {
			return r, fmt.Errorf("health of %s/%s: %w", row.Office, row.Device, err)
		}
	}
	r.SeenAt, r.Boot, r.Version = row.SeenAt, row.BootID, row.Version
	return r, nil
}

func write(key store.EnrolmentKey, r record.Record) (store.DeviceHealth, error) {
	data, err := json.Marshal(r)
	return store.DeviceHealth{EnrolmentKey: key, SeenAt: r.SeenAt, BootID: r.Boot, Version: r.Version, Data: string(data)}, err
}
