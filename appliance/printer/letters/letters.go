package letters

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/text/encoding/charmap"

	"numerek/appliance/printer/escpos"
	"numerek/appliance/slip"
)

// Why a text cannot be printed.
var (
	ErrLetters = errors.New("the printer has no such letters")
	ErrNoText  = errors.New("the printer prints no text")
)

// Set is the letters of one printer. The zero value can print nothing.
type Set struct {
	Columns int           `toml:"columns,omitempty"` // ordinary letters on a line; 0 for a printer that must not print text
	Tables  map[Name]byte `toml:"tables,omitempty"`  // the number of each table that it has; ASCII it always has
	Code    bool          `toml:"code,omitempty"`    // it draws a QR by itself
	Module  int           `toml:"module,omitempty"`  // dots of a module of the QR; 5
}

// Name is a table of letters. The words stand in profiles on disk.
type Name string

// The tables.
const (
	CP852   Name = "cp852"   // Polish, German
	WPC1250 Name = "wpc1250" // Polish, German, quotation marks
	WPC1251 Name = "wpc1251" // Ukrainian
	CP1125  Name = "cp1125"  // Ukrainian
	CP866   Name = "cp866"   // Cyrillic, but not Ukrainian
	CP858   Name = "cp858"   // German
)

// names is the order in which tables are tried.
var names = []Name{WPC1250, CP852, WPC1251, CP1125, CP858, CP866}

// Names are all tables, the most useful first.
func Names() []Name { return slices.Clone(names) }

// Lookup gives the byte of a letter in the table. Letters of ASCII are in every table.
func (n Name) Lookup(r rune) (byte, bool) {
	if r >= ' ' && r <= '~' {
		return byte(r), true
	}
	if r < 0x80 {
		return 0, false
	}
	switch n {
	case CP852:
		return charmap.CodePage852.EncodeRune(r)
	case WPC1250:
		return charmap.Windows1250.EncodeRune(r)
	case WPC1251:
		return charmap.Windows1251.EncodeRune(r)
	case CP866:
		return charmap.CodePage866.EncodeRune(r)
	case CP858:
		return charmap.CodePage858.EncodeRune(r)
	case CP1125:
		for i, u := range []rune(ukrainian) {
			if u == r {
				return byte((firstUkrainian + i) & 0xff), true
			}
		}
		b, ok := charmap.CodePage866.EncodeRune(r)
		return b, ok && b < firstUkrainian
	}
	return 0, false
}

// ukrainian is where CP1125 differs from CP866, from firstUkrainian on.
const (
	ukrainian      = "ЁёҐґЄєІіЇї·√№¤■\u00a0"
	firstUkrainian = 0xf0
)

// Decode gives the letter of a byte in the table, for who reads what a printer was sent.
func (n Name) Decode(b byte) rune {
	maps := map[Name]*charmap.Charmap{
		CP852: charmap.CodePage852, WPC1250: charmap.Windows1250, WPC1251: charmap.Windows1251, CP866: charmap.CodePage866,
		CP1125: charmap.CodePage866, CP858: charmap.CodePage858,
	}
	switch m := maps[n]; {
	case b < 0x80 || m == nil:
		return rune(b)
	case n == CP1125 && b >= firstUkrainian:
		return []rune(ukrainian)[b-firstUkrainian]
	default:
		return m.DecodeByte(b)
	}
}

// plainer is what is printed for a sign that no table has.
var plainer = map[rune]string{
	'–': "-", '—': "-", '‑': "-", '’': "'", '‘': "'", 'ʼ': "'", '„': `"`, '”': `"`, '“': `"`, '«': `"`, '»': `"`, '…': "...",
	'·': "-", '\u00a0': " ", '\u2009': " ", '\u202f': " ", '•': "-", '×': "x", '€': "EUR", '№': "No",
}

// find chooses the table for a letter: the one in use where it has it.
func (s Set) find(r rune, inUse Name) (Name, byte, bool) {
	if b, ok := inUse.Lookup(r); ok {
		return inUse, b, true
	}
	for _, n := range names {
		if _, has := s.Tables[n]; has {
			if b, ok := n.Lookup(r); ok {
				return n, b, true
			}
		}
	}
	return inUse, 0, false
}

// Missing gives the letters of a text that the printer does not have and that nothing can stand for, each once.
func (s Set) Missing(text string) (missing []rune) {
	for _, r := range text {
		if _, _, ok := s.find(r, ""); !ok && plainer[r] == "" && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// Encode gives the bytes that print a text, with the changes of tables, and the table that is in use after them.
func (s Set) Encode(text string, inUse Name) ([]byte, Name) {
	var out []byte
	for _, r := range text {
		n, b, ok := s.find(r, inUse)
		if !ok {
			more, after := s.Encode(plainer[r], inUse)
			out, inUse = append(out, more...), after
			continue
		}
		if n != inUse {
			out, inUse = append(out, escpos.Table(s.Tables[n])...), n
		}
		out = append(out, b)
	}
	return out, inUse
}

// Piece is some lines as a printer takes them.
type Piece struct {
	Data []byte
	Rows int // of dots, about
}

// lineRows is the height of a line of ordinary letters with the gap below it.
const (
	lineRows   = 30
	letterRows = 24
)

// usualModule is half a millimetre and a little.
const usualModule = 5

// Pieces sets a text, each line a piece. On a page a printer does not make room for tall lines by itself, so onPage feeds
// for them. The error says that the printer lacks letters, or that it prints no text.
func (s Set) Pieces(t slip.Text, onPage bool) (pieces []Piece, err error) {
	if s.Columns == 0 {
		return nil, ErrNoText
	}
	var missing []rune
	inUse := Name("")
	for _, line := range t.Lines {
		missing = append(missing, s.Missing(line.Text+line.Code)...)
		piece := Piece{Rows: lineRows + letterRows*(line.Size-1)}
		switch {
		case line.Code != "" && !s.Code: // The address in letters is better than nothing.
			piece.Data, inUse = s.address(line.Code, inUse)
			piece.Rows = lineRows * (len(line.Code)/s.Columns + 1)
		case line.Code != "":
			module := cmp.Or(s.Module, usualModule)
			symbol, err := qr.Encode(line.Code, qr.M, qr.Auto)
			if err != nil {
				return nil, fmt.Errorf("QR: %w", err)
			}
			if piece.Data, err = escpos.Code(line.Code, module); err != nil {
				return nil, err
			}
			piece.Data = append(piece.Data, escpos.NextLine()...)
			piece.Rows = symbol.Bounds().Dx()*module + lineRows
		default:
			var letters []byte
			letters, inUse = s.Encode(line.Text, inUse)
			piece.Data = append(escpos.LetterSize(line.Size, line.Size), escpos.Bold(line.Bold)...)
			piece.Data = append(append(piece.Data, escpos.Reverse(line.Reverse)...), letters...)
			piece.Data = append(piece.Data, escpos.NextLine()...)
		}
		if onPage {
			piece.Data = append(escpos.Feed(piece.Rows-lineRows), piece.Data...)
		}
		pieces = append(pieces, piece)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%w: %q", ErrLetters, string(missing))
	}
	return pieces, nil
}

// address sets what a QR would have said, in lines.
func (s Set) address(text string, inUse Name) ([]byte, Name) {
	data := append(escpos.LetterSize(1, 1), escpos.Bold(false)...)
	data = append(data, escpos.Reverse(false)...)
	for line := range slices.Chunk([]rune(text), s.Columns) {
		var more []byte
		more, inUse = s.Encode(string(line), inUse)
		data = append(append(data, more...), escpos.NextLine()...)
	}
	return data, inUse
}
