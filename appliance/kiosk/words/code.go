package words

import "fmt"

// Code is what the kiosk says about codes from an SMS and the visits behind them.
type Code struct {
	Have, HaveShort, HaveDetail string
	Ask                         string
	Digits                      string // %d digits that a code has
	Erase, EraseSay             string
	Clear, ClearSay             string
	Typed                       string // spoken, %d of %d digits
	SlipDigit                   string
	Checking                    string

	Visit      string // %s is the hour, "10:20"
	YourVisit  string // %s is when
	Works      string // %s is from when
	WorksIn    func(minutes int) string
	Come       string // %s is from when
	Ready, Get string

	Late, LateOffer, LateNone string
	LateWhy                   string // %s is the hour
	Ordinary                  string
	Used                      string
	UsedAt                    string // %s is when, by At
	Elsewhere, ElsewhereWhy   string
	Unknown, UnknownWhy       string
	Again                     string
	Paused, PausedWhy         string
	Cancelled, CancelledThen  string
	CancelledWhy              string
	Missed, MissedWhy         string
	Kept                      string
	Choose                    string

	OnlyCard, OnlyBooked string
	BookAt               string // %s address
	BookPhone            string // %s phone
}

// Hour writes an hour by itself: "10:20".
func Hour(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour, minute) }

func polishCode() Code {
	return Code{
		Have: "Mam kod z SMS", HaveShort: "Kod z\u00a0SMS", HaveDetail: "Odbierz bilet na umówioną wizytę",
		Ask: "Wpisz kod z SMS", Digits: "Kod ma %d cyfr.",
		Erase: "Usuń", EraseSay: "Usuń ostatnią cyfrę", Clear: "Wyczyść", ClearSay: "Usuń wszystkie cyfry",
		Typed: "Wpisano %d z %d cyfr", SlipDigit: "Sprawdź cyfry, kod się nie zgadza.",
		Checking: "Sprawdzamy kod",

		Visit: "Wizyta umówiona na\u00a0%s", YourVisit: "Twoja wizyta: %s.", Works: "Twój kod działa %s",
		WorksIn: func(n int) string {
			return "Bilet odbierzesz tutaj za " + count(n, polishForm(n), "minutę", "minuty", "minut") + "."
		},
		Come:  "Przyjdź tu, proszę, %s.",
		Ready: "Możesz już odebrać bilet", Get: "Wydaj bilet",

		Late: "Na tę wizytę jest już za późno", LateWhy: "Kod działał do %s.",
		LateOffer: "Możesz wziąć zwykły bilet i poczekać w kolejce.", LateNone: "Zwykłych biletów do tej sprawy teraz nie wydajemy.",
		Ordinary: "Weź zwykły bilet",
		Used:     "Bilet do tego kodu już wydano", UsedAt: "Bilet wydano %s",
		Elsewhere: "Ta wizyta jest w innym budynku", ElsewhereWhy: "Kod działa w biletomacie w tamtym budynku.",
		Unknown: "Nie znamy tego kodu", UnknownWhy: "Sprawdź kod w SMS-ie i wpisz go jeszcze raz. Pomoże też pracownik urzędu.",
		Again:  "Wpisz kod jeszcze raz",
		Paused: "Za dużo błędnych kodów", PausedWhy: "Po tej przerwie wpiszesz kod znowu. Bilet wyda też pracownik urzędu.",
		Cancelled: "Ta wizyta jest odwołana", CancelledThen: "Możesz wziąć zwykły bilet.",
		CancelledWhy: "Jeśli to pomyłka, powiedz o tym, proszę, pracownikowi.",
		Missed:       "Termin tej wizyty minął", MissedWhy: "Umów, proszę, nową wizytę albo weź zwykły bilet.",
		Kept: "Twój kod nadal działa.", Choose: "Wybierz sprawę",

		OnlyCard: "Dziś tylko z umówioną wizytą", OnlyBooked: "Dziś przyjmujemy tylko umówione wizyty",
		BookAt: "Umów wizytę: %s", BookPhone: "Umówisz ją też przez telefon: %s",
	}
}

