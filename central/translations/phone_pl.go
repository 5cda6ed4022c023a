package translations

func polishPhone() Phone {
	return Phone{
		Desk:  "stanowiska",
		Ahead: "Przed\u00a0Tobą", First: "Nikt nie czeka przed Tobą", Progress: "Droga do wezwania",
		Wait: "Szacowany czas: {range}", Between: "ok.\u00a0{from}–{to}\u00a0min", About: "ok.\u00a0{to}\u00a0min", UpTo: "do\u00a0{to}\u00a0min",

		Waits:   "Poczekaj na wezwanie. Numer pojawi się na monitorze i na tej stronie.",
		Next:    "Zostań blisko: wezwanie może przyjść w każdej chwili.",
		Again:   "Wezwiemy Cię jeszcze raz. Numer i miejsce w kolejce zostają te same.",
		AgainAt: "Wezwiemy Cię jeszcze raz, do {desk}. Numer zostaje ten sam.",

		GoTo: "Idź do {desk}", CalledAt: "Wezwano o {time}.",
		often: [3]string{"Wezwano {n} raz, o {time}.", "Wezwano {n} razy, ostatnio o {time}.", "Wezwano {n} razy, ostatnio o {time}."},

		Serving:   State{"Trwa obsługa", "Wezwaliśmy Cię do {desk}."},
		Parked:    State{"Sprawa odłożona na chwilę", "Gdy wszystko będzie gotowe, wróć do {desk}. Numer zostaje ten sam."},
		Missed:    State{"Wezwano, nikt nie podszedł", "Jesteś w urzędzie? Zgłoś się do pracownika do godziny {time}. Wrócisz do kolejki z tym samym numerem."},
		Gone:      State{"Wezwano, nikt nie podszedł", "Ten numer nie wróci już do kolejki. Weź nowy bilet w biletomacie."},
		Done:      State{"Sprawa zakończona", "Dziękujemy za wizytę."},
		Withdrawn: State{"Zrezygnowano z wizyty", "Dziękujemy: dzięki temu inni poczekają krócej. Jeśli zmienisz zdanie, weź nowy bilet w biletomacie."},
		Expired:   State{"Bilet stracił ważność", "Był ważny tylko w dniu wydania. Weź nowy bilet w biletomacie."},
		Void:      State{"Bilet nieważny", "Ten numer nie zostanie wezwany. Weź nowy bilet w biletomacie."},

		KeepOpen: "Nie zamykaj tej strony: pokaże wezwanie.", Refreshes: "Strona odświeża się sama co 20 sekund.",
		Lost: "Brak połączenia – stan z\u00a0{time}",

		Withdraw: "Rezygnuję z wizyty", WithdrawAsk: "Zrezygnować z wizyty?",
		WithdrawWhy: "Ten numer nie zostanie wezwany. Tego nie można cofnąć.",
		WithdrawDo:  "Tak, rezygnuję", WithdrawNot: "Nie, czekam dalej",
		TooLate: "Teraz nie można zrezygnować", TooLateWhy: "Ten numer już nie czeka w kolejce. Zobacz, co się z nim dzieje.",
		Back: "Wróć do biletu",
	}
}
