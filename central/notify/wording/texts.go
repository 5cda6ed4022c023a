package wording

// texts are the built-in SMS, the longest first; the sender's name is put in
// front of them. The shorter ones are for offices whose links are long.
var texts = map[string]map[string][]string{
	"pl": {
		Confirm: {
			"{d} g. {t}, {s}. KOD {c} wpisz w biletomacie ({loc}) od {e} do {t}. Odwolanie: {u}",
			"{d} g. {t}, {s}. KOD {c} do biletomatu od {e}. {u}",
			"{d} g. {t}. KOD {c} do biletomatu od {e}.",
		},
		Remind: {
			"jutro {d} g. {t}, {s} ({loc}). KOD {c}. Nie mozesz przyjsc? Zwolnij termin: {u}",
			"jutro {d} g. {t}, {s}. KOD {c}. Odwolanie: {u}",
			"jutro {d} g. {t}. KOD {c}.",
		},
		Cancelled: {"wizyta {d} g. {t} ({s}) odwolana. Nowy termin: {b}", "wizyta {d} g. {t} odwolana."},
		OfficeCancel: {
			"przepraszamy, wizyta {d} g. {t} nie odbedzie sie. Nowy termin: {u} lub tel. {help}",
			"przepraszamy, wizyta {d} g. {t} nie odbedzie sie.",
		},
		Moved:  {"wizyta przeniesiona na {d} g. {t} ({s}). KOD bez zmian: {c}. Rezygnacja: {u}", "wizyta przeniesiona na {d} g. {t}. KOD {c}."},
		Almost: {"bilet {k} - osob przed Toba: {q}, ok. {m} min. Wroc do poczekalni ({loc}).", "bilet {k} - osob przed Toba: {q}."},
		Called: {"bilet {k} - podejdz do stanowiska {n} ({loc}).", "bilet {k} - stanowisko {n}."},
		NoShow: {"wizyta {d} g. {t} przepadla (brak biletu). Nowy termin: {b}", "wizyta {d} g. {t} przepadla."},
		Offer: {
			"wolny wczesniejszy termin {d} g. {t} ({s}). Masz czas do {e}: {u}",
			"wolny termin {d} g. {t}, do {e}: {u}",
		},
	},
	"en": {
		Confirm: {
			"{d} {t}, {s}. CODE {c}: enter it at the kiosk ({loc}) {e}-{t}. Cancel: {u}",
			"{d} {t}, {s}. CODE {c} for the kiosk from {e}. {u}",
			"{d} {t}. CODE {c} for the kiosk from {e}.",
		},
		Remind: {
			"tomorrow {d} {t}, {s} ({loc}). CODE {c}. Can't come? {u}",
			"tomorrow {d} {t}, {s}. CODE {c}. {u}",
			"tomorrow {d} {t}. CODE {c}.",
		},
		Cancelled:    {"your visit {d} {t} ({s}) is cancelled. New time: {b}", "your visit {d} {t} is cancelled."},
		OfficeCancel: {"sorry, your visit {d} {t} cannot take place. New time: {u} or call {help}", "sorry, your visit {d} {t} cannot take place."},
		Moved:        {"your visit is now {d} {t} ({s}). Same CODE {c}. Cancel: {u}", "your visit is now {d} {t}. CODE {c}."},
		Almost:       {"ticket {k}: {q} before you, about {m} min. Please come back ({loc}).", "ticket {k}: {q} before you."},
		Called:       {"ticket {k}: please go to desk {n} ({loc}).", "ticket {k}: desk {n}."},
		NoShow:       {"your visit {d} {t} was missed (no ticket taken). New time: {b}", "your visit {d} {t} was missed."},
		Offer:        {"an earlier time is free: {d} {t} ({s}). Take it until {e}: {u}", "free: {d} {t}, until {e}: {u}"},
	},
	"uk": {
		Confirm: {"{d} {t}. КОД {c}. Відмова {u}", "{d} {t}. КОД {c}. {u}", "{d} {t}, термінал від {e}. КОД {c}"},
		Remind:  {"завтра {t}. КОД {c}. Відмова {u}", "завтра {t}. КОД {c}. {u}", "завтра {d} {t}. КОД {c}"},
		Cancelled: {
			"візит {d} {t} скасовано. {b}",
			"візит {d} {t} скасовано",
		},
		OfficeCancel: {"вибачте, візиту {d} {t} не буде. {u}", "візиту {d} {t} не буде. {u}", "вибачте, візиту {d} {t} не буде"},
		Moved:        {"тепер {d} {t}. КОД {c}. {u}", "тепер {d} {t}. КОД {c}"},
		Almost:       {"квиток {k}: перед Вами {q}, ~{m} хв. Поверніться", "квиток {k}: перед Вами {q}"},
		Called:       {"квиток {k}: підійдіть до віконця {n}"},
		NoShow:       {"візит {d} {t} пропущено. {b}", "візит {d} {t} пропущено"},
		Offer:        {"вільно {d} {t}, до {e}: {u}", "вільно {d} {t}: {u}", "{d} {t}: {u}"},
	},
	"de": {
		Confirm: {
			"{d} {t}, {s}. CODE {c} am Automaten ({loc}) {e}-{t} eingeben. Absage: {u}",
			"{d} {t}, {s}. CODE {c} am Automaten ab {e}. {u}",
			"{d} {t}. CODE {c} am Automaten ab {e}.",
		},
		Remind: {
			"morgen {d} {t}, {s} ({loc}). CODE {c}. Verhindert? {u}",
			"morgen {d} {t}, {s}. CODE {c}. {u}",
			"morgen {d} {t}. CODE {c}.",
		},
		Cancelled:    {"Ihr Termin {d} {t} ({s}) ist abgesagt. Neuer Termin: {b}", "Ihr Termin {d} {t} ist abgesagt."},
		OfficeCancel: {"Ihr Termin {d} {t} muss leider ausfallen. Neuer Termin: {u} oder Tel. {help}", "Ihr Termin {d} {t} muss leider ausfallen."},
		Moved:        {"Ihr Termin ist jetzt {d} {t} ({s}). CODE wie bisher: {c}. Absage: {u}", "Ihr Termin ist jetzt {d} {t}. CODE {c}."},
		Almost:       {"Nummer {k}: noch {q} vor Ihnen, etwa {m} Min. Bitte kommen Sie zurück ({loc}).", "Nummer {k}: noch {q} vor Ihnen."},
		Called:       {"Nummer {k}: bitte zu Schalter {n} ({loc}).", "Nummer {k}: Schalter {n}."},
		NoShow:       {"Ihr Termin {d} {t} ist verfallen (kein Ticket gezogen). Neuer Termin: {b}", "Ihr Termin {d} {t} ist verfallen."},
		Offer:        {"früherer Termin frei: {d} {t} ({s}). Bis {e} sichern: {u}", "frei: {d} {t}, bis {e}: {u}"},
	},
}
