package translations

func germanBooking() Booking {
	months := [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
	return Booking{
		Months: months, MonthsOf: months, Short: [7]string{"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"},
		Date: "{weekday}, {d}.\u00a0{month}\u00a0{year}", Brief: "{short}\u00a0{d}.{m}.", Hour: "{time}\u00a0Uhr", Today: "heute", Tomorrow: "morgen",

		Book: "Termin buchen", BookWhy: "Wählen Sie Tag und Uhrzeit. Der Code für den Automaten kommt per SMS.",

		Matter: "Um welches Anliegen geht es?", AllMatters: "Alle Anliegen", FirstFree: "nächster Termin: {day}",
		NoneFree: "zurzeit kein freier Termin", WalkInOnly: "ohne Termin – ziehen Sie ein Ticket am Automaten",

		Day: "An welchem Tag?", Views: "Ansicht der Tage", AsList: "Liste", AsMonth: "Monat",
		Reasons: DayReasons{
			Closed: "geschlossen", Full: "ausgebucht", Over: "für heute zu spät", WalkInOnly: "nur Tickets am Automaten",
			Opens: "buchbar ab: {day}, {time}\u00a0Uhr",
		},
		Notes: "Feiertage und Änderungen", DayBefore: "Ein Tag früher", DayAfter: "Ein Tag später", AllDays: "Alle Tage",

		Time: "Um wie viel Uhr?", Morning: "Vormittag", Afternoon: "Nachmittag", Taken: "vergeben",
		NoHours: "An diesem Tag ist nichts mehr frei. Wählen Sie einen anderen.", OtherDay: "Anderer Tag",

		Chosen: "Ihre Auswahl", Change: "ändern", When: "Wann", Where: "Wo",

		Who: "An welche Nummer sollen wir den Code senden?", Phone: "Handynummer", PhoneHint: "An diese Nummer senden wir eine SMS mit dem Code.",
		Name: "Vorname", NameHint: "Ihn sieht nur das Personal am Schalter.",
		Email: "E-\u2060Mail", EmailHint: "Die Bestätigung kommt auch per E-\u2060Mail.", Optional: "freiwillig",
		HoldWhy: "Wir halten diesen Termin {n}\u00a0Minuten frei. Geben Sie in dieser Zeit den Code aus der SMS ein.", Hold: "Code per SMS senden", Working: "Einen Moment…",
		NoScript: "In diesem Browser läuft kein JavaScript, und ohne es können wir zurzeit keine Buchung annehmen. Rufen Sie an: {help}, oder buchen Sie im Amt.",
		Privacy:  "Ihre Daten",
		Notice: "Verantwortlich für Ihre Daten: {administrator}. Ihre Telefonnummer und, falls Sie sie angeben, Vorname und E-\u2060Mail verwenden wir nur, um den Termin zu bestätigen, " +
			"an ihn zu erinnern und Änderungen mitzuteilen. Die Angabe ist freiwillig, aber ohne Telefonnummer können wir keinen Code senden; dann können Sie im Amt einen Termin buchen " +
			"oder am Automaten ein Ticket ziehen. Wir löschen die Daten spätestens {days} Tage nach dem Termin. Sie haben das Recht auf Auskunft, Berichtigung, Löschung und Widerspruch " +
			"sowie auf Beschwerde beim Präsidenten des polnischen Amtes für den Schutz personenbezogener Daten (UODO).",
		Officer: "Kontakt zum Datenschutzbeauftragten: {officer}.",

		Wrong: "Achtung",
		Refused: map[string]string{
			"all_taken":         "Diese Uhrzeit ist jetzt vergeben, und eine andere ist zurzeit nicht frei. Schauen Sie später wieder, rufen Sie an ({help}) oder ziehen Sie ein Ticket am Automaten.",
			"slot_taken":        "Jemand war schneller: Diese Uhrzeit ist jetzt vergeben. Wählen Sie eine der nächsten freien oder einen anderen Tag.",
			"not_bookable":      "Für dieses Anliegen kann man online keinen Termin buchen. Ziehen Sie ein Ticket am Automaten.",
			"outside":           "Diese Uhrzeit kann nicht mehr gewählt werden. Wählen Sie eine andere.",
			"phone_wrong":       "Das ist keine gültige Telefonnummer. Prüfen Sie die Ziffern; aus dem Ausland mit + und Landesvorwahl.",
			"phone_not_mobile":  "Diese Nummer kann keine SMS empfangen. Geben Sie eine Handynummer an.",
			"phone_prefix":      "An Nummern aus diesem Land senden wir keine SMS. Buchen Sie telefonisch ({help}) oder im Amt.",
			"phone_missing":     "Geben Sie eine Telefonnummer an.",
			"name_missing":      "Geben Sie Ihren Vornamen an.",
			"email_missing":     "Geben Sie eine E-\u2060Mail-Adresse an.",
			"email_wrong":       "Das ist keine gültige E-\u2060Mail-Adresse. Bitte prüfen Sie sie.",
			"limit_phone":       "Für diese Nummer können wir online zurzeit keinen weiteren Termin buchen. Haben Sie schon einen Termin, steht der Link dazu in Ihrer SMS. In anderen Fällen rufen Sie an: {help}. Ein Ticket am Automaten können Sie immer ziehen.",
			"limit_active":      "Für diese Nummer gibt es schon so viele Termine, wie gleichzeitig erlaubt sind. Geben Sie einen davon frei oder rufen Sie an: {help}.",
			"limit_service_day": "Für diese Nummer gibt es an diesem Tag schon einen Termin zu diesem Anliegen. Wählen Sie einen anderen Tag oder rufen Sie an: {help}.",
			"limit_days14":      "Für diese Nummer wurden schon so viele Termine gebucht, wie in 14 Tagen erlaubt sind. Rufen Sie an: {help} – wir helfen.",
			"limit_no_shows":    "Zu mehreren Terminen dieser Nummer kam zuletzt niemand. Den nächsten buchen Sie telefonisch ({help}) oder im Amt. Ein Ticket am Automaten können Sie immer ziehen.",
			"limit_address":     "Aus diesem Netz kamen gerade sehr viele Buchungen. Versuchen Sie es nach {until}\u00a0Uhr wieder oder rufen Sie an: {help}.",
			"limit_sms":         "An diese Nummer haben wir schon mehrere Codes gesendet. Den nächsten können wir nach {until}\u00a0Uhr senden.",
			"budget":            "Heute können wir keine SMS mehr senden. Buchen Sie telefonisch ({help}) oder versuchen Sie es morgen.",
			"proof_missing":     "Das Formular konnte nicht geprüft werden. Bitte senden Sie es noch einmal.",
			"code_wrong":        "Das ist nicht der Code aus der letzten SMS. Prüfen Sie die Ziffern. Verbleibende Versuche: {n}.",
			"tries_over":        "Der Code wurde zu oft falsch eingegeben, deshalb ist der Termin wieder frei. Sie können neu buchen.",
			"hold_over":         "Die Zeit für den Code ist abgelaufen, deshalb ist der Termin wieder frei. Sie können neu buchen.",
			"over":              "Dieser Termin ist vorbei oder wurde abgesagt.",
			"used":              "Zu diesem Termin gibt es schon ein Ticket mit Nummer.",
			"too_late":          "Für diese Änderung ist es zu spät. Rufen Sie an: {help}.",
			"offer_over":        "Der frühere Termin hat zu lange gewartet und ging an jemand anderen. Ihr Termin bleibt, wie er ist.",
			"not_confirmed":     "Bestätigen Sie den Termin zuerst mit dem Code aus der SMS.",
		},
		Next: "Nächste freie Uhrzeiten",

		Held: State{"Geben Sie den Code aus der SMS ein", "Die SMS mit dem Code geht an {phone}. Der Termin ist bis {until}\u00a0Uhr für Sie reserviert."},
		Left: "Verbleibende Zeit", Code: "Code aus der SMS", CodeHint: "7 Ziffern; Leerzeichen spielen keine Rolle", Confirm: "Termin bestätigen",
		NoSMS: "Keine SMS bekommen?", SendAgain: "SMS noch einmal senden", SentAgain: "Die SMS wurde noch einmal gesendet.",
		Correct: "Telefonnummer korrigieren", LetGo: "Auf diesen Termin verzichten",

		Confirmed: "Ihr Termin ist gebucht", CodeIs: "Code für den Automaten",
		CodeWorks:   "Geben Sie ihn von {from} bis {to}\u00a0Uhr am Automaten ein ({place}). Sie erhalten ein Ticket mit Nummer.",
		CodeWorking: "Er gilt jetzt, bis {to}\u00a0Uhr: Geben Sie ihn am Automaten ein ({place}). Sie erhalten ein Ticket mit Nummer.",
		QR:          "Code {code} als QR-Code", QRWhy: "Oder halten Sie diesen QR-Code an das Lesegerät des Automaten.",
		Bring: "Was Sie mitbringen", BringWhat: "Ein Ausweisdokument und diesen Code.", Cards: "Die Unterlagen stehen auf der Servicekarte: {cards}.",
		Calendar: "In den Kalender eintragen", Move: "Termin ändern", Release: "Termin freigeben", ReleaseWhy: "Sie können nicht kommen? Geben Sie den Termin frei – jemand anderes wartet darauf.",
		Earlier: "Früheren Termin melden", EarlierWhy: "Wird ein früherer Termin frei, erhalten Sie eine SMS und entscheiden.",
		EarlierIs: "Wir melden uns per SMS, wenn ein früherer Termin frei wird.", EarlierNot: "Nicht mehr melden",
		Offer: State{"Ein früherer Termin ist frei", "{day}, {time}\u00a0Uhr. Er ist bis {until}\u00a0Uhr für Sie reserviert."}, OfferTake: "Früheren Termin nehmen",
		Yours: "Diese Seite ist nur für Sie. Den Link finden Sie in der SMS.",

		Cancelled: State{"Der Termin ist freigegeben", "Vielen Dank. So kommt jemand anderes schneller an die Reihe."},
		ByOffice:  State{"Das Amt hat diesen Termin abgesagt", "Wir bitten um Entschuldigung. Wählen Sie einen neuen Termin oder rufen Sie an: {help}."},
		Missed:    State{"Der Termin ist verfallen", "Der Code wurde nicht rechtzeitig am Automaten eingegeben. Ziehen Sie dort ein gewöhnliches Ticket oder buchen Sie neu."},
		Arrived:   State{"Sie haben Ihr Ticket", "Der Code wurde gegen ein Ticket mit Nummer getauscht. Sehen Sie nach, wie viele vor Ihnen sind."},
		Lapsed:    State{"Der Termin wurde nicht bestätigt", "Der Code wurde nicht rechtzeitig eingegeben, deshalb ist der Termin wieder für alle frei."},
		Late:      State{"Der Code gilt nicht mehr", "Er galt bis {to}\u00a0Uhr. Wenn Sie im Amt sind, ziehen Sie ein gewöhnliches Ticket am Automaten."},
		Again:     "Neuen Termin buchen", SameAgain: "Noch einmal mit dieser Uhrzeit versuchen", ToTicket: "Zu Ihrem Ticket",

		ReleaseAsk: "Diesen Termin freigeben?", ReleaseWhat: "Der Code gilt dann nicht mehr, und jemand anderes bekommt den Termin. Das lässt sich nicht rückgängig machen.",
		ReleaseDo: "Ja, Termin freigeben", ReleaseNot: "Nein, ich komme",
		MoveDay: "Auf welchen Tag möchten Sie den Termin verschieben?",
		MoveAsk: "Termin verschieben?", MoveFrom: "Bisher", MoveTo: "Neu", MoveDo: "Ja, verschieben", MoveNot: "Nein, nichts ändern",
		Moved: "Der Termin wurde geändert. Der Code bleibt gleich.", Back: "Zurück zum Termin",

		Link:   State{"Termin im Amt buchen", "Wählen Sie Anliegen, Tag und Uhrzeit. Sie brauchen nur ein Handy. Scannen Sie den Code oder drücken Sie die Taste."},
		LinkQR: "QR-Code der Buchungsseite", Unknown: State{"Diese Seite gibt es nicht", "Prüfen Sie den Link aus der SMS. Die Seiten der Termine werden bald nach dem Termin gelöscht."},
		Event: Event{Summary: "{service} – {office}", Code: "Code für den Automaten: {code}, gilt von {from} bis {to}\u00a0Uhr.", Alarm: "Termin: {service}"},
		free:  plural{"freier Termin", "freie Termine", "freie Termine"},
	}
}
