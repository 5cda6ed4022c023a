package translations

import (
	"strconv"
	"sync"
)

// Texts are the words of the pages in one language. Every field must be set.
type Texts struct {
	Code string // "pl"
	Name string // of the language, in itself

	YourNumber  string
	Service     string
	Place       string
	IssuedAt    string
	UpdatedAt   string
	Priority    string
	OtherPages  string // the choice of languages
	DemoClock   string
	NotFound    string
	NotFoundWhy string
	Broken      string
	BrokenWhy   string

	Busy      State // too many came at once
	TryAgain  string
	Help      string // before the telephone for help
	Statement string // the accessibility statement

	Phone   Phone
	Booking Booking

	HomeTitle    string
	TakeATicket  string // tickets are at the kiosks
	WaitingNow   string
	NobodyWaits  string // answers WaitingNow: "nikt"
	Kiosks       string
	Hours        string
	Offices      string
	ClosedAllDay string
	Weekdays     [7]string // Monday first

	people plural // "osoba", "osoby", "osób"
	form   func(int) int
}

// State is how a page speaks of what became of a ticket. Its texts are patterns.
type State struct {
	Title string
	What  string // what to do now
}

// plural holds the forms of a word: one, few, many.
type plural [3]string

// People writes a number of people, "4 osoby".
func (t *Texts) People(n int) string { return strconv.Itoa(n) + "\u00a0" + t.people[t.form(n)] }

const (
	one = iota
	few
	many
)

// germanic is the rule of English and German.
func germanic(n int) int {
	if n == 1 {
		return one
	}
	return many
}

// polish: 1 osoba; 2 to 4, 22 to 24, ... osoby; all others osób.
func polish(n int) int {
	switch {
	case n == 1:
		return one
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return few
	}
	return many
}

// ukrainian is the Polish rule, but 21, 31, ... count like 1.
func ukrainian(n int) int {
	if n%10 == 1 && n%100 != 11 {
		return one
	}
	return polish(n)
}

// tables holds the texts by language, made once.
var tables = sync.OnceValue(func() map[string]*Texts {
	return map[string]*Texts{"pl": polishTexts(), "en": englishTexts(), "uk": ukrainianTexts(), "de": germanTexts()}
})

// In returns the texts of a language, or of the first that there are texts for.
// Without any it returns the Polish ones. They are shared and not to be changed.
func In(languages ...string) *Texts {
	for _, l := range languages {
		if t, ok := tables()[l]; ok {
			return t
		}
	}
	return tables()["pl"]
}

// Languages lists the codes that there are texts for.
func Languages() []string { return []string{"pl", "en", "uk", "de"} }
