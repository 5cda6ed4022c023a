package updates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	"numerek/central/updates/rollout"
)

// Errors of the use case.
var (
	// ErrUnknownVersion means that there is no such version, or none any more.
	ErrUnknownVersion = errors.New("there is no such version")
	// ErrOtherBundle means that a version has another bundle already, or had it before it
	// was removed.
	ErrOtherBundle = errors.New("this version has another bundle already")
	// ErrVersion refuses a bundle whose version is none.
	ErrVersion = errors.New("this is no version: a digit, then letters, digits and . + ~ -")
	// ErrNoFolder means that the server was not told where bundles are.
	ErrNoFolder = errors.New("this server has no folder for bundles: give it one with --bundles")
	// ErrMissing means that the bundle of a version is not in this server's folder, or
	// not all of it.
	ErrMissing = errors.New("the bundle is not in this server's folder: add it here, too, or let the servers share one")
	// ErrRolledOut means that a version cannot go while it is rolled out.
	ErrRolledOut = errors.New("this version is being rolled out: halt it first")
	// ErrUnknownLocation means that an office has no such location.
	ErrUnknownLocation = errors.New("office has no such location")
)

// Options of the use case.
type Options struct {
	Log    *slog.Logger // nothing is logged where it is nil
	Folder string       // of the bundles; made where it is missing. Empty: there are none
}

// Updates is the use case for all offices of an installation.
type Updates struct {
	office *office.Office
	store  *store.Store
	log    *slog.Logger
	folder string
	now    func() time.Time

	mu      sync.Mutex
	missing map[string]bool // versions whose bundle was missed, and told in the log
}

// New returns the use case.
func New(o *office.Office, s *store.Store, opts Options) *Updates {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return &Updates{office: o, store: s, log: opts.Log, folder: opts.Folder, now: o.Now, missing: make(map[string]bool)}
}

// Question is what a device says when it asks for an update.
type Question struct {
	Version    string // that runs
	Compatible string // what its updater takes
}

// Offer is a version that a device should run.
type Offer struct {
	Version   string
	File      string // name of the bundle
	Size      int64  // in bytes
	SHA256    string // hex
	NotBefore time.Time
}

// Next says which version a device should run; ok is false where it should stay as it
// is. Errors: [office.ErrUnknownDevice] for a caller that is none, and of the store.
func (u *Updates) Next(ctx context.Context, c office.Caller, q Question) (offer Offer, ok bool, err error) {
	if c.Guest || c.Device == "" {
		return Offer{}, false, fmt.Errorf("%w: only devices are updated", office.ErrUnknownDevice)
	}
	rows, err := u.store.Releases(ctx)
	if err != nil || len(rows) == 0 {
		return Offer{}, false, err
	}
	file, err := u.office.File(ctx, c.Office)
	if err != nil {
		return Offer{}, false, err
	}
	all, err := releases(rows)
	if err != nil {
		return Offer{}, false, err
	}
	p, err := u.progress(ctx, c)
	if err != nil {
		return Offer{}, false, err
	}
	d := deviceOf(c, q, p)
	version, at, ok := rollout.Next(all, d, u.now().In(file.ZoneOrUTC()))
	if !ok {
		return Offer{}, false, nil
	}
	for _, row := range rows {
		if row.Version != version {
			continue
		}
		if err := u.has(row); err != nil {
			u.miss(ctx, version, err)
			return Offer{}, false, nil
		}
		return Offer{Version: version, File: row.File, Size: row.Size, SHA256: row.SHA256, NotBefore: at}, true, nil
	}
	return Offer{}, false, nil
}

// miss tells once that a bundle is missing here.
func (u *Updates) miss(ctx context.Context, version string, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.missing[version] {
		u.missing[version] = true
		u.log.ErrorContext(ctx, "update not offered", "version", version, "err", err)
	}
}

func deviceOf(c office.Caller, q Question, p rollout.Progress) rollout.Device {
	return rollout.Device{
		Office: c.Office, ID: c.Device, Location: c.Location, Version: q.Version, Compatible: q.Compatible, Failed: p.Failed,
	}
}

// progress is how far a device is, by what it said last.
func (u *Updates) progress(ctx context.Context, c office.Caller) (rollout.Progress, error) {
	all, err := u.said(ctx, c.Office)
	return all[c.Device], err
}

