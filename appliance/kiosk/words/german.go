package words

import (
	"fmt"

	"numerek/appliance/scene"
)

func german() Text {
	people := func(n int) string { return count(n, germanic(n), "Person", "Personen", "Personen") }
	waiting := func(n int) string { return [...]string{one: "wartet", few: "warten", many: "warten"}[germanic(n)] }
	return Text{
		Language:        "Deutsch",
		WhichDepartment: "Worum geht es bei Ihrem Besuch?",
		WhichService:    "Was möchten Sie erledigen?",
		Waiting:         waiting,
		Queue:           func(n int) string { return people(n) + " " + waiting(n) },
		People:          people,
		Ahead:           "Vor Ihnen: %s",
		Nobody:          "Vor Ihnen wartet niemand",
		About:           "ca.\u00a0%d\u00a0Min.", UpTo: "bis\u00a0%d\u00a0Min.", Between: "ca.\u00a0%d–%d\u00a0Min.",
		AboutSpoken: "etwa %s", UpToSpoken: "bis zu %s", BetweenSpoken: "etwa %d bis %s",
		Minutes: func(n int) string { return count(n, genitive(n), "Minute", "Minuten", "Minuten") },

		Back: "Zurück", Restart: "Von vorn",
		Low: "Tiefer", LowSay: "Tasten tiefer, vom Rollstuhl aus erreichbar",
		Contrast: "Kontrast", ContrastSay: "Hoher Kontrast",
		Priority: "Ticket mit Vorrang", PriorityShort: "Vorrang",
		PrioritySay: "Ticket mit Vorrang. Wir fragen nicht nach dem Grund",
		NextPage:    "Weiter", PreviousPage: "Vorige",
		DemoClock: "Demo-Uhr",

		Closed: "Geschlossen", NoMoreToday: "Heute keine Tickets mehr", TicketsFrom: "Tickets %s",
		Paused: "Ticketausgabe angehalten",

		ServiceClosed:    "Dieses Anliegen ist jetzt geschlossen",
		ServiceEarly:     "Für ein Ticket ist es noch zu früh",
		ServiceHoliday:   "Dieses Anliegen ist heute geschlossen",
		ServiceClosing:   "Für dieses Anliegen gibt es heute keine Tickets mehr",
		ServiceFull:      "Alle Tickets für dieses Anliegen sind heute vergeben",
		ServiceUnknown:   "Dieses Anliegen wird nicht in diesem Haus bearbeitet",
		ClockDoubt:       "Im Augenblick gibt es keine Tickets",
		ClosingWhy:       "Wir schließen bald, und alle mit einem Ticket sollen noch an die Reihe kommen.",
		FullWhy:          "Mehr Menschen können wir heute nicht bedienen.",
		UnknownWhy:       "Bitte fragen Sie das Personal.",
		ClockWhy:         "Die Uhr des Amtes muss geprüft werden. Bitte sagen Sie dem Personal Bescheid.",
		ServiceQueueFull: "Die Warteschlange ist für heute voll",
		QueueFullWhy:     "Bis zum Dienstschluss können wir nur noch diejenigen bedienen, die schon warten.",
		ServiceStopped:   "Für dieses Anliegen gibt es gerade keine Tickets",
		StoppedWhy:       "Das Personal hat die Ausgabe für einige Zeit angehalten. Bitte versuchen Sie es später oder fragen Sie das Personal.",
		AgainFrom:        "Tickets gibt es wieder %s.",
		ComeFrom:         "Bitte kommen Sie %s.",
		OtherService:     "Anderes Anliegen wählen",
		Help:             "Hilfe: Tel. %s",

		OfficeClosed: "Das Amt ist jetzt geschlossen", OfficeFull: "Heute gibt es keine Tickets mehr",
		OfficeHoliday: "Das Amt ist heute geschlossen", OfficeStopped: "Die Ticketausgabe ist angehalten",
		Hours: "Öffnungszeiten", ClosedDay: "geschlossen",
		Starting: "Es geht gleich los", StartingWhy: "Der Automat verbindet sich mit dem Amt. Das dauert einen Augenblick.",
		Offline:    "Der Automat hat keine Verbindung",
		OfflineWhy: "Sobald er sie wieder hat, geht es von selbst weiter. Ein Ticket gibt Ihnen auch das Personal.",
		Broken:     "Dieser Automat ist außer Betrieb", BrokenStaff: "Ein Ticket kann Ihnen das Personal geben.",
		BrokenOther: "Ein Ticket gibt der andere Automat aus: %s.",
		Failed:      "Wir konnten kein Ticket ausgeben",
		FailedWhy:   "Das Amt hat nicht rechtzeitig geantwortet. Es wurde keine Nummer vergeben.",
		Retry:       "Noch einmal versuchen",

		PaperOut: "Das Papier ist zu Ende", CoverOpen: "Der Drucker ist offen",
		Cutter: "Der Drucker klemmt", Gone: "Der Drucker funktioniert nicht",
		OfferAsk: "Sie können das Ticket auf dem Bildschirm erhalten.", OnGlass: "Nummer auf dem Bildschirm zeigen",
		OnGlassHow:   "Zum Aufschreiben oder Fotografieren",
		OtherKiosk:   "Ein Ticket auf Papier gibt der andere Automat aus: %s.",
		NoOtherKiosk: "Ein Ticket auf Papier gibt Ihnen das Personal.",
		Issuing:      "Einen Augenblick …", Printing: "Ihr Ticket wird gedruckt", Take: "Bitte Ticket entnehmen",
		YourNumber: "Ihre Nummer", KeepNumber: "Bitte aufschreiben oder fotografieren",
		Follow: "Warteschlange am Handy verfolgen", Watch: "Bitte warten Sie, bis der Monitor Ihre Nummer zeigt",
		AskPrinted: "Wurde Ihr Ticket gedruckt?", AskWhy: "Ihre Nummer gilt auch ohne Papier.",
		AskYes: "Ja, ich habe es", AskNo: "Nein, kein Ticket",
		StillThere: "Sind Sie noch da?", More: "Mehr Zeit", Done: "Fertig",
		StillWhy:    "Danach beginnen wir von vorn.",
		MoreSeconds: "Mehr Zeit (%d)",
		StillSeconds: func(n int) string {
			return "Noch " + count(n, germanic(n), "Sekunde", "Sekunden", "Sekunden")
		},

		Code: germanCode(),

		SpeechOn: "Die Sprachausgabe ist an. Die Tasten sind: weiter, zurück, wählen, Schritt zurück und wiederholen. Für die Lautstärke drücken Sie zurück, dann wählen.",
		Volume:   "Lautstärke %d von %d", Page: "Seite %d von %d", FromTo: "von %s bis %s",
		Where: "Wo Sie warten: %s", AnyKey: "Mehr Zeit: eine beliebige Taste.",

		Weekdays: [7]string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
		OnWeekday: [7]string{
			"am Montag", "am Dienstag", "am Mittwoch", "am Donnerstag", "am Freitag", "am Samstag", "am Sonntag",
		},
		OnDay: "am %d. %s",
		Months: [12]string{
			"Januar", "Februar", "März", "April", "Mai", "Juni",
			"Juli", "August", "September", "Oktober", "November", "Dezember",
		},
		Today: "heute", Tomorrow: "morgen",
		At:   func(h, m int) string { return fmt.Sprintf("um\u00a0%d:%02d\u00a0Uhr", h, m) },
		From: func(h, m int) string { return fmt.Sprintf("ab\u00a0%d:%02d\u00a0Uhr", h, m) },
		Voice: scene.Voice{
			Button: "Taste", Switch: "Schalter", On: "ein", Off: "aus", Chosen: "gewählt", Of: "von",
		},
	}
}
