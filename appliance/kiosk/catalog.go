package kiosk

import (
	"slices"
	"strconv"
	"time"

	"numerek/appliance/device"
)

// Words is the same text in several languages.
type Words = device.Words

// Catalog is everything that a kiosk shows before the tap; it mirrors
// numerek.v1.Catalog.
type Catalog struct {
	OfficeName      Words
	Languages       []string // offered, the default first
	Colour          string   // "#00508C"
	HelpPhone       string
	LocationName    Words
	LocationAddress string
	KioskPlace      Words
	OtherKiosks     []Words // places of the other kiosks at the location
	Departments     []Department
	Services        []Service
	PriorityOffered bool
	WeeklyHours     []string // Monday first, "08:00–16:00", empty on closed days
	BusinessDay     string
	DemoClock       bool
	CodeDigits      int    // of a code from an SMS; 0 where none are taken
	BookingURL      string // where visits are booked; empty where they are not
}

// Department groups services on the home screen.
type Department struct {
	ID    string
	Name  Words
	Place Words // floor or corridor, where the office says it
	Mark  int   // its place among the departments of the location, from 1; 0 if not said
}

// Service is one matter with its button.
type Service struct {
	ID           string
	DepartmentID string
	Prefix       string
	Label        Words
	Detail       Words
	State        State
}

// State is the part of a service that changes during the day.
type State struct {
	ServiceID string
	Waiting   int
	Wait      Wait // for a ticket that is taken now
	Open      bool
	Refusal   Refusal // why not, while it is not open
	Note      Words   // the office's own words on it, such as the name of a holiday
}

// Wait is an honest range of minutes until a call, both ends included.
type Wait struct {
	Known    bool // something can be said
	From, To int
}

// String is for the diary: "15-25", "unknown".
func (w Wait) String() string {
	if !w.Known {
		return "unknown"
	}
	return strconv.Itoa(w.From) + "-" + strconv.Itoa(w.To)
}

// Reason is why no ticket is given; it mirrors numerek.v1.RefusalReason.
type Reason string

// The reasons. What a newer server may add counts as Closed.
const (
	UnknownService Reason = "unknown_service"
	Closed         Reason = "closed"
	NotYetOpen     Reason = "not_yet_open"
	Holiday        Reason = "holiday"
	Closing        Reason = "closing"
	DailyCap       Reason = "daily_cap"
	Abandoned      Reason = "abandoned"
	ClockDoubt     Reason = "clock"
	QueueFull      Reason = "queue_full" // it no longer fits before the desks close
	Stopped        Reason = "stopped"    // by the staff, for now
	BookingsOnly   Reason = "bookings_only"
)

// Refusal says why there is no ticket, and from when there is.
type Refusal struct {
	Reason  Reason
	OpensAt time.Time // zero where it is not known
	Note    string    // the office's own words in the language of the visit
}

// Ticket is one place in a queue, as it was issued.
type Ticket struct {
	ID        string
	Number    string // "R 015"
	ServiceID string
	IssuedAt  time.Time
	Ahead     int // tickets that waited before it
	Wait      Wait
	StatusURL string
	Priority  bool
	Language  string
	Day       string    // the business day, "2026-11-23"
	Booked    time.Time // hour of the booking that it is for; zero without one
}

// Service finds a service by its id.
func (c Catalog) Service(id string) (Service, bool) {
	i := slices.IndexFunc(c.Services, func(s Service) bool { return s.ID == id })
	if i < 0 {
		return Service{}, false
	}
	return c.Services[i], true
}

// Department finds a department by its id.
func (c Catalog) Department(id string) (Department, bool) {
	i := slices.IndexFunc(c.Departments, func(d Department) bool { return d.ID == id })
	if i < 0 {
		return Department{}, false
	}
	return c.Departments[i], true
}

// Of lists the services of a department in the order of the catalogue.
func (c Catalog) Of(department string) []Service {
	var out []Service
	for _, s := range c.Services {
		if s.DepartmentID == department {
			out = append(out, s)
		}
	}
	return out
}

// Inhabited lists the departments that have services here.
func (c Catalog) Inhabited() []Department {
	var out []Department
	for _, d := range c.Departments {
		if len(c.Of(d.ID)) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// anyOpen says that at least one ticket can be had now, if only by who has booked.
func (c Catalog) anyOpen() bool {
	return slices.ContainsFunc(c.Services, func(s Service) bool {
		return s.State.Open || s.State.Refusal.Reason == BookingsOnly
	})
}
