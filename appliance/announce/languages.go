package announce

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// language is what is known of one: how it counts and spells, and how it calls.
type language struct {
	numerals numerals
	letters  []string // the names of A to Z
	sentence Sentence // the one that has a clip for every word
}

// languages are those with clips.
var languages = map[string]language{"pl": polish(), "en": english(), "uk": ukrainian(), "de": german()}

// Languages are those in which calls can be spoken, in alphabetical order.
func Languages() []string { return slices.Sorted(maps.Keys(languages)) }

// Letter is the name of a letter from A to Z: "er". Errors are ErrLanguage and
// ErrLetter.
func Letter(language string, letter rune) (string, error) {
	l, ok := languages[language]
	if !ok {
		return "", fmt.Errorf("%w: %q", ErrLanguage, language)
	}
	if letter < 'A' || letter > 'Z' {
		return "", fmt.Errorf("%w: %q", ErrLetter, letter)
	}
	return l.letters[letter-'A'], nil
}

func polish() language {
	return language{
		numerals: numerals{
			small: strings.Fields(`zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć
				jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście`),
			tens:     strings.Fields("dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"),
			hundreds: strings.Fields("sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset"),
			thousands: []string{
				"tysiąc", "dwa tysiące", "trzy tysiące", "cztery tysiące",
				"pięć tysięcy", "sześć tysięcy", "siedem tysięcy", "osiem tysięcy", "dziewięć tysięcy",
			},
		},
		letters: strings.Fields("a be ce de e ef gie ha i jot ka el em en o pe ku er es te u fał wu iks igrek zet"),
		sentence: Sentence{
			Call:   "Numer {letter} {number}, proszę do {place} numer {desk}.",
			Places: map[string]string{"stanowisko": "stanowiska", "pokój": "pokoju", "okienko": "okienka", "kasa": "kasy"},
		},
	}
}

func ukrainian() language {
	return language{
		numerals: numerals{
			small: strings.Fields(`нуль один два три чотири п'ять шість сім вісім дев'ять десять
				одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять`),
			tens:     strings.Fields("двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто"),
			hundreds: strings.Fields("сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот"),
			thousands: []string{ // a feminine noun: дві
				"тисяча", "дві тисячі", "три тисячі", "чотири тисячі",
				"п'ять тисяч", "шість тисяч", "сім тисяч", "вісім тисяч", "дев'ять тисяч",
			},
		},
		letters: strings.Fields("а бе це де е еф ґе га і йот ка ел ем ен о пе ку ер ес те у ве дубль-ве ікс ігрек зет"),
		sentence: Sentence{
			Call:   "Номер {letter} {number}, прошу до {place} номер {desk}.",
			Places: map[string]string{"stanowisko": "віконця", "pokój": "кабінету", "okienko": "віконця", "kasa": "каси"},
		},
	}
}

func english() language {
	small := strings.Fields(`zero one two three four five six seven eight nine ten
		eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`)
	var hundreds, thousands []string
	for _, n := range small[1:10] {
		hundreds, thousands = append(hundreds, n+" hundred"), append(thousands, n+" thousand")
	}
	return language{
		numerals: numerals{
			small:     small,
			tens:      strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety"),
			hundreds:  hundreds,
			thousands: thousands,
			and:       "and",
		},
		// Spelled so that the engine says what it says for the letter itself, which
		// it reads as a word ("a") where others follow.
		letters: []string{
			"ay", "bee", "see", "dee", "ee", "ef", "gee", "aych", "eye", "jay", "kay", "el", "em", "en", "oh", "pee", "queue",
			"ar", "ess", "tee", "you", "vee", "double you", "ex", "why", "zed",
		},
		sentence: Sentence{
			Call:   "Number {letter} {number}, please go to {place} number {desk}.",
			Places: map[string]string{"stanowisko": "desk", "pokój": "room", "okienko": "window", "kasa": "cash desk"},
		},
	}
}

func german() language {
	small := strings.Fields(`null eins zwei drei vier fünf sechs sieben acht neun zehn
		elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn`)
	// The ones that stand before another part of the word: einhundert, einundzwanzig.
	units := append([]string{"ein"}, small[2:10]...)
	for ten := range strings.FieldsSeq("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig") {
		small = append(small, ten)
		for _, unit := range units {
			small = append(small, unit+"und"+ten)
		}
	}
	var hundreds, thousands []string
	for _, unit := range units {
		hundreds, thousands = append(hundreds, unit+"hundert"), append(thousands, unit+"tausend")
	}
	return language{
		numerals: numerals{
			small:     small,
			hundreds:  hundreds,
			thousands: thousands,
		},
		// As above.
		letters: []string{
			"Ah", "Beh", "Zeh", "Deh", "Eh", "Äff", "Ge", "Hah", "I", "Jott", "Kah", "El", "Emm", "Enn", "O", "Peh", "Kuh",
			"Err", "Es", "Tee", "Uh", "Vau", "Wee", "Iks", "Ypsilon", "Zett",
		},
		sentence: Sentence{
			Call:   "Nummer {letter} {number}, bitte zu {place} Nummer {desk}.",
			Places: map[string]string{"stanowisko": "Schalter", "pokój": "Zimmer", "okienko": "Schalter", "kasa": "Kasse"},
		},
	}
}
