package updates

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	"numerek/central/updates/rollout"
)

// Release is a version, where it goes, and whether this server has its bundle.
type Release struct {
	rollout.Release

	File    string
	SHA256  string
	Size    int64
	AddedAt time.Time
	Missing error // why this server does not serve it; nil where it does
}

func (u *Updates) standing(row store.Release) (Release, error) {
	r, err := releaseOf(row)
	return Release{Release: r, File: row.File, SHA256: row.SHA256, Size: row.Size, AddedAt: row.AddedAt, Missing: u.has(row)}, err
}

// Releases lists the versions that there are, the newest first.
func (u *Updates) Releases(ctx context.Context) ([]Release, error) {
	rows, err := u.store.Releases(ctx)
	if err != nil {
		return nil, err
	}
	only, err := u.only(ctx)
	if err != nil {
		return nil, err
	}
	var all []Release
	for _, row := range rows {
		if !row.RemovedAt.IsZero() {
			continue
		}
		r, err := u.standing(row)
		if err != nil {
			return nil, err
		}
		r.Plan = planAt(r.Plan, only)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Release) int { return rollout.Compare(b.Version, a.Version) })
	return all, nil
}

// RollOut begins to bring a version to devices, in the place of an earlier rollout of
// it at the same office. An empty office is the only one, or else all, and then it takes
// the place of those of offices, too. Errors: [ErrUnknownVersion],
// [ErrUnknownLocation], [enrolment.UnknownDeviceError], [office.ErrUnknownOffice],
// [office.ErrWhichOffice] for devices or locations without an office where there are
// several, [rollout.ErrShare], and of the store.
func (u *Updates) RollOut(ctx context.Context, version string, r rollout.Rollout) error {
	if r.Office == "" {
		var err error
		if r.Office, err = u.only(ctx); err != nil {
			return err
		}
	}
	if r.Office == "" && len(r.Devices)+len(r.Locations) > 0 {
		return fmt.Errorf("%w: devices and locations are of one", office.ErrWhichOffice)
	}
	if r.Office != "" {
		file, err := u.office.File(ctx, r.Office)
		if err != nil {
			return err
		}
		if err := known(file, r); err != nil {
			return err
		}
	}
	r.BegunAt = u.now().UTC()
	return u.change(ctx, version, func(plan []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.Begin(plan, r) })
}

// only is the only office that there is; empty where there are several or none.
func (u *Updates) only(ctx context.Context) (string, error) {
	ids, err := u.office.IDs(ctx)
	if err != nil || len(ids) != 1 {
		return "", err
	}
	return ids[0], nil
}

// planAt is a plan as it is read where there is only one office, if one is named: it
// may have been made when there was none or another.
func planAt(plan []rollout.Rollout, only string) []rollout.Rollout {
	if only == "" {
		return plan
	}
	return rollout.Alone(plan, only)
}

// known refuses devices and locations that an office has not.
func known(f *officefile.Office, r rollout.Rollout) error {
	var devices []string
	for _, l := range f.Locations {
		for _, k := range l.Kiosks {
			devices = append(devices, k.ID)
		}
		for _, d := range l.Displays {
			devices = append(devices, d.ID)
		}
	}
	for _, d := range r.Devices {
		if !slices.Contains(devices, d) {
			return &enrolment.UnknownDeviceError{Office: f.ID, Device: d, Known: devices}
		}
	}
	for _, id := range r.Locations {
		if _, ok := f.Location(id); !ok {
			var all []string
			for _, l := range f.Locations {
				all = append(all, l.ID)
			}
			return fmt.Errorf("%w: %q; it has: %s", ErrUnknownLocation, id, strings.Join(all, ", "))
		}
	}
	return nil
}

// Halt stops a rollout: nothing is offered any more, and what is installed is not
// activated. An empty office means every one. Errors: [ErrUnknownVersion],
// [rollout.ErrNoRollout], [rollout.ErrHalted], and of the store.
func (u *Updates) Halt(ctx context.Context, version, of, why string) error {
	return u.change(ctx, version, func(plan []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.Halt(plan, of, why) })
}

// GoOn lets a halted rollout go on; again asks the devices, too, that have failed. An
// empty office means every one. Errors: [ErrUnknownVersion], [rollout.ErrNoRollout],
// [rollout.ErrRunning], and of the store.
func (u *Updates) GoOn(ctx context.Context, version, of string, again Again) error {
	var forgive time.Time
	if again == AllAgain {
		forgive = u.now().UTC()
	}
	return u.change(ctx, version, func(plan []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.GoOn(plan, of, forgive) })
}

// Again says who is offered a version again.
type Again string

// Whom a rollout that goes on asks.
const (
	OthersOnly Again = "others" // not those that have failed
	AllAgain   Again = "all"
)

func (u *Updates) change(ctx context.Context, version string, to func([]rollout.Rollout) ([]rollout.Rollout, error)) error {
	only, err := u.only(ctx)
	if err != nil {
		return err
	}
	return u.store.Update(ctx, store.Keys{Releases: []string{version}}, func(tx *store.Tx) error {
		row, r, err := standing(tx, version)
		if err != nil {
			return err
		}
		plan, err := to(planAt(r.Plan, only))
		if err != nil {
			return fmt.Errorf("%s: %w", version, err)
		}
		return put(tx, row, plan)
	})
}

// standing is a version that has not been removed.
func standing(tx *store.Tx, version string) (store.Release, rollout.Release, error) {
	row, err := tx.Release(version)
	if errors.Is(err, store.ErrNotFound) || err == nil && !row.RemovedAt.IsZero() {
		return row, rollout.Release{}, fmt.Errorf("%w: %s", ErrUnknownVersion, version)
	}
	if err != nil {
		return row, rollout.Release{}, err
	}
	r, err := releaseOf(row)
	return row, r, err
}

// Remove takes a version and its bundle away, once no rollout of it runs. Other servers
// that have a copy of the bundle keep that file. Errors: [ErrUnknownVersion],
// [ErrRolledOut], of files and of the store.
func (u *Updates) Remove(ctx context.Context, version string) error {
	only, err := u.only(ctx)
	if err != nil {
		return err
	}
	file := ""
	err = u.store.Update(ctx, store.Keys{Releases: []string{version}}, func(tx *store.Tx) error {
		row, r, err := standing(tx, version)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(planAt(r.Plan, only), func(p rollout.Rollout) bool { return p.Halted == "" }) {
			return fmt.Errorf("%s: %w", version, ErrRolledOut)
		}
		row.RemovedAt, row.Plan, file = u.now(), "", row.File
		tx.PutRelease(row)
		return nil
	})
	if err != nil || u.folder == "" {
		return err
	}
	if err := os.Remove(filepath.Join(u.folder, file)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
