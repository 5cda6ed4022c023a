package wording

// mails are the letters. They are longer than SMS, keep their marks, and give
// the whole date.
var mails = map[string]map[string]MailText{"pl": polishMails, "en": englishMails, "uk": ukrainianMails, "de": germanMails}

var polishMails = map[string]MailText{
	Confirm: {"Wizyta: {d}, godz. {t}", `Dzień dobry,

wizyta jest zarezerwowana.

Sprawa: {s}
Termin: {d}, godz. {t}
Miejsce: {loc}
Kod do biletomatu: {c}

Kod proszę wpisać w biletomacie od {e} do {t}. Biletomat wyda wtedy bilet z numerem.
Zmiana lub odwołanie wizyty: {u}

{office}`},
	Remind: {"Przypomnienie: wizyta {d}, godz. {t}", `Dzień dobry,

przypominamy o wizycie.

Sprawa: {s}
Termin: {d}, godz. {t}
Miejsce: {loc}
Kod do biletomatu: {c}

Nie może Pani lub Pan przyjść? Proszę zwolnić termin dla innych: {u}

{office}`},
	Cancelled: {"Wizyta odwołana: {d}, godz. {t}", `Dzień dobry,

wizyta ({s}), {d}, godz. {t}, jest odwołana.
Nowy termin: {b}

{office}`},
	OfficeCancel: {"Wizyta nie odbędzie się: {d}, godz. {t}", `Dzień dobry,

bardzo przepraszamy: wizyta ({s}), {d}, godz. {t}, nie odbędzie się.
Nowy termin: {u}
Telefon: {help}

{office}`},
	Moved: {"Nowy termin wizyty: {d}, godz. {t}", `Dzień dobry,

wizyta ma nowy termin.

Sprawa: {s}
Termin: {d}, godz. {t}
Miejsce: {loc}
Kod do biletomatu, bez zmian: {c}

Zmiana lub odwołanie wizyty: {u}

{office}`},
	Almost: {"Bilet {k}: zbliża się kolej", `Dzień dobry,

bilet {k} zostanie niedługo wezwany. Liczba osób przed Panią lub Panem: {q}, czas oczekiwania około {m} min.
Prosimy wrócić do poczekalni ({loc}).

{office}`},
	Called: {"Bilet {k}: prosimy do stanowiska {n}", `Dzień dobry,

bilet {k} jest wezwany: prosimy podejść do stanowiska {n} ({loc}).

{office}`},
	NoShow: {"Wizyta przepadła: {d}, godz. {t}", `Dzień dobry,

wizyta ({s}), {d}, godz. {t}, przepadła, bo bilet nie został pobrany.
Nowy termin: {b}

{office}`},
	Offer: {"Wolny wcześniejszy termin: {d}, godz. {t}", `Dzień dobry,

zwolnił się wcześniejszy termin.

Sprawa: {s}
Termin: {d}, godz. {t}
Miejsce: {loc}

Termin czeka do {e}: {u}

{office}`},
}

var englishMails = map[string]MailText{
	Confirm: {"Your visit: {d}, {t}", `Hello,

your visit is booked.

Matter: {s}
Time: {d}, {t}
Place: {loc}
Code for the kiosk: {c}

Please enter the code at the kiosk between {e} and {t}. The kiosk will then print your ticket with its number.
Change or cancel the visit: {u}

{office}`},
	Remind: {"Reminder: your visit {d}, {t}", `Hello,

this is a reminder of your visit.

Matter: {s}
Time: {d}, {t}
Place: {loc}
Code for the kiosk: {c}

You cannot come? Please free the time for others: {u}

{office}`},
	Cancelled: {"Visit cancelled: {d}, {t}", `Hello,

your visit ({s}), {d}, {t}, is cancelled.
New time: {b}

{office}`},
	OfficeCancel: {"Your visit cannot take place: {d}, {t}", `Hello,

we are sorry: your visit ({s}), {d}, {t}, cannot take place.
New time: {u}
Telephone: {help}

{office}`},
	Moved: {"New time of your visit: {d}, {t}", `Hello,

your visit has a new time.

Matter: {s}
Time: {d}, {t}
Place: {loc}
Code for the kiosk, as before: {c}

Change or cancel the visit: {u}

{office}`},
	Almost: {"Ticket {k}: nearly your turn", `Hello,

ticket {k} will be called soon. People before you: {q}, about {m} minutes.
Please come back to the waiting room ({loc}).

{office}`},
	Called: {"Ticket {k}: please go to desk {n}", `Hello,

ticket {k} is called: please go to desk {n} ({loc}).

{office}`},
	NoShow: {"Visit missed: {d}, {t}", `Hello,

your visit ({s}), {d}, {t}, was missed, because no ticket was taken.
New time: {b}

{office}`},
	Offer: {"An earlier time is free: {d}, {t}", `Hello,

an earlier time has become free.

Matter: {s}
Time: {d}, {t}
Place: {loc}

It is kept for you until {e}: {u}

{office}`},
}
