package escpos

// Kind tells the answers of a printer apart. The zero Kind is no answer.
type Kind uint8

// The kinds of answers.
const (
	RealTimeStatus  Kind = iota + 1 // one byte, to DLE EOT n: Byte
	Plain                           // one byte, to GS r and GS I 1 to 3: Byte
	AutomaticStatus                 // four bytes by itself after GS a: Auto
	ProcessID                       // everything up to this id is printed: Text
	OfflineCause                    // an answer to GS ( H, function 49: Byte
	Cleared                         // the buffers are empty after DLE DC4 8
	PowerOn                         // the printer has been switched on: all that was in it is gone
	PowerOff                        // the printer is going to be switched off
	Info                            // text or digits, to GS I and GS g 2: Text
	Count                           // digits, to the counters of Custom: Text
	FullStatus                      // four bytes to DLE EOT 20: Auto
)

// Answer is one thing that a printer said. Only the field that its Kind names is set.
type Answer struct {
	Kind Kind
	Byte byte
	Auto [4]byte
	Text string
}

// Expected says which answer of one byte, if any, the host waits for. Such a byte carries no name of its own.
type Expected uint8

// What may be expected.
const (
	Nothing     Expected = iota
	AStatus              // the answer to DLE EOT
	APlain               // the answer to GS r or GS I 1 to 3
	AByte                // a Plain answer whose bits are not fixed, to GS e 6
	ACount               // a Count
	AFullStatus          // a FullStatus
)

// maxBlock bounds a block, so that a lost end does not swallow the answers after it for ever.
const maxBlock = 96

// Decoder takes the stream of a printer's answers apart, one byte at a time. The zero value is ready and strict: it
// believes only bytes with the fixed bits of the manual. A loose one takes whatever comes for the one answer that is
// expected, as printers that do not keep those bits need it.
//
// Garbage is dropped and counted. Whatever came before, after the next 00 or after 96 bytes the decoder is in step again.
type Decoder struct {
	Loose bool

	expected Expected
	block    []byte // a block without its end, or the first bytes of an automatic status; empty between answers
	auto     bool   // block is an automatic status
	full     bool   // block is a full status
	digits   []byte // of a count
	unit     int    // how many more letters belong to a count that is complete
	noise    int
}

// Expect says which answer of one byte comes next; it holds until that answer has come or Expect is called again.
func (d *Decoder) Expect(e Expected) { d.expected, d.digits = e, d.digits[:0] }

// Pending says that the decoder has the beginning of an answer. If the line has been silent for long, call Reset.
func (d *Decoder) Pending() bool { return len(d.block) > 0 }

// Noise is how many bytes have been dropped because they were no answer.
func (d *Decoder) Noise() int { return d.noise }

// Reset forgets the beginning of an answer and what was expected.
func (d *Decoder) Reset() {
	d.drop()
	d.noise += len(d.digits)
	d.digits, d.expected = d.digits[:0], Nothing
}

func (d *Decoder) drop() {
	d.noise += len(d.block)
	d.block, d.auto, d.full, d.unit = d.block[:0], false, false, 0
}

// Feed takes the next byte and says whether it completed an answer. XON and XOFF may stand anywhere and are left out.
func (d *Decoder) Feed(b byte) (Answer, bool) {
	switch {
	case b == xon || b == xoff:
		return Answer{}, false
	case d.auto:
		return d.feedAuto(b)
	case d.full:
		return d.feedFull(b)
	case len(d.block) > 0:
		return d.feedBlock(b)
	default:
		return d.begin(b)
	}
}

func (d *Decoder) begin(b byte) (Answer, bool) {
	if d.unit > 0 {
		if d.unit--; b == ' ' || b >= 'a' && b <= 'z' {
			return Answer{}, false
		}
		d.unit = 0
	}
	switch d.expected {
	case AFullStatus:
		if b == dle {
			d.block, d.full = append(d.block, b), true
			return Answer{}, false
		}
	case ACount:
		return d.count(b)
	case AByte:
		return d.single(b)
	case AStatus, APlain:
		if d.Loose {
			return d.single(b)
		}
	case Nothing:
	}
	switch {
	case beginsBlock(b):
		d.block = append(d.block, b)
	case b&0x93 == 0x12:
		if d.expected == AStatus {
			d.expected = Nothing
		}
		return Answer{Kind: RealTimeStatus, Byte: b}, true
	case b&0x93 == 0x10:
		d.block, d.auto = append(d.block, b), true
	case b&0x90 == 0 && d.expected == APlain:
		return d.single(b)
	default:
		d.noise++
	}
	return Answer{}, false
}

func (d *Decoder) single(b byte) (Answer, bool) {
	kind := Plain
	if d.expected == AStatus {
		kind = RealTimeStatus
	}
	d.expected = Nothing
	return Answer{Kind: kind, Byte: b}, true
}

// longestUnit is " cuts", what a count is a count of.
const longestUnit = 5

