package gsm_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"numerek/central/notify/gsm"
)

func TestParts(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		coding gsm.Coding
		length int
		parts  int
	}{
		"empty":                     {"", gsm.GSM7, 0, 1},
		"whole_message":             {strings.Repeat("a", 160), gsm.GSM7, 160, 1},
		"one_too_many":              {strings.Repeat("a", 161), gsm.GSM7, 161, 2},
		"two_full_parts":            {strings.Repeat("a", 306), gsm.GSM7, 306, 2},
		"three":                     {strings.Repeat("a", 307), gsm.GSM7, 307, 3},
		"extended_counts_twice":     {strings.Repeat("€", 80), gsm.GSM7, 160, 1},
		"extended_over":             {strings.Repeat("€", 80) + "a", gsm.GSM7, 161, 2},
		"extended_is_not_cut":       {strings.Repeat("a", 152) + strings.Repeat("€", 77), gsm.GSM7, 306, 3},
		"german":                    {"Straße, Grüße, Äpfel", gsm.GSM7, 20, 1},
		"polish_mark":               {"ó", gsm.UCS2, 1, 1},
		"ukrainian":                 {strings.Repeat("ї", 70), gsm.UCS2, 70, 1},
		"ukrainian_over":            {strings.Repeat("ї", 71), gsm.UCS2, 71, 2},
		"ukrainian_two_full":        {strings.Repeat("ї", 134), gsm.UCS2, 134, 2},
		"ukrainian_three":           {strings.Repeat("ї", 135), gsm.UCS2, 135, 3},
		"pairs_count_twice":         {strings.Repeat("😀", 35), gsm.UCS2, 70, 1},
		"pair_is_not_cut":           {strings.Repeat("ї", 66) + strings.Repeat("😀", 34), gsm.UCS2, 134, 3},
		"backtick_is_not_in_it":     {"`", gsm.UCS2, 1, 1},
		"escape_is_no_character":    {"\x1b", gsm.UCS2, 1, 1},
		"line_ends_are_characters":  {"a\r\nb", gsm.GSM7, 4, 1},
		"greek_capitals_are_in_it":  {"ΔΦΓΛΩΠΨΣΘΞ", gsm.GSM7, 10, 1},
		"cedilla_is_capital_only":   {"Ç", gsm.GSM7, 1, 1},
		"cedilla_is_capital_only_2": {"ç", gsm.UCS2, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := gsm.Encoding(c.text); got != c.coding {
				t.Errorf("got coding %s, want %s", got, c.coding)
			}
			if got := gsm.Length(c.text); got != c.length {
				t.Errorf("got length %d, want %d", got, c.length)
			}
			if got := gsm.Parts(c.text); got != c.parts {
				t.Errorf("got %d parts, want %d", got, c.parts)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"Zażółć gęślą jaźń":       "Zazolc gesla jazn",
		"ZAŻÓŁĆ GĘŚLĄ JAŹŃ":       "ZAZOLC GESLA JAZN",
		"„Ślub – dokumenty”…":     `"Slub - dokumenty"...`,
		"w\u00a0USC, 8\u202f000":  "w USC, 8 000",
		"Grundstücke, Eheschließ": "Grundstücke, Eheschließ",
		"Кошалін":                 "Кошалін",
	} {
		if got := gsm.Plain(text); got != want {
			t.Errorf("Plain(%q): got %q, want %q", text, got, want)
		}
	}
}

// The example is that of the standard's own packing, known to every tool.
func TestPack(t *testing.T) {
	code, err := gsm.Encode("hellohello")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(gsm.Pack(code, 0)), "e8329bfd4697d9ec37"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := gsm.Unpack([]byte{1}, 2, 0); !errors.Is(err, gsm.ErrMalformed) {
		t.Errorf("two septets of one octet: got %v, want %v", err, gsm.ErrMalformed)
	}
}

// The whole alphabet, as the standard numbers it.
func TestAlphabet(t *testing.T) {
	var all []byte
	for b := range byte(0x80) {
		if b != 0x1b {
			all = append(all, b)
		}
	}
	text, err := gsm.Decode(all)
	if err != nil {
		t.Fatal(err)
	}
	if n := utf8.RuneCountInString(text); n != 127 {
		t.Errorf("got %d characters, want 127", n)
	}
	for at, want := range map[byte]rune{0x00: '@', 0x11: '_', 0x20: ' ', 0x24: '¤', 0x40: '¡', 0x5b: 'Ä', 0x60: '¿', 0x7f: 'à'} {
		if got, err := gsm.Decode([]byte{at}); err != nil || got != string(want) {
			t.Errorf("septet 0x%02x: got %q, %v, want %q", at, got, err, want)
		}
	}
	back, err := gsm.Encode(text)
	if err != nil || !bytes.Equal(back, all) {
		t.Errorf("got % x, %v, want % x", back, err, all)
	}
	for second, want := range map[byte]string{0x65: "€", 0x14: "^", 0x40: "|", 0x41: "A", 0x1b: " "} {
		if got, err := gsm.Decode([]byte{0x1b, second}); err != nil || got != want {
			t.Errorf("escape 0x%02x: got %q, %v, want %q", second, got, err, want)
		}
	}
	if got, err := gsm.Decode([]byte{'a', 0x1b}); err != nil || got != "a " {
		t.Errorf("escape at the end: got %q, %v", got, err)
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{"", "Zażółć", "a€b[c]", "Кошалін", "😀", "\x1b", "\xff", strings.Repeat("ab€", 120)} {
		f.Add(s, 0)
	}
	f.Fuzz(func(t *testing.T, text string, fill int) {
		fill = (fill%7 + 7) % 7
		parts := gsm.Split(text)
		if strings.Join(parts, "") != text {
			t.Fatalf("the parts are not the whole: %q of %q", parts, text)
		}
		coding := gsm.Encoding(text)
		single, part := coding.Limits()
		if len(parts) == 1 {
			part = single
		}
		for _, p := range parts {
			switch coding {
			case gsm.GSM7:
				code, err := gsm.Encode(p)
				if err != nil || len(code) > part {
					t.Fatalf("part %q has %d septets, %v", p, len(code), err)
				}
				code, err = gsm.Unpack(gsm.Pack(code, fill), len(code), fill)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := gsm.Decode(code); err != nil || got != p {
					t.Fatalf("got %q, %v, want %q", got, err, p)
				}
			case gsm.UCS2:
				octets := gsm.EncodeUCS2(p)
				if len(octets) > 2*part {
					t.Fatalf("part %q has %d octets", p, len(octets))
				}
				if got, err := gsm.DecodeUCS2(octets); err != nil || got != strings.ToValidUTF8(p, "\ufffd") && utf8.ValidString(p) {
					t.Fatalf("got %q, %v, want %q", got, err, p)
				}
			}
		}
		if p := gsm.Plain(text); gsm.Plain(p) != p {
			t.Errorf("Plain is not at rest: %q", p)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x1b, 0x1b, 0x65}, 3)
	f.Add([]byte{0xff}, 1)
	f.Fuzz(func(t *testing.T, octets []byte, n int) {
		if code, err := gsm.Unpack(octets, n%1000, 1); err == nil {
			if text, err := gsm.Decode(code); err != nil || !utf8.ValidString(text) {
				t.Errorf("got %q, %v", text, err)
			}
		}
		_, _ = gsm.Decode(octets)
		if text, err := gsm.DecodeUCS2(octets); err == nil && !utf8.ValidString(text) {
			t.Errorf("got %q", text)
		}
	})
}
