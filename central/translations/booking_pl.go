package translations

func polishBooking() Booking {
	return Booking{
		Months: [12]string{"styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień"},
		MonthsOf: [12]string{
			"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
		},
		Short: [7]string{"pn", "wt", "śr", "cz", "pt", "sb", "nd"},
		Date:  "{weekday}, {d}\u00a0{month}\u00a0{year}", Brief: "{short}\u00a0{d}.{m}", Hour: "godz.\u00a0{time}", Today: "dzisiaj", Tomorrow: "jutro",

		Book: "Umów wizytę", BookWhy: "Wybierz dzień i godzinę. Kod do biletomatu przyjdzie SMS-\u2060em.",

		Matter: "W jakiej sprawie przychodzisz?", AllMatters: "Wszystkie sprawy", FirstFree: "najbliższy termin: {day}",
		NoneFree: "teraz brak wolnych terminów", WalkInOnly: "bez umawiania – weź bilet w biletomacie",

		Day: "Którego dnia?", Views: "Widok dni", AsList: "Lista", AsMonth: "Miesiąc",
		Reasons: DayReasons{
			Closed: "nieczynne", Full: "wszystko zajęte", Over: "za późno na dzisiaj", WalkInOnly: "tylko bilety w biletomacie",
			Opens: "zapisy od: {day}, godz.\u00a0{time}",
		},
		Notes: "Dni wolne i zmiany", DayBefore: "Dzień wcześniej", DayAfter: "Dzień później", AllDays: "Wszystkie dni",

		Time: "O której godzinie?", Morning: "Przed południem", Afternoon: "Po południu", Taken: "zajęte",
		NoHours: "Tego dnia nie ma wolnych godzin. Wybierz inny dzień.", OtherDay: "Inny dzień",

		Chosen: "Twój wybór", Change: "zmień", When: "Kiedy", Where: "Gdzie",

		Who: "Na jaki numer wysłać kod?", Phone: "Numer telefonu komórkowego", PhoneHint: "Na ten numer wyślemy SMS z kodem.",
		Name: "Imię", NameHint: "Zobaczy je tylko pracownik przy stanowisku.",
		Email: "E-\u2060mail", EmailHint: "Potwierdzenie przyjdzie także e-\u2060mailem.", Optional: "nieobowiązkowo",
		HoldWhy: "Zatrzymamy ten termin na {n}\u00a0minut. W tym czasie wpisz kod z SMS-\u2060a.", Hold: "Wyślij kod SMS-\u2060em", Working: "Chwileczkę…",
		NoScript: "W tej przeglądarce nie działa JavaScript, a bez niego nie możemy teraz przyjąć rezerwacji. Zadzwoń: {help}, albo umów wizytę w urzędzie.",
		Privacy:  "Twoje dane",
		Notice: "Administratorem danych jest {administrator}. Numer telefonu, a jeśli je podasz, także imię i e-\u2060mail wykorzystamy tylko do potwierdzenia wizyty, " +
			"przypomnienia o niej i jej zmian. Podanie danych jest dobrowolne, ale bez numeru telefonu nie wyślemy kodu; wizytę można wtedy umówić w urzędzie " +
			"albo wziąć bilet w biletomacie. Dane usuniemy najpóźniej {days} dni po terminie wizyty. Masz prawo dostępu do danych, ich sprostowania i usunięcia, " +
			"prawo sprzeciwu oraz skargi do Prezesa Urzędu Ochrony Danych Osobowych.",
		Officer: "Kontakt z inspektorem ochrony danych: {officer}.",

		Wrong: "Uwaga",
		Refused: map[string]string{
			"all_taken":         "Ta godzina jest już zajęta, a innej wolnej na razie nie ma. Zajrzyj później, zadzwoń ({help}) albo weź bilet w biletomacie.",
			"slot_taken":        "Ktoś był szybszy: ta godzina jest już zajęta. Wybierz jedną z najbliższych wolnych albo inny dzień.",
			"not_bookable":      "Wizyty w tej sprawie nie można umówić przez internet. Weź bilet w biletomacie.",
			"outside":           "Tej godziny nie można już wybrać. Wybierz inną.",
			"phone_wrong":       "To nie jest prawidłowy numer telefonu. Sprawdź cyfry, na przykład 501 234 567.",
			"phone_not_mobile":  "Na ten numer nie dojdzie SMS. Podaj numer telefonu komórkowego.",
			"phone_prefix":      "Na numery z tego kraju nie wysyłamy SMS-ów. Umów wizytę telefonicznie ({help}) albo w urzędzie.",
			"phone_missing":     "Podaj numer telefonu.",
			"name_missing":      "Podaj imię.",
			"email_missing":     "Podaj adres e-\u2060mail.",                              //nolint:misspell // Polish
			"email_wrong":       "To nie jest prawidłowy adres e-\u2060mail. Sprawdź go.", //nolint:misspell // Polish
			"limit_phone":       "Na ten numer nie umówimy teraz kolejnej wizyty przez internet. Jeśli masz już wizytę, link do niej jest w SMS-ie. W innej sprawie zadzwoń: {help}. Bilet w biletomacie możesz wziąć zawsze.",
			"limit_active":      "Na ten numer jest już umówionych tyle wizyt, ile można mieć naraz. Zwolnij jedną z nich albo zadzwoń: {help}.",
			"limit_service_day": "Na ten numer jest już wizyta w tej sprawie tego dnia. Wybierz inny dzień albo zadzwoń: {help}.",
			"limit_days14":      "Na ten numer umówiono już najwięcej wizyt, ile można w ciągu 14 dni. Zadzwoń: {help} – pomożemy.",
			"limit_no_shows":    "Kilka ostatnich wizyt z tego numeru przepadło. Kolejną umówisz telefonicznie ({help}) albo w urzędzie. Bilet w biletomacie możesz wziąć zawsze.",
			"limit_address":     "Z tej sieci przyszło właśnie bardzo dużo rezerwacji. Spróbuj ponownie po godz.\u00a0{until} albo zadzwoń: {help}.",
			"limit_sms":         "Na ten numer wysłaliśmy już kilka kodów. Następny możemy wysłać po godz.\u00a0{until}.",
			"budget":            "Dzisiaj nie możemy już wysłać więcej SMS-ów. Umów wizytę telefonicznie ({help}) albo spróbuj jutro.",
			"proof_missing":     "Nie udało się sprawdzić formularza. Wyślij go jeszcze raz.",
			"code_wrong":        "To nie jest kod z ostatniego SMS-\u2060a. Sprawdź cyfry. Pozostało prób: {n}.",
			"tries_over":        "Kod wpisano błędnie zbyt wiele razy, więc termin został zwolniony. Możesz umówić wizytę od nowa.",
			"hold_over":         "Minął czas na wpisanie kodu, więc termin został zwolniony. Możesz umówić wizytę od nowa.",
			"over":              "Ta wizyta już się zakończyła albo została odwołana.",
			"used":              "Z tej wizyty jest już bilet z numerem.",
			"too_late":          "Na tę zmianę jest już za późno. Zadzwoń: {help}.",
			"offer_over":        "Wcześniejszy termin czekał za długo i dostał go ktoś inny. Twoja wizyta zostaje bez zmian.",
			"not_confirmed":     "Najpierw potwierdź wizytę kodem z SMS-\u2060a.",
		},
		Next: "Najbliższe wolne godziny",

		Held: State{"Wpisz kod z SMS-\u2060a", "SMS z kodem idzie na numer {phone}. Termin czeka na Ciebie do godz.\u00a0{until}."},
		Left: "Zostało", Code: "Kod z SMS-\u2060a", CodeHint: "7 cyfr; odstępy nie mają znaczenia", Confirm: "Potwierdź wizytę",
		NoSMS: "SMS nie przychodzi?", SendAgain: "Wyślij SMS jeszcze raz", SentAgain: "SMS wysłany jeszcze raz.",
		Correct: "Popraw numer telefonu", LetGo: "Rezygnuję z terminu",

		Confirmed: "Wizyta umówiona", CodeIs: "Kod do biletomatu",
		CodeWorks:   "Wpisz go w biletomacie ({place}) od {from} do {to}. Dostaniesz bilet z numerem.",
		CodeWorking: "Działa teraz, do {to}: wpisz go w biletomacie ({place}). Dostaniesz bilet z numerem.",
		QR:          "Kod {code} jako kod QR", QRWhy: "Albo zbliż ten kod QR do czytnika w biletomacie.",
		Bring: "Co zabrać", BringWhat: "Dokument tożsamości i ten kod.", Cards: "Listę dokumentów podaje karta usługi: {cards}.",
		Calendar: "Dodaj do kalendarza", Move: "Zmień termin", Release: "Zwolnij termin", ReleaseWhy: "Nie możesz przyjść? Zwolnij termin – ktoś inny na niego czeka.",
		Earlier: "Powiadom mnie o wcześniejszym terminie", EarlierWhy: "Gdy zwolni się wcześniejszy termin, dostaniesz SMS i zdecydujesz.",
		EarlierIs: "Damy znać SMS-\u2060em, gdy zwolni się wcześniejszy termin.", EarlierNot: "Już nie powiadamiaj",
		Offer: State{"Jest wcześniejszy termin", "{day}, godz.\u00a0{time}. Czeka na Ciebie do godz.\u00a0{until}."}, OfferTake: "Biorę wcześniejszy termin",
		Yours: "Ta strona jest tylko dla Ciebie. Link do niej masz w SMS-\u2060ie.",

		Cancelled: State{"Termin zwolniony", "Dziękujemy. Dzięki temu ktoś inny załatwi sprawę szybciej."},
		ByOffice:  State{"Urząd odwołał tę wizytę", "Przepraszamy. Wybierz nowy termin albo zadzwoń: {help}."},
		Missed:    State{"Wizyta przepadła", "Kod nie został wpisany w biletomacie na czas. Weź zwykły bilet w biletomacie albo umów nową wizytę."},
		Arrived:   State{"Masz już bilet", "Kod został wymieniony na bilet z numerem. Zobacz, ile osób jest przed Tobą."},
		Lapsed:    State{"Termin nie został potwierdzony", "Kod nie został wpisany na czas, więc termin jest znowu wolny dla wszystkich."},
		Late:      State{"Kod już nie działa", "Działał do godz.\u00a0{to}. Jeśli jesteś w urzędzie, weź zwykły bilet w biletomacie."},
		Again:     "Umów nową wizytę", SameAgain: "Spróbuj jeszcze raz z tą godziną", ToTicket: "Zobacz swój bilet",

		ReleaseAsk: "Zwolnić ten termin?", ReleaseWhat: "Kod przestanie działać, a termin dostanie ktoś inny. Tego nie można cofnąć.",
		ReleaseDo: "Tak, zwolnij termin", ReleaseNot: "Nie, przyjdę",
		MoveDay: "Na który dzień przenieść wizytę?",
		MoveAsk: "Przenieść wizytę?", MoveFrom: "Teraz", MoveTo: "Po zmianie", MoveDo: "Tak, przenieś", MoveNot: "Nie, zostaw jak jest",
		Moved: "Termin zmieniony. Kod zostaje ten sam.", Back: "Wróć do wizyty",

		Link:   State{"Umów wizytę w urzędzie", "Wybierz sprawę, dzień i godzinę. Potrzebny jest tylko telefon komórkowy. Zeskanuj kod albo naciśnij przycisk."},
		LinkQR: "Kod QR strony z rezerwacją", Unknown: State{"Nie ma takiej strony", "Sprawdź link z SMS-\u2060a. Strony wizyt usuwamy niedługo po ich terminie."},
		Event: Event{Summary: "{service} – {office}", Code: "Kod do biletomatu: {code}, działa od {from} do {to}.", Alarm: "Wizyta: {service}"},
		free:  plural{"wolny termin", "wolne terminy", "wolnych terminów"},
	}
}
