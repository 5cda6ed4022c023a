package translations

import (
	"fmt"
	"time"
)

// Devices are the words about kiosks and monitors for staff and whoever is on
// duty, in one language. Every field must be set.
type Devices struct {
	Code string // "pl"

	Title   string
	Why     string            // what the page is for
	Kinds   map[string]string // "kiosk", "display"
	States  map[string]string // of a device, by health.State
	Counted map[string]string // the same in the summary, "usterki: %d"

	Conditions map[string]string // by the code of package record: what is the matter
	Do         map[string]string // likewise: what to do
	Short      map[string]string // likewise, for SMS: the alphabet of short messages without marks
	Severities map[string]string // by package record
	Other      string            // what to do about a code that has no text

	Since       string // "od %s"
	Said        string // before what the device itself says, in English
	Seen        string // "ostatni meldunek: %s"
	NeverSeen   string
	Version     string            // "wersja %s"
	Update      map[string]string // how far a version is, by the phases of package rollout and "halted": "aktualizacja do %s: …"
	Certificate string            // "certyfikat ważny do %s"
	Started     string            // "działa od %s"
	Printed     string            // "wydrukowane bilety od uruchomienia: %d"
	Day         string            // heading of the history
	Quiet       string            // nothing happened
	Began       string
	Over        string // "koniec po %s"
	None        string // the office has no devices
	Lost        string // the page may be out of date
	Seconds     string // "%d s"
	Minutes     string // "%d min"
	Hours       string // "%d h %02d min"

	Notice Notice
}

// Notice are the words of mails and SMS to whoever is on duty.
type Notice struct {
	Subject     string // "Numerek: %[1]s – %[2]s", what and the office
	SubjectMore string // "Numerek: %[1]s i jeszcze %[3]d – %[2]s"
	SubjectOver string // everything is over
	Open        string // heading of what holds
	Closed      string // heading of what is over
	Page        string // "Wszystkie urządzenia: %s"
	Why         string // why the reader gets this
	Text        string // beginning of an SMS
	TextOver    string // before what is over, in an SMS
	TextMore    string // "i jeszcze %d", in an SMS
}

// Lasted writes how long something was the matter.
func (d *Devices) Lasted(t time.Duration) string {
	switch minutes := int(t.Round(time.Minute) / time.Minute); {
	case t < 2*time.Minute:
		return fmt.Sprintf(d.Seconds, int(t.Round(time.Second)/time.Second))
	case minutes < 120:
		return fmt.Sprintf(d.Minutes, minutes)
	default:
		return fmt.Sprintf(d.Hours, minutes/60, minutes%60)
	}
}

// DevicesIn returns the words about devices in English, or else in Polish.
func DevicesIn(language string) *Devices {
	if language == "en" {
		return englishDevices()
	}
	return polishDevices()
}
