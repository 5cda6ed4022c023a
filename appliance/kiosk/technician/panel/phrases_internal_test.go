package panel

import (
	"strings"
	"testing"
)

// What the technician reads in Polish of what was said in English, and what is left of it.
func TestSay(t *testing.T) {
	for said, want := range map[string][2]string{
		"job 4711 confirmed by the printer": {"drukarka potwierdziła wydruk 4711", ""},
		"job 0007 confirmed by the printer, then at the cut: no answer, paper in the output": {
			"drukarka potwierdziła wydruk 0007, potem przy cięciu: brak odpowiedzi, bilet w wylocie", "",
		},
		"at the cut: port is gone; the printer did not say whether job 4709 was done; the person has the paper": {
			"przy cięciu: linia do drukarki przerwana; drukarka nie podała, czy skończyła wydruk 4709; osoba ma bilet", "",
		},
		"in piece 2 of 5: printer stopped; the rest of the ticket was never sent; on the screen": {
			"w części 2 z 5: drukarka stanęła; reszty biletu nie wysłano; numer pokazano na ekranie", "",
		},
		"cover open, paper low; printer cleared before job 12 was done": {
			"otwarta pokrywa, papier się kończy; drukarkę wyczyszczono przed końcem wydruku 12", "",
		},
		"not ready: a ticket may still be in it: an attendant must look, paper low": {
			"drukarka niegotowa: może w niej być bilet, trzeba zajrzeć, papier się kończy", "",
		},
		"answered after the cut, but the cutter counted 5, then 7": {
			"drukarka odpowiedziała po cięciu, ale licznik noża podał 5, potem 7", "",
		},
		"probable: status clean before and after, and time enough to print, cutter counted one more": {
			"prawdopodobnie: przed drukiem i po nim bez usterek, a czasu na druk wystarczyło, licznik noża wzrósł o jeden", "",
		},
		"probable: answered after the cut; it reports nothing but its paper": {
			"prawdopodobnie: drukarka odpowiedziała po cięciu; zgłasza tylko stan papieru", "",
		},
		"the paper is in the output, but at the cut: no answer": {"bilet jest w wylocie, ale przy cięciu: brak odpowiedzi", ""},
		"at the cut: write to printer: write /dev/ttyUSB0: input/output error; printer cleared": {
			"przy cięciu: błąd wysyłania do drukarki; drukarkę wyczyszczono", "write /dev/ttyUSB0: input/output error",
		},
		"stopped before printing: commit: no space left on device; printer cleared": {
			"przerwano przed drukiem: błąd zapisu w dzienniku; drukarkę wyczyszczono", "no space left on device",
		},
		"printer is gone, was ready":                  {"drukarka nie odpowiada, przedtem była gotowa", ""},
		"install: RAUC has ended":                     {"instalowanie: system aktualizacji przestał działać", ""},
		"what nobody knows, but a man; said: 5, 6":    {"", "what nobody knows, but a man; said: 5, 6"},
		"open /dev/ttyUSB0: serial port is unplugged": {"", "open /dev/ttyUSB0: serial port is unplugged"},
		"": {"", ""},
	} {
		if known, rest := polishPhrases.say(said); known != want[0] || rest != want[1] {
			t.Errorf("%q:\ngot  %q and %q\nwant %q and %q", said, known, rest, want[0], want[1])
		}
	}
}

// Nothing is made up: what is left was said, every number is still there, and what was
// said comes to something.
func FuzzSay(f *testing.F) {
	for said := range polishPhrases.whole {
		f.Add(said)
		f.Add("at the cut: " + said + "; x, " + said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		known, rest := polishPhrases.say(said)
		for _, n := range figures.FindAllString(said, -1) {
			if !strings.Contains(known+rest, n) {
				t.Errorf("%q: %s is not in %q and %q", said, n, known, rest)
			}
		}
		if strings.Trim(said, ";:, ") != "" && known+rest == "" {
			t.Errorf("%q came to nothing", said)
		}
		if known == "" && rest != said {
			t.Errorf("%q became %q", said, rest)
		}
	})
}
