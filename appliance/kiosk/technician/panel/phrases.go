package panel

import (
	"regexp"
	"strings"
)

// phrases are the words for what the printer, the journal and the machine of updates
// say in English. Each phrase is made of others, down to those that are known whole.
type phrases struct {
	whole  map[string]string // a # stands for a number
	before map[string]string // what a phrase begins with, up to ": ", where another follows
}

// joint is what stands between two phrases, in English and in the language.
type joint struct{ said, words string }

var figures = regexp.MustCompile(`[0-9]+`)

// say puts a phrase into words. The parts that there are no words for come back in
// rest, as they were said.
func (p phrases) say(said string) (known, rest string) {
	if found, ok := filled(p.whole, said); ok {
		return found, ""
	}
	for _, j := range []joint{{"; ", "; "}, {", then ", ", potem "}, {", but ", ", ale "}} {
		if first, second, ok := strings.Cut(said, j.said); ok {
			return p.both(first, second, j)
		}
	}
	if first, second, ok := strings.Cut(said, ": "); ok {
		if found, ok := filled(p.before, first); ok {
			known, rest = p.say(second)
			return joined(found, known, ": "), rest
		}
	}
	if first, second, ok := strings.Cut(said, ", "); ok {
		return p.both(first, second, joint{", ", ", "})
	}
	return "", said
}

// both puts two phrases into words that stand beside each other.
func (p phrases) both(first, second string, j joint) (known, rest string) {
	known, rest = p.say(first)
	more, left := p.say(second)
	if known == "" && more == "" {
		return "", first + j.said + second
	}
	return joined(known, more, j.words), joined(rest, left, j.said)
}

// joined puts something between two texts, where there are two.
func joined(first, second, between string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + between + second
}

// filled finds a phrase among others and puts its numbers in.
func filled(among map[string]string, said string) (words string, ok bool) {
	words, ok = among[figures.ReplaceAllString(said, "#")]
	for _, n := range figures.FindAllString(said, -1) {
		words = strings.Replace(words, "#", n, 1)
	}
	return words, ok
}

var polishPhrases = phrases{
	whole: map[string]string{
		// How the printer is.
		"cover open": "otwarta pokrywa", "paper out": "nie ma papieru", "paper low": "papier się kończy", "cutter error": "zacięty nóż",
		"off line": "drukarka wstrzymana", "error that needs service": "błąd trwały, potrzebny serwis", "jam": "zacięcie", "head too hot": "głowica za gorąca",
		"a ticket may still be in it: an attendant must look": "może w niej być bilet, trzeba zajrzeć",
		"no port": "nie ma linii do drukarki", "being switched off and on": "drukarka wyłączana i włączana",
		"the printer is not connected": "drukarka nie jest podłączona",
		"no answer":                    "brak odpowiedzi",
		"printer stopped":              "drukarka stanęła",
		"port is gone":                 "linia do drukarki przerwana",
		"it has confirmed jobs before and does not now": "dotąd potwierdzała wydruki, teraz nie",
		"the output is not empty":                       "wylot nie jest pusty",
		"serial port is in use":                         "port jest zajęty",
		"serial port is unplugged":                      "kabel odłączony",
		"serial line takes nothing":                     "drukarka nie przyjmuje danych",
		"serial port has no hardware flow control":      "port bez sprzętowego sterowania przepływem",
		// What became of a paper.
		"job # confirmed by the printer":                           "drukarka potwierdziła wydruk #",
		"printer cleared":                                          "drukarkę wyczyszczono",
		"printer cleared before job # was done":                    "drukarkę wyczyszczono przed końcem wydruku #",
		"the rest of the ticket was never sent":                    "reszty biletu nie wysłano",
		"the printer did not say whether job # was done":           "drukarka nie podała, czy skończyła wydruk #",
		"all was sent":                                             "wysłano wszystko",
		"the printer has no way to say what became of it":          "ta drukarka nie potwierdza wydruków",
		"answered after the cut":                                   "drukarka odpowiedziała po cięciu",
		"answered after the cut, but the cutter counted #, then #": "drukarka odpowiedziała po cięciu, ale licznik noża podał #, potem #",
		"status clean":                                             "stan bez usterek",
		"status clean before and after":                            "przed drukiem i po nim bez usterek",
		"and time enough to print":                                 "a czasu na druk wystarczyło",
		"it reports nothing but its paper":                         "zgłasza tylko stan papieru",
		"cutter counted one more":                                  "licznik noża wzrósł o jeden",
		"paper in the output":                                      "bilet w wylocie",
		"the paper is in the output":                               "bilet jest w wylocie",
		"committing took too long":                                 "zapis w dzienniku trwał za długo",
		"the slip is blank":                                        "wydruk jest pusty",
		"the printer prints no pictures":                           "drukarka nie drukuje obrazów",
		"# dots on #":                                              "# punktów na #",
		"the printer confirmed it late":                            "drukarka potwierdziła później",
		"restarted with the number on the screen":                  "ponowne uruchomienie, gdy numer był na ekranie",
		"restarted while printing":                                 "ponowne uruchomienie w czasie druku",
		"on the screen":                                            "numer pokazano na ekranie",
		"the person has the paper":                                 "osoba ma bilet",
		"the answer came after the kiosk had given up":             "odpowiedź serwera przyszła za późno",
		"context deadline exceeded":                                "minął czas",
		"context canceled":                                         "przerwano",
		// What became of a deed.
		"there is no printer": "nie ma drukarki", "there is no voice": "nie ma głosu", "the ticket is not known any more": "biletu już nie ma w pamięci",
		// Why a version failed.
		"no first frame": "nie pokazała obrazu", "server not reached": "nie znalazła serwera", "printer not heard of": "drukarka się nie odezwała",
		"printer is gone, was ready":     "drukarka nie odpowiada, przedtem była gotowa",
		"printer is gone, was troubled":  "drukarka nie odpowiada, przedtem odpowiadała",
		"printer is troubled, was ready": "drukarka nie może drukować, przedtem mogła",
		"it could not be marked good":    "nie udało się jej zatwierdzić",
		"it did not start":               "nie uruchomiła się",
		"the bus is gone":                "system aktualizacji przestał odpowiadać",
		"RAUC has ended":                 "system aktualizacji przestał działać",
		"RAUC did not say why":           "system aktualizacji nie podał przyczyny",
	},
	before: map[string]string{
		"not ready": "drukarka niegotowa", "not in step": "brak synchronizacji", "probable": "prawdopodobnie",
		"stopped before printing": "przerwano przed drukiem", "the printer was not reached": "drukarka nieosiągalna",
		"at the cut": "przy cięciu", "after the cut": "po cięciu", "in piece # of #": "w części # z #",
		"write to printer": "błąd wysyłania do drukarki", "commit": "błąd zapisu w dzienniku",
		"the slip is wider than the head": "wydruk szerszy niż głowica", "install": "instalowanie",
	},
}
