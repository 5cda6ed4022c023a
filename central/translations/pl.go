package translations

func polishTexts() *Texts {
	return &Texts{
		Code: "pl", Name: "Polski",
		YourNumber: "Twój numer", Service: "Sprawa", Place: "Gdzie", IssuedAt: "Wydano", UpdatedAt: "Stan z godziny",
		Priority: "Bilet z pierwszeństwem", OtherPages: "Język",
		DemoClock: "Pokaz: zegar serwera jest ustawiony", NotFound: "Nie ma takiego biletu",
		NotFoundWhy: "Sprawdź link albo zeskanuj kod z biletu jeszcze raz. Bilety z poprzednich dni są usuwane.",
		Broken:      "Strona chwilowo nie działa", BrokenWhy: "Spróbuj za chwilę. Twój bilet jest ważny.",
		Busy: State{"Bardzo dużo osób naraz", "Teraz otwiera te strony bardzo wiele osób. Nic nie zostało wysłane. Spróbuj ponownie za kilka sekund."}, TryAgain: "Spróbuj ponownie",
		Help: "Pomoc:", Statement: "Deklaracja dostępności",
		Phone:     polishPhone(),
		Booking:   polishBooking(),
		HomeTitle: "Kolejka w urzędzie", TakeATicket: "Bilet weź w biletomacie w urzędzie. Kolejkę śledzisz potem w telefonie: zeskanuj kod z biletu.",
		WaitingNow: "Czeka teraz", NobodyWaits: "nikt", Kiosks: "Biletomaty", Hours: "Godziny przyjęć",
		Offices: "Urzędy", ClosedAllDay: "nieczynne",
		Weekdays: [7]string{"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
		people:   plural{"osoba", "osoby", "osób"}, form: polish,
	}
}
