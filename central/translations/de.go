package translations

func germanTexts() *Texts {
	return &Texts{
		Code: "de", Name: "Deutsch",
		YourNumber: "Ihre Nummer", Service: "Anliegen", Place: "Wo", IssuedAt: "Ausgestellt", UpdatedAt: "Stand",
		Refreshes: "Diese Seite wird alle 20 Sekunden von selbst aktualisiert.", Priority: "Ticket mit Vorrang", OtherPages: "Sprache",
		DemoClock: "Vorführung: Die Uhr des Servers ist gestellt", NotFound: "Dieses Ticket gibt es nicht",
		NotFoundWhy: "Prüfen Sie die Adresse oder scannen Sie den Code auf dem Ticket noch einmal. Tickets früherer Tage werden gelöscht.",
		Broken:      "Diese Seite ist kurz gestört", BrokenWhy: "Versuchen Sie es gleich noch einmal. Ihr Ticket gilt.",
		States: map[string]State{
			"waiting":   {"Sie warten", "Warten Sie auf den Aufruf: Ihre Nummer erscheint auf dem Monitor."},
			"called":    {"Ihre Nummer wurde aufgerufen", "Der Monitor zeigt, zu welchem Schalter Sie gehen."},
			"serving":   {"Sie werden bedient", "Sie sind am Schalter."},
			"parked":    {"Ihr Anliegen ruht gerade", "Sie werden mit derselben Nummer wieder aufgerufen."},
			"done":      {"Ihr Anliegen ist erledigt", "Vielen Dank."},
			"no_show":   {"Aufgerufen, niemand kam", "Wenn Sie noch warten, wenden Sie sich an das Personal."},
			"withdrawn": {"Auf den Besuch wurde verzichtet", "Wenn das ein Irrtum ist, ziehen Sie ein neues Ticket."},
			"expired":   {"Dieses Ticket ist abgelaufen", "Es galt nur am Tag der Ausgabe. Ziehen Sie am Automaten ein neues."},
			"void":      {"Dieses Ticket ist ungültig", "Diese Nummer wird nicht aufgerufen. Ziehen Sie am Automaten ein neues Ticket."},
		},
		Ahead: "Vor Ihnen", Nobody: "Vor Ihnen wartet niemand",
		HomeTitle: "Die Warteschlange im Amt", TakeATicket: "Ziehen Sie ein Ticket am Automaten im Amt. Danach verfolgen Sie die Warteschlange am Telefon: Scannen Sie den Code auf dem Ticket.",
		WaitingNow: "Es warten jetzt", NobodyWaits: "niemand wartet", Kiosks: "Ticketautomaten", Hours: "Öffnungszeiten",
		Offices: "Ämter", ClosedAllDay: "geschlossen",
		Weekdays: [7]string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
		people:   plural{"Person", "Personen", "Personen"}, form: germanic,
	}
}
