package letters_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/letters"
	"numerek/appliance/slip"
)

// alphabets are the letters that the languages of an office need.
const (
	polish    = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżAĄBCĆDEĘFGHIJKLŁMNŃOÓPRSŚTUWYZŹŻ"
	ukrainian = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
	german    = "äöüßÄÖÜ"
)

func TestTablesHoldTheAlphabets(t *testing.T) {
	for name, want := range map[letters.Name]struct{ polish, ukrainian, german bool }{
		letters.CP852:   {true, false, true},
		letters.WPC1250: {true, false, true},
		letters.WPC1251: {false, true, false},
		letters.CP1125:  {false, true, false},
		letters.CP866:   {false, false, false}, // Cyrillic, but neither і nor ґ
		letters.CP858:   {false, false, true},
	} {
		holds := func(alphabet string) bool {
			for _, r := range alphabet {
				if _, ok := name.Lookup(r); !ok {
					return false
				}
			}
			return true
		}
		if got := holds(polish); got != want.polish {
			t.Errorf("%s holds Polish: got %v", name, got)
		}
		if got := holds(ukrainian); got != want.ukrainian {
			t.Errorf("%s holds Ukrainian: got %v", name, got)
		}
		if got := holds(german); got != want.german {
			t.Errorf("%s holds German: got %v", name, got)
		}
	}
}

func TestEveryPlaceOfATableIsFoundAgain(t *testing.T) {
	for _, name := range letters.Names() {
		places := 0
		for b := 0x80; b <= 0xff; b++ {
			r := name.Decode(byte(b))
			if r == '\ufffd' || r < 0xa0 { // not in use
				continue
			}
			places++
			if got, ok := name.Lookup(r); !ok || got != byte(b) {
				t.Errorf("%s: %q stands at %#x, got %#x, %v", name, r, b, got, ok)
			}
		}
		if places < 120 {
			t.Errorf("%s: got %d places, want nearly all", name, places)
		}
	}
}

// TestCP1125 compares the table that is our own with the bytes that other programs write.
func TestCP1125(t *testing.T) {
	for r, want := range map[rune]byte{
		'А': 0x80, 'я': 0xef, 'Ё': 0xf0, 'ё': 0xf1, 'Ґ': 0xf2, 'ґ': 0xf3, 'Є': 0xf4, 'є': 0xf5, 'І': 0xf6, 'і': 0xf7, 'Ї': 0xf8, 'ї': 0xf9, '№': 0xfc,
	} {
		if got, ok := letters.CP1125.Lookup(r); !ok || got != want {
			t.Errorf("%q: got %#x, %v, want %#x", r, got, ok, want)
		}
	}
	for _, r := range "Ўў°∙" { // of CP866 only
		if b, ok := letters.CP1125.Lookup(r); ok {
			t.Errorf("%q: got %#x, want none", r, b)
		}
	}
}

func TestEncodeChangesTheTableWhereItMust(t *testing.T) {
	set := letters.Set{Columns: 48, Tables: map[letters.Name]byte{letters.CP852: 18, letters.CP1125: 44}}
	got, _ := set.Encode("Łódź, Київ – 5 zł", "")
	want := append(escpos.Table(18), 0x9d, 0xa2, 'd', 0xab, ',', ' ')
	want = append(append(want, escpos.Table(44)...), 0x8a, 0xa8, 0xf9, 0xa2, ' ', '-', ' ', '5', ' ', 'z')
	want = append(append(want, escpos.Table(18)...), 0x88)
	if string(got) != string(want) {
		t.Errorf("got % x, want % x", got, want)
	}
	if missing := set.Missing("Łódź Київ – „漢漢字”"); string(missing) != "漢字" {
		t.Errorf("got %q missing, want the two that no table has", string(missing))
	}
}

func TestPiecesRefuse(t *testing.T) {
	text := slip.Text{Lines: []slip.Line{{Text: "Łódź", Size: 1}}}
	if _, err := (letters.Set{Columns: 32}).Pieces(text, false); !errors.Is(err, letters.ErrLetters) || !strings.Contains(err.Error(), "Łóź") {
		t.Errorf("got %v, want the letters that are missing", err)
	}
	if _, err := (letters.Set{}).Pieces(text, false); !errors.Is(err, letters.ErrNoText) {
		t.Errorf("got %v, want ErrNoText", err)
	}
}

// FuzzPieces prints any text: no control character of it reaches the printer.
func FuzzPieces(f *testing.F) {
	f.Add("Urząd", "https://a.example/t/x", 32)
	f.Add("\x1b@\x10\x14\x08", "\x00", 16)
	f.Add("漢字 Ї", "", 48)
	f.Fuzz(func(t *testing.T, office, url string, columns int) {
		set := letters.Set{
			Columns: min(max(columns, 16), 200),
			Tables:  map[letters.Name]byte{letters.CP852: 18, letters.WPC1251: 46},
		}
		s := slip.Slip{Lang: "pl", Office: office, Number: "R 015", StatusURL: url, IssuedAt: time.Unix(0, 0).UTC()}
		pieces, err := set.Pieces(slip.Lines(s, set.Columns), false)
		if err != nil {
			return
		}
		for _, p := range pieces {
			if escpos.Hazards(p.Data) > 0 || p.Rows <= 0 {
				t.Fatalf("got % x, want no real-time commands", p.Data)
			}
		}
	})
}
