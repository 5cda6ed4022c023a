// Package escpos is the language of ticket printers, ESC/POS, in both directions and on both sides of the line.
//
// Commands are built by the functions named after what they do ([Initialize], [Raster], [Cut] …) and taken apart again by
// [Parser], which reads them as a printer does. Answers are taken apart by [Decoder] and built by the simulator from
// the same constants. [Scanner] finds the real-time commands, which a printer obeys as they arrive, even inside a picture.
//
// Sources: the Epson TM command reference for the bytes and the fixed bits of the answers; where printers differ
// (code pages, heights, what is missing) the difference is a profile of package printer and not here.
// The package is pure: it holds no port, no clock and no goroutine, and no input makes it panic.
package escpos

// The control characters that begin commands.
const (
	nul = 0x00
	eot = 0x04
	enq = 0x05
	lf  = 0x0a
	ff  = 0x0c
	dle = 0x10
	dc4 = 0x14
	can = 0x18
	esc = 0x1b
	fs  = 0x1c
	gs  = 0x1d
)

const (
	xon  = 0x11
	xoff = 0x13
)
