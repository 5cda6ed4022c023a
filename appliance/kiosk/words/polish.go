package words

import (
	"fmt"

	"numerek/appliance/scene"
)

func polish() Text {
	people := func(n int) string { return count(n, polishForm(n), "osoba", "osoby", "osób") }
	waiting := func(n int) string { return [...]string{one: "czeka", few: "czekają", many: "czeka"}[polishForm(n)] }
	return Text{
		Language:        "Polski",
		WhichDepartment: "W jakiej sprawie przychodzisz?",
		WhichService:    "Co chcesz załatwić?",
		Waiting:         waiting,
		Queue:           func(n int) string { return waiting(n) + " " + people(n) },
		People:          people,
		Ahead:           "Przed Tobą: %s",
		Nobody:          "Nikt przed Tobą nie czeka",
		About:           "ok.\u00a0%d\u00a0min", UpTo: "do\u00a0%d\u00a0min", Between: "ok.\u00a0%d–%d\u00a0min",
		AboutSpoken: "około %s", UpToSpoken: "do %s", BetweenSpoken: "około %d do %s",
		Minutes: func(n int) string { return count(n, genitive(n), "minuty", "minut", "minut") },

		Back: "Wstecz", Restart: "Od nowa",
		Low: "Niżej", LowSay: "Przyciski niżej, w zasięgu wózka",
		Contrast: "Kontrast", ContrastSay: "Wysoki kontrast",
		Priority: "Bilet z pierwszeństwem", PriorityShort: "Pierwszeństwo",
		PrioritySay: "Bilet z pierwszeństwem. Nie pytamy o powód",
		NextPage:    "Dalej", PreviousPage: "Wróć",
		DemoClock: "zegar pokazowy",

		Closed: "Zamknięte", NoMoreToday: "Na dziś nie ma już biletów", TicketsFrom: "Bilety %s",
		Paused: "Bilety wstrzymane",

		ServiceClosed:    "Ta sprawa jest teraz zamknięta",
		ServiceEarly:     "Na bilet jest jeszcze za wcześnie",
		ServiceHoliday:   "Dziś nie załatwimy tej sprawy",
		ServiceClosing:   "Na dziś nie wydajemy już biletów do tej sprawy",
		ServiceFull:      "Na dziś rozdaliśmy wszystkie bilety do tej sprawy",
		ServiceUnknown:   "Tej sprawy nie załatwia się w tym budynku",
		ClockDoubt:       "Przez chwilę nie wydajemy biletów",
		ClosingWhy:       "Zbliża się koniec przyjęć, a wszyscy z biletem mają zdążyć.",
		FullWhy:          "Więcej osób nie zdążymy dziś przyjąć.",
		UnknownWhy:       "Zapytaj, proszę, pracownika urzędu.",
		ClockWhy:         "Zegar urzędu wymaga sprawdzenia. Powiedz o tym, proszę, pracownikowi.",
		ServiceQueueFull: "Kolejka na dziś jest już pełna",
		QueueFullWhy:     "Do końca dnia zdążymy przyjąć tylko osoby, które już czekają.",
		ServiceStopped:   "Bilety do tej sprawy są wstrzymane",
		StoppedWhy:       "Pracownicy wstrzymali je na pewien czas. Spróbuj później albo zapytaj, proszę, pracownika.",
		AgainFrom:        "Bilety wydajemy znowu %s.",
		ComeFrom:         "Przyjdź, proszę, %s.",
		OtherService:     "Wybierz inną sprawę",
		Help:             "Pomoc: tel. %s",

		OfficeClosed: "Urząd jest teraz nieczynny", OfficeFull: "Na dziś nie ma już biletów",
		OfficeHoliday: "Dziś urząd nie pracuje", OfficeStopped: "Wydawanie biletów jest wstrzymane",
		Hours: "Godziny przyjęć", ClosedDay: "nieczynne",
		Starting: "Zaraz zaczynamy", StartingWhy: "Biletomat łączy się z urzędem. To potrwa chwilę.",
		Offline:    "Biletomat nie ma połączenia",
		OfflineWhy: "Wróci do pracy, gdy tylko je odzyska. Bilet wyda też pracownik urzędu.",
		Broken:     "Biletomat nie działa", BrokenStaff: "Bilet może wydać pracownik urzędu.",
		BrokenOther: "Bilet wyda inny biletomat: %s.",
		Failed:      "Nie udało się wydać biletu",
		FailedWhy:   "Urząd nie odpowiedział na czas. Żaden numer nie został wydany.",
		Retry:       "Spróbuj jeszcze raz",

		PaperOut: "Skończył się papier", CoverOpen: "Drukarka jest otwarta",
		Cutter: "Drukarka się zacięła", Gone: "Drukarka nie działa",
		OfferAsk: "Bilet może być na ekranie.", OnGlass: "Pokaż numer na ekranie",
		OnGlassHow:   "Zapisz go albo zrób mu zdjęcie",
		OtherKiosk:   "Papierowy bilet wyda inny biletomat: %s.",
		NoOtherKiosk: "Papierowy bilet wyda pracownik urzędu.",
		Issuing:      "Chwileczkę…", Printing: "Drukujemy bilet", Take: "Weź bilet",
		YourNumber: "Twój numer", KeepNumber: "Zapisz numer albo zrób mu zdjęcie",
		Follow: "Śledź kolejkę w telefonie", Watch: "Poczekaj, aż numer pojawi się na monitorze",
		AskPrinted: "Czy bilet się wydrukował?", AskWhy: "Twój numer jest ważny także bez papieru.",
		AskYes: "Tak, mam bilet", AskNo: "Nie, nie mam",
		StillThere: "Czy jeszcze tu jesteś?", More: "Więcej czasu", Done: "Gotowe",
		StillWhy:    "Potem zaczniemy od nowa.",
		MoreSeconds: "Więcej czasu (%d)",
		StillSeconds: func(n int) string {
			return "Zostało " + count(n, polishForm(n), "sekunda", "sekundy", "sekund")
		},

		Code: polishCode(),

		SpeechOn: "Głos jest włączony. Klawisze to: następny, poprzedni, wybierz, wstecz i powtórz. Głośność: naciśnij poprzedni, potem wybierz.",
		Volume:   "Głośność %d z %d", Page: "Strona %d z %d", FromTo: "od %s do %s",
		Where: "Gdzie czekać: %s", AnyKey: "Więcej czasu: dowolny klawisz.",

		Weekdays: [7]string{"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
		OnWeekday: [7]string{
			"w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę",
		},
		OnDay: "%d %s",
		Months: [12]string{
			"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
			"lipca", "sierpnia", "września", "października", "listopada", "grudnia",
		},
		Today: "dziś", Tomorrow: "jutro",
		At:      func(h, m int) string { return fmt.Sprintf("o\u00a0%d:%02d", h, m) },
		From:    func(h, m int) string { return fmt.Sprintf("od\u00a0%d:%02d", h, m) },
		Letters: letters("a be ce de e ef gie ha i jot ka el em en o pe ku er es te u fał wu iks igrek zet"),
		Voice: scene.Voice{
			Button: "przycisk", Switch: "przełącznik", On: "włączony", Off: "wyłączony", Chosen: "wybrany", Of: "z",
		},
	}
}
