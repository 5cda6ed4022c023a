package simulator

import "numerek/appliance/printer/letters"

// Personality is the kind of printer that is played.
type Personality string

// The personalities. Each is what manuals and users say of such printers, with what nobody knows left to the harder side:
// a question that is not certain to be answered is not.
const (
	Epson    Personality = "epson"    // stores pictures, says ids, clears, reports by itself, counts, has pages and QR
	Simple   Personality = "simple"   // prints pictures at once, answers DLE EOT and GS r, and that is all
	Old      Personality = "old"      // the same with text and pages, as a TM-T88III: Ukrainian only in WPC1251
	Custom   Personality = "custom"   // a presenter, GS e, DLE EOT 20, cuts counted by GS E2h, fences by GS r
	Reliance Personality = "reliance" // a presenter too, and status bytes without their fixed bits
	Phoenix  Personality = "phoenix"  // answers DLE EOT in its turn, after printing, and nothing else
	Bare     Personality = "bare"     // answers DLE EOT at once, and nothing in its turn
	CSN      Personality = "csn"      // a bare mechanism: ESC v in its turn, no status, no cutter, pictures
	Lettered Personality = "letters"  // text only: DLE EOT and GS r; a picture is swallowed
	Mute     Personality = "mute"     // prints text and pictures and never says anything
)

// Personalities are all of them.
func Personalities() []Personality {
	return []Personality{Epson, Simple, Old, Custom, Reliance, Phoenix, Bare, CSN, Lettered, Mute}
}

// model is what a personality does.
type model struct {
	status   bool // DLE EOT 1 to 4, at once
	inTurn   bool // DLE EOT 1, in its turn
	loose    bool // without the fixed bits
	paper    bool // GS r
	oldPaper bool // ESC v
	info     bool // GS I 65 to 68, and the counters of GS g 2
	auto     bool // GS a
	ids      bool // GS ( H
	clears   bool // DLE DC4 8
	recovers bool // DLE ENQ
	stores   bool // GS ( L 112 and 50
	rasters  bool // GS v 0
	pages    bool // ESC L
	codes    bool // GS ( k
	knife    bool
	counts   bool // GS E2h
	presents bool // GS e and DLE EOT 20

	maxRows int // of a stored picture; what is taller is lost
	tables  map[byte]letters.Name
}

// The numbers of tables, see facts of the printer data base.
var (
	newTables   = map[byte]letters.Name{17: letters.CP866, 18: letters.CP852, 19: letters.CP858, 44: letters.CP1125, 45: letters.WPC1250, 46: letters.WPC1251}
	oldTables   = map[byte]letters.Name{6: letters.WPC1251, 17: letters.CP866, 19: letters.CP858}
	smallTables = map[byte]letters.Name{54: letters.CP852, 59: letters.CP866, 72: letters.WPC1250, 73: letters.WPC1251}
)

var models = map[Personality]model{
	Epson: {
		status: true, paper: true, oldPaper: true, info: true, auto: true, ids: true, clears: true, recovers: true,
		stores: true, rasters: true, pages: true, codes: true, knife: true, maxRows: 1662, tables: newTables,
	},
	Simple: {status: true, paper: true, recovers: true, rasters: true, knife: true},
	Old: {
		status: true, paper: true, oldPaper: true, recovers: true, rasters: true, pages: true, knife: true, tables: oldTables,
	},
	Custom: {
		status: true, paper: true, recovers: true, rasters: true, knife: true, counts: true, presents: true, tables: newTables,
	},
	Reliance: {status: true, loose: true, paper: true, recovers: true, rasters: true, knife: true, presents: true},
	Phoenix:  {inTurn: true, rasters: true, knife: true},
	Bare:     {status: true, recovers: true, rasters: true, knife: true},
	CSN:      {oldPaper: true, rasters: true, tables: smallTables},
	Lettered: {status: true, paper: true, recovers: true, knife: true, codes: true, tables: newTables},
	Mute:     {rasters: true, knife: true, tables: smallTables},
}

// fixed are the bits that a status has in the manual and not in a loose printer.
func (model) fixed() byte { return 0x12 }
