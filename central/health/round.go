package health

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"numerek/central/health/record"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Run looks after the devices of all offices until ctx is done: it notices who
// has fallen silent, and tells whoever is on duty.
func (h *Health) Run(ctx context.Context) error {
	tick := time.NewTicker(roundEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
		if err := h.Round(ctx); err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "devices not looked after", "err", err)
		}
	}
}

// Round does once what is due at all offices.
func (h *Health) Round(ctx context.Context) error {
	ids, err := h.office.IDs(ctx)
	errs := []error{err}
	sum := newTally()
	for _, id := range ids {
		errs = append(errs, h.round(ctx, id, sum))
	}
	if err = errors.Join(errs...); err == nil {
		h.metrics.standing(sum)
	}
	return err
}

// round looks at one office, and writes only where something has changed.
func (h *Health) round(ctx context.Context, id string, sum *tally) error {
	all, err := h.Devices(ctx, id)
	if err != nil {
		return err
	}
	file, err := h.office.File(ctx, id)
	if err != nil {
		return err
	}
	now := h.office.Now()
	var keys []store.EnrolmentKey
	records, changed := map[string]record.Record{}, false
	for _, d := range all {
		sum.add(d)
		if !d.Known {
			continue
		}
		if d.stale || len(d.Record.Alerts) > 0 {
			keys = append(keys, store.EnrolmentKey{Office: id, Device: d.ID})
			records[d.ID] = d.Record
		}
		changed = changed || d.stale
	}
	pace, contacts := h.duty(file, now)
	changed = changed || slices.ContainsFunc(contacts, func(c contact) bool {
		return len(record.Tell(c.Contact, records, pace, now)) > 0
	})
	if !changed {
		return nil
	}
	var said []told
	var changes map[string][]record.Change
	err = h.office.Update(ctx, id, store.Keys{Healths: keys, Enrolments: keys}, func(u office.Unit) (err error) {
		said, changes, err = h.settle(u, keys)
		return err
	})
	if err != nil {
		return err
	}
	for device, list := range changes {
		h.metrics.changed(list)
		for _, c := range list {
			h.log.InfoContext(ctx, "device condition", "office", id, "device", device, "code", c.Code, "severity", c.Severity, "over", c.Closed)
		}
	}
	for _, t := range said {
		h.metrics.told(t.channel)
		h.log.InfoContext(ctx, "duty told", "office", id, "who", t.who, "channel", t.channel, "items", t.items)
	}
	return nil
}

// told is a message that was written.
type told struct {
	who, channel string
	items        int
}

// settle decides in a transaction what has become of some devices, and writes
// the messages about it.
func (h *Health) settle(u office.Unit, keys []store.EnrolmentKey) (said []told, changes map[string][]record.Change, err error) {
	records, places := map[string]record.Record{}, placesOf(u.File)
	changes = map[string][]record.Change{}
	before := map[string]string{}
	for _, key := range keys {
		row, err := u.Tx.DeviceHealth(key)
		if err != nil {
			return nil, nil, err
		}
		r, err := read(row)
		if err != nil {
			return nil, nil, err
		}
		e, err := enrolment(u.Tx, key)
		if err != nil {
			return nil, nil, err
		}
		before[key.Device] = row.Data
		records[key.Device], changes[key.Device] = h.look(key, r, e, places, u.Now, u.File.Duty.Hold())
	}
	pace, contacts := h.duty(u.File, u.Now)
	for device, r := range records {
		records[device] = r.Forget(func(key string) bool {
			return slices.ContainsFunc(contacts, func(c contact) bool { return c.Key == key })
		})
	}
	for _, c := range contacts {
		items := record.Tell(c.Contact, records, pace, u.Now)
		if len(items) == 0 {
			continue
		}
		if err := h.tell(u, c, items, places); err != nil {
			return nil, nil, err
		}
		for _, i := range items {
			records[i.Device] = records[i.Device].Mark(c.Contact, items, u.Now)
		}
		said = append(said, told{who: c.person.ID, channel: c.channel, items: len(items)})
	}
	for _, key := range keys {
		r := records[key.Device]
		row, err := write(key, r)
		if err != nil {
			return nil, nil, err
		}
		if row.Data == before[key.Device] {
			continue
		}
		if err := h.keep(u, key, places[key.Device].Location, r, changes[key.Device]); err != nil {
			return nil, nil, err
		}
	}
	return said, changes, nil
}

