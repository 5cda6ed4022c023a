package slip

import (
	"fmt"
	"strconv"
	"time"
)

// words is everything that a slip says by itself in one language.
type words struct {
	people   func(n int) string // "4 osoby"
	ahead    string             // "Przed Tobą: %s"
	nobody   string             // nobody waits before: a fact, where "you are next" would be a promise
	priority string
	follow   string // beside the QR
	copied   string // on every paper after the first
	date     string // weekday, day, month, year, clock; a line breaks after the weekday only
	weekdays [7]string
	months   [12]string
}

// vocabulary is the words in lang; languages that the slip does not speak get
// English, because a slip in a foreign language is better than none.
func vocabulary(lang string) words {
	switch lang {
	case "pl":
		return words{
			people:   func(n int) string { return counted(n, slavic(n), "osoba", "osoby", "osób") },
			ahead:    "Przed Tobą: %s",
			nobody:   "Nikt przed Tobą nie czeka",
			priority: "Bilet z pierwszeństwem",
			follow:   "Śledź kolejkę w telefonie",
			copied:   "KOPIA",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
			months: [12]string{
				"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
				"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
			},
		}
	case "uk":
		return words{
			people:   func(n int) string { return counted(n, eastSlavic(n), "особа", "особи", "осіб") },
			ahead:    "Перед Вами: %s",
			nobody:   "Перед Вами ніхто не чекає",
			priority: "Пріоритетний квиток",
			follow:   "Стежте за чергою в телефоні",
			copied:   "КОПІЯ",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота"},
			months: [12]string{
				"січня", "лютого", "березня", "квітня", "травня", "червня",
				"липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
			},
		}
	case "de":
		return words{
			people:   func(n int) string { return counted(n, germanic(n), "Person", "Personen", "Personen") },
			ahead:    "Vor Ihnen: %s",
			nobody:   "Vor Ihnen wartet niemand",
			priority: "Ticket mit Vorrang",
			follow:   "Warteschlange am Handy verfolgen",
			copied:   "KOPIE",
			date:     "%s, %d.\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
			months: [12]string{
				"Januar", "Februar", "März", "April", "Mai", "Juni",
				"Juli", "August", "September", "Oktober", "November", "Dezember",
			},
		}
	default:
		return words{
			people:   func(n int) string { return counted(n, germanic(n), "person", "people", "people") },
			ahead:    "Before you: %s",
			nobody:   "Nobody is waiting before you",
			priority: "Priority ticket",
			follow:   "Follow the queue on your phone",
			copied:   "COPY",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			months: [12]string{
				"January", "February", "March", "April", "May", "June",
				"July", "August", "September", "October", "November", "December",
			},
		}
	}
}

// before says how many wait before the holder.
func (w words) before(n int) string {
	if n <= 0 {
		return w.nobody
	}
	return fmt.Sprintf(w.ahead, w.people(n))
}

// moment writes the day and the hour of t, in the zone that t carries.
func (w words) moment(t time.Time) string {
	return fmt.Sprintf(w.date, w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year(),
		fmt.Sprintf("%d:%02d", t.Hour(), t.Minute()))
}

// form is the grammatical number that a count asks for.
type form int

const (
	one form = iota
	few
	many
)

// counted writes the count with the noun in the form it asks for.
func counted(n int, f form, nouns ...string) string { return strconv.Itoa(n) + "\u00a0" + nouns[f] }

// germanic is the rule of English and German.
func germanic(n int) form {
	if n == 1 {
		return one
	}
	return many
}

// slavic is the rule of Polish: 1 osoba, 2–4 and 22–24 osoby, everything else osób.
func slavic(n int) form {
	if n == 1 {
		return one
	}
	if n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14) {
		return few
	}
	return many
}

// eastSlavic is the rule of Ukrainian, where 21 counts like 1.
func eastSlavic(n int) form {
	if n%10 == 1 && n%100 != 11 {
		return one
	}
	return slavic(n)
}