// said is what the devices of an office said last, by device.
func (u *Updates) said(ctx context.Context, of string) (map[string]rollout.Progress, error) {
	rows, err := u.store.DeviceUpdates(ctx, of)
	if err != nil {
		return nil, err
	}
	all := make(map[string]rollout.Progress, len(rows))
	for _, row := range rows {
		if all[row.Device], err = progressOf(row); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Progress is how far the devices of an office are, as [rollout.Progress.Shown] has it, by
// device; those are not in it of whom there is nothing to say.
func (u *Updates) Progress(ctx context.Context, of string) (map[string]rollout.Progress, error) {
	all, err := u.said(ctx, of)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	file, err := u.office.File(ctx, of)
	if err != nil {
		return nil, err
	}
	rows, err := u.store.Releases(ctx)
	if err != nil {
		return nil, err
	}
	there, err := releases(rows)
	if err != nil {
		return nil, err
	}
	healths, err := u.store.DeviceHealths(ctx, of)
	if err != nil {
		return nil, err
	}
	runs := make(map[string]string, len(healths))
	for _, h := range healths {
		if !h.SeenAt.Before(all[h.Device].At) { // else it has said more since
			runs[h.Device] = h.Version
		}
	}
	for device, said := range all {
		shown := said.Shown(there, rollout.Device{Office: of, ID: device, Location: locationOf(file, device), Version: runs[device]})
		if shown.Phase == "" {
			delete(all, device)
			continue
		}
		all[device] = shown
	}
	return all, nil
}

// locationOf says where a device of an office stands; empty where it is not of it any more.
func locationOf(f *officefile.Office, device string) string {
	if l, _, ok := f.Kiosk(device); ok {
		return l.ID
	}
	l, _, _ := f.Display(device)
	return l.ID
}

// Report takes what a device says of an update, and halts the rollout if it has
// failed. Errors: [rollout.ErrPhase], [office.ErrUnknownDevice], and of the store.
func (u *Updates) Report(ctx context.Context, c office.Caller, r rollout.Report) error {
	if c.Guest || c.Device == "" {
		return fmt.Errorf("%w: only devices report their updates", office.ErrUnknownDevice)
	}
	key := store.EnrolmentKey{Office: c.Office, Device: c.Device}
	var fresh, halted, phase bool
	err := u.office.Update(ctx, c.Office, store.Keys{Updates: []store.EnrolmentKey{key}, Releases: []string{r.Version}}, func(t office.Unit) (err error) {
		fresh, halted, phase, err = u.take(t, key, c, r)
		return err
	})
	if err != nil || !fresh {
		return err
	}
	if phase {
		u.log.InfoContext(ctx, "update of a device", "office", c.Office, "device", c.Device, "version", r.Version, "phase", r.Phase, "reason", r.Reason)
	}
	if halted {
		u.log.WarnContext(ctx, "rollout halted", "version", r.Version, "office", c.Office, "device", c.Device, "phase", r.Phase, "reason", r.Reason)
	}
	return nil
}

// take writes a report into a transaction.
func (u *Updates) take(t office.Unit, key store.EnrolmentKey, c office.Caller, r rollout.Report) (fresh, halted, phase bool, err error) {
	row, err := t.Tx.DeviceUpdate(key)
	if err != nil {
		return false, false, false, err
	}
	before, err := progressOf(row)
	if err != nil {
		return false, false, false, err
	}
	now := u.now()
	after, fresh, err := before.Take(r, now)
	if err != nil || !fresh {
		return false, false, false, err
	}
	text, err := json.Marshal(after)
	if err != nil {
		return false, false, false, err
	}
	t.Tx.PutDeviceUpdate(store.DeviceUpdate{EnrolmentKey: key, At: now, Data: string(text)})
	if r.Phase.Bad() {
		halted, err = halt(t.Tx, c, after)
	}
	return true, halted, before.Version != after.Version || before.Phase != after.Phase, err
}

// halt stops the rollouts that a device has failed.
func halt(tx *store.Tx, c office.Caller, p rollout.Progress) (bool, error) {
	row, err := tx.Release(p.Version)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // another installation's, before its database was restored
	}
	if err != nil {
		return false, err
	}
	r, err := releaseOf(row)
	if err != nil {
		return false, err
	}
	why := fmt.Sprintf("%s %s", c.Device, words[p.Phase])
	if p.Reason != "" {
		why += ": " + p.Reason
	}
	plan, halted := rollout.Fail(r.Plan, p.Version, deviceOf(c, Question{}, p), why)
	if !halted {
		return false, nil
	}
	return true, put(tx, row, plan)
}

// words are how a failure is told.
var words = map[rollout.Phase]string{rollout.Failed: "failed", rollout.RolledBack: "went back"}

// How rows are kept.

func progressOf(row store.DeviceUpdate) (p rollout.Progress, err error) {
	if row.Data == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(row.Data), &p); err != nil {
		return p, fmt.Errorf("update of %s/%s: %w", row.Office, row.Device, err)
	}
	return p, nil
}

func releaseOf(row store.Release) (rollout.Release, error) {
	r := rollout.Release{Version: row.Version, Compatible: row.Compatible}
	if row.Plan == "" {
		return r, nil
	}
	if err := json.Unmarshal([]byte(row.Plan), &r.Plan); err != nil {
		return r, fmt.Errorf("plan of %s: %w", row.Version, err)
	}
	return r, nil
}

// releases are the versions that there are.
func releases(rows []store.Release) (all []rollout.Release, err error) {
	for _, row := range rows {
		if !row.RemovedAt.IsZero() {
			continue
		}
		r, err := releaseOf(row)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func put(tx *store.Tx, row store.Release, plan []rollout.Rollout) error {
	text, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	row.Plan = string(text)
	tx.PutRelease(row)
	return nil
}
