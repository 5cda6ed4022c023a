package panel

import (
	"fmt"
	"strings"
	"time"

	"numerek/appliance/kiosk/technician"
)

// of is what a failure is called.
func (t versionText) of(f technician.Failure) failureText {
	if f.Back {
		return t.back
	}
	return t.refused
}

// failed says that the last version has failed and that nothing else is under way.
func failed(i technician.Image) bool {
	return i.Failed.Version != "" && (i.Stage == technician.StageIdle || i.Stage == technician.StageUnknown)
}

// update is how an update stands, in a few words.
func (s *sheet) update() row {
	t, i := s.t.updates, s.mode.Info.Image
	r := row{label: t.update, value: t.short[i.Stage]}
	switch {
	case failed(i):
		r.value, r.alarm = t.of(i.Failed).short, true
	case i.Stage == technician.StageInstalling:
		r.value = fmt.Sprintf(t.percent, r.value, i.Percent)
	}
	return r
}

// version says what runs, how its update stands and what will come of it.
func (s *sheet) version() {
	t, i := s.t.updates, s.mode.Info.Image
	s.head(s.t.pages[technician.Version])
	said, then, is := named(t.long[i.Stage], i.Next), t.then[i.Stage], calm
	switch {
	case failed(i):
		said, then, is = named(t.of(i.Failed).long, i.Failed.Version), t.of(i.Failed).then, alarm
	case i.Stage == technician.StageIdle && i.Good:
		is = well
	case i.Stage == technician.StageInstalling:
		said = fmt.Sprintf(t.percent, said, i.Percent)
	case i.Stage == technician.StageTrial:
		said = named(t.long[i.Stage], i.Version)
	case i.Stage == technician.StageRestarting && i.Next == "":
		said = t.again
	}
	body := s.body
	body.Min.Y = s.plate(said, is, body, 0)
	rows := []row{{label: t.runs, value: i.Version, strong: true}, {label: t.slot, value: s.t.notKnown}}
	if i.Slot != "" {
		rows[1].value = fmt.Sprintf(t.unproven, i.Slot)
		if i.Good {
			rows[1].value = fmt.Sprintf(t.good, i.Slot)
		}
	}
	if i.From.After(s.m.Now) {
		rows = append(rows, row{label: t.from, value: fmt.Sprintf(t.since, s.hour(i.From))})
	}
	rows = append(rows, row{label: t.next, value: then})
	if f := i.Failed; f.Version != "" {
		if is != alarm {
			rows = append(rows, row{label: t.failed, value: join(f.Version, t.of(f).short)})
		}
		rows = append(rows, s.testimony(t.why, f.Reason, body, rows)...)
	}
	s.table(rows, body, false)
	s.tabBar()
}

// named puts a version into a sentence that has a place for it.
func named(said, version string) string { return strings.ReplaceAll(said, "%s", version) }

// hour is an hour of the device's clock as the office has it, with its day if that is
// not today.
func (s *sheet) hour(at time.Time) string {
	at = s.m.Office(at)
	if today := s.m.OfficeTime(); at.YearDay() != today.YearDay() || at.Year() != today.Year() {
		return at.Format("2.01. 15:04")
	}
	return at.Format("15:04")
}
