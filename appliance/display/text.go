package display

// text is everything that the monitor says by itself in one language.
type text struct {
	number, waiting, earlier string
	places                   map[string]string // what a desk is called, by place word
	rest, restHow            string
	starting, startingHow    string
	away, awayHow            string
	stale                    string // %s is the hour of the last word; no call is heard since
	broken, brokenHow        string
	demoClock                string
}

// in is the texts in a language; English where there are none, because a foreign
// text is better than none.
func in(lang string) text {
	switch lang {
	case "pl":
		return polish()
	case "uk":
		return ukrainian()
	case "de":
		return german()
	}
	return english()
}

// Speaks says that the monitor has all its texts in a language.
func Speaks(lang string) bool {
	return lang == "pl" || lang == "en" || lang == "uk" || lang == "de"
}

// deskWord is what a desk is called where the office says nothing else.
const deskWord = "stanowisko"

func polish() text {
	return text{
		number: "Numer", waiting: "Ile osób czeka", earlier: "Wezwani przed chwilą",
		places: map[string]string{
			deskWord: "Stanowisko", "pokój": "Pokój", "okienko": "Okienko", "kasa": "Kasa",
		},
		rest: "Tu pojawi się wezwany numer", restHow: "Poczekaj, aż zobaczysz albo usłyszysz swój numer.",
		starting: "Łączymy się z urzędem", startingHow: "Za chwilę zobaczysz tu wezwane numery.",
		away: "Nie ma łączności z urzędem", awayHow: "Zapytaj przy stanowisku, czy to już Twoja kolej.",
		stale:  "Brak łączności od %s. Zapytaj przy stanowisku.",
		broken: "Monitor nie działa", brokenHow: "Zapytaj przy stanowisku, czy to już Twoja kolej.",
		demoClock: "zegar pokazowy",
	}
}

func english() text {
	return text{
		number: "Number", waiting: "People waiting", earlier: "Called a moment ago",
		places: map[string]string{
			deskWord: "Desk", "pokój": "Room", "okienko": "Window", "kasa": "Cash desk",
		},
		rest: "Called numbers appear here", restHow: "Wait until you see or hear your number.",
		starting: "Connecting to the office", startingHow: "You will see the called numbers here in a moment.",
		away: "No connection to the office", awayHow: "Please ask at a desk whether it is your turn.",
		stale:  "No connection since %s. Please ask at a desk.",
		broken: "This monitor is out of order", brokenHow: "Please ask at a desk whether it is your turn.",
		demoClock: "demonstration clock",
	}
}

func ukrainian() text {
	return text{
		number: "Номер", waiting: "Скільки людей чекає", earlier: "Щойно викликані",
		places: map[string]string{
			deskWord: "Віконце", "pokój": "Кабінет", "okienko": "Віконце", "kasa": "Каса",
		},
		rest: "Тут з’явиться викликаний номер", restHow: "Зачекайте, доки побачите або почуєте свій номер.",
		starting: "З’єднуємося з установою", startingHow: "За мить тут з’являться викликані номери.",
		away: "Немає зв’язку з установою", awayHow: "Запитайте біля віконця, чи вже ваша черга.",
		stale:  "Зв’язку немає від %s. Запитайте біля віконця.",
		broken: "Монітор не працює", brokenHow: "Запитайте біля віконця, чи вже ваша черга.",
		demoClock: "демонстраційний годинник",
	}
}

func german() text {
	return text{
		number: "Nummer", waiting: "Wartende", earlier: "Soeben aufgerufen",
		places: map[string]string{
			deskWord: "Schalter", "pokój": "Zimmer", "okienko": "Schalter", "kasa": "Kasse",
		},
		rest: "Hier erscheint die aufgerufene Nummer", restHow: "Bitte warten Sie, bis Sie Ihre Nummer sehen oder hören.",
		starting: "Verbindung zum Amt wird aufgebaut", startingHow: "Gleich sehen Sie hier die aufgerufenen Nummern.",
		away: "Keine Verbindung zum Amt", awayHow: "Bitte fragen Sie am Schalter, ob Sie an der Reihe sind.",
		stale:  "Keine Verbindung seit %s. Bitte fragen Sie am Schalter.",
		broken: "Dieser Monitor ist außer Betrieb", brokenHow: "Bitte fragen Sie am Schalter, ob Sie an der Reihe sind.",
		demoClock: "Vorführuhr",
	}
}
