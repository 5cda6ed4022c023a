package translations

func polishTexts() *Texts {
	return &Texts{
		Code: "pl", Name: "Polski",
		YourNumber: "Twój numer", Service: "Sprawa", Place: "Gdzie", IssuedAt: "Wydano", UpdatedAt: "Stan z godziny",
		Refreshes: "Strona odświeża się sama co 20 sekund.", Priority: "Bilet z pierwszeństwem", OtherPages: "Język",
		DemoClock: "Pokaz: zegar serwera jest ustawiony", NotFound: "Nie ma takiego biletu",
		NotFoundWhy: "Sprawdź link albo zeskanuj kod z biletu jeszcze raz. Bilety z poprzednich dni są usuwane.",
		Broken:      "Strona chwilowo nie działa", BrokenWhy: "Spróbuj za chwilę. Twój bilet jest ważny.",
		States: map[string]State{
			"waiting":   {"Czekasz", "Poczekaj na wezwanie: numer pojawi się na monitorze."},
			"called":    {"Twój numer został wezwany", "Sprawdź na monitorze, do którego stanowiska podejść."},
			"serving":   {"Trwa obsługa", "Jesteś przy stanowisku."},
			"parked":    {"Sprawa chwilowo wstrzymana", "Wezwiemy Cię ponownie tym samym numerem."},
			"done":      {"Sprawa zakończona", "Dziękujemy."},
			"no_show":   {"Wezwano, nikt nie podszedł", "Jeśli nadal czekasz, zgłoś się do pracownika."},
			"withdrawn": {"Zrezygnowano z wizyty", "Jeśli to pomyłka, weź nowy bilet."},
			"expired":   {"Bilet stracił ważność", "Bilet był ważny tylko w dniu wydania. Weź nowy bilet w biletomacie."},
			"void":      {"Bilet nieważny", "Ten numer nie zostanie wezwany. Weź nowy bilet w biletomacie."},
		},
		Ahead: "Przed Tobą", Nobody: "Nikt nie czeka przed Tobą",
		HomeTitle: "Kolejka w urzędzie", TakeATicket: "Bilet weź w biletomacie w urzędzie. Kolejkę śledzisz potem w telefonie: zeskanuj kod z biletu.",
		WaitingNow: "Czeka teraz", NobodyWaits: "nikt nie czeka", Kiosks: "Biletomaty", Hours: "Godziny przyjęć",
		Offices: "Urzędy", ClosedAllDay: "nieczynne",
		Weekdays: [7]string{"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
		people:   plural{"osoba", "osoby", "osób"}, form: polish,
	}
}
