package technician

import (
	"slices"
	"time"
)

// Info is what the outside knows of the device. It comes anew every few seconds
// while somebody looks.
type Info struct {
	Known   bool // it has come at least once
	Version string
	Image   Image // zero where the device is not updated
	Device  string
	Office  string // empty where the device names none
	Server  string // host:port
	Started time.Time
	// Addresses of the device in its networks.
	Addresses []string
	// Certificate is until when the device's certificate is valid; zero where it has none.
	Certificate time.Time
	Celsius     float64 // of the processor; 0 where it cannot be read
	DiskFree    int64   // bytes, where the journal is; with DiskTotal 0 where it cannot be read
	DiskTotal   int64
	Reboots     bool // the whole device can be started anew
	Unfinished  int  // requests that the server has not acknowledged
	Doubtful    int  // papers of which nobody knows, and the server knows that
	Newer       bool // the journal of a newer program is kept aside for it
	Printer     PrinterInfo
	Roll        Roll
	Tickets     []Paper // the last ones, the newest first
}

// PrinterInfo is what is known of the printer beside its conditions.
type PrinterInfo struct {
	Path     string // of its line; empty where there is no printer
	Profile  string
	Model    string // as the printer calls itself; empty where it does not
	Baud     int
	Answered bool    // it has answered the four questions
	Status   [4]byte // the answers to DLE EOT 1 to 4
	Cuts     int     // over its whole life; -1 where it does not say
}

// Roll is the paper since it was changed.
type Roll struct {
	Changed     time.Time // zero where nobody has said so
	Papers      int       // tickets, copies and tests
	Millimetres int
}

// Paper is one ticket that this kiosk has given, and what became of its paper.
type Paper struct {
	Request  string
	Number   string
	At       time.Time // when it was issued
	Became   Became
	Evidence string // an English phrase of the printer or of the journal
	Copies   int
	// Printable says that enough is known of it for a copy.
	Printable bool
}

// Became is what became of a ticket's paper; the words are those of the journal, and
// taken.
type Became string

// What can have become of a paper.
const (
	Pending      Became = ""
	Printed      Became = "printed"
	Shown        Became = "shown"
	Taken        Became = "taken" // the printer does not know, and the person says that it came out
	Unknown      Became = "unknown"
	NotDelivered Became = "not_delivered"
)

// Ticket is one of the last tickets.
func (i Info) Ticket(request string) (Paper, bool) {
	at := slices.IndexFunc(i.Tickets, func(p Paper) bool { return p.Request == request })
	if at < 0 {
		return Paper{}, false
	}
	return i.Tickets[at], true
}
