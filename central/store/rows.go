package store

import (
	"log/slog"
	"time"

	"numerek/central/queue"
)

// Installation is the one row about the whole database.
type Installation struct {
	// Incarnation is 128 random bits in hex. It changes whenever history may
	// have gone back (restore, lossy failover).
	Incarnation string
	// Previous is the incarnation before, empty in the first one. Where it is
	// not empty, counters must jump before they are used; see [SeriesRow].
	Previous string
	// Since is when this incarnation began.
	Since time.Time
	// History names the line of history that the database said it was on when
	// this incarnation began; see [Batch].
	History string
}

// Office is the small row of an office, which every event of it changes. The
// text of its office file is kept apart, see [File].
type Office struct {
	ID       string
	Revision int64     // of the file: grows with every import, from 1
	Day      queue.Day // business day; never goes back; empty before the first
	Seq      int64     // number of the office's last event; only Append moves it
}

// File is an office file as it was imported.
type File struct {
	Office string
	Text   string
}

// Device is what the server remembers of a kiosk or display.
type Device struct {
	Office, ID string
	BootEpoch  int64
	BootID     string
	Version    string
	SeenAt     time.Time // last Hello
}

// Answer is the stored answer to a request that got no ticket: a refusal, or
// the tombstone of an abandoned request. (The answer of one that did is the
// ticket itself.)
type Answer struct {
	Office, Request string
	BodyHash        string
	Kind            string // "refused" or "abandoned"
	Detail          string // JSON of the refusal, for the use case
	At              time.Time
}

// SeriesRow is the counter of a series.
type SeriesRow struct {
	queue.Series
	Last int // last number given; below the first one before any
	// Incarnation is the one in which Last was last known to be beyond every
	// number given. Where it is not the installation's, the counter may have
	// gone back and must jump before the next number; so must a series without
	// a row whose day had begun when an incarnation with a Previous began.
	Incarnation string
}

// Tally counts the tickets of a service on a day.
type Tally struct {
	Office, Service string
	Day             queue.Day
	Issued, Waiting int
	Stopped         string // why no tickets are given, in the staff's words; empty while they are
}

// Event is one row of the office's numbered event sequence, and at the same
// time of a ticket's timeline.
type Event struct {
	Office   string
	Seq      int64 // given by Append: without holes, in commit order
	At       time.Time
	Kind     string // "ticket.issued", "ticket.voided", "office.imported", …
	Location string
	Service  string
	Ticket   string // id, empty where no ticket is concerned
	Device   string
	Desk     int    // 0 where no desk did it
	Clerk    string // user name; empty where nobody who is logged in did it
	Detail   string // JSON, may be empty
}

// Desk is a desk as it is staffed now. A desk that nobody has taken yet has no row.
type Desk struct {
	DeskKey
	Workstation string    // secret name of the browser that has it; empty: nobody has
	Clerk       string    // user name
	TakenAt     time.Time // by Clerk
	Paused      string    // why, in the clerk's words; empty while it works
	PausedAt    time.Time
	Ticket      string // id of the one it has called or serves
	LastCalls   string // kinds of its last two calls, the latest last, by spaces
	Operation   int64  // number of the workstation's last operation
	BodyHash    string // of that operation
	Answer      string // JSON of its answer
	Undo        string // JSON of what takes it back; empty where nothing does
}

// Hall is what the manager has set at a location.
type Hall struct {
	HallKey
	Message     string    // JSON of the line on the monitors by language; empty: none
	MessageBy   string    // user name of who set it or took it away
	SilentUntil time.Time // the voice is silent before it
	SilentBy    string    // likewise
}

// User is somebody who may log in.
type User struct {
	UserKey
	FullName    string // as colleagues read it
	Role        string // of package access
	Password    string // argon2id in the usual form; never shown
	Disabled    bool
	Failures    int // wrong passwords since the last right one
	LockedUntil time.Time
	ChangedAt   time.Time // of password, role or Disabled: ends older sessions
}

// LogValue keeps the hash of the password out of every log.
func (u User) LogValue() slog.Value { return slog.StringValue(u.Office + "/" + u.Name) }

// Session is a browser that is logged in.
type Session struct {
	Token   string // hash of the browser's secret
	Data    string // of the session, base64
	Expires time.Time
}
