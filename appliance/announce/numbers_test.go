package announce_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"numerek/appliance/announce"
)

// values is what each word counts, written down apart from the program's own
// tables: a number is right when its words add up to it, largest first, in the
// form that the language asks for.
var values = map[string]map[string]int{
	"pl": counted(`
		jeden 1 dwa 2 trzy 3 cztery 4 pięć 5 sześć 6 siedem 7 osiem 8 dziewięć 9 dziesięć 10 jedenaście 11 dwanaście 12
		trzynaście 13 czternaście 14 piętnaście 15 szesnaście 16 siedemnaście 17 osiemnaście 18 dziewiętnaście 19
		dwadzieścia 20 trzydzieści 30 czterdzieści 40 pięćdziesiąt 50 sześćdziesiąt 60 siedemdziesiąt 70 osiemdziesiąt 80
		dziewięćdziesiąt 90 sto 100 dwieście 200 trzysta 300 czterysta 400 pięćset 500 sześćset 600 siedemset 700 osiemset 800
		dziewięćset 900`),
	"uk": counted(`
		один 1 два 2 дві 2 три 3 чотири 4 п'ять 5 шість 6 сім 7 вісім 8 дев'ять 9 десять 10 одинадцять 11 дванадцять 12
		тринадцять 13 чотирнадцять 14 п'ятнадцять 15 шістнадцять 16 сімнадцять 17 вісімнадцять 18 дев'ятнадцять 19 двадцять 20
		тридцять 30 сорок 40 п'ятдесят 50 шістдесят 60 сімдесят 70 вісімдесят 80 дев'яносто 90 сто 100 двісті 200 триста 300
		чотириста 400 п'ятсот 500 шістсот 600 сімсот 700 вісімсот 800 дев'ятсот 900`),
	"en": counted(`
		one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14
		fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70
		eighty 80 ninety 90`),
	"de": counted(`
		eins 1 ein 1 zwei 2 drei 3 vier 4 fünf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwölf 12 dreizehn 13 vierzehn 14
		fünfzehn 15 sechzehn 16 siebzehn 17 achtzehn 18 neunzehn 19 zwanzig 20 dreißig 30 vierzig 40 fünfzig 50 sechzig 60
		siebzig 70 achtzig 80 neunzig 90`),
}

func counted(text string) map[string]int {
	out := map[string]int{}
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i += 2 {
		n := 0
		for _, d := range fields[i+1] {
			n = 10*n + int(d-'0')
		}
		out[fields[i]] = n
	}
	return out
}

// slavic reads words in which hundreds have a word of their own.
func slavic(t *testing.T, words []string, lang, one, few, many string) int {
	t.Helper()
	total, smallest := 0, 1<<30
	for _, word := range words {
		v, ok := values[lang][word]
		switch {
		case word == one:
			if total != 0 {
				t.Fatalf("%q: %s is 1000 and stands first", words, one)
			}
			v = 1000
		case word == few || word == many:
			// The rule of the plural, for the number before it.
			if wantFew := total%10 >= 2 && total%10 <= 4 && (total%100 < 12 || total%100 > 14); wantFew != (word == few) {
				t.Fatalf("%q: wrong form of thousand", words)
			}
			if slices.Contains(words, "два") && lang == "uk" && words[0] == "два" {
				t.Fatalf("%q: a thousand is feminine", words)
			}
			total, smallest = 1000*total, 1000
			continue
		case !ok:
			t.Fatalf("%q: %q is no numeral", words, word)
		}
		if v >= smallest || smallest < 20 || smallest < 100 && v > 9 {
			t.Fatalf("%q: %q stands too late", words, word)
		}
		total, smallest = total+v, v
	}
	return total
}

