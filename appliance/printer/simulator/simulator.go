package simulator

import (
	"sync"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

// Options describe the printer. The zero value of each field is useful.
type Options struct {
	Personality   Personality   // Epson
	Dots          int           // width of the head; 576
	Buffer        int           // bytes of the receive buffer; 4096
	Baud          int           // speed of the line; 0 for one that takes no time
	RowsPerSecond int           // speed of the mechanism; 0 for one that takes no time
	CutTime       time.Duration // how long a cut takes
	Stall         time.Duration // in memory only: how long a Write waits for room before it fails; 2 s
	ThreeWire     bool          // no flow control: bytes that find no room are lost, as on a cable without CTS
	OnPaper       func(Paper)   // called for every paper that is cut, in the goroutine of the mechanism
	Observe       func(Moment)  // called at every moment, in the goroutine that brings it about; nothing happens meanwhile
	Obeyed        func(string)  // called when a command that waited for its moment has been obeyed, with the command
}

// Paper is what fell into the tray: everything between two cuts, blank rows included.
type Paper struct {
	Number  int // from 1
	Picture bitmap.Bitmap
	File    string // where SavePNG has put it; empty if it was not asked to
	Err     error  // why it is not there
}

// headToCutter is how many rows of paper lie between the head and the knife: 12 mm.
const headToCutter = 96

// Printer is one simulated printer. Its methods may be called from any goroutine.
type Printer struct {
	options Options
	can     model

	mu   sync.Mutex
	cond *sync.Cond // something below has changed

	closed, powered, plugged bool
	silent, garbage          bool
	jammed                   bool // the next cut fails
	rowsLeft                 int  // until the paper ends; negative for a roll without end
	noise                    uint32

	status   escpos.Status
	buffer   []byte
	life     int // changes when everything that was to be printed is thrown away
	parser   escpos.Parser
	scanner  escpos.Scanner
	autoMask byte // GS a
	causes   bool // GS ( H, function 49
	conn     *Conn

	// Of the page in progress.
	line   []glyph
	style  style
	module int    // of a QR
	code   string // what the QR says
	page   *page  // of page mode
	margin int
	stored []bitmap.Bitmap
	rows   [][]byte // printed and not cut yet

	// Of the moments that somebody waits for.
	triggers []trigger
	reached  []Moment // and not told yet
	seen     [3]byte  // the last that have arrived
	begun    int      // bytes of the command in progress
	ink      int      // rows with ink since the last cut
	fenced   bool     // a picture is stored, and the host has been told and has not heard it yet

	motor         pace // of the goroutine of the mechanism
	papers, lines int
	said          []string // lines of text
	paper         place    // of the last paper, of a presenter
	retracted     int
	saveTo        string // folder for PNG files
	done          chan struct{}
}

// New switches a printer on, with paper. Close it.
func New(options Options) *Printer {
	if options.Personality == "" {
		options.Personality = Epson
	}
	if options.Dots <= 0 {
		options.Dots = 576
	}
	if options.Buffer <= 0 {
		options.Buffer = 4096
	}
	if options.Stall <= 0 {
		options.Stall = 2 * time.Second
	}
	s := &Printer{
		options: options, can: models[options.Personality], style: style{wide: 1, high: 1}, module: 3, powered: true, plugged: true, rowsLeft: -1, noise: 1, done: make(chan struct{}),
	}
	s.cond = sync.NewCond(&s.mu)
	go s.work()
	return s
}

// Close stops the mechanism, unplugs the line and waits until both are done.
func (s *Printer) Close() error {
	s.mu.Lock()
	s.closed = true
	s.disconnect()
	s.cond.Broadcast()
	s.mu.Unlock()
	<-s.done
	return nil
}

// Papers is how many papers have been cut.
func (s *Printer) Papers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.papers
}

// Uncut is what has been printed since the last cut: what a person could pull out of the slot.
func (s *Printer) Uncut() bitmap.Bitmap {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.picture()
}

// Idle says that there is nothing left to print or to read, or that the printer cannot go on.
func (s *Printer) Idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.buffer) == 0 && !s.parser.Busy()
}

func (s *Printer) picture() bitmap.Bitmap {
	b := bitmap.New(s.options.Dots, len(s.rows))
	for y, row := range s.rows {
		copy(b.Row(y), row)
	}
	return b
}

// forget throws away everything that waits to be printed. Settings stay.
func (s *Printer) forget() {
	s.life++
	s.buffer, s.line, s.stored, s.page = s.buffer[:0], nil, nil, nil
	s.begun, s.fenced = 0, false
	s.parser.Reset()
	s.cond.Broadcast()
}

// initialize sets everything back that ESC @ sets back.
func (s *Printer) initialize() {
	s.line, s.stored, s.page, s.margin, s.autoMask, s.causes = nil, nil, nil, 0, 0, false
	s.style, s.module, s.code = style{wide: 1, high: 1}, 3, ""
}

// change lets fn change the status and reports the change if the host wants to hear of it.
func (s *Printer) change(fn func(*escpos.Status)) {
	before := s.status
	fn(&s.status)
	if s.status == before {
		return
	}
	if s.status.Stuck() && !before.Stuck() && s.causes {
		s.say(escpos.Answer{Kind: escpos.OfflineCause, Byte: s.status.RealTime(2)})
	}
	if s.autoMask != 0 && s.status.Automatic() != before.Automatic() {
		s.say(escpos.Answer{Kind: escpos.AutomaticStatus, Auto: s.status.Automatic()})
	}
	s.cond.Broadcast()
}
