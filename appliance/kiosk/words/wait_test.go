package words_test

import (
	"testing"

	"numerek/appliance/kiosk/words"
)

func TestWait_is_written_and_spoken_in_four_languages(t *testing.T) {
	for _, c := range []struct {
		from, to        int
		lang            string
		written, spoken string
	}{
		{15, 25, "pl", "ok. 15–25 min", "około 15 do 25 minut"},
		{15, 15, "pl", "ok. 15 min", "około 15 minut"},
		{0, 5, "pl", "do 5 min", "do 5 minut"},
		{1, 1, "pl", "ok. 1 min", "około 1 minuty"},
		{2, 22, "pl", "ok. 2–22 min", "około 2 do 22 minut"},
		{0, 0, "pl", "do 1 min", "do 1 minuty"},
		{-3, -1, "pl", "do 1 min", "do 1 minuty"},
		{30, 20, "pl", "ok. 30 min", "około 30 minut"},
		{15, 25, "en", "about 15–25 min", "about 15 to 25 minutes"},
		{0, 1, "en", "up to 1 min", "up to 1 minute"},
		{7, 7, "en", "about 7 min", "about 7 minutes"},
		{15, 25, "de", "ca. 15–25 Min.", "etwa 15 bis 25 Minuten"},
		{1, 1, "de", "ca. 1 Min.", "etwa 1 Minute"},
		{0, 5, "de", "bis 5 Min.", "bis zu 5 Minuten"},
		{15, 25, "uk", "близько 15–25 хв", "приблизно від 15 до 25 хвилин"},
		{15, 21, "uk", "близько 15–21 хв", "приблизно від 15 до 21 хвилини"},
		{11, 11, "uk", "близько 11 хв", "близько 11 хвилин"},
		{21, 21, "uk", "близько 21 хв", "близько 21 хвилини"},
		{22, 22, "uk", "близько 22 хв", "близько 22 хвилин"},
		{0, 111, "uk", "до 111 хв", "до 111 хвилин"},
		{0, 1, "uk", "до 1 хв", "до 1 хвилини"},
	} {
		in := words.In(c.lang)
		if got := words.Plain(in.Wait(c.from, c.to)); got != c.written {
			t.Errorf("%s %d–%d: wrote %q, want %q", c.lang, c.from, c.to, got, c.written)
		}
		if got := words.Plain(in.SpokenWait(c.from, c.to)); got != c.spoken {
			t.Errorf("%s %d–%d: said %q, want %q", c.lang, c.from, c.to, got, c.spoken)
		}
	}
}

func TestBefore_says_how_many_and_how_long(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		wait string
		want string
	}{
		{"pl", 4, "ok. 15–25 min", "Przed Tobą: 4 osoby, ok. 15–25 min"},
		{"pl", 4, "", "Przed Tobą: 4 osoby"},
		{"pl", 0, "", "Nikt przed Tobą nie czeka"},
		{"pl", 0, "do 5 min", "Nikt przed Tobą nie czeka, do 5 min"}, // as it is spoken
		{"uk", 21, "до 5 хв", "Перед Вами: 21 особа, до 5 хв"},
	} {
		if got := words.Plain(words.In(c.lang).Before(c.n, c.wait)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestSpokenNumber_has_no_leading_zeros_and_names_letters(t *testing.T) {
	for _, c := range []struct{ lang, number, want string }{
		{"pl", "R 015", "er 15"},
		{"pl", "Z 001", "zet 1"}, // not "z", which is a word
		{"pl", "W 1015", "wu 1015"},
		{"pl", "A 100", "a 100"},
		{"pl", "RX 020", "er iks 20"},
		{"pl", "Ł 003", "Ł 3"},
		{"pl", "R\u2009000", "er 0"},
		{"uk", "R 015", "ер 15"},
		{"uk", "W 021", "дубль-ве 21"},
		{"en", "A 015", "ay 15"}, // not the article
		{"en", "R 015", "R 15"},
		{"de", "R 015", "R 15"},
	} {
		if got := words.In(c.lang).SpokenNumber(c.number); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.number, got, c.want)
		}
	}
}
