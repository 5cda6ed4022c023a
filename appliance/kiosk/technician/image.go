package technician

import "time"

// Image is the image that runs and how its updates stand. The zero value is a device
// that nobody updates.
type Image struct {
	Version string
	Slot    string // that runs, "A" or "B"; empty while nobody knows
	Good    bool   // the slot that runs is marked good
	Stage   Stage
	Next    string    // version that is worked on; empty where none is
	From    time.Time // by the device's clock, when that may go on; zero for now
	Percent int       // of the installation
	Failed  Failure
}

// Failure is the last version that has failed. The zero value is that none has.
type Failure struct {
	Version string
	Back    bool   // it was tried, and the version before came back; else it was not installed
	Reason  string // an English phrase of the machine of updates or of the system
}

// Updated says that the device is updated.
func (i Image) Updated() bool { return i.Version != "" }

// Stage is how an update stands.
type Stage string

// The stages. The zero value is that the system has not said yet what runs.
const (
	StageUnknown    Stage = ""
	StageIdle       Stage = "idle"       // there is nothing to do
	StageWaiting    Stage = "waiting"    // for its time to be installed
	StageInstalling Stage = "installing" // into the slot that does not run
	StageStandby    Stage = "standby"    // installed; waits for nobody to be there
	StageRestarting Stage = "restarting" // soon, into the next version or the one before
	StageTrial      Stage = "trial"      // the version that runs is not good yet
)

// Tabs are the pages that are always a touch away.
func (i Info) Tabs() []Page {
	all := []Page{Overview, Printer, Status, Tickets, Tests}
	if i.Image.Updated() {
		all = append(all, Version)
	}
	return all
}
