package store

import (
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
	Detail   string // JSON, may be empty
}
