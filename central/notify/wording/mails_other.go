package wording

var ukrainianMails = map[string]MailText{
	Confirm: {"Візит: {d}, {t}", `Добрий день!

Візит заброньовано.

Справа: {s}
Час: {d}, {t}
Місце: {loc}
Код для термінала: {c}

Введіть код у терміналі з {e} до {t}. Термінал видасть квиток із номером.
Змінити або скасувати візит: {u}

{office}`},
	Remind: {"Нагадування: візит {d}, {t}", `Добрий день!

Нагадуємо про Ваш візит.

Справа: {s}
Час: {d}, {t}
Місце: {loc}
Код для термінала: {c}

Не можете прийти? Будь ласка, звільніть час для інших: {u}

{office}`},
	Cancelled: {"Візит скасовано: {d}, {t}", `Добрий день!

Ваш візит ({s}), {d}, {t}, скасовано.
Новий час: {b}

{office}`},
	OfficeCancel: {"Візит не відбудеться: {d}, {t}", `Добрий день!

Просимо вибачення: Ваш візит ({s}), {d}, {t}, не відбудеться.
Новий час: {u}
Телефон: {help}

{office}`},
	Moved: {"Новий час візиту: {d}, {t}", `Добрий день!

Ваш візит перенесено.

Справа: {s}
Час: {d}, {t}
Місце: {loc}
Код для термінала, без змін: {c}

Змінити або скасувати візит: {u}

{office}`},
	Almost: {"Квиток {k}: незабаром Ваша черга", `Добрий день!

Квиток {k} незабаром викличуть. Людей перед Вами: {q}, близько {m} хв.
Будь ласка, поверніться до зали очікування ({loc}).

{office}`},
	Called: {"Квиток {k}: підійдіть до віконця {n}", `Добрий день!

Квиток {k} викликано: підійдіть, будь ласка, до віконця {n} ({loc}).

{office}`},
	NoShow: {"Візит пропущено: {d}, {t}", `Добрий день!

Ваш візит ({s}), {d}, {t}, пропущено, бо квиток не взяли.
Новий час: {b}

{office}`},
	Offer: {"Є вільний раніший час: {d}, {t}", `Добрий день!

Звільнився раніший час.

Справа: {s}
Час: {d}, {t}
Місце: {loc}

Його збережено для Вас до {e}: {u}

{office}`},
}

var germanMails = map[string]MailText{
	Confirm: {"Ihr Termin: {d}, {t} Uhr", `Guten Tag,

Ihr Termin ist gebucht.

Anliegen: {s}
Zeit: {d}, {t} Uhr
Ort: {loc}
Code für den Automaten: {c}

Bitte geben Sie den Code zwischen {e} und {t} Uhr am Automaten ein. Er druckt dann Ihr Ticket mit der Nummer.
Termin ändern oder absagen: {u}

{office}`},
	Remind: {"Erinnerung: Ihr Termin {d}, {t} Uhr", `Guten Tag,

wir erinnern Sie an Ihren Termin.

Anliegen: {s}
Zeit: {d}, {t} Uhr
Ort: {loc}
Code für den Automaten: {c}

Sie können nicht kommen? Bitte geben Sie den Termin für andere frei: {u}

{office}`},
	Cancelled: {"Termin abgesagt: {d}, {t} Uhr", `Guten Tag,

Ihr Termin ({s}), {d}, {t} Uhr, ist abgesagt.
Neuer Termin: {b}

{office}`},
	OfficeCancel: {"Ihr Termin fällt aus: {d}, {t} Uhr", `Guten Tag,

es tut uns leid: Ihr Termin ({s}), {d}, {t} Uhr, muss ausfallen.
Neuer Termin: {u}
Telefon: {help}

{office}`},
	Moved: {"Ihr neuer Termin: {d}, {t} Uhr", `Guten Tag,

Ihr Termin wurde verlegt.

Anliegen: {s}
Zeit: {d}, {t} Uhr
Ort: {loc}
Code für den Automaten, wie bisher: {c}

Termin ändern oder absagen: {u}

{office}`},
	Almost: {"Nummer {k}: gleich sind Sie an der Reihe", `Guten Tag,

die Nummer {k} wird bald aufgerufen. Personen vor Ihnen: {q}, etwa {m} Minuten.
Bitte kommen Sie in den Wartebereich zurück ({loc}).

{office}`},
	Called: {"Nummer {k}: bitte zu Schalter {n}", `Guten Tag,

die Nummer {k} ist aufgerufen: bitte kommen Sie zu Schalter {n} ({loc}).

{office}`},
	NoShow: {"Termin verfallen: {d}, {t} Uhr", `Guten Tag,

Ihr Termin ({s}), {d}, {t} Uhr, ist verfallen, weil kein Ticket gezogen wurde.
Neuer Termin: {b}

{office}`},
	Offer: {"Ein früherer Termin ist frei: {d}, {t} Uhr", `Guten Tag,

ein früherer Termin ist frei geworden.

Anliegen: {s}
Zeit: {d}, {t} Uhr
Ort: {loc}

Er ist bis {e} für Sie reserviert: {u}

{office}`},
}
