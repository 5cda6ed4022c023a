package translations

func polishDevices() *Devices {
	return &Devices{
		Code: "pl", Title: "Urządzenia", Why: "Biletomaty i monitory: co działa, a co potrzebuje człowieka.",
		Kinds:   map[string]string{"kiosk": "Biletomat", "display": "Monitor"},
		States:  map[string]string{"ok": "Działa", "warning": "Wymaga uwagi", "fault": "Nie działa", "never": "Jeszcze się nie zgłosiło", "revoked": "Wyłączone"},
		Counted: map[string]string{"ok": "działa: %d", "warning": "wymaga uwagi: %d", "fault": "nie działa: %d", "never": "jeszcze się nie zgłosiło: %d", "revoked": "wyłączone: %d"},
		Conditions: map[string]string{
			"paper_low": "Kończy się papier", "paper_out": "Brak papieru", "cover_open": "Otwarta pokrywa drukarki",
			"cutter": "Zablokowany obcinak", "printer_gone": "Drukarka nie odpowiada", "outcome_unknown": "Niepewny wydruk biletu",
			"line_quality": "Zrywa się połączenie", "temperature": "Za wysoka temperatura", "disk": "Mało miejsca na karcie",
			"clock": "Zły zegar urządzenia", "version": "Inna wersja programu niż na serwerze", "door_open": "Otwarte drzwi obudowy", "no_sound": "Nie działa dźwięk",
			"journal": "Nie można zapisywać na karcie", "silent": "Brak łączności z urządzeniem", "cloned": "Karta urządzenia ma kopię",
			"certificate": "Certyfikat nie został odnowiony",
			"update":      "Nie udała się aktualizacja",
		},
		Do: map[string]string{
			"paper_low":       "Wymień rolkę jeszcze dzisiaj.",
			"paper_out":       "Włóż nową rolkę papieru.",
			"cover_open":      "Zamknij pokrywę drukarki, aż zaskoczy.",
			"cutter":          "Otwórz pokrywę, usuń skrawki papieru i zamknij. Jeśli to nie pomoże, wezwij serwis.",
			"printer_gone":    "Sprawdź zasilanie i kabel drukarki. Bilety są teraz pokazywane na ekranie.",
			"outcome_unknown": "Nie wiadomo, czy bilet się wydrukował; numer i tak zostanie wezwany. Jeśli to się powtarza, sprawdź drukarkę.",
			"line_quality":    "Sprawdź kable drukarki i sieci.",
			"temperature":     "Sprawdź wentylator i otwory w obudowie.",
			"disk":            "Zgłoś administratorowi: karta jest prawie pełna.",
			"clock":           "Urządzenie działa dalej według zegara serwera. Zgłoś administratorowi.",
			"version":         "Nic pilnego: administrator może zaktualizować urządzenie.",
			"door_open":       "Zamknij drzwi obudowy.",
			"no_sound":        "Sprawdź głośnik i jego kabel.",
			"journal":         "Uruchom urządzenie ponownie; jeśli to nie pomoże, wymień kartę.",
			"silent":          "Sprawdź zasilanie i sieć urządzenia.",
			"cloned":          "Wyłącz drugie urządzenie z tą samą kartą i zgłoś administratorowi.",
			"certificate":     "Zgłoś administratorowi, zanim certyfikat wygaśnie.",
			"update":          "Urządzenie działa dalej z poprzednią wersją. Zgłoś administratorowi.",
		},
		Short: map[string]string{
			"paper_low": "konczy sie papier", "paper_out": "brak papieru", "cover_open": "otwarta pokrywa", "cutter": "obcinak",
			"printer_gone": "drukarka nie odpowiada", "outcome_unknown": "niepewny wydruk", "line_quality": "zrywa polaczenie",
			"temperature": "za goraco", "disk": "pelna karta", "clock": "zly zegar", "version": "inna wersja", "door_open": "otwarte drzwi",
			"no_sound": "brak dzwieku", "journal": "awaria karty", "silent": "brak lacznosci", "cloned": "kopia karty", "certificate": "certyfikat",
			"update": "nieudana aktualizacja",
		},
		Severities: map[string]string{"info": "informacja", "warning": "uwaga", "fault": "usterka"},
		Other:      "Zgłoś administratorowi.",

		Since: "od %s", Said: "Komunikat urządzenia:", Seen: "ostatni meldunek: %s", NeverSeen: "brak meldunku", Version: "wersja %s",
		Update: map[string]string{
			"installing": "aktualizacja do %s: instalowanie, %d %%", "installed": "aktualizacja do %s: czeka, aż nikogo nie będzie", "activated": "aktualizacja do %s: ponowne uruchamianie",
			"good": "aktualizacja do %s: gotowa", "failed": "aktualizacja do %s: nie zainstalowano", "rolled_back": "aktualizacja do %s: powrót do poprzedniej wersji",
			"halted": "aktualizacja do %s: wstrzymana",
		},
		Certificate: "certyfikat ważny do %s",
		Started:     "działa od %s", Printed: "wydrukowane bilety od uruchomienia: %d", Day: "Dzisiaj", Quiet: "Bez zdarzeń.", Began: "początek", Over: "koniec po %s",
		None: "Ten urząd nie ma urządzeń.", Lost: "Brak łączności z serwerem. Stan może być nieaktualny.",
		Seconds: "%d s", Minutes: "%d min", Hours: "%d h %02d min",

		Notice: Notice{
			Subject: "%[1]s – %[2]s", SubjectMore: "%[1]s i jeszcze %[3]d – %[2]s", SubjectOver: "Już w porządku: %[1]s – %[2]s",
			Open: "Wymaga człowieka:", Closed: "Już w porządku:", Page: "Wszystkie urządzenia: %s",
			Why:  "Tę wiadomość wysłał system kolejkowy Numerek, bo masz dyżur przy urządzeniach.",
			Text: "Urzadzenia: ", TextOver: "OK ", TextMore: "i jeszcze %d",
		},
	}
}
