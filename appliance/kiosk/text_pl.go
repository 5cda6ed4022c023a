package kiosk

import (
	"fmt"

	"numerek/appliance/scene"
)

func polish() text {
	people := func(n int) string { return count(n, polishForm(n), "osoba", "osoby", "osób") }
	waiting := func(n int) string { return [...]string{one: "czeka", few: "czekają", many: "czeka"}[polishForm(n)] }
	return text{
		language:        "Polski",
		whichDepartment: "W jakiej sprawie przychodzisz?",
		whichService:    "Co chcesz załatwić?",
		waiting:         waiting,
		queue:           func(n int) string { return waiting(n) + " " + people(n) },
		people:          people,
		ahead:           "Przed Tobą: %s",
		nobody:          "Nikt przed Tobą nie czeka",

		back: "Wstecz", restart: "Od początku",
		low: "Niżej", lowSay: "Przyciski niżej, w zasięgu wózka",
		contrast: "Kontrast", contrastSay: "Wysoki kontrast",
		priority: "Bilet z pierwszeństwem", priorityShort: "Pierwszeństwo",
		prioritySay: "Bilet z pierwszeństwem. Nie pytamy o powód",
		nextPage:    "Dalej", previousPage: "Wróć",
		demoClock: "zegar pokazowy",

		closed: "Zamknięte", noMoreToday: "Na dziś nie ma już biletów", ticketsFrom: "Bilety %s",

		serviceClosed:  "Ta sprawa jest teraz zamknięta",
		serviceEarly:   "Na bilet jest jeszcze za wcześnie",
		serviceHoliday: "Dziś nie załatwimy tej sprawy",
		serviceClosing: "Na dziś nie wydajemy już biletów do tej sprawy",
		serviceFull:    "Na dziś rozdaliśmy wszystkie bilety do tej sprawy",
		serviceUnknown: "Tej sprawy nie załatwia się w tym budynku",
		clockDoubt:     "Przez chwilę nie wydajemy biletów",
		closingWhy:     "Zbliża się koniec przyjęć, a wszyscy z biletem mają zdążyć.",
		fullWhy:        "Więcej osób nie zdążymy dziś przyjąć.",
		unknownWhy:     "Zapytaj, proszę, pracownika urzędu.",
		clockWhy:       "Zegar urzędu wymaga sprawdzenia. Powiedz o tym, proszę, pracownikowi.",
		againFrom:      "Bilety wydajemy znowu %s.",
		otherService:   "Wybierz inną sprawę",
		help:           "Pomoc: tel. %s",

		officeClosed: "Urząd jest teraz nieczynny", officeFull: "Na dziś nie ma już biletów",
		officeHoliday: "Dziś urząd nie pracuje",
		hours:         "Godziny przyjęć", closedDay: "nieczynne",
		starting: "Zaraz zaczynamy", startingWhy: "Biletomat łączy się z urzędem. To potrwa chwilę.",
		offline:    "Biletomat nie ma połączenia",
		offlineWhy: "Wróci do pracy, gdy tylko je odzyska. Bilet wyda też pracownik urzędu.",
		broken:     "Biletomat nie działa", brokenStaff: "Bilet może wydać pracownik urzędu.",
		brokenOther: "Bilet wyda inny biletomat: %s.",
		failed:      "Nie udało się wydać biletu",
		failedWhy:   "Urząd nie odpowiedział na czas. Żaden numer nie został wydany.",
		retry:       "Spróbuj jeszcze raz",

		paperOut: "Skończył się papier", coverOpen: "Drukarka jest otwarta",
		cutter: "Drukarka się zacięła", gone: "Drukarka nie działa",
		offerAsk: "Bilet może być na ekranie.", onGlass: "Pokaż numer na ekranie",
		onGlassHow:   "Zapisz go albo zrób mu zdjęcie",
		otherKiosk:   "Papierowy bilet wyda inny biletomat: %s.",
		noOtherKiosk: "Papierowy bilet wyda pracownik urzędu.",
		issuing:      "Chwileczkę…", printing: "Drukujemy bilet", take: "Weź bilet",
		yourNumber: "Twój numer", keepNumber: "Zapisz numer albo zrób mu zdjęcie",
		follow: "Śledź kolejkę w telefonie", watch: "Poczekaj, aż numer pojawi się na monitorze",
		askPrinted: "Czy bilet się wydrukował?", askWhy: "Twój numer jest ważny także bez papieru.",
		askYes: "Tak, mam bilet", askNo: "Nie, nie mam",
		stillThere: "Czy jeszcze tu jesteś?", more: "Więcej czasu", done: "Gotowe",
		stillWhy:    "Potem zaczniemy od początku.",
		moreSeconds: "Więcej czasu (%d)",
		stillSeconds: func(n int) string {
			return "Zostało " + count(n, polishForm(n), "sekunda", "sekundy", "sekund")
		},

		weekdays: [7]string{"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
		onWeekday: [7]string{
			"w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę",
		},
		onDay: "%d %s",
		months: [12]string{
			"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
			"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
		},
		today: "dziś", tomorrow: "jutro",
		at: func(h, m int) string { return fmt.Sprintf("o\u00a0%d:%02d", h, m) },
		voice: scene.Voice{
			Button: "przycisk", Switch: "przełącznik", On: "włączony", Off: "wyłączony", Chosen: "wybrany", Of: "z",
		},
	}
}