// look is how a device is now; one that is no longer in the office file is retired.
func (h *Health) look(
	key store.EnrolmentKey, r record.Record, e store.Enrolment, places map[string]Place, now time.Time, hold time.Duration,
) (record.Record, []record.Change) {
	v := h.view(key, r, e, now, hold)
	if _, there := places[key.Device]; !there {
		v.Retired = true
	}
	return r.Look(v)
}

// Place is where a device of the office file stands.
type Place struct {
	ID       string
	Kind     string // "kiosk" or "display"
	Location string
	Place    officefile.Text // may be empty
}

// places lists the devices of an office file in its order.
func places(f *officefile.Office) (all []Place) {
	for _, l := range f.Locations {
		for _, k := range l.Kiosks {
			all = append(all, Place{ID: k.ID, Kind: "kiosk", Location: l.ID, Place: k.Place})
		}
		for _, d := range l.Displays {
			all = append(all, Place{ID: d.ID, Kind: "display", Location: l.ID, Place: d.Place})
		}
	}
	return all
}

func placesOf(f *officefile.Office) map[string]Place {
	all := map[string]Place{}
	for _, p := range places(f) {
		all[p.ID] = p
	}
	return all
}

// Device is how a device stands.
type Device struct {
	Place
	Known  bool // it has reported at least once
	Record record.Record
	Until  time.Time // its certificate is valid; zero: it has none
	State  State

	stale bool // the record that is kept does not say so yet
}

// State is how a device stands, in one word.
type State string

// The states.
const (
	Never   State = "never"   // it has not reported yet
	Revoked State = "revoked" // its place was taken from it
	OK      State = "ok"
	Warning State = "warning"
	Fault   State = "fault"
)

// States lists them.
func States() []State { return []State{Fault, Warning, OK, Never, Revoked} }

// Devices lists the devices of an office file in its order, as they are now, and
// behind them those that still have alerts although the file has lost them.
func (h *Health) Devices(ctx context.Context, id string) ([]Device, error) {
	file, err := h.office.File(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := h.store.DeviceHealths(ctx, id)
	if err != nil {
		return nil, err
	}
	enrolments, err := h.store.Enrolments(ctx, id)
	if err != nil {
		return nil, err
	}
	byDevice := make(map[string]store.Enrolment, len(enrolments))
	for _, e := range enrolments {
		byDevice[e.Device] = e
	}
	now, known := h.office.Now(), placesOf(file)
	stood := make(map[string]Device, len(rows))
	for _, row := range rows {
		r, err := read(row)
		if err != nil {
			return nil, err
		}
		d := Device{Place: Place{ID: row.Device}, Known: true}
		d.Record, _ = h.look(row.EnrolmentKey, r, byDevice[row.Device], known, now, file.Duty.Hold())
		after, err := write(row.EnrolmentKey, d.Record)
		if err != nil {
			return nil, err
		}
		d.stale = after.Data != row.Data
		h.newest(row.EnrolmentKey, &d.Record)
		stood[row.Device] = d
	}
	out := make([]Device, 0, len(known))
	for _, p := range places(file) {
		d := stood[p.ID]
		d.Place, d.Until = p, byDevice[p.ID].ExpiresAt
		h.compare(&d, now)
		d.State = state(d, byDevice[p.ID])
		out = append(out, d)
		delete(stood, p.ID)
	}
	var lost []Device
	for _, d := range stood {
		if d.stale || len(d.Record.Alerts) > 0 {
			d.State = Revoked
			lost = append(lost, d)
		}
	}
	slices.SortFunc(lost, func(a, b Device) int { return strings.Compare(a.ID, b.ID) })
	return append(out, lost...), nil
}

// newest takes over what only this server knows yet.
func (h *Health) newest(key store.EnrolmentKey, r *record.Record) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := h.seen[key]; last.heard.After(r.SeenAt) {
		r.SeenAt, r.Counters = last.heard, last.record.Counters
	}
}

// compare points out a device that runs another version than the server.
func (h *Health) compare(d *Device, now time.Time) {
	if !d.Known || h.version == "" || d.Record.Version == "" || d.Record.Version == h.version {
		return
	}
	if _, said := d.Record.Condition(record.Version); !said {
		since := cmp.Or(d.Record.StartedAt, now)
		d.Record.Conditions = append(slices.Clone(d.Record.Conditions), record.Condition{Code: record.Version, Severity: record.Info, Since: since})
	}
}

func state(d Device, e store.Enrolment) State {
	switch worst := d.Record.Worst(); {
	case retired(e):
		return Revoked
	case !d.Known:
		return Never
	case worst == record.Fault:
		return Fault
	case worst == record.Warning:
		return Warning
	}
	return OK
}
