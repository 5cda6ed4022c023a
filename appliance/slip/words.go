package slip

import (
	"fmt"
	"time"
)

// lexicon is what a slip says by itself in one language, beside the words that
// it shares with the kiosk.
type lexicon struct {
	priority string
	follow   string // beside the QR
	copied   string // on every paper after the first
	which    string // which paper it is, %d
	date     string // weekday, day, month, year, clock; a line breaks after the weekday only
	weekdays [7]string
	months   [12]string
}

// vocabulary is the words in lang; languages that the slip does not speak get
// English, because a slip in a foreign language is better than none.
func vocabulary(lang string) lexicon {
	switch lang {
	case "pl":
		return lexicon{
			priority: "Bilet z pierwszeństwem",
			follow:   "Śledź kolejkę w telefonie",
			copied:   "KOPIA",
			which:    "WYDRUK %d",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
			months: [12]string{
				"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
				"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
			},
		}
	case "uk":
		return lexicon{
			priority: "Пріоритетний квиток",
			follow:   "Стежте за чергою в телефоні",
			copied:   "КОПІЯ",
			which:    "ДРУК %d",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота"},
			months: [12]string{
				"січня", "лютого", "березня", "квітня", "травня", "червня",
				"липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
			},
		}
	case "de":
		return lexicon{
			priority: "Ticket mit Vorrang",
			follow:   "Warteschlange am Handy verfolgen",
			copied:   "KOPIE",
			which:    "AUSDRUCK %d",
			date:     "%s, %d.\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
			months: [12]string{
				"Januar", "Februar", "März", "April", "Mai", "Juni",
				"Juli", "August", "September", "Oktober", "November", "Dezember",
			},
		}
	default:
		return lexicon{
			priority: "Priority ticket",
			follow:   "Follow the queue on your phone",
			copied:   "COPY",
			which:    "PRINT %d",
			date:     "%s, %d\u00a0%s\u00a0%d,\u00a0%s",
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			months: [12]string{
				"January", "February", "March", "April", "May", "June",
				"July", "August", "September", "October", "November", "December",
			},
		}
	}
}

// paper names the n-th paper of a ticket.
func (w lexicon) paper(n int) string { return fmt.Sprintf(w.which, n) }

// moment writes the day and the hour of t, in the zone that t carries.
func (w lexicon) moment(t time.Time) string {
	return fmt.Sprintf(w.date, w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year(),
		fmt.Sprintf("%d:%02d", t.Hour(), t.Minute()))
}
