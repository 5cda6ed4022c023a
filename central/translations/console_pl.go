package translations

func polishConsole() *Console {
	return &Console{
		Code: "pl", Desk: "Stanowisko %d", DeskShort: "st. %d", Now: "Teraz", Queue: "Czekają",
		NarrowPage: "Wąskie okno", Keys: "Klawisze", Leave: "Zwolnij stanowisko",
		Choosing: Choosing{
			Title: "Wybierz stanowisko", Free: "wolne", Yours: "Twoje", Since: "%[1]s, od %[2]s",
			Take: "Zajmij", Return: "Wróć", Over: "Przejmij…",
			OverAsk: "Stanowisko %[1]d ma %[2]s od %[3]s. Przejąć?",
			OverWhy: "Osoba, która jest tam obsługiwana, zostaje przy stanowisku. Druga konsola tego stanowiska przestanie działać.",
			OverDo:  "Przejmij stanowisko", Cancel: "Nie, wróć do wyboru",
			Lost:    "Stanowisko %[1]d ma teraz %[2]s, od %[3]s",
			LostWhy: "Tutaj nie można już wzywać. Osoba przy stanowisku i kolejka są bez zmian.",
			Left:    "Stanowisko %d jest wolne", LeftWhy: "Zwolniono je w innym oknie albo skończył się dzień.",
			Again: "Wybierz stanowisko", Waiting: "czeka %d",
		},
		Here: Here{
			Nobody: "Przy stanowisku nikogo nie ma", Called: "Wezwano", Serving: "Obsługa trwa", Paused: "Przerwa",
			Times:    "%d. wezwanie",
			CallNext: "Wezwij następną osobę", Start: "Osoba podeszła – rozpocznij", FinishNext: "Zakończ i wezwij następną", Continue: "Wróć do pracy",
			NobodyNext: "nikt nie czeka do tego stanowiska", ComeQuestion: "czas obsługi liczy się od tej chwili",
			CallAgain: "Wezwij ponownie", Miss: "Nie przyszła", Finish: "Zakończ", Park: "Odłóż", Transfer: "Skieruj dalej",
			Wait: "za", MissFrom: "od %s", Waited: "czekanie %d min", Priority: "pierwszeństwo", PaperUnknown: "bilet mógł się nie wydrukować", Booked: "rezerwacja %s",
			Speaks: "język: %s", Minutes: "%d min",
			ReasonIfAny: "Powód (można pominąć)", Service: "Sprawa", SameService: "ta sama sprawa", ToDesk: "Stanowisko",
			AnyDesk: "dowolne stanowisko", NobodyThere: "nikogo nie ma", ParkDo: "Odłóż na bok", TransferDo: "Skieruj", Undo: "Cofnij",
			ReadOut: "Wydano numer. Przeczytaj go tej osobie:",
		},
		Lists: Lists{
			ForThisDesk: "Skierowani do tego stanowiska", Others: "Inne sprawy w tym budynku", Parked: "Odłożone", Missed: "Nie przyszli",
			Nobody: "nikt nie czeka", Count: "czeka %d", Longest: "najdłużej %d min", Expect: "kto przyjdzie teraz: ok. %d–%d min", ExpectAbout: "kto przyjdzie teraz: ok. %d min",
			ExpectUpTo: "kto przyjdzie teraz: do %d min", Long: "długo czeka", Next: "następna osoba",
			Call: "Wezwij", More: "Więcej", Raise: "Daj pierwszeństwo", Withdraw: "Wycofaj bilet", BackInLine: "Do kolejki",
			Reason: "Powód", ReasonIfAny: "Powód (można pominąć)", AtDesk: "odłożyło st. %d", Wants: "do st. %d",
			Stopped: "bilety wstrzymane: %s",
		},
		Tools: Tools{
			Pause: "Przerwa", GiveOut: "Wydaj bilet", Stops: "Wstrzymaj bilety",
			PauseReasons: [4]string{"Przerwa", "Praca na zapleczu", "Narada", "Awaria"}, OtherReason: "Inny powód", PauseDo: "Zacznij przerwę",
			Service: "Sprawa", Language: "Język", WithPriority: "z pierwszeństwem", GiveOutDo: "Wydaj numer",
			StopService: "Wstrzymaj bilety do sprawy", Reason: "Powód (widzą go pracownicy)", StopDo: "Wstrzymaj", StartDo: "Wznów",
			NoneStopped: "Żadna sprawa nie jest wstrzymana.",
		},
		Line: Line{
			Lost:     "Brak łączności z serwerem. Łączę ponownie…",
			Retrying: "Serwer nie odpowiada. Powtarzam to samo polecenie, nic nie wykona się dwa razy…",
			Stale:    "To, co widać, może być nieaktualne.",
		},
		Help: Help{
			Title: "Klawisze", Pad: "Klawiatura numeryczna", Letter: "Klawiatura", What: "Co robi",
			Anywhere: "Klawisze działają z NumLock i bez niego. Nie działają podczas pisania w polu. Przytrzymanie klawisza nic nie powtarza.",
			Close:    "Zamknij", Off: "Wyłącz klawisze", On: "Włącz klawisze", OnlyWhere: "Klawisze są wyłączone w tej przeglądarce.",
			Primary: "duży klawisz: wezwij, rozpocznij, zakończ i wezwij następną", CallAgain: "wezwij ponownie", Miss: "nie przyszła", Finish: "zakończ",
			Undo: "cofnij (przez 10 sekund)", Pause: "przerwa i powrót", Park: "odłóż…", Transfer: "skieruj dalej…", GiveOut: "wydaj bilet…",
			Stops: "wstrzymaj bilety…", Queue: "przejdź do kolejki", Narrow: "wąskie okno", ThisList: "ta lista",
		},
		Reasons: map[string]string{
			"walkin_turn": "teraz kolej osoby bez rezerwacji", "waited_long": "czeka ponad %d min", "priority": "ma pierwszeństwo",
			"booking_due": "rezerwacja – nadeszła jej godzina", "wanted_here": "czeka na to stanowisko",
			"preferred": "sprawa, którą to stanowisko bierze najpierw", "first": "czeka najdłużej",
			"booking_early": "rezerwacja przed czasem – nikt inny nie czeka",
		},
		Did: map[string]string{
			"call_next": "Wezwano %s", "call_chosen": "Wezwano %s", "call_again": "Wezwano %s ponownie", "start": "Rozpoczęto obsługę %s",
			"finish": "Zakończono %s", "miss": "%s: nikt nie przyszedł", "park": "Odłożono %s", "transfer": "Skierowano %s dalej",
			"resume": "%s znów czeka w kolejce", "revive": "%s znów czeka w kolejce", "withdraw": "Wycofano bilet %s",
			"raise": "%s ma teraz pierwszeństwo", "give_out": "Wydano %s", "pause": "Przerwa", "continue": "Koniec przerwy",
			"stop_service": "Wstrzymano bilety: %s", "start_service": "Znów wydajemy bilety: %s", "undo": "Cofnięto %s",
			// Two deeds in one, and additions.
			"finish_and_call": "Zakończono %[1]s, wezwano %[2]s", "finish_and_nobody": "Zakończono %s. Nikt więcej nie czeka",
			"times": "%[1]s (%[2]d. raz)", "to_desk": "%[1]s: stanowisko %[2]d",
		},
		Undone: map[string]string{
			"call_next": "wezwanie %s", "call_chosen": "wezwanie %s", "start": "rozpoczęcie obsługi %s", "finish": "zakończenie %s",
			"miss": "nieobecność %s", "park": "odłożenie %s", "transfer": "skierowanie %s", "resume": "powrót %s do kolejki", "revive": "powrót %s do kolejki",
			"withdraw": "wycofanie %s", "raise": "pierwszeństwo %s",
		},
		Refused: map[string]string{
			"nobody_waiting": "Nikt nie czeka do tego stanowiska", "nobody_here": "Tej osoby już tu nie ma",
			"somebody_here": "Przy stanowisku ktoś jest: najpierw zakończ, odłóż albo skieruj dalej", "overtaken": "%s zmienił ktoś inny",
			"too_soon": "Za wcześnie: wezwij ponownie albo poczekaj do %s", "cannot_return": "%s nie może już wrócić do kolejki",
			"nothing_to_undo": "Nie ma czego cofnąć", "undo_too_late": "Za późno, żeby cofnąć", "no_such_service": "W tym budynku nie ma takiej sprawy",
			"no_such_desk": "W tym budynku nie ma takiego stanowiska", "nowhere": "Wybierz inną sprawę albo inne stanowisko",
			"reason_missing": "Podaj powód", "clock": "Zegar serwera jest niepewny, numeru nie wydano",
		},
		Overtook: map[string]string{
			"waiting": "%s czeka znów w kolejce", "called": "%[1]s wezwało przed chwilą stanowisko %[2]d",
			"serving": "%[1]s obsługuje już stanowisko %[2]d", "parked": "%[1]s odłożyło stanowisko %[2]d", "done": "%s: sprawa jest już zakończona",
			"no_show": "%s: zapisano już, że nikt nie przyszedł", "withdrawn": "%s: bilet jest wycofany", "expired": "%s: bilet stracił ważność",
			"void": "%s: bilet jest nieważny",
		},
		Notes: map[string]string{
			"old":        "To polecenie było nieaktualne, nic nie zrobiono. Tak jest teraz:",
			"still_here": "Przy stanowisku ktoś jest: najpierw zakończ, odłóż albo skieruj dalej",
		},
		Languages: map[string]string{"pl": "polski", "en": "angielski", "uk": "ukraiński", "de": "niemiecki"},
	}
}
