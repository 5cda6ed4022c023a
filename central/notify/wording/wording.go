// Package wording holds the words of messages that no office has to write: the
// days in each language, texts for offices that have none of their own, and
// mail. It fills texts with values. It is pure and knows no office.
package wording

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"numerek/central/notify/gsm"
)

// Kinds of messages, by the words of the office file and the database.
const (
	Confirm      = "confirm"       // a booking's code; typing it on the page confirms
	Remind       = "remind"        // of the visit, with the code
	Cancelled    = "cancelled"     // by the citizen
	OfficeCancel = "office_cancel" // by the office
	Moved        = "moved"
	Almost       = "almost" // the ticket is nearly called
	Called       = "called"
	NoShow       = "noshow" // the visit or the ticket was missed
	Offer        = "offer"  // an earlier slot is free
)

// Kinds returns all kinds, in the order of the office file.
func Kinds() []string {
	return []string{Confirm, Remind, Cancelled, OfficeCancel, Moved, Almost, Called, NoShow, Offer}
}

// Braces returns the placeholders of a text for SMS, in order of the alphabet.
func Braces() []string {
	return []string{"{b}", "{c}", "{d}", "{e}", "{help}", "{k}", "{loc}", "{m}", "{n}", "{q}", "{s}", "{t}", "{u}"}
}

// Values are what stands in a text for its placeholders. All are written already.
type Values struct {
	Day      string // {d}, of [Day]
	Time     string // {t}
	From     string // {e}: the earliest check-in; in an offer, until when it holds
	Code     string // {c}
	Link     string // {u}: the personal one
	Booking  string // {b}: the booking page
	Service  string // {s}
	Location string // {loc}
	Ticket   string // {k}
	Before   string // {q}: people
	Minutes  string // {m}
	Desk     string // {n}
	Help     string // {help}: telephone
	Office   string // {office}: its name, in mail only
}

// of is what a placeholder stands for.
func (v Values) of(word string) (value string, known bool) {
	switch word {
	case "d":
		return v.Day, true
	case "t":
		return v.Time, true
	case "e":
		return v.From, true
	case "c":
		return v.Code, true
	case "u":
		return v.Link, true
	case "b":
		return v.Booking, true
	case "s":
		return v.Service, true
	case "loc":
		return v.Location, true
	case "k":
		return v.Ticket, true
	case "q":
		return v.Before, true
	case "m":
		return v.Minutes, true
	case "n":
		return v.Desk, true
	case "help":
		return v.Help, true
	case "office":
		return v.Office, true
	default:
		return "", false
	}
}

// fill leaves braces that it does not know as they are.
func (v Values) fill(text string) string {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		out.WriteString(before)
		if !open {
			return out.String()
		}
		word, after, closed := strings.Cut(rest, "}")
		if value, known := v.of(word); closed && known {
			out.WriteString(value)
			text = after
		} else {
			out.WriteByte('{')
			text = rest
		}
	}
}

// SMS fills the first of some texts, the longest first, that goes into one
// message; else the last. Where a text can be written in the alphabet of short
// messages without marks, it is.
func SMS(texts []string, v Values) string {
	out := ""
	for _, text := range texts {
		out = v.fill(text)
		if plain := gsm.Plain(out); gsm.Encoding(plain) == gsm.GSM7 {
			out = plain
		}
		if gsm.Parts(out) == 1 {
			return out
		}
	}
	return out
}

// Day writes a day for SMS: "wt 24.11", "Tue 24 Nov", "Di 24.11.", "вт 24.11". A
// language without words of its own gets the figures.
func Day(lang string, at time.Time) string {
	words, ok := days[lang]
	if !ok {
		return at.Format("2.01")
	}
	short := words.short[at.Weekday()]
	if lang == "en" {
		return short + at.Format(" 2 Jan")
	}
	if lang == "de" {
		return short + at.Format(" 2.01.")
	}
	return short + at.Format(" 2.01")
}

// LongestDay returns the day that takes most room in a language.
func LongestDay(lang string) string {
	longest := ""
	for n := range 366 {
		at := time.Date(2028, 1, 1+n, 12, 0, 0, 0, time.UTC)
		if day := gsm.Plain(Day(lang, at)); gsm.Length(day) > gsm.Length(longest) {
			longest = day
		}
	}
	return longest
}

// LongDay writes a day for mail: "wtorek, 24 listopada 2026".
func LongDay(lang string, at time.Time) string {
	words, ok := days[lang]
	if !ok {
		return at.Format(time.DateOnly)
	}
	dot := ""
	if lang == "de" {
		dot = "."
	}
	return fmt.Sprintf("%s, %d%s %s %d", words.long[at.Weekday()], at.Day(), dot, words.months[at.Month()-1], at.Year())
}

// Code writes a code as it is read: "482 9151".
func Code(code string) string {
	if len(code) < 7 || strings.Contains(code, " ") {
		return code
	}
	return code[:3] + " " + code[3:]
}

// Languages returns the languages that have words of their own.
func Languages() []string { return []string{"pl", "en", "uk", "de"} }

// Texts returns the built-in texts of a kind for SMS, the longest first; none
// where the language has none.
func Texts(lang, kind string) []string { return slices.Clone(texts[lang][kind]) }

// MailText is a letter with its placeholders.
type MailText struct{ Subject, Body string }

// Mail returns the letter of a kind, filled; ok is false where the language has
// none. A line whose value is empty is left out.
func Mail(lang, kind string, v Values) (m MailText, ok bool) {
	l, ok := mails[lang]
	if !ok {
		return MailText{}, false
	}
	m, ok = l[kind]
	if !ok {
		return MailText{}, false
	}
	var lines []string
	for line := range strings.SplitSeq(m.Body, "\n") {
		filled := v.fill(line)
		if filled != line && strings.HasSuffix(strings.TrimRight(filled, " "), ":") && !strings.HasSuffix(line, ":") {
			continue // it ends where its value should stand
		}
		lines = append(lines, filled)
	}
	return MailText{Subject: v.fill(m.Subject), Body: strings.Join(lines, "\n")}, true
}

type dayWords struct {
	short, long [7]string // from Sunday
	months      [12]string
}

var days = map[string]dayWords{
	"pl": {
		short:  [7]string{"nd", "pn", "wt", "sr", "cz", "pt", "so"},
		long:   [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
		months: [12]string{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"},
	},
	"en": {
		short:  [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		long:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	},
	"uk": {
		short:  [7]string{"нд", "пн", "вт", "ср", "чт", "пт", "сб"},
		long:   [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота"},
		months: [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
	},
	"de": {
		short:  [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		long:   [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	},
}
