package rollout

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Phase is how far a device is with a version.
type Phase string

// The phases, as the protocol and the database write them.
const (
	Installing Phase = "installing"
	Installed  Phase = "installed"
	Activated  Phase = "activated"
	Good       Phase = "good"
	Failed     Phase = "failed"      // it was not installed
	RolledBack Phase = "rolled_back" // it was, and the device went back to the version before
)

// Halted is what [Progress.Shown] says of an update that was begun and is not meant for
// the device any more. No device reports it, and it is not kept.
const Halted Phase = "halted"

// Phases lists those that devices report.
func Phases() []Phase { return []Phase{Installing, Installed, Activated, Good, Failed, RolledBack} }

// Bad says that a device has failed a version.
func (p Phase) Bad() bool { return p == Failed || p == RolledBack }

// ErrPhase refuses a report whose phase or version is none.
var ErrPhase = errors.New("no such phase or version")

// longestReason is how much of a device's reason is kept.
const longestReason = 200

// keptFailures is how many failures of a device are remembered.
const keptFailures = 20

// Report is what a device says.
type Report struct {
	Version string
	Phase   Phase
	Percent int
	Reason  string
}

// Failure is a version that a device has failed.
type Failure struct {
	Version string    `json:"version"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
}

// Progress is how far a device is.
type Progress struct {
	Version string    `json:"version,omitempty"` // that it was offered last
	Phase   Phase     `json:"phase,omitempty"`
	Percent int       `json:"percent,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at,omitzero"` // of the last change of phase
	Failed  []Failure `json:"failed,omitempty"`
}

// Take takes a report. fresh says that it tells something new. Errors: [ErrPhase].
func (p Progress) Take(r Report, now time.Time) (after Progress, fresh bool, err error) {
	if !ValidVersion(r.Version) || !slices.Contains(Phases(), r.Phase) || r.Percent < 0 || r.Percent > 100 {
		return p, false, fmt.Errorf("%w: %q of %q", ErrPhase, r.Phase, r.Version)
	}
	r.Reason = clip(r.Reason)
	if r.Phase != Installing {
		r.Percent = 0
	}
	if p.Version == r.Version && p.Phase == r.Phase && p.Percent == r.Percent && p.Reason == r.Reason {
		return p, false, nil
	}
	if p.Version != r.Version || p.Phase != r.Phase {
		p.At = now
	}
	p.Version, p.Phase, p.Percent, p.Reason = r.Version, r.Phase, r.Percent, r.Reason
	if r.Phase.Bad() || r.Phase == Good {
		p.Failed = slices.DeleteFunc(slices.Clone(p.Failed), func(f Failure) bool { return f.Version == r.Version })
	}
	if r.Phase.Bad() {
		p.Failed = append(p.Failed, Failure{Version: r.Version, At: now, Reason: r.Reason})
		p.Failed = p.Failed[max(0, len(p.Failed)-keptFailures):]
	}
	return p, true, nil
}

// Shown is how far a device is as people are told. That it is on its way to a version
// holds only while it is offered that; otherwise its update is [Halted], and nobody knows
// since when. Nothing, all zero, is said of one that runs the version and has not called
// it good, or the other way round: somebody has written its card anew. The version that
// it runs may be unknown, and what it takes is not asked: it has begun with that version.
func (p Progress) Shown(all []Release, d Device) Progress {
	runs := d.Version == p.Version
	switch {
	case p.Phase == "", runs != (p.Phase == Good) && d.Version != "":
		return Progress{}
	case p.Phase == Good || p.Phase.Bad():
		return p
	}
	for _, r := range all {
		if r.Version == p.Version {
			d.Compatible = r.Compatible
		}
	}
	d.Failed = p.Failed
	if version, _, ok := Next(all, d, p.At); !ok || version != p.Version {
		return Progress{Version: p.Version, Phase: Halted}
	}
	return p
}

// clip cuts a text where it is too long, and between two signs.
func clip(s string) string {
	n := 0
	for i := range s {
		if i > longestReason {
			return s[:n]
		}
		n = i
	}
	return s
}