// count collects digits until something else ends them.
func (d *Decoder) count(b byte) (Answer, bool) {
	if b >= '0' && b <= '9' {
		if len(d.digits) < 10 {
			d.digits = append(d.digits, b)
		}
		return Answer{}, false
	}
	a := Answer{Kind: Count, Text: string(d.digits)}
	d.digits = d.digits[:0]
	if a.Text == "" {
		d.noise++
		return Answer{}, false
	}
	d.expected = Nothing
	if d.unit = longestUnit - 1; b == nul || b == '\r' || b == lf {
		d.unit = 0
	}
	return a, true
}

// feedFull reads a full status: DLE, 0F, and four bytes.
func (d *Decoder) feedFull(b byte) (Answer, bool) {
	d.block = append(d.block, b)
	if len(d.block) == 2 && b != 0x0f { // Something else that begins with DLE.
		first := d.block[0]
		d.block, d.full, d.expected = d.block[:0], false, Nothing
		d.begin(first)
		return d.Feed(b)
	}
	if len(d.block) < 6 {
		return Answer{}, false
	}
	a := Answer{Kind: FullStatus, Auto: [4]byte(d.block[2:])}
	d.block, d.full, d.expected = d.block[:0], false, Nothing
	return a, true
}

func (d *Decoder) feedAuto(b byte) (Answer, bool) {
	if b&0x90 != 0 { // Not the rest of a status: what came before was noise.
		d.drop()
		return d.begin(b)
	}
	d.block = append(d.block, b)
	if len(d.block) < 4 {
		return Answer{}, false
	}
	a := Answer{Kind: AutomaticStatus, Auto: [4]byte(d.block)}
	d.block, d.auto = d.block[:0], false
	return a, true
}

func (d *Decoder) feedBlock(b byte) (Answer, bool) {
	if b != nul {
		if len(d.block) == maxBlock {
			d.drop()
			return d.begin(b)
		}
		d.block = append(d.block, b)
		return Answer{}, false
	}
	a, ok := readBlock(d.block)
	if ok {
		d.block = d.block[:0]
	} else {
		d.drop()
	}
	return a, ok
}

func beginsBlock(b byte) bool {
	switch b {
	case '5', '7', '9', ';', '=', 'S', '_':
		return true
	}
	return false
}

// idLength is the length of a process id answer without its final 00.
const idLength = 6

// readBlock reads a block without its final 00. Its end may make sense when the whole does not: a power cut or a plug
// pulled in the middle of one answer leaves its beginning glued to the next. An id is looked for first, because it is
// worth the most and its beginning would pass for text.
func readBlock(block []byte) (Answer, bool) {
	if len(block) > idLength {
		if a, ok := readWholeBlock(block[len(block)-idLength:]); ok && a.Kind == ProcessID {
			return a, true
		}
	}
	for i := range block {
		if a, ok := readWholeBlock(block[i:]); ok && (i == 0 || a.Kind != Info) {
			return a, true
		}
	}
	return Answer{}, false
}

func readWholeBlock(block []byte) (Answer, bool) {
	body := block[1:]
	switch {
	case block[0] == '_' && printable(body):
		return Answer{Kind: Info, Text: string(body)}, true
	case block[0] == '7' && len(body) == 5 && body[0] == 0x22 && printable(body[1:]):
		return Answer{Kind: ProcessID, Text: string(body[1:])}, true
	case block[0] == '7' && len(body) == 2 && body[0] == 0x23:
		return Answer{Kind: OfflineCause, Byte: body[1]}, true
	case block[0] == '7' && len(body) == 1 && body[0] == 0x25:
		return Answer{Kind: Cleared}, true
	case block[0] == ';' && len(body) == 1 && body[0] == 0x31:
		return Answer{Kind: PowerOn}, true
	case block[0] == ';' && len(body) == 1 && body[0] == 0x30:
		return Answer{Kind: PowerOff}, true
	}
	return Answer{}, false
}

func printable(text []byte) bool {
	for _, b := range text {
		if b < 0x20 || b > 0x7e {
			return false
		}
	}
	return true
}

// Bytes is the answer as a printer sends it; nothing for an answer of no kind.
func (a Answer) Bytes() []byte {
	switch a.Kind {
	case RealTimeStatus, Plain:
		return []byte{a.Byte}
	case AutomaticStatus:
		return a.Auto[:]
	case ProcessID:
		return append(append([]byte{'7', 0x22}, a.Text...), nul)
	case OfflineCause:
		return []byte{'7', 0x23, a.Byte, nul}
	case Cleared:
		return []byte{'7', 0x25, nul}
	case PowerOn:
		return []byte{';', 0x31, nul}
	case PowerOff:
		return []byte{';', 0x30, nul}
	case Info:
		return append(append([]byte{'_'}, a.Text...), nul)
	case Count:
		return append([]byte(a.Text), " cuts"...)
	case FullStatus:
		return append([]byte{dle, 0x0f}, a.Auto[:]...)
	}
	return nil
}
