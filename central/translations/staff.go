package translations

import "strconv"

// Staff are the words of the pages for those who log in. Every field must be set.
type Staff struct {
	Code string // "pl"
	Name string // of the language, in itself

	LogIn         string // the title and the button
	OfficeLabel   string
	UserName      string
	Password      string
	WrongPassword string
	Disabled      string
	Locked        string // "too many wrong passwords; try again in", in front of minutes
	ManyWrong     string // from one address, likewise
	WhichOffice   string
	LogOut        string
	Console       string
	Manage        string
	Bookings      string
	Messages      string // to people
	Devices       string // kiosks and monitors
	OtherLanguage string
	DemoClock     string
	NotAllowed    string
	NotAllowedWhy string
	NotFound      string
	NotFoundWhy   string
	Broken        string
	BrokenWhy     string
	Back          string // to the beginning
	Roles         map[string]string

	MessageTitle    string
	MessageHint     string // what it is for
	MessageLetters  string // "letters, at most", in front of the most
	MessageNow      string // what the monitors show
	NoMessage       string
	MessageSave     string
	MessageLong     string
	MessageUnshown  string // letters that monitors do not have, in front of them
	SilenceTitle    string
	SilenceHint     string
	SilentUntil     string // in front of the time
	VoiceSpeaks     string
	SilenceMinutes  [3]string // half an hour, one hour, two hours
	SilenceDay      string    // until the end of the day
	SilenceOff      string
	SetBy           string // in front of a name
	Saved           string
	LanguageOf      map[string]string // a language that a message is in
	NothingToManage string

	minutes plural
	form    func(int) int
}

// Minutes writes a length of time after a preposition, "2 minuty".
func (s *Staff) Minutes(n int) string { return strconv.Itoa(n) + "\u00a0" + s.minutes[s.form(n)] }

// StaffIn returns the texts of staff pages in a language, or of the first that
// there are texts for. Without any it returns the Polish ones.
func StaffIn(languages ...string) *Staff {
	for _, l := range languages {
		switch l {
		case "pl":
			return polishStaff()
		case "en":
			return englishStaff()
		}
	}
	return polishStaff()
}

// StaffLanguages lists the codes that there are staff pages in.
func StaffLanguages() []string { return []string{"pl", "en"} }

func polishStaff() *Staff {
	return &Staff{ //nolint:gosec // words about passwords, and none of them
		Code: "pl", Name: "Polski",
		LogIn: "Zaloguj się", OfficeLabel: "Urząd", UserName: "Nazwa użytkownika", Password: "Hasło",
		WrongPassword: "Nazwa użytkownika lub hasło są nieprawidłowe.",
		Disabled:      "To konto jest wyłączone. Zwróć się do administratora.",
		Locked:        "Za dużo błędnych haseł. Spróbuj ponownie za", ManyWrong: "Za dużo nieudanych logowań z tego miejsca. Spróbuj ponownie za",
		WhichOffice: "Wybierz urząd.", LogOut: "Wyloguj", Console: "Konsola", Manage: "Zarządzanie", Bookings: "Rezerwacje", Messages: "Wiadomości", Devices: "Urządzenia", OtherLanguage: "Język",
		DemoClock: "Pokaz: zegar serwera jest ustawiony", NotAllowed: "Brak uprawnień",
		NotAllowedWhy: "Twoje konto nie pozwala na otwarcie tej strony. Zwróć się do administratora.",
		NotFound:      "Nie ma takiej strony", NotFoundWhy: "Sprawdź link albo wróć na początek.",
		Broken: "Strona chwilowo nie działa", BrokenWhy: "Spróbuj za chwilę. Nic nie zostało utracone.", Back: "Wróć na początek",
		Roles:        map[string]string{"clerk": "pracownik", "manager": "kierownik", "administrator": "administrator"},
		MessageTitle: "Komunikat na monitorach",
		MessageHint:  "Stoi pod wezwanymi numerami; najlepsze jest jedno krótkie zdanie. Puste pole: bez komunikatu.", MessageLetters: "Liczba znaków: najwyżej",
		MessageNow: "Teraz na monitorach", NoMessage: "Monitory nie pokazują komunikatu.", MessageSave: "Pokaż na monitorach",
		MessageLong:    "Komunikat jest za długi. Najwięcej znaków:",
		MessageUnshown: "Monitory nie mają tych znaków:", SilenceTitle: "Głos",
		SilenceHint: "Kiedy głos jest wyciszony, wezwania są tylko na monitorach.", SilentUntil: "Głos jest wyciszony do",
		VoiceSpeaks:    "Głos zapowiada wezwania.",
		SilenceMinutes: [3]string{"Wycisz na 30 minut", "Wycisz na godzinę", "Wycisz na 2 godziny"},
		SilenceDay:     "Wycisz do końca dnia", SilenceOff: "Włącz głos", SetBy: "Ustawiono przez:", Saved: "Zapisano.",
		LanguageOf:      map[string]string{"pl": "Po polsku", "en": "Po angielsku", "uk": "Po ukraińsku", "de": "Po niemiecku"},
		NothingToManage: "Ten urząd nie ma żadnej lokalizacji.",
		minutes:         plural{"minutę", "minuty", "minut"}, form: polish,
	}
}

func englishStaff() *Staff {
	return &Staff{
		Code: "en", Name: "English",
		LogIn: "Log in", OfficeLabel: "Office", UserName: "User name", Password: "Password",
		WrongPassword: "The user name or the password is not right.",
		Disabled:      "This account is disabled. Ask your administrator.",
		Locked:        "Too many wrong passwords. Try again in", ManyWrong: "Too many failed log-ins from this place. Try again in",
		WhichOffice: "Choose the office.", LogOut: "Log out", Console: "Console", Manage: "Management", Bookings: "Bookings", Messages: "Messages", Devices: "Devices", OtherLanguage: "Language",
		DemoClock: "Demonstration: the server’s clock is set", NotAllowed: "You may not do this",
		NotAllowedWhy: "Your account does not open this page. Ask your administrator.",
		NotFound:      "There is no such page", NotFoundWhy: "Check the address, or go back to the beginning.",
		Broken: "This page is out of order for a moment", BrokenWhy: "Try again shortly. Nothing is lost.", Back: "Back to the beginning",
		Roles:        map[string]string{"clerk": "clerk", "manager": "manager", "administrator": "administrator"},
		MessageTitle: "Message on the monitors",
		MessageHint:  "It stands below the called numbers; one short sentence is best. Empty field: no message.", MessageLetters: "Characters: at most",
		MessageNow: "On the monitors now", NoMessage: "The monitors show no message.", MessageSave: "Show on the monitors",
		MessageLong:    "The message is too long. Most characters:",
		MessageUnshown: "The monitors do not have these characters:", SilenceTitle: "Voice",
		SilenceHint: "While the voice is silent, calls are on the monitors only.", SilentUntil: "The voice is silent until",
		VoiceSpeaks:    "The voice announces calls.",
		SilenceMinutes: [3]string{"Silent for 30 minutes", "Silent for 1 hour", "Silent for 2 hours"},
		SilenceDay:     "Silent until the end of the day", SilenceOff: "Let the voice speak", SetBy: "Set by:", Saved: "Saved.",
		LanguageOf:      map[string]string{"pl": "In Polish", "en": "In English", "uk": "In Ukrainian", "de": "In German"},
		NothingToManage: "This office has no location.",
		minutes:         plural{"minute", "minutes", "minutes"}, form: germanic,
	}
}
