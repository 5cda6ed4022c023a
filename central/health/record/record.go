package record

import (
	"maps"
	"slices"
	"time"
)

// How long things last.
const (
	// SilentAfter is how long a device may say nothing: it reports every 30 s.
	SilentAfter = 90 * time.Second
	// Grace is how long after its start the server takes nobody for silent: the
	// devices have to find it first.
	Grace = 2 * time.Minute
	// clonedFor is how long a card counts as cloned after two starts took turns.
	clonedFor = 10 * time.Minute
	// RetellAfter is how long nobody is told again of the same code of a device.
	RetellAfter = time.Hour
	// remembered is how long a moment stays in the history of a device, where
	// mostMoments do not push it out.
	remembered  = 24 * time.Hour
	mostMoments = 40
)

// Record is what the server knows of a device. Treat it as a value: what its
// methods return shares nothing that they change.
type Record struct {
	SeenAt    time.Time `json:"-"` // the last report; zero: there never was one
	Version   string    `json:"-"`
	Boot      string    `json:"-"`
	StartedAt time.Time `json:"started,omitzero"` // by the server's clock
	Counters  Counters  `json:"counters,omitzero"`
	// Epoch is that of the start, as the device counts them and as it is to go on. One
	// that another start has used, or an older one, is of a copy of the card.
	Epoch int64 `json:"epoch,omitempty"`
	// Before is the boot id before Boot; where it comes back there are two devices.
	Before   string    `json:"before,omitempty"`
	TurnedAt time.Time `json:"turned,omitzero"`
	// Conditions hold now, in order of their codes.
	Conditions []Condition `json:"conditions,omitempty"`
	// Alerts are open, or closed and not told yet.
	Alerts []Alert `json:"alerts,omitempty"`
	// Told is when somebody was told of a code last.
	Told map[string]time.Time `json:"told,omitempty"`
	// History is what opened and closed lately, the latest last.
	History []Moment `json:"history,omitempty"`
}

// Moment is one line of the history.
type Moment struct {
	At time.Time `json:"at"`
	Change
}

// Alert is a condition with patience.
type Alert struct {
	Code     string    `json:"code"`
	Severity Severity  `json:"severity"` // the worst so far
	Since    time.Time `json:"since"`
	Detail   string    `json:"detail,omitempty"`
	GoneAt   time.Time `json:"gone,omitzero"`   // its condition does not hold since then; zero while it does
	ClosedAt time.Time `json:"closed,omitzero"` // it has been gone for long enough
	// Told is who was told of it, and as what.
	Told map[string]Severity `json:"told,omitempty"`
}

// Change is an alert that opened or closed, for the timeline of the office.
type Change struct {
	Code     string        `json:"code"`
	Severity Severity      `json:"severity"`
	Detail   string        `json:"detail,omitempty"`
	Closed   bool          `json:"closed,omitempty"`
	Lasted   time.Duration `json:"lasted,omitempty"` // of a closed one
}

// Take returns the record after a report. What the server itself knows stays as
// it is until [Record.Look].
func (r Record) Take(report Report, now time.Time) Record {
	now = now.UTC()
	if r.Boot != "" && report.Boot != r.Boot {
		if report.Boot == r.Before || report.Epoch != 0 && report.Epoch <= r.Epoch {
			r.TurnedAt = now.Truncate(time.Second)
		}
		r.Before = r.Boot
	}
	r.Epoch = r.nextEpoch(report)
	if r.Boot != report.Boot || r.StartedAt.IsZero() {
		r.StartedAt = here(report.StartedAt, report.Now, now)
	}
	r.SeenAt, r.Version, r.Boot, r.Counters = now, clip(report.Version, longestWord), clip(report.Boot, longestWord), report.Counters
	conditions := report.tidy(now)
	for i, c := range conditions {
		if old, held := r.Condition(c.Code); held {
			conditions[i].Since = old.Since // clocks that drift do not make it another one
		}
	}
	for _, c := range r.Conditions {
		if own(c.Code) {
			conditions = append(conditions, c)
		}
	}
	slices.SortFunc(conditions, byCode)
	r.Conditions = conditions
	return r
}

// nextEpoch is the epoch with which the start of a report goes on: its own, or a new
// one where it has none, or only one that another start has used.
func (r Record) nextEpoch(report Report) int64 {
	switch {
	case report.Epoch > r.Epoch:
		return report.Epoch
	case report.Boot == r.Boot && r.Epoch > 0: // it has not heard the last answer
		return r.Epoch
	default:
		return r.Epoch + 1
	}
}

// Condition returns the condition of a code, if it holds.
func (r Record) Condition(code string) (Condition, bool) {
	i := slices.IndexFunc(r.Conditions, func(c Condition) bool { return c.Code == code })
	if i < 0 {
		return Condition{}, false
	}
	return r.Conditions[i], true
}

// Same says whether a report changes nothing that people see: only the time and
// the counters are new.
func (r Record) Same(report Report, now time.Time) bool {
	after := r.Take(report, now)
	return r.Boot == after.Boot && r.Epoch == after.Epoch && r.Version == after.Version && slices.Equal(r.Conditions, after.Conditions)
}

