package translations

func germanTexts() *Texts {
	return &Texts{
		Code: "de", Name: "Deutsch",
		YourNumber: "Ihre Nummer", Service: "Anliegen", Place: "Wo", IssuedAt: "Ausgabe", UpdatedAt: "Stand",
		Priority: "Ticket mit Vorrang", OtherPages: "Sprache",
		DemoClock: "Vorführung: Die Uhr des Servers ist gestellt", NotFound: "Dieses Ticket gibt es nicht",
		NotFoundWhy: "Prüfen Sie die Adresse oder scannen Sie den Code auf dem Ticket noch einmal. Tickets früherer Tage werden gelöscht.",
		Broken:      "Diese Seite ist kurz gestört", BrokenWhy: "Versuchen Sie es gleich noch einmal. Ihr Ticket gilt.",
		Busy: State{"Sehr viele auf einmal", "Gerade öffnen sehr viele Menschen diese Seiten. Es wurde nichts gesendet. Versuchen Sie es in einigen Sekunden noch einmal."}, TryAgain: "Noch einmal versuchen",
		Help: "Hilfe:", Statement: "Erklärung zur Barrierefreiheit",
		Phone:     germanPhone(),
		Booking:   germanBooking(),
		HomeTitle: "Die Warteschlange im Amt", TakeATicket: "Ziehen Sie ein Ticket am Automaten im Amt. Danach verfolgen Sie die Warteschlange am Telefon: Scannen Sie den Code auf dem Ticket.",
		WaitingNow: "Es warten jetzt", NobodyWaits: "niemand", Kiosks: "Ticketautomaten", Hours: "Öffnungszeiten",
		Offices: "Ämter", ClosedAllDay: "geschlossen",
		Weekdays: [7]string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
		people:   plural{"Person", "Personen", "Personen"}, form: germanic,
	}
}
