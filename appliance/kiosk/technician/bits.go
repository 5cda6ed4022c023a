package technician

// Bit is one thing that a printer says about itself by the answers to DLE EOT 1
// to 4. The word of a bit is also the key of its text.
type Bit string

// The bits, in the order of the questions. What the manuals reserve or fix is left out.
const (
	BitDrawer    Bit = "drawer"     // 1.2 the pin of the cash drawer, which a kiosk does not have
	BitOffline   Bit = "offline"    // 1.3
	BitWaiting   Bit = "waiting"    // 1.5 waits for recovery
	BitButton    Bit = "button"     // 1.6 the feed button is pressed
	BitCover     Bit = "cover"      // 2.2
	BitFeeding   Bit = "feeding"    // 2.3 by the button
	BitStopped   Bit = "stopped"    // 2.5 printing stopped because the paper ended
	BitError     Bit = "error"      // 2.6
	BitJam       Bit = "jam"        // 3.2 recoverable, mechanical
	BitCutter    Bit = "cutter"     // 3.3
	BitBroken    Bit = "broken"     // 3.5 unrecoverable
	BitHot       Bit = "hot"        // 3.6 goes away by itself
	BitRollEnds  Bit = "roll_ends"  // 4.2 and 4.3
	BitRollEnded Bit = "roll_ended" // 4.5 and 4.6
)

// Row is a bit with its place and its present value.
type Row struct {
	Bit     Bit
	Ask     int    // n of DLE EOT n, from 1
	Place   string // "3", or "2+3" where two say the same
	On      bool
	Trouble bool // it keeps the printer from printing, or soon will, when it is on
}

// bits are all rows with the masks of their answers.
var bits = []struct {
	row  Row
	mask byte
}{
	{Row{Bit: BitDrawer, Ask: 1, Place: "2"}, 1 << 2},
	{Row{Bit: BitOffline, Ask: 1, Place: "3", Trouble: true}, 1 << 3},
	{Row{Bit: BitWaiting, Ask: 1, Place: "5", Trouble: true}, 1 << 5},
	{Row{Bit: BitButton, Ask: 1, Place: "6"}, 1 << 6},
	{Row{Bit: BitCover, Ask: 2, Place: "2", Trouble: true}, 1 << 2},
	{Row{Bit: BitFeeding, Ask: 2, Place: "3"}, 1 << 3},
	{Row{Bit: BitStopped, Ask: 2, Place: "5", Trouble: true}, 1 << 5},
	{Row{Bit: BitError, Ask: 2, Place: "6", Trouble: true}, 1 << 6},
	{Row{Bit: BitJam, Ask: 3, Place: "2", Trouble: true}, 1 << 2},
	{Row{Bit: BitCutter, Ask: 3, Place: "3", Trouble: true}, 1 << 3},
	{Row{Bit: BitBroken, Ask: 3, Place: "5", Trouble: true}, 1 << 5},
	{Row{Bit: BitHot, Ask: 3, Place: "6", Trouble: true}, 1 << 6},
	{Row{Bit: BitRollEnds, Ask: 4, Place: "2+3", Trouble: true}, 1<<2 | 1<<3},
	{Row{Bit: BitRollEnded, Ask: 4, Place: "5+6", Trouble: true}, 1<<5 | 1<<6},
}

// Rows are all bits as the answers to DLE EOT 1 to 4 have them.
func Rows(status [4]byte) []Row {
	all := make([]Row, len(bits))
	for i, b := range bits {
		all[i] = b.row
		all[i].On = status[b.row.Ask-1]&b.mask != 0
	}
	return all
}
