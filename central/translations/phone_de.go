package translations

func germanPhone() Phone {
	return Phone{
		Desk:  "Schalter",
		Ahead: "Vor\u00a0Ihnen", First: "Vor Ihnen wartet niemand", Progress: "Der Weg bis zum Aufruf",
		Wait: "Geschätzte\u00a0Wartezeit: {range}", Between: "ca.\u00a0{from}–{to}\u00a0Min.", About: "ca.\u00a0{to}\u00a0Min.", UpTo: "bis\u00a0{to}\u00a0Min.",

		Waits:   "Warten Sie auf den Aufruf. Ihre Nummer erscheint auf dem Monitor und auf dieser Seite.",
		Next:    "Bleiben Sie in der Nähe: Sie können jeden Moment aufgerufen werden.",
		Again:   "Sie werden noch einmal aufgerufen. Nummer und Platz in der Warteschlange bleiben gleich.",
		AgainAt: "Sie werden noch einmal aufgerufen, zu {desk}. Ihre Nummer bleibt gleich.",

		GoTo: "Gehen Sie zu {desk}", CalledAt: "Aufgerufen um {time} Uhr.",
		often: [3]string{
			"{n}-mal aufgerufen, zuletzt um {time} Uhr.", "{n}-mal aufgerufen, zuletzt um {time} Uhr.",
			"{n}-mal aufgerufen, zuletzt um {time} Uhr.",
		},

		Serving:   State{"Sie werden bedient", "Sie wurden zu {desk} aufgerufen."},
		Parked:    State{"Ihr Anliegen ruht kurz", "Wenn alles bereit ist, kommen Sie zurück zu {desk}. Ihre Nummer bleibt gleich."},
		Missed:    State{"Aufgerufen, niemand kam", "Sind Sie im Haus? Melden Sie sich bis {time} Uhr beim Personal. Sie kommen mit derselben Nummer zurück in die Warteschlange."},
		Gone:      State{"Aufgerufen, niemand kam", "Diese Nummer kommt nicht zurück in die Warteschlange. Ziehen Sie am Automaten ein neues Ticket."},
		Done:      State{"Ihr Anliegen ist erledigt", "Vielen Dank für Ihren Besuch."},
		Withdrawn: State{"Auf den Besuch wurde verzichtet", "Vielen Dank: So warten andere kürzer. Wenn Sie doch kommen möchten, ziehen Sie am Automaten ein neues Ticket."},
		Expired:   State{"Dieses Ticket ist abgelaufen", "Es galt nur am Tag der Ausgabe. Ziehen Sie am Automaten ein neues Ticket."},
		Void:      State{"Dieses Ticket ist ungültig", "Diese Nummer wird nicht aufgerufen. Ziehen Sie am Automaten ein neues Ticket."},

		KeepOpen: "Lassen Sie diese Seite offen: Sie zeigt den Aufruf.", Refreshes: "Diese Seite wird alle 20 Sekunden von selbst aktualisiert.",
		Lost: "Keine Verbindung – Stand {time}\u00a0Uhr",

		Withdraw: "Auf den Besuch verzichten", WithdrawAsk: "Auf den Besuch verzichten?",
		WithdrawWhy: "Diese Nummer wird nicht aufgerufen. Das lässt sich nicht rückgängig machen.",
		WithdrawDo:  "Ja, ich verzichte", WithdrawNot: "Nein, ich warte weiter",
		TooLate: "Verzichten ist jetzt nicht möglich", TooLateWhy: "Diese Nummer wartet nicht mehr in der Warteschlange. Sehen Sie nach, was aus ihr geworden ist.",
		Back: "Zurück zum Ticket",
	}
}
