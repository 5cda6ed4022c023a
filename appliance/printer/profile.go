package printer

import "time"

// Profile is what one kind of printer can do. What it claims beyond the basics (StoreAndPrint, ProcessID, Clear) is
// tried after every connect before it is relied on; a printer that does not keep a claim is used without it.
type Profile struct {
	Name string
	Dots int // width of the head; configuration, checked with a printed ruler, never assumed
	DPI  int

	StoreAndPrint bool // GS ( L functions 112 and 50: the picture is stored first and printed by a short command
	ProcessID     bool // GS ( H function 48: says when a job is printed
	Clear         bool // DLE DC4 8: empties all buffers in any state and says so
	CutCounter    bool // GS g 2 178: counts its cuts
	AutoStatus    bool // GS a: reports changes by itself
	LeftMargin    bool // GS L moves pictures, so that a blank left side need not be sent
	ThreeWire     bool // no flow control on the cable: no more may be on its way than the printer's buffer holds
	Loose         bool // its status bytes do not keep the fixed bits of the manual

	MaxRows   int // tallest picture that can be stored
	BandBytes int // largest picture that is sent at once where nothing can be stored
	BandRows  int

	RowsPerSecond int           // how fast it prints, for deadlines only: take the slowest
	Baud          int           // how fast the line is, for deadlines only; 0 for a line that takes no time
	Patience      time.Duration // how long an answer may be late on top of what lines and motors take
}

// Epson is the profile of the printers that store, say ids and clear: TM-T20II and later, TM-T88IV and later, TM-m30.
func Epson(dots, baud int) Profile {
	return Profile{
		Name: "epson", Dots: dots, DPI: 203, Baud: baud,
		StoreAndPrint: true, ProcessID: true, Clear: true, CutCounter: true, AutoStatus: true,
		MaxRows: 1662, BandBytes: 2048, BandRows: 255, RowsPerSecond: 500, Patience: 3 * time.Second,
	}
}

// Fenced is the profile for everything else: bands of at most 2 kB, each waited for, and a question after the cut.
func Fenced(dots, baud int) Profile {
	return Profile{
		Name: "fenced", Dots: dots, DPI: 203, Baud: baud,
		BandBytes: 2048, BandRows: 255, RowsPerSecond: 250, Patience: 3 * time.Second,
	}
}

// lineTime is how long n bytes take on the line: ten bits each.
func (p Profile) lineTime(n int) time.Duration {
	if p.Baud <= 0 {
		return 0
	}
	return time.Duration(n) * 10 * time.Second / time.Duration(p.Baud)
}

// printTime is how long rows of dots take the mechanism.
func (p Profile) printTime(rows int) time.Duration {
	if p.RowsPerSecond <= 0 {
		return 0
	}
	return time.Duration(rows) * time.Second / time.Duration(p.RowsPerSecond)
}
