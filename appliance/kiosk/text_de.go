package kiosk

import (
	"fmt"

	"numerek/appliance/scene"
)

func german() text {
	people := func(n int) string { return count(n, germanic(n), "Person", "Personen", "Personen") }
	waiting := func(n int) string { return [...]string{one: "wartet", few: "warten", many: "warten"}[germanic(n)] }
	return text{
		language:        "Deutsch",
		whichDepartment: "Worum geht es bei Ihrem Besuch?",
		whichService:    "Was möchten Sie erledigen?",
		waiting:         waiting,
		queue:           func(n int) string { return people(n) + " " + waiting(n) },
		people:          people,
		ahead:           "Vor Ihnen: %s",
		nobody:          "Vor Ihnen wartet niemand",

		back: "Zurück", restart: "Von vorn",
		low: "Tiefer", lowSay: "Tasten tiefer, vom Rollstuhl aus erreichbar",
		contrast: "Kontrast", contrastSay: "Hoher Kontrast",
		priority: "Ticket mit Vorrang", priorityShort: "Vorrang",
		prioritySay: "Ticket mit Vorrang. Wir fragen nicht nach dem Grund",
		nextPage:    "Weiter", previousPage: "Vorige",
		demoClock: "Demo-Uhr",

		closed: "Geschlossen", noMoreToday: "Heute keine Tickets mehr", ticketsFrom: "Tickets %s",

		serviceClosed:  "Dieses Anliegen ist jetzt geschlossen",
		serviceEarly:   "Für ein Ticket ist es noch zu früh",
		serviceHoliday: "Dieses Anliegen ist heute geschlossen",
		serviceClosing: "Für dieses Anliegen gibt es heute keine Tickets mehr",
		serviceFull:    "Alle Tickets für dieses Anliegen sind heute vergeben",
		serviceUnknown: "Dieses Anliegen wird nicht in diesem Haus bearbeitet",
		clockDoubt:     "Im Augenblick gibt es keine Tickets",
		closingWhy:     "Wir schließen bald, und alle mit einem Ticket sollen noch an die Reihe kommen.",
		fullWhy:        "Mehr Menschen können wir heute nicht bedienen.",
		unknownWhy:     "Bitte fragen Sie das Personal.",
		clockWhy:       "Die Uhr des Amtes muss geprüft werden. Bitte sagen Sie dem Personal Bescheid.",
		againFrom:      "Tickets gibt es wieder %s.",
		otherService:   "Anderes Anliegen wählen",
		help:           "Hilfe: Tel. %s",

		officeClosed: "Das Amt ist jetzt geschlossen", officeFull: "Heute gibt es keine Tickets mehr",
		officeHoliday: "Das Amt ist heute geschlossen",
		hours:         "Öffnungszeiten", closedDay: "geschlossen",
		starting: "Es geht gleich los", startingWhy: "Der Automat verbindet sich mit dem Amt. Das dauert einen Augenblick.",
		offline:    "Der Automat hat keine Verbindung",
		offlineWhy: "Sobald er sie wieder hat, geht es von selbst weiter. Ein Ticket gibt Ihnen auch das Personal.",
		broken:     "Dieser Automat ist außer Betrieb", brokenStaff: "Ein Ticket kann Ihnen das Personal geben.",
		brokenOther: "Ein Ticket gibt der andere Automat aus: %s.",
		failed:      "Wir konnten kein Ticket ausgeben",
		failedWhy:   "Das Amt hat nicht rechtzeitig geantwortet. Es wurde keine Nummer vergeben.",
		retry:       "Noch einmal versuchen",

		paperOut: "Das Papier ist zu Ende", coverOpen: "Der Drucker ist offen",
		cutter: "Der Drucker klemmt", gone: "Der Drucker funktioniert nicht",
		offerAsk: "Sie können das Ticket auf dem Bildschirm erhalten.", onGlass: "Nummer auf dem Bildschirm zeigen",
		onGlassHow:   "Zum Aufschreiben oder Fotografieren",
		otherKiosk:   "Ein Ticket auf Papier gibt der andere Automat aus: %s.",
		noOtherKiosk: "Ein Ticket auf Papier gibt Ihnen das Personal.",
		issuing:      "Einen Augenblick …", printing: "Ihr Ticket wird gedruckt", take: "Bitte Ticket entnehmen",
		yourNumber: "Ihre Nummer", keepNumber: "Bitte aufschreiben oder fotografieren",
		follow: "Warteschlange am Handy verfolgen", watch: "Bitte warten Sie, bis der Monitor Ihre Nummer zeigt",
		askPrinted: "Wurde Ihr Ticket gedruckt?", askWhy: "Ihre Nummer gilt auch ohne Papier.",
		askYes: "Ja, ich habe es", askNo: "Nein, kein Ticket",
		stillThere: "Sind Sie noch da?", more: "Mehr Zeit", done: "Fertig",
		stillWhy:    "Danach beginnen wir von vorn.",
		moreSeconds: "Mehr Zeit (%d)",
		stillSeconds: func(n int) string {
			return "Noch " + count(n, germanic(n), "Sekunde", "Sekunden", "Sekunden")
		},

		weekdays: [7]string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
		onWeekday: [7]string{
			"am Montag", "am Dienstag", "am Mittwoch", "am Donnerstag", "am Freitag", "am Samstag", "am Sonntag",
		},
		onDay: "am %d. %s",
		months: [12]string{
			"Januar", "Februar", "März", "April", "Mai", "Juni",
			"Juli", "August", "September", "Oktober", "November", "Dezember",
		},
		today: "heute", tomorrow: "morgen",
		at: func(h, m int) string { return fmt.Sprintf("um\u00a0%d:%02d\u00a0Uhr", h, m) },
		voice: scene.Voice{
			Button: "Taste", Switch: "Schalter", On: "ein", Off: "aus", Chosen: "gewählt", Of: "von",
		},
	}
}