// Worst is the severity of the worst condition that holds; empty where none does.
func (r Record) Worst() (worst Severity) {
	for _, c := range r.Conditions {
		if worst == "" || c.Severity.AtLeast(worst) {
			worst = c.Severity
		}
	}
	return worst
}

// View is from where a record is looked at.
type View struct {
	Now time.Time
	// Heard is when the device last reported by the best knowledge of this server;
	// the record itself may be a little behind.
	Heard time.Time
	// Patience is how long it may say nothing; zero for [SilentAfter].
	Patience time.Duration
	// Watching is since when this server can be heard.
	Watching time.Time
	// Retired says that the device shall not report any more: it is revoked, or no
	// longer in the office file.
	Retired bool
	// RenewBy is when its certificate should have been renewed; zero: it has none.
	RenewBy time.Time
	// Hold is how long a condition has to be gone before its alert closes.
	Hold time.Duration
}

// Look returns the record as it is after some time: what only the server can
// know is added or taken away, and alerts open and close. Looking twice at the
// same time changes nothing more.
func (r Record) Look(v View) (Record, []Change) {
	now := v.Now.UTC()
	r.Conditions = slices.Clone(r.Conditions)
	r.set(Silent, Fault, v.silent(r), now, "")
	r.set(Cloned, Fault, !r.TurnedAt.IsZero() && now.Sub(r.TurnedAt) < clonedFor, now, "")
	r.set(Certificate, Warning, !v.Retired && !v.RenewBy.IsZero() && now.After(v.RenewBy), now, v.RenewBy.UTC().Format(time.DateOnly))
	return r.alert(v.Hold, v.Retired, now)
}

// silent says whether a device should have reported by now.
func (v View) silent(r Record) bool {
	heard := r.SeenAt
	if v.Heard.After(heard) {
		heard = v.Heard
	}
	patience := v.Patience
	if patience == 0 {
		patience = SilentAfter
	}
	if _, already := r.Condition(Silent); already { // a server that has just started does not make it speak
		return !v.Retired && v.Now.Sub(heard) >= patience
	}
	return !v.Retired && !heard.IsZero() && v.Now.Sub(heard) >= patience && v.Now.Sub(v.Watching) >= Grace
}

// set makes a condition of the server's own hold or not; Conditions is the
// caller's alone.
func (r *Record) set(code string, s Severity, holds bool, now time.Time, detail string) {
	i := slices.IndexFunc(r.Conditions, func(c Condition) bool { return c.Code == code })
	switch {
	case holds && i < 0:
		r.Conditions = append(r.Conditions, Condition{Code: code, Severity: s, Since: now.Truncate(time.Second), Detail: detail})
		slices.SortFunc(r.Conditions, byCode)
	case !holds && i >= 0:
		r.Conditions = slices.Delete(r.Conditions, i, i+1)
	}
}

// alert opens and closes what follows from the conditions.
func (r Record) alert(hold time.Duration, retired bool, now time.Time) (Record, []Change) {
	var changes []Change
	alerts := make([]Alert, 0, len(r.Alerts)+1)
	open := map[string]bool{}
	for _, a := range r.Alerts {
		c, holds := r.Condition(a.Code)
		holds = holds && c.Severity.AtLeast(Warning) && !retired
		switch {
		case !a.ClosedAt.IsZero():
		case holds:
			a.GoneAt, a.Detail = time.Time{}, c.Detail
			if c.Severity.AtLeast(a.Severity) {
				a.Severity = c.Severity
			}
		case a.GoneAt.IsZero():
			a.GoneAt = now.Truncate(time.Second)
		}
		if a.ClosedAt.IsZero() && !a.GoneAt.IsZero() && (now.Sub(a.GoneAt) >= hold || retired) {
			a.ClosedAt = now.Truncate(time.Second)
			changes = append(changes, Change{Code: a.Code, Severity: a.Severity, Detail: a.Detail, Closed: true, Lasted: a.GoneAt.Sub(a.Since)})
		}
		open[a.Code] = open[a.Code] || a.ClosedAt.IsZero()
		if a.ClosedAt.IsZero() || len(a.Told) > 0 {
			alerts = append(alerts, a)
		}
	}
	for _, c := range r.Conditions {
		if open[c.Code] || retired || !c.Severity.AtLeast(Warning) {
			continue
		}
		alerts = append(alerts, Alert{Code: c.Code, Severity: c.Severity, Since: c.Since, Detail: c.Detail})
		changes = append(changes, Change{Code: c.Code, Severity: c.Severity, Detail: c.Detail})
	}
	r.Alerts, r.History = alerts, history(r.History, changes, now)
	r.Told = maps.Clone(r.Told)
	maps.DeleteFunc(r.Told, func(_ string, at time.Time) bool { return now.Sub(at) >= RetellAfter })
	if len(r.Told) == 0 {
		r.Told = nil
	}
	return r, changes
}

// history adds what has changed, and forgets what is old.
func history(before []Moment, changes []Change, now time.Time) []Moment {
	all := make([]Moment, 0, len(before)+len(changes))
	for _, m := range before {
		if now.Sub(m.At) < remembered {
			all = append(all, m)
		}
	}
	for _, c := range changes {
		all = append(all, Moment{At: now.Truncate(time.Second), Change: c})
	}
	return all[max(0, len(all)-mostMoments):]
}
