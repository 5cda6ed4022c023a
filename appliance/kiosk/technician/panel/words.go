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
	anew    restartText
	updates versionText

	askPIN, enter, erase, wrongPIN, pausedPIN string // wrongPIN: %d left; pausedPIN: %s
	typed                                     string // %d
}

// restartText is what a technician reads who starts something anew, where the whole
// device can be started anew as well as the program.
type restartText struct{ question, why, program, device string }

// versionText is what a technician reads of the image and of its updates.
type versionText struct {
	update                              string
	runs, slot, from, next, failed, why string // labels
	good, unproven                      string // of a slot: %s
	since                               string // an hour: %s
	// Of a stage: in a few words; in a sentence with the version; and what comes next.
	short, long, then map[technician.Stage]string
	percent           string // %s, %d
	again             string // a restart into no other version
	back, refused     failureText
}

// failureText is what has become of a version that failed: in a word, in a sentence
// with the version, and what comes next.
type failureText struct{ short, long, then string }

// textIn is the texts in a language.
func textIn(language string) text {
	if language == "pl" {
		return polish()
	}
	return english()
}
