package printer

import "strings"

// Outcome is what became of one slip. The zero value is Unknown, because that promises nothing.
type Outcome uint8

// The outcomes.
const (
	Unknown      Outcome = iota // the printer did not say, and may have printed it or may print it yet
	Printed                     // the printer said so: one whole paper, cut
	NotPrinted                  // certain: nothing is on paper and nothing will be
	NotCompleted                // certain: nothing more is printed; a piece, at worst all of it uncut, may be in the printer
)

// String gives the outcome in words.
func (o Outcome) String() string {
	switch o {
	case Printed:
		return "printed"
	case NotPrinted:
		return "not printed"
	case NotCompleted:
		return "not completed"
	default:
		return "unknown"
	}
}

// Result is an outcome with the evidence for it, a phrase in English for the journal and the log.
type Result struct {
	Outcome  Outcome
	Evidence string
	// Late is closed if the printer says after all that the job was done, however much later. It is nil unless the
	// outcome is Unknown and the printer numbers its jobs.
	Late <-chan struct{}
}

// Condition is what the printer can do now. The zero value is a printer that is not ready and has not said why.
type Condition struct {
	Ready       bool   // a slip can be printed now
	PaperOut    bool   // not judged while the cover is open
	PaperLow    bool   // the roll nears its end; it prints
	CoverOpen   bool   //
	CutterError bool   //
	Offline     bool   // it does not print, for one of these reasons, a hot head, a jam, or while its button is held
	Gone        bool   // it does not answer, or there is no port
	Detail      string // an English phrase for a technician; empty when ready and well
}

// detail gives the reasons in words.
func (c Condition) detail(more ...string) string {
	for _, r := range []struct {
		on   bool
		word string
	}{
		{c.CoverOpen, "cover open"},
		{c.PaperOut, "paper out"},
		{c.PaperLow, "paper low"},
		{c.CutterError, "cutter error"},
	} {
		if r.on {
			more = append(more, r.word)
		}
	}
	if len(more) == 0 && c.Offline {
		more = append(more, "off line")
	}
	return strings.Join(more, ", ")
}
