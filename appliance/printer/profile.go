package printer

import (
	"time"

	"numerek/appliance/printer/letters"
)

// Status names the way in which a printer says what condition it is in. The words stand in profiles on disk.
type Status string

// The ways. The empty word is RealTime.
const (
	RealTime  Status = "realtime" // DLE EOT 1 to 4, at any time
	PaperOnly Status = "paper"    // in its turn, and of the roll only: by the question of the fence
	NoStatus  Status = "none"     // it says nothing at all
)

// Fence names the question that a printer answers only when it has come so far: the answer says that everything before
// it is done. The words stand in profiles on disk.
type Fence string

// The fences. The empty word is Ordered.
const (
	Ordered     Fence = "ordered"   // FenceInfo or FencePaper, whichever it answers; without either it is not used
	FenceInfo   Fence = "info"      // GS I 67: text, which noise cannot imitate
	FencePaper  Fence = "paper"     // GS r 1
	FenceOld    Fence = "old-paper" // ESC v
	FenceStatus Fence = "status"    // DLE EOT 1, of printers that answer it in its turn
	FenceTime   Fence = "time"      // none: the time that line and mechanism take, and a clean status after it
	AnyFence    Fence = "any"       // whatever of these it answers, else time: for printers of which nobody knows
)

// Counter names the question for the cuts of a printer's whole life. The words stand in profiles on disk.
type Counter string

// The counters. The empty word is none.
const (
	EpsonCounter  Counter = "epson"  // GS g 2 178
	CustomCounter Counter = "custom" // GS E2h
)

// Sensor names the question whether a paper hangs in the output. The words stand in profiles on disk.
type Sensor string

// The sensors. The empty word is none.
const (
	FullStatus      Sensor = "full-status" // DLE EOT 20
	PresenterStatus Sensor = "gs-e-6"      // GS e 6
)

// Presenter is a device that holds a finished paper out until somebody takes it. Its commands are numbers of GS e, which
// differ from printer to printer; 0 where there is none.
type Presenter struct {
	Sensor  Sensor `toml:"sensor,omitempty"`  // empty: there is no presenter
	Present byte   `toml:"present,omitempty"` // holds the paper out; it follows the cut
	Steps   byte   `toml:"steps,omitempty"`   // how far
	Retract byte   `toml:"retract,omitempty"` // takes a paper that nobody took into a bin
	Eject   byte   `toml:"eject,omitempty"`   // lets it fall; used where it cannot be retracted
	Seconds int    `toml:"seconds,omitempty"` // how long a paper may hang; 20
}

// Profile is what one kind of printer can do. What it claims beyond the basics (StoreAndPrint, ProcessID, Clear, the
// counter, the presenter) is tried after every connect before it is relied on; a printer that does not keep a claim is
// used without it, one rung down the ladder. The words of the fields stand in profiles on disk.
type Profile struct {
	Name string `toml:"name"`
	Dots int    `toml:"dots"` // width of the head; configuration, checked with a printed ruler, never assumed
	DPI  int    `toml:"dpi"`

	Status    Status    `toml:"status,omitempty"`
	Fence     Fence     `toml:"fence,omitempty"`
	Counter   Counter   `toml:"counter,omitempty"`
	Presenter Presenter `toml:"presenter,omitempty"`

	StoreAndPrint bool `toml:"store_and_print,omitempty"` // GS ( L 112 and 50: stored first, printed by a short command
	ProcessID     bool `toml:"process_id,omitempty"`      // GS ( H 48: says when a job is printed
	Clear         bool `toml:"clear,omitempty"`           // DLE DC4 8: empties all buffers in any state and says so
	AutoStatus    bool `toml:"auto_status,omitempty"`     // GS a: reports changes by itself
	LeftMargin    bool `toml:"left_margin,omitempty"`     // GS L moves pictures: a blank left side need not be sent
	PageMode      bool `toml:"page_mode,omitempty"`       // ESC L collects text on a page first
	NoCutter      bool `toml:"no_cutter,omitempty"`       // the paper is torn off by hand
	Loose         bool `toml:"loose,omitempty"`           // its status bytes do not keep the fixed bits of the manual
	TextOnly      bool `toml:"text_only,omitempty"`       // it prints no pictures
	ThreeWire     bool `toml:"-"`                         // no flow control on the cable: no more may be on its way than it buffers

	MaxRows   int `toml:"max_rows,omitempty"`   // tallest picture that can be stored
	BandBytes int `toml:"band_bytes,omitempty"` // largest picture that is sent at once where nothing can be stored
	BandRows  int `toml:"band_rows,omitempty"`

	Letters letters.Set `toml:"letters,omitempty"` // how it prints text; see Printer.PrintText

	// For deadlines only: how many rows it prints in a second, the slowest; how fast the line is, 0 for one that takes no
	// time; how long an answer may be late on top of what lines and motors take.
	RowsPerSecond int           `toml:"rows_per_second,omitempty"`
	Baud          int           `toml:"baud,omitempty"`
	Patience      time.Duration `toml:"-"`
}

// slowest is the fastest line, in bits per second, that takes text for pictures: one of these takes half a minute at 9600.
const slowest = 19200

// PrintsText says that slips are to be printed as text: the printer prints no pictures, or its line is too slow for them.
func (p Profile) PrintsText() bool { return p.TextOnly || p.Baud > 0 && p.Baud <= slowest }

// TooSlow says that the line is too slow for pictures, and that the printer has no letters of its own to do without.
func (p Profile) TooSlow() bool { return p.PrintsText() && p.Letters.Columns == 0 }

// Epson is the profile of the printers that store, say ids and clear: TM-T20II and later, TM-T88IV and later, TM-m30.
func Epson(dots, baud int) Profile {
	return Profile{
		Name: "epson", Dots: dots, DPI: 203, Baud: baud,
		StoreAndPrint: true, ProcessID: true, Clear: true, Counter: EpsonCounter, AutoStatus: true,
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

// realTime says that the printer answers DLE EOT.
func (p Profile) realTime() bool { return p.Status == RealTime || p.Status == "" }

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
