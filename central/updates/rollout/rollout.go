package rollout

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Errors of rules.
var (
	// ErrShare refuses a share that is none of 1 to 100.
	ErrShare = errors.New("share is not 1 to 100 percent")
	// ErrNoRollout means that a version is not rolled out there.
	ErrNoRollout = errors.New("version is not rolled out")
	// ErrHalted means that a rollout is halted already.
	ErrHalted = errors.New("rollout is halted already")
	// ErrRunning means that a rollout is not halted.
	ErrRunning = errors.New("rollout is not halted")
)

// Rollout is how a version comes to devices.
type Rollout struct {
	Office    string    `json:"office,omitempty"`    // empty: every office
	Devices   []string  `json:"devices,omitempty"`   // by id; empty: all
	Locations []string  `json:"locations,omitempty"` // by id; empty: all
	Share     int       `json:"share"`               // of those, in percent
	Window    Window    `json:"window,omitzero"`     // of the day in which they may
	Back      bool      `json:"back,omitempty"`      // also devices that run a newer version
	BegunAt   time.Time `json:"begun_at"`
	Halted    string    `json:"halted,omitempty"` // why; empty while it runs
	Forgive   time.Time `json:"forgive,omitzero"` // failures before it do not count
}

// Device is what the rules know of a device.
type Device struct {
	Office, ID, Location string
	Version              string // that runs
	Compatible           string // what its updater takes
	Failed               []Failure
}

// Release is a version that there is, and where it goes.
type Release struct {
	Version, Compatible string
	Plan                []Rollout
}

// Means says whether a rollout of a version is for a device. A device that is in a
// share is in every larger one, too; which devices come first is another matter with
// every version.
func (r Rollout) Means(version string, d Device) bool {
	in := func(list []string, id string) bool { return len(list) == 0 || slices.Contains(list, id) }
	return (r.Office == "" || r.Office == d.Office) && in(r.Devices, d.ID) && in(r.Locations, d.Location) &&
		lot(version, d) < uint64(max(0, r.Share))
}

// lot is the number from 0 to 99 that a device draws for a version.
func lot(version string, d Device) uint64 {
	sum := sha256.Sum256([]byte(version + "\n" + d.Office + "\n" + d.ID))
	return binary.BigEndian.Uint64(sum[:]) % 100
}

// Next says which version a device should run, and not before when. now is in the
// zone of its office.
func Next(all []Release, d Device, now time.Time) (version string, notBefore time.Time, ok bool) {
	release, last := decides(all, d)
	if release.Version == "" || last.Halted != "" || release.Version == d.Version {
		return "", time.Time{}, false
	}
	if !last.Back && Compare(release.Version, d.Version) < 0 {
		return "", time.Time{}, false
	}
	for _, f := range d.Failed {
		if f.Version == release.Version && !f.At.Before(last.Forgive) {
			return "", time.Time{}, false
		}
	}
	return release.Version, last.Window.Next(now), true
}

// decides is the version, and its rollout, that is meant for a device; all zero where
// none is.
func decides(all []Release, d Device) (release Release, last Rollout) {
	for _, r := range all {
		i := holds(r.Plan, d.Office)
		if r.Compatible != d.Compatible || i < 0 || !r.Plan[i].Means(r.Version, d) {
			continue
		}
		p := r.Plan[i]
		if newer := p.BegunAt.Compare(last.BegunAt); newer > 0 || newer == 0 && Compare(r.Version, release.Version) > 0 {
			release, last = r, p
		}
	}
	return release, last
}

// holds is the place in a plan of what holds at an office: what was said last of it or
// of all. It is -1 where that is nothing.
func holds(plan []Rollout, office string) int {
	for i, p := range slices.Backward(plan) {
		if p.Office == "" || p.Office == office {
			return i
		}
	}
	return -1
}

// Alone is a plan where there is no other office: what was said of all is said of that
// one, and nothing but what holds there is left.
func Alone(plan []Rollout, office string) []Rollout {
	i := holds(plan, office)
	if i < 0 {
		return nil
	}
	p := plan[i]
	p.Office = office
	return []Rollout{p}
}

// Begin puts a rollout into a plan, in the place of that of the same office, or, if it
// is for all, of every one. Devices that were forgiven in its place stay so.
// Errors: [ErrShare].
func Begin(plan []Rollout, r Rollout) ([]Rollout, error) {
	if r.Share < 1 || r.Share > 100 {
		return plan, fmt.Errorf("%w: %d", ErrShare, r.Share)
	}
	if i := holds(plan, r.Office); i >= 0 && plan[i].Forgive.After(r.Forgive) {
		r.Forgive = plan[i].Forgive
	}
	plan = slices.DeleteFunc(slices.Clone(plan), func(p Rollout) bool { return r.Office == "" || p.Office == r.Office })
	return append(plan, r), nil
}

// Fail halts the rollouts of a version that a device has failed, which says why.
func Fail(plan []Rollout, version string, d Device, why string) (after []Rollout, halted bool) {
	after = slices.Clone(plan)
	for i, p := range after {
		if p.Halted == "" && p.Means(version, d) {
			after[i].Halted, halted = why, true
		}
	}
	return after, halted
}

// Halt stops the rollout at an office, also where that is the one for all; with no
// office every one. Errors: [ErrNoRollout], [ErrHalted].
func Halt(plan []Rollout, office, why string) ([]Rollout, error) {
	return change(plan, office, func(p Rollout) (Rollout, error) {
		if p.Halted != "" {
			return p, fmt.Errorf("%w: %s", ErrHalted, p.Halted)
		}
		p.Halted = why
		return p, nil
	})
}

// GoOn lets the rollout at an office go on, also where that is the one for all; with no
// office every one. Devices that have failed before forgive are asked again. Errors:
// [ErrNoRollout], [ErrRunning].
func GoOn(plan []Rollout, office string, forgive time.Time) ([]Rollout, error) {
	return change(plan, office, func(p Rollout) (Rollout, error) {
		if p.Halted == "" {
			return p, ErrRunning
		}
		p.Halted = ""
		if forgive.After(p.Forgive) {
			p.Forgive = forgive
		}
		return p, nil
	})
}

// change changes what holds at an office, or every rollout. What is for all stays as it
// is for the other offices: this one gets its own. It fails where there is nothing to
// change.
func change(plan []Rollout, office string, to func(Rollout) (Rollout, error)) ([]Rollout, error) {
	if office == "" {
		return changeAll(plan, to)
	}
	i := holds(plan, office)
	if i < 0 {
		return plan, ErrNoRollout
	}
	p, err := to(plan[i])
	if err != nil {
		return plan, err
	}
	p.Office = office
	plan = slices.DeleteFunc(slices.Clone(plan), func(p Rollout) bool { return p.Office == office })
	return append(plan, p), nil
}

func changeAll(plan []Rollout, to func(Rollout) (Rollout, error)) (after []Rollout, err error) {
	err = ErrNoRollout
	after = slices.Clone(plan)
	changed := false
	for i, p := range plan {
		if after[i], err = to(p); err == nil {
			changed = true
		}
	}
	if !changed {
		return plan, err
	}
	return after, nil
}
