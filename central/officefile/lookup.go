package officefile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/central/calendar"
)

// Default returns the office's first language.
func (o *Office) Default() string {
	if len(o.Languages) == 0 {
		return ""
	}
	return o.Languages[0]
}

// Text returns a text in a language, else in the office's first one.
func (o *Office) Text(t Text, lang string) string { return t.In(lang, o.Default()) }

// Location finds a location by its id.
func (o *Office) Location(id string) (Location, bool) {
	for _, l := range o.Locations {
		if l.ID == id {
			return l, true
		}
	}
	return Location{}, false
}

// Department finds a department by its id.
func (o *Office) Department(id string) (Department, bool) {
	for _, d := range o.Departments {
		if d.ID == id {
			return d, true
		}
	}
	return Department{}, false
}

// Service finds a service by its id.
func (o *Office) Service(id string) (Service, bool) {
	for _, s := range o.Services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

// Kiosk finds a kiosk and its location by the kiosk's id.
func (o *Office) Kiosk(id string) (Location, Kiosk, bool) {
	for _, l := range o.Locations {
		for _, k := range l.Kiosks {
			if k.ID == id {
				return l, k, true
			}
		}
	}
	return Location{}, Kiosk{}, false
}

// Display finds a display and its location by the display's id.
func (o *Office) Display(id string) (Location, Display, bool) {
	for _, l := range o.Locations {
		for _, d := range l.Displays {
			if d.ID == id {
				return l, d, true
			}
		}
	}
	return Location{}, Display{}, false
}

// Desk returns the desk with the number at a location.
func (o *Office) Desk(location string, number int) (Desk, bool) {
	for _, d := range o.Desks {
		if d.Location == location && d.Number == number {
			return d, true
		}
	}
	return Desk{}, false
}

// DepartmentsAt lists the departments of a location in the order of the file.
func (o *Office) DepartmentsAt(location string) []Department {
	var out []Department
	for _, d := range o.Departments {
		if d.Location == location {
			out = append(out, d)
		}
	}
	return out
}

// ServicesOf lists the services of a department in the order of the file.
func (o *Office) ServicesOf(department string) []Service {
	var out []Service
	for _, s := range o.Services {
		if s.Department == department {
			out = append(out, s)
		}
	}
	return out
}

// LocationOf returns the id of the location of a service, empty for an unknown one.
func (o *Office) LocationOf(service string) string {
	s, _ := o.Service(service)
	d, _ := o.Department(s.Department)
	return d.Location
}

// DesksFor lists the desks that serve a service.
func (o *Office) DesksFor(service string) []Desk {
	var out []Desk
	for _, d := range o.Desks {
		if slices.Contains(d.Services, service) {
			out = append(out, d)
		}
	}
	return out
}

// DailyCap returns how many tickets of a service are given a day; 0 is no limit.
func (o *Office) DailyCap(service string) int {
	if s, ok := o.Service(service); ok && s.DailyCap != nil {
		return *s.DailyCap
	}
	return o.Policy.Issuing.DailyCap
}

// ZoneOrUTC returns Zone, or UTC in an office that was not parsed.
func (o *Office) ZoneOrUTC() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// minContrast is what WCAG 2 asks of text on its ground.
const minContrast = 4.5

// InkColour returns the office's colour as "#RRGGBB", darkened where it would
// have less than 4.5:1 on white.
func (o *Office) InkColour() string {
	r, g, b, ok := parseColour(o.Colour)
	if !ok {
		return "#101820"
	}
	for contrastOnWhite(r, g, b) < minContrast {
		r, g, b = r*0.97, g*0.97, b*0.97
	}
	return fmt.Sprintf("#%02X%02X%02X", int(r), int(g), int(b))
}

func parseColour(s string) (r, g, b float64, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return 0, 0, 0, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return 0, 0, 0, false
	}
	return float64(v >> 16 & 0xff), float64(v >> 8 & 0xff), float64(v & 0xff), true
}

// contrastOnWhite is the contrast ratio of WCAG 2. The parts are cut to whole
// numbers first, because that is what is painted.
func contrastOnWhite(r, g, b float64) float64 {
	linear := func(v float64) float64 {
		v = math.Floor(v) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b) + 0.05)
}

// Summary says in one line what the office has.
func (o *Office) Summary() string {
	kiosks, displays := 0, 0
	for _, l := range o.Locations {
		kiosks, displays = kiosks+len(l.Kiosks), displays+len(l.Displays)
	}
	count := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + one + "s"
	}
	return strings.Join([]string{
		count(len(o.Locations), "location"), count(len(o.Departments), "department"), count(len(o.Services), "service"),
		count(len(o.Desks), "desk"), count(kiosks, "kiosk"), count(displays, "display"), count(len(o.Languages), "language"),
	}, ", ")
}

// VolumeAt returns how loud calls are at a time of day, in percent of the
// loudest, and the times at which that may change.
func (a Audio) VolumeAt(at calendar.Clock) (percent int, changes []calendar.Clock) {
	percent = 100
	for _, v := range slices.Backward(a.Volume) { // the first that holds counts
		changes = append(changes, v.Hours.From, v.Hours.To)
		if v.Hours.Contains(at) {
			percent = v.Percent
		}
	}
	return percent, changes
}
