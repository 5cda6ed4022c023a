package panel

import (
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

// text is everything that the service mode says in one language.
type text struct {
	service          string
	other, otherCode string // the language that is not spoken
	finish, cancel   string
	back             string
	pages            map[technician.Page]string

	well, broken, barred, away, none string // in one line
	conditions                       map[kiosk.Condition]string

	// Overview.
	printer, server, address, journal, version, slot, device, running, addresses, certificate, heat, disk, clock string
	online, offline, breaks                                                                                      string // breaks: %d
	writesNot, unfinished, keptAside                                                                             string // unfinished: %d, %d
	noCertificate, until                                                                                         string // until: %s
	unread                                                                                                       string
	free                                                                                                         string // %s of %s
	right, slow, fast                                                                                            string // %s
	days                                                                                                         string // %d
	restart                                                                                                      string

	// Printer.
	ready, line, model, cuts, roll, papers, metres, gone string
	never, noAnswer                                      string
	testPrint, rollChanged, clear                        string

	// Status.
	ask       string // %d, %02X
	askSilent string // %d
	bits      map[technician.Bit]string
	yes, no   string
	notKnown  string

	// Tickets.
	noTickets           string
	became              map[technician.Became]string
	issued, what, proof string
	quote               string // before what is not in this language; none in the journal's own
	copies              string
	copy                string
	noCopy              string
	newer, older        string

	// Tests.
	touchTest, soundTest, glassTest         string
	printWhat, touchWhat, soundWhat, glassW string
	touchHint, glassHint                    string
	lifted                                  string // %d, %d
	end                                     string
	colours                                 map[string]string

	deeds    map[technician.Deed]string
	underWay string // %s
	outcomes map[technician.Outcome]string

	askDeed map[technician.Deed]string // the question
	why     map[technician.Deed]string
	meant   map[technician.Deed]string

	askPIN, enter, erase, wrongPIN, pausedPIN string // wrongPIN: %d left; pausedPIN: %s
	typed                                     string // %d
}

// textIn is the texts in a language.
func textIn(language string) text {
	if language == "pl" {
		return polish()
	}
	return english()
}