func englishCode() Code {
	return Code{
		Have: "I have an SMS code", HaveShort: "SMS code", HaveDetail: "Get the ticket for your booked visit",
		Ask: "Type the code from your SMS", Digits: "The code has %d digits.",
		Erase: "Delete", EraseSay: "Delete the last digit", Clear: "Clear", ClearSay: "Delete all digits",
		Typed: "%d of %d digits typed", SlipDigit: "Please check the digits: one is wrong.",
		Checking: "Checking your code",

		Visit: "Booked for\u00a0%s", YourVisit: "Your visit: %s.", Works: "Your code works %s",
		WorksIn: func(n int) string {
			return "You can get your ticket here in " + count(n, germanic(n), "minute", "minutes", "minutes") + "."
		},
		Come:  "Please come here %s.",
		Ready: "You can have your ticket now", Get: "Give me my ticket",

		Late: "It is too late for this visit", LateWhy: "The code worked until %s.",
		LateOffer: "You can take an ordinary ticket and wait in the queue.", LateNone: "There are no ordinary tickets for this service now.",
		Ordinary: "Take an ordinary ticket",
		Used:     "This code has its ticket already", UsedAt: "Ticket given out %s",
		Elsewhere: "This visit is in another building", ElsewhereWhy: "The code works at the kiosk in that building.",
		Unknown: "We do not know this code", UnknownWhy: "Please check the code in your SMS and type it again. A member of staff can help, too.",
		Again:  "Type the code again",
		Paused: "Too many wrong codes", PausedWhy: "You can type a code again after this break. A member of staff can give you a ticket, too.",
		Cancelled: "This visit was cancelled", CancelledThen: "You can take an ordinary ticket.",
		CancelledWhy: "If that is a mistake, please tell a member of staff.",
		Missed:       "The time of this visit is over", MissedWhy: "Please book a new visit, or take an ordinary ticket.",
		Kept: "Your code still works.", Choose: "Choose a service",

		OnlyCard: "Booked visits only today", OnlyBooked: "Today we only see people with a booking",
		BookAt: "Book a visit: %s", BookPhone: "You can also book by phone: %s",
	}
}

func ukrainianCode() Code {
	return Code{
		Have: "Маю код з SMS", HaveShort: "Код з\u00a0SMS", HaveDetail: "Отримайте квиток на запланований візит",
		Ask: "Введіть код з SMS", Digits: "Код має %d цифр.",
		Erase: "Стерти", EraseSay: "Стерти останню цифру", Clear: "Очистити", ClearSay: "Стерти всі цифри",
		Typed: "Введено %d з %d цифр", SlipDigit: "Перевірте цифри: код не збігається.",
		Checking: "Перевіряємо код",

		Visit: "Візит заплановано на\u00a0%s", YourVisit: "Ваш візит: %s.", Works: "Ваш код діє %s",
		WorksIn: func(n int) string {
			return "Квиток видамо тут через " + count(n, ukrainianForm(n), "хвилину", "хвилини", "хвилин") + "."
		},
		Come:  "Будь ласка, приходьте сюди %s.",
		Ready: "Уже можна отримати квиток", Get: "Видати квиток",

		Late: "На цей візит уже запізно", LateWhy: "Код діяв до %s.",
		LateOffer: "Можна взяти звичайний квиток і зачекати в черзі.", LateNone: "Звичайних квитків із цього питання зараз немає.",
		Ordinary: "Взяти звичайний квиток",
		Used:     "За цим кодом квиток уже видано", UsedAt: "Квиток видано %s",
		Elsewhere: "Цей візит в іншій будівлі", ElsewhereWhy: "Код діє в терміналі в тій будівлі.",
		Unknown: "Ми не знаємо цього коду", UnknownWhy: "Перевірте код в SMS і введіть його ще раз. Допоможе також працівник.",
		Again:  "Ввести код ще раз",
		Paused: "Забагато помилкових кодів", PausedWhy: "Після цієї перерви код можна ввести знову. Квиток видасть і працівник.",
		Cancelled: "Цей візит скасовано", CancelledThen: "Можна взяти звичайний квиток.",
		CancelledWhy: "Якщо це помилка, повідомте, будь ласка, працівника.",
		Missed:       "Час цього візиту минув", MissedWhy: "Заплануйте, будь ласка, новий візит або візьміть звичайний квиток.",
		Kept: "Ваш код і далі діє.", Choose: "Обрати питання",

		OnlyCard: "Сьогодні лише за записом", OnlyBooked: "Сьогодні приймаємо лише за записом",
		BookAt: "Запис на візит: %s", BookPhone: "Записатися можна й телефоном: %s",
	}
}