// english reads "two thousand one hundred and fifteen".
func english(t *testing.T, words []string) int {
	t.Helper()
	text := " " + strings.Join(words, " ") + " "
	below100 := func(s string) int {
		n, fields := 0, strings.Fields(s)
		if len(fields) == 2 && (values["en"][fields[0]] < 20 || values["en"][fields[1]] > 9) || len(fields) > 2 {
			t.Fatalf("%q: %q is no number under 100", text, s)
		}
		for _, f := range fields {
			v, ok := values["en"][f]
			if !ok {
				t.Fatalf("%q: %q is no numeral", text, f)
			}
			n += v
		}
		return n
	}
	n, rest := 0, text
	for _, power := range []struct {
		word string
		v    int
	}{{" thousand ", 1000}, {" hundred ", 100}} {
		if before, after, ok := strings.Cut(rest, power.word); ok {
			n += below100(before) * power.v
			rest = " " + after
		}
	}
	if after, ok := strings.CutPrefix(rest, " and "); ok != (n > 0 && strings.TrimSpace(rest) != "") {
		t.Fatalf("%q: \"and\" stands before the last two digits and nowhere else", text)
	} else if ok {
		rest = after
	}
	return n + below100(rest)
}

// german reads "einhundert" "fünfundzwanzig".
func german(t *testing.T, words []string) int {
	t.Helper()
	total := 0
	for _, word := range words {
		if unit, ok := strings.CutSuffix(word, "tausend"); ok {
			total += 1000 * values["de"][unit]
		} else if unit, ok := strings.CutSuffix(word, "hundert"); ok {
			total += 100 * values["de"][unit]
		} else if unit, ten, ok := strings.Cut(word, "und"); ok {
			total += values["de"][unit] + values["de"][ten]
		} else {
			total += values["de"][word]
		}
		if word == "eins" && total%100 != 1 || strings.HasPrefix(word, "eins") && word != "eins" || word == "ein" {
			t.Fatalf("%q: eins stands alone, ein before another", words)
		}
	}
	return total
}

func TestNumber_every_one(t *testing.T) {
	read := map[string]func([]string) int{
		"pl": func(w []string) int { return slavic(t, w, "pl", "tysiąc", "tysiące", "tysięcy") },
		"uk": func(w []string) int { return slavic(t, w, "uk", "тисяча", "тисячі", "тисяч") },
		"en": func(w []string) int { return english(t, w) },
		"de": func(w []string) int { return german(t, w) },
	}
	for _, lang := range announce.Languages() {
		t.Run(lang, func(t *testing.T) {
			clips := map[string]bool{}
			for _, w := range announce.Clips(lang) {
				clips[w.Clip] = true
			}
			seen := map[string]int{}
			for n := 1; n <= announce.MaxNumber; n++ {
				phrases, err := announce.Number(lang, n)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range phrases {
					if !clips[announce.ClipName(p)] {
						t.Fatalf("%d: %q is in no clip", n, p)
					}
				}
				said := strings.Join(phrases, " ")
				if got := read[lang](strings.Fields(said)); got != n {
					t.Fatalf("%d is spelled %q, which is %d", n, said, got)
				}
				if other, ok := seen[said]; ok {
					t.Fatalf("%d and %d are spelled alike: %q", n, other, said)
				}
				seen[said] = n
			}
		})
	}
}

