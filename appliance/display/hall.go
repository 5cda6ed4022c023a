package display

import (
	"slices"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/device"
)

// Words is a text of the office in several languages.
type Words = device.Words

// Hall is what a monitor knows of its place; it mirrors numerek.v1.Hall, but for
// the calls, which [HallChanged] brings beside it.
type Hall struct {
	OfficeName   Words
	Languages    []string // of the office, the default first
	Colour       string   // "#00508C"
	LocationName Words
	Place        Words    // of this monitor in the building
	Queues       []string // the prefixes that this monitor shows
	Departments  []Department
	Waiting      map[string]int // by department
	Message      Words          // at rest; empty if there is none
	Announcer    bool           // this monitor speaks the calls of its location
	Voice        announce.Voice
	DemoClock    bool
}

// Department is one whose queues the monitor shows.
type Department struct {
	ID   string
	Name Words
	Mark int // its place at the location, from 1, which gives it its colour; 0 if not known
}

// Call asks a ticket to a desk.
type Call struct {
	ID         string // of this call; calling again makes a new one
	TicketID   string
	Number     string // "R 015"
	Prefix     string
	Sequence   int
	Department string
	Desk       int
	PlaceWord  string // what the desk is called: "stanowisko"
	Language   string // chosen at the kiosk
	At         time.Time
	Arrow      Arrow
	Room       Words // where the desk is, in the office's words; empty if not said
}

// Arrow is where to go from the monitor.
type Arrow string

// The arrows; empty means that the office did not say.
const (
	ArrowLeft  Arrow = "left"
	ArrowRight Arrow = "right"
	ArrowUp    Arrow = "up" // straight on
	ArrowDown  Arrow = "down"
)

// shows says that calls of a prefix stand on this monitor.
func (h Hall) shows(prefix string) bool { return slices.Contains(h.Queues, prefix) }
