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
	return word(int(o), "unknown", "printed", "not printed", "not completed")
}

// Result is an outcome with the evidence for it, a phrase in English for the journal and the log.
type Result struct {
	Outcome  Outcome
	Evidence string
	// Late is closed if it turns out after all that the job was done, however much later: the printer sends its id, or its
	// cutter has counted one more. It is nil unless the outcome is Unknown and the printer can do one of these.
	Late <-chan struct{}
	// Taken gets one value when the paper has left the presenter. It is nil without one.
	Taken <-chan Taken
}

// Taken is how a paper has left the presenter that held it out.
type Taken uint8

// The ways.
const (
	WasTaken     Taken = iota + 1 // somebody has taken it
	WasRetracted                  // nobody took it in time: it lies in the bin
	WasEjected                    // nobody took it in time: it was let fall
)

// String gives the way in words.
func (t Taken) String() string { return word(int(t), "held", "taken", "retracted", "ejected") }

// Level is how good the proof is that a printer gives of a paper: the rungs of the ladder of completion. The zero value
// is the lowest.
type Level uint8

// The levels.
const (
	LevelUnverified Level = iota // it says nothing: every outcome is Unknown
	LevelProbable                // it says no more than that nothing is wrong, after the time that printing takes
	LevelFence                   // it answers a question after the cut, is well then, and may have counted the cut
	LevelID                      // it says the id of the job when it is printed
	LevelOutput                  // it sees the paper in the output, and when it is taken
)

// String gives the level in words.
func (l Level) String() string {
	return word(int(l), "says nothing", "probable", "answers after the cut", "says the id of the job", "sees the paper in the output")
}

// word gives the n-th word.
func word(n int, words ...string) string {
	return words[n%len(words)]
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
	Locked      bool   // a whole ticket may still be in it, and only a person can tell: see Printer.Confirm
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