func TestNumber_tricky_ones(t *testing.T) {
	for lang, cases := range map[string]map[int]string{
		"pl": {
			0: "zero", 1: "jeden", 2: "dwa", 12: "dwanaście", 15: "piętnaście", 16: "szesnaście", 19: "dziewiętnaście", 21: "dwadzieścia jeden",
			60: "sześćdziesiąt", 100: "sto", 101: "sto jeden", 112: "sto dwanaście", 200: "dwieście", 222: "dwieście dwadzieścia dwa",
			999: "dziewięćset dziewięćdziesiąt dziewięć", 1000: "tysiąc", 1001: "tysiąc jeden", 2000: "dwa tysiące", 4444: "cztery tysiące czterysta czterdzieści cztery",
			5000: "pięć tysięcy", 5012: "pięć tysięcy dwanaście", 9999: "dziewięć tysięcy dziewięćset dziewięćdziesiąt dziewięć",
		},
		"uk": {
			0: "нуль", 1: "один", 2: "два", 11: "одинадцять", 15: "п'ятнадцять", 40: "сорок", 50: "п'ятдесят", 90: "дев'яносто", 101: "сто один",
			200: "двісті", 542: "п'ятсот сорок два", 1000: "тисяча", 1002: "тисяча два", 2000: "дві тисячі", 2002: "дві тисячі два", 4100: "чотири тисячі сто",
			5001: "п'ять тисяч один", 9999: "дев'ять тисяч дев'ятсот дев'яносто дев'ять",
		},
		"en": {
			0: "zero", 13: "thirteen", 15: "fifteen", 40: "forty", 21: "twenty one", 100: "one hundred", 101: "one hundred and one", 115: "one hundred and fifteen",
			999: "nine hundred and ninety nine", 1000: "one thousand", 1005: "one thousand and five", 1100: "one thousand one hundred",
			2345: "two thousand three hundred and forty five", 9999: "nine thousand nine hundred and ninety nine",
		},
		"de": {
			0: "null", 1: "eins", 12: "zwölf", 16: "sechzehn", 17: "siebzehn", 21: "einundzwanzig", 30: "dreißig", 31: "einunddreißig", 66: "sechsundsechzig",
			77: "siebenundsiebzig", 100: "einhundert", 101: "einhundert eins", 121: "einhundert einundzwanzig", 200: "zweihundert", 1000: "eintausend",
			1001: "eintausend eins", 6016: "sechstausend sechzehn", 9999: "neuntausend neunhundert neunundneunzig",
		},
	} {
		for n, want := range cases {
			if got, err := announce.Number(lang, n); err != nil || strings.Join(got, " ") != want {
				t.Errorf("%s %d: got %q, %v, want %q", lang, n, strings.Join(got, " "), err, want)
			}
		}
	}
	for _, n := range []int{-1, announce.MaxNumber + 1} {
		if _, err := announce.Number("pl", n); !errors.Is(err, announce.ErrNumber) {
			t.Errorf("%d: got %v, want %v", n, err, announce.ErrNumber)
		}
	}
	if _, err := announce.Number("la", 1); !errors.Is(err, announce.ErrLanguage) {
		t.Errorf("Latin: got %v, want %v", err, announce.ErrLanguage)
	}
}

func TestLetter(t *testing.T) {
	want := map[string]string{
		"pl": "a be ce de e ef gie ha i jot ka el em en o pe ku er es te u fał wu iks igrek zet",
		"uk": "а бе це де е еф ґе га і йот ка ел ем ен о пе ку ер ес те у ве дубль-ве ікс ігрек зет",
		"en": "ay bee see dee ee ef gee aych eye jay kay el em en oh pee queue ar ess tee you vee double-you ex why zed",
		"de": "Ah Beh Zeh Deh Eh Äff Ge Hah I Jott Kah El Emm Enn O Peh Kuh Err Es Tee Uh Vau Wee Iks Ypsilon Zett",
	}
	for _, lang := range announce.Languages() {
		clips := map[string]string{}
		for _, w := range announce.Clips(lang) {
			clips[w.Clip] = w.Text
		}
		seen := map[string]bool{}
		for i, name := range strings.Fields(want[lang]) {
			letter := 'A' + rune(i)
			got, err := announce.Letter(lang, letter)
			if err != nil || strings.ReplaceAll(got, " ", "-") != name || seen[got] {
				t.Errorf("%s %c: got %q, %v, want %q", lang, letter, got, err, name)
			}
			seen[got] = true
			if clip := "letter-" + strings.ToLower(string(letter)); clips[clip] != got {
				t.Errorf("clip %s/%s says %q, want %q", lang, clip, clips[clip], got)
			}
		}
		if len(seen) != 26 {
			t.Errorf("%s: %d letters, want 26", lang, len(seen))
		}
	}
	for _, letter := range []rune{'a', 'Ł', '1', 'Z' + 1} {
		if _, err := announce.Letter("pl", letter); !errors.Is(err, announce.ErrLetter) {
			t.Errorf("%q: got %v, want %v", letter, err, announce.ErrLetter)
		}
	}
	if _, err := announce.Letter("la", 'A'); !errors.Is(err, announce.ErrLanguage) {
		t.Errorf("Latin: got %v, want %v", err, announce.ErrLanguage)
	}
}