func germanCode() Code {
	return Code{
		Have: "Ich habe einen SMS-Code", HaveShort: "SMS-Code", HaveDetail: "Ticket für Ihren gebuchten Termin",
		Ask: "Bitte geben Sie den SMS-Code ein", Digits: "Der Code hat %d Ziffern.",
		Erase: "Löschen", EraseSay: "Letzte Ziffer löschen", Clear: "Alles löschen", ClearSay: "Alle Ziffern löschen",
		Typed: "%d von %d Ziffern eingegeben", SlipDigit: "Bitte prüfen Sie die Ziffern: Eine stimmt nicht.",
		Checking: "Wir prüfen den Code",

		Visit: "Termin um\u00a0%s\u00a0Uhr", YourVisit: "Ihr Termin: %s.", Works: "Ihr Code gilt %s",
		WorksIn: func(n int) string {
			return "In " + count(n, germanic(n), "Minute", "Minuten", "Minuten") + " bekommen Sie hier Ihr Ticket."
		},
		Come:  "Bitte kommen Sie %s hierher.",
		Ready: "Sie können Ihr Ticket jetzt abholen", Get: "Ticket ausgeben",

		Late: "Für diesen Termin ist es zu spät", LateWhy: "Der Code galt bis %s\u00a0Uhr.",
		LateOffer: "Sie können ein normales Ticket nehmen und warten.", LateNone: "Normale Tickets für dieses Anliegen gibt es gerade nicht.",
		Ordinary: "Normales Ticket nehmen",
		Used:     "Zu diesem Code gibt es schon ein Ticket", UsedAt: "Ticket ausgegeben %s",
		Elsewhere: "Dieser Termin ist in einem anderen Gebäude", ElsewhereWhy: "Der Code gilt am Automaten in jenem Gebäude.",
		Unknown: "Wir kennen diesen Code nicht", UnknownWhy: "Bitte prüfen Sie den Code in der SMS und geben Sie ihn noch einmal ein. Auch das Personal hilft Ihnen.",
		Again:  "Code noch einmal eingeben",
		Paused: "Zu viele falsche Codes", PausedWhy: "Nach dieser Pause können Sie wieder einen Code eingeben. Auch das Personal gibt Ihnen ein Ticket.",
		Cancelled: "Dieser Termin wurde abgesagt", CancelledThen: "Sie können ein normales Ticket nehmen.",
		CancelledWhy: "Ist das ein Irrtum, sagen Sie es bitte dem Personal.",
		Missed:       "Dieser Termin ist vorbei", MissedWhy: "Bitte buchen Sie einen neuen Termin oder nehmen Sie ein normales Ticket.",
		Kept: "Ihr Code gilt weiterhin.", Choose: "Anliegen wählen",

		OnlyCard: "Heute nur mit Termin", OnlyBooked: "Heute nur mit gebuchtem Termin",
		BookAt: "Termin buchen: %s", BookPhone: "Sie können auch telefonisch buchen: %s",
	}
}
