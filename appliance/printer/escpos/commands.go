package escpos

import (
	"errors"
	"fmt"
)

// Initialize (ESC @) forgets the print buffer and the settings, not what waits in the receive buffer.
func Initialize() []byte { return []byte{esc, '@'} }

// AutoStatus (GS a) makes the printer report changes by itself, as [AutomaticStatus] answers: ready or not, errors, and the
// roll (0x0E), or nothing. It sends one report at once.
func AutoStatus(on bool) []byte {
	if !on {
		return []byte{gs, 'a', 0}
	}
	return []byte{gs, 'a', 0x0e}
}

// IgnoreStrayPulses (GS ( D, function 20) switches off the real-time drawer pulse and the real-time power-off, so that
// picture data that looks like them does nothing. The real-time clear stays on.
func IgnoreStrayPulses() []byte { return []byte{gs, '(', 'D', 5, 0, 20, 1, 0, 2, 0} }

// Feed (ESC J) moves the paper on by rows dots, with as many commands as that takes.
func Feed(rows int) []byte {
	var out []byte
	for rows > 0 {
		n := min(rows, 255)
		out = append(out, esc, 'J', byte(n))
		rows -= n
	}
	return out
}

// LeftMargin (GS L) moves the printing area dots to the right, until the next [Initialize].
func LeftMargin(dots int) []byte { return []byte{gs, 'L', byte(dots & 0xff), byte(dots >> 8 & 0xff)} }

// Cut (GS V 66) moves the paper from the head to the cutter and rows dots further, and cuts it but for one point.
func Cut(rows int) []byte { return []byte{gs, 'V', 66, byte(min(max(rows, 0), 255))} }

// PrintStored (GS ( L, function 50) prints what [StoreRaster] has stored.
func PrintStored() []byte { return []byte{gs, '(', 'L', 2, 0, 48, 50} }

// ErrProcessID says that a process id is not four printable ASCII characters.
var ErrProcessID = errors.New("process id must be four printable characters")

// AskProcessID (GS ( H, function 48) asks for a [ProcessID] answer with this id once everything before it is
// printed. Only the newest id is answered, and one that was cleared never is.
func AskProcessID(id string) ([]byte, error) {
	if len(id) != 4 {
		return nil, fmt.Errorf("%w: %q", ErrProcessID, id)
	}
	for i := range len(id) {
		if id[i] < 0x20 || id[i] > 0x7e {
			return nil, fmt.Errorf("%w: %q", ErrProcessID, id)
		}
	}
	return append([]byte{gs, '(', 'H', 6, 0, 48, 48}, id...), nil
}

// AskPaper (GS r 1) asks, in its turn, for a [Plain] answer about the roll; a printer that has stopped does not answer.
func AskPaper() []byte { return []byte{gs, 'r', 1} }

// AskOldPaper (ESC v) asks for a [Plain] answer about the roll as small printers know it: any bit of 0x0C is paper out.
func AskOldPaper() []byte { return []byte{esc, 'v'} }

// AskInfo (GS I) asks, in its turn, for an [Info] answer: 65 firmware, 66 maker, 67 model, 68 serial number.
// 1, 2 and 3 give a [Plain] answer instead.
func AskInfo(n byte) []byte { return []byte{gs, 'I', n} }

// Counters of AskCounter.
const (
	CounterLines = 148
	CounterCuts  = 178
	CounterHours = 198
)

// AskCounter (GS g 2) asks, in its turn, for an [Info] answer with a maintenance counter over the printer's whole life.
// The counters may be off after power was lost, so they are evidence and not proof.
func AskCounter(counter uint16) []byte {
	return []byte{gs, 'g', '2', 0, byte(counter & 0xff), byte(counter >> 8)}
}

// AskCustomCuts (GS E2h) asks a printer of Custom for the cuts of its whole life; the answer is a [Count].
func AskCustomCuts() []byte { return []byte{gs, 0xe2} }

// AskFullStatus (DLE EOT 20) asks a printer of Custom and its like, at once, for a [FullStatus].
func AskFullStatus() []byte { return []byte{dle, eot, fullStatus} }

const fullStatus = 20

// AskPresenter (GS e 6) asks, in its turn, for an answer of one byte about the presenter: see [AtOutput].
func AskPresenter() []byte { return []byte{gs, 'e', 6} }

// Present (GS e n) tells a presenter to do something; the numbers depend on the printer. Only the command that holds the
// paper out has a length in steps; it is left out where it is 0.
func Present(n, steps byte) []byte {
	if steps == 0 {
		return []byte{gs, 'e', n}
	}
	return []byte{gs, 'e', n, steps}
}

// AskStatus (DLE EOT n) asks, at once and in any state, for a [RealTimeStatus] answer: 1 printer, 2 why it is off
// line, 3 error, 4 roll. Ask for one, wait for it, then for the next.
func AskStatus(n byte) []byte { return []byte{dle, eot, n} }

// Recover (DLE ENQ 2) takes the printer out of a cutter error whose cause is gone, and clears its buffers. Its sister,
// DLE ENQ 1, goes on from the line of the error and would leave a torn half of a ticket, so it is not offered.
func Recover() []byte { return []byte{dle, enq, 2} }

// Clear (DLE DC4 8) empties all buffers in any state and ends the command in progress. The printer says [Cleared]
// when it is done; send nothing until then. An id that has not been answered before that will never be.
func Clear() []byte { return []byte{dle, dc4, 8, 1, 3, 20, 1, 6, 2, 8} }

// Padding is n bytes that a printer ignores and that end a picture it may still be waiting for.
func Padding(n int) []byte { return make([]byte, n) }
