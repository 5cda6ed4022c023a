package escpos

// Op names a command as [Parser] reads it.
type Op uint8

// The commands that a printer here knows; all others are OpOther and are skipped with their arguments.
const (
	OpOther           Op = iota
	OpText               // Data: one byte that would be printed as a letter
	OpLineFeed           // print the line
	OpInitialize         // ESC @
	OpFeed               // ESC J: N dots; ESC d: N lines, with Lines set
	OpAlign              // ESC a: N
	OpLeftMargin         // GS L: Value dots
	OpRasterRow          // GS v 0: one row of it in Data, N the scale, Value the rows that still follow
	OpGraphics           // GS ( L and GS 8 L: function N, Data what follows the function
	OpCut                // GS V: N the kind, Value the dots of additional feed
	OpProcess            // GS ( H: function N, Data what follows the function
	OpAskPaper           // GS r: N
	OpAskOldPaper        // ESC v
	OpTable              // ESC t: N
	OpBold               // ESC E: N
	OpReverse            // GS B: N
	OpLetterSize         // GS !: N
	OpPageMode           // ESC L
	OpPageArea           // ESC W: Data, eight bytes
	OpPrintPage          // FF
	OpForgetPage         // CAN
	OpLeavePage          // ESC S
	OpSymbol             // GS ( k: function N of QR, Data what follows the function
	OpPresenter          // GS e: N, Value the steps
	OpAskCustom          // GS E2h: N
	OpAskInfo            // GS I: N
	OpAskCounter         // GS g 2: Value
	OpAutoStatus         // GS a: N
	OpPulseProtection    // GS ( D: Data
	OpAskStatus          // DLE EOT: N; a real-time command, done when it arrived
	OpRecover            // DLE ENQ: N; the same
	OpClear              // DLE DC4 8; the same
)

// Command is one command of a host with its arguments.
type Command struct {
	Op    Op
	N     byte
	Lines bool
	Value int
	Data  []byte
}

// maxData bounds what the parser keeps of one command; what is longer is read and dropped.
const maxData = 1 << 20

// Parser takes a stream of commands apart as a printer does, one byte at a time and for any bytes. The zero value is ready.
type Parser struct {
	head []byte        // the command so far, without long data
	need int           // bytes of data that still follow
	data []byte        // the data so far
	made func(*Parser) // called when the data is complete

	rowBytes, rowsLeft int // of a GS v 0 in progress
	out                Command
	ready              bool
}

// Reset forgets a command that is not complete.
func (p *Parser) Reset() { *p = Parser{} }

// Busy says that the parser is inside a command.
func (p *Parser) Busy() bool { return len(p.head) > 0 }

// Feed takes the next byte and says whether it completed a command (or a row of a picture).
func (p *Parser) Feed(b byte) (Command, bool) {
	p.ready = false
	switch {
	case p.need > 0:
		p.need--
		if len(p.data) < maxData {
			p.data = append(p.data, b)
		}
		if p.need == 0 {
			p.made(p)
		}
	case p.untilZero():
		if b == nul {
			p.emit(Command{Op: OpOther})
		}
	default:
		p.head = append(p.head, b)
		p.read()
	}
	return p.out, p.ready
}

// emit hands a command out and begins anew.
func (p *Parser) emit(c Command) {
	p.out, p.ready = c, true
	p.head, p.data, p.need, p.made = p.head[:0], nil, 0, nil
}

// take reads n more bytes and then calls made, at once if there are none to read.
func (p *Parser) take(n int, made func(*Parser)) {
	p.data, p.need, p.made = nil, n, made
	if n == 0 {
		made(p)
	}
}

// skip reads n more bytes of a command that is not known.
func (p *Parser) skip(n int) { p.take(n, func(p *Parser) { p.emit(Command{Op: OpOther}) }) }

// untilZero says that a command whose arguments end with 00 is being read: the tab positions of ESC D.
func (p *Parser) untilZero() bool { return len(p.head) == 2 && p.head[0] == esc && p.head[1] == 'D' }

// read looks whether the head is a command already.
func (p *Parser) read() {
	if len(p.head) == 1 {
		p.readFirst(p.head[0])
		return
	}
	switch p.head[0] {
	case dle:
		p.readDLE()
	case esc:
		p.readESC()
	case fs:
		p.readFS()
	case gs:
		p.readGS()
	}
}

func (p *Parser) readFirst(b byte) {
	switch {
	case b == dle || b == esc || b == fs || b == gs:
		// More to come.
	case b == lf:
		p.emit(Command{Op: OpLineFeed})
	case b == ff:
		p.emit(Command{Op: OpPrintPage})
	case b == can:
		p.emit(Command{Op: OpForgetPage})
	case b < 0x20:
		p.emit(Command{Op: OpOther})
	default:
		p.emit(Command{Op: OpText, Data: []byte{b}})
	}
}

// arg is byte i of the head; it is 0 until it has come.
func (p *Parser) arg(i int) byte {
	if i < len(p.head) {
		return p.head[i]
	}
	return 0
}

// has says that the head has n bytes.
func (p *Parser) has(n int) bool { return len(p.head) >= n }

// word is the two bytes from i on, the low one first.
func (p *Parser) word(i int) int { return int(p.arg(i)) | int(p.arg(i+1))<<8 }

// readDLE reads what the scanner has already obeyed.
func (p *Parser) readDLE() {
	switch p.arg(1) {
	case eot, enq:
		if p.has(3) {
			p.emit(Command{Op: map[byte]Op{eot: OpAskStatus, enq: OpRecover}[p.arg(1)], N: p.arg(2)})
		}
	case dc4:
		switch {
		case !p.has(3):
		case p.arg(2) == 8:
			p.take(7, func(p *Parser) { p.emit(Command{Op: OpClear, N: 8}) })
		case p.arg(2) == 1 || p.arg(2) == 2:
			p.skip(2)
		default:
			p.emit(Command{Op: OpOther})
		}
	default:
		p.emit(Command{Op: OpOther})
	}
}

func (p *Parser) readFS() {
	switch p.arg(1) {
	case '.', '&':
		p.emit(Command{Op: OpOther})
	case '(':
		if p.has(5) {
			p.skip(p.word(3))
		}
	case 'p', 'S', '2':
		p.skip(2)
	default:
		p.skip(1)
	}
}
