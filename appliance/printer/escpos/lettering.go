package escpos

import "fmt"

// Table (ESC t) chooses the table of letters for the bytes from 0x80 on; which number is which table depends on the printer.
func Table(n byte) []byte { return []byte{esc, 't', n} }

// PlainLetters undoes what would change letters: pairs of bytes as Chinese signs (FS .) and national variants of ASCII
// (ESC R 0).
func PlainLetters() []byte { return []byte{fs, '.', esc, 'R', 0} }

// LetterSize (GS !) makes letters so many times as wide and as high, 1 to 8.
func LetterSize(wide, high int) []byte {
	clamp := func(n int) byte { return byte(min(max(n, 1), 8) - 1) }
	return []byte{gs, '!', clamp(wide)<<4 | clamp(high)}
}

// Bold (ESC E) makes letters stronger, or ends that.
func Bold(on bool) []byte { return []byte{esc, 'E', bit(on, 1)} }

// Reverse (GS B) prints white on black, or ends that.
func Reverse(on bool) []byte { return []byte{gs, 'B', bit(on, 1)} }

// Centre (ESC a) sets lines in the middle of the paper, or at the left again.
func Centre(on bool) []byte { return []byte{esc, 'a', bit(on, 1)} }

// NextLine prints the line and moves on to the next one.
func NextLine() []byte { return []byte{lf} }

// PageMode (ESC L, ESC W) collects everything that follows on a page of so many dots and rows, and prints nothing until
// [PrintPage]. [Initialize] forgets the page.
func PageMode(dots, rows int) []byte {
	if Hazards([]byte{byte(dots >> 8 & 0xff), byte(rows & 0xff), byte(rows >> 8 & 0xff), esc}) > 0 {
		rows++ // The height itself would spell a real-time command.
	}
	low := func(n int) byte { return byte(n & 0xff) }
	high := func(n int) byte { return byte(n >> 8 & 0xff) }
	return []byte{esc, 'L', esc, 'W', 0, 0, 0, 0, low(dots), high(dots), low(rows), high(rows)}
}

// PrintPage (FF) prints the page of [PageMode] and goes back to the ordinary mode.
func PrintPage() []byte { return []byte{ff} }

// maxCode is the longest content that one command holds.
const maxCode = 0xffff - 3

// Code (GS ( k, functions 165, 167, 169, 180 and 181) prints content as a QR of the second model with level M, each module so
// many dots wide and high, 1 to 16.
func Code(content string, module int) ([]byte, error) {
	if content == "" || len(content) > maxCode {
		return nil, fmt.Errorf("%w: a code of %d bytes", ErrTooLarge, len(content))
	}
	n := len(content) + 3
	out := []byte{gs, '(', 'k', 4, 0, '1', 'A', '2', 0}
	out = append(out, gs, '(', 'k', 3, 0, '1', 'C', byte(min(max(module, 1), 16)))
	out = append(out, gs, '(', 'k', 3, 0, '1', 'E', '1')
	out = append(out, gs, '(', 'k', byte(n&0xff), byte(n>>8&0xff), '1', 'P', '0')
	out = append(out, content...)
	return append(out, gs, '(', 'k', 3, 0, '1', 'Q', '0'), nil
}

// AskCodeSize (GS ( k, functions 180 and 182) asks how large a QR of content would be, without printing it. The answer is a
// block that begins with 7; a printer that draws none is silent.
func AskCodeSize(content string) []byte {
	n := len(content) + 3
	out := []byte{gs, '(', 'k', byte(n & 0xff), byte(n >> 8 & 0xff), '1', 'P', '0'}
	out = append(out, content...)
	return append(out, gs, '(', 'k', 3, 0, '1', 'R', '0')
}

// ForgetPage (CAN, ESC S) throws away what has collected on the page of [PageMode], and goes back to the ordinary mode.
func ForgetPage() []byte { return []byte{can, esc, 'S'} }
