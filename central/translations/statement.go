package translations

// Statement are the words of the accessibility statement that the Polish act of
// 4 April 2019 on the digital accessibility of public bodies asks for: in Polish,
// and in English for everybody else. In the patterns {office} stands for the
// office, {unit} for who answers.
type Statement struct {
	Code      string // "pl"
	Title     string
	Intro     string
	Address   string
	Published string
	Updated   string

	StatusTitle         string
	Full, Partial, None string
	ExceptionsTitle     string

	DrawnTitle, Drawn, Reviewed string
	Assessed                    string

	KeyboardTitle, Keyboard string

	ContactTitle, Contact string
	Email, Phone, Post    string

	RequestTitle                   string
	Right, Contents, Term, Instead string
	ComplaintTitle                 string
	Complaint, Ombudsman           string
	OmbudsmanName                  string

	BuildingTitle string
	AppsTitle     string
	Apps          string
}

// StatementIn returns the statement's words in a language, or in English.
func StatementIn(language string) Statement {
	if language == "pl" {
		return polishStatement()
	}
	return englishStatement()
}

func polishStatement() Statement {
	return Statement{
		Code: "pl", Title: "Deklaracja dostępności",
		Intro: "{office} zobowiązuje się zapewnić dostępność tej strony internetowej zgodnie z ustawą z dnia 4 kwietnia 2019 r. " +
			"o dostępności cyfrowej stron internetowych i aplikacji mobilnych podmiotów publicznych. Deklaracja dotyczy stron, na których umawia się wizyty i śledzi kolejkę:",
		Address: "Adres", Published: "Data publikacji strony", Updated: "Data ostatniej istotnej aktualizacji", //nolint:misspell // Polish

		StatusTitle: "Stan dostępności cyfrowej",
		Full:        "Strona jest zgodna z ustawą o dostępności cyfrowej.",
		Partial:     "Strona jest częściowo zgodna z ustawą o dostępności cyfrowej z powodu niezgodności lub wyłączeń wymienionych poniżej.",
		None:        "Strona nie jest zgodna z ustawą o dostępności cyfrowej z powodu niezgodności wymienionych poniżej.",

		ExceptionsTitle: "Treści niedostępne",

		DrawnTitle: "Przygotowanie deklaracji", Drawn: "Data sporządzenia deklaracji", Reviewed: "Data ostatniego przeglądu deklaracji",
		Assessed: "Deklarację sporządzono na podstawie samooceny: badania ręcznego i testów automatycznych.",

		KeyboardTitle: "Obsługa klawiaturą i czytnikiem ekranu",
		Keyboard: "Wszystkiego można użyć samą klawiaturą. Strony nie mają własnych skrótów klawiszowych; działają skróty przeglądarki. " +
			"Każdy krok działa bez JavaScriptu i w powiększeniu do 400%.",

		ContactTitle: "Uwagi i kontakt", Contact: "Za rozpatrywanie uwag i wniosków odpowiada: {unit}.",
		Email: "E-mail", Phone: "Telefon", Post: "Adres pocztowy", //nolint:misspell // Polish

		RequestTitle: "Wnioski o zapewnienie dostępności",
		Right: "Każdy ma prawo wystąpić z żądaniem zapewnienia dostępności cyfrowej tej strony lub jej elementu, a także zażądać informacji w innej formie, " +
			"na przykład przez telefon albo przy stanowisku.",
		Contents: "W żądaniu podaj swoje dane kontaktowe, stronę lub jej element, którego dotyczy żądanie, i wygodny dla Ciebie sposób kontaktu. " +
			"Jeśli chcesz dostać informacje w innej formie, napisz w jakiej.",
		Term: "Żądanie spełnimy niezwłocznie, nie później niż w ciągu 7 dni. Jeśli to niemożliwe, niezwłocznie zawiadomimy Cię o tym i podamy nowy termin, " +
			"nie dłuższy niż 2 miesiące od dnia wystąpienia z żądaniem.",
		Instead: "Jeśli zapewnienie dostępności cyfrowej nie jest możliwe, zaproponujemy inny sposób dostępu do informacji.",

		ComplaintTitle: "Skargi i odwołania",
		Complaint: "Jeśli odmówimy spełnienia żądania, nie dotrzymamy terminu albo zaproponowany sposób dostępu Ci nie odpowiada, " +
			"możesz złożyć do nas skargę: {office}.",
		Ombudsman: "Jeśli i to nie pomoże, możesz zawiadomić Rzecznika Praw Obywatelskich:", OmbudsmanName: "strona Rzecznika Praw Obywatelskich",

		BuildingTitle: "Dostępność architektoniczna",
		AppsTitle:     "Aplikacje mobilne", Apps: "Do umawiania wizyt i śledzenia kolejki nie ma aplikacji mobilnej; te strony działają w telefonie.",
	}
}

func englishStatement() Statement {
	return Statement{
		Code: "en", Title: "Accessibility statement",
		Intro: "{office} undertakes to make this website accessible in accordance with the Polish act of 4 April 2019 " +
			"on the digital accessibility of websites and mobile applications of public bodies. The statement covers the pages on which visits are booked and queues are followed:",
		Address: "Address", Published: "Date of publication", Updated: "Date of the last significant update",

		StatusTitle: "State of digital accessibility",
		Full:        "The website complies with the act on digital accessibility.",
		Partial:     "The website complies with the act on digital accessibility in part, because of the exceptions below.",
		None:        "The website does not comply with the act on digital accessibility, because of the exceptions below.",

		ExceptionsTitle: "Content that is not accessible",

		DrawnTitle: "Preparation of this statement", Drawn: "Statement drawn up on", Reviewed: "Statement last reviewed on",
		Assessed: "The statement is based on a self-assessment: manual checks and automatic tests.",

		KeyboardTitle: "Keyboard and screen readers",
		Keyboard: "Everything can be used with the keyboard alone. The pages have no shortcuts of their own; those of the browser work. " +
			"Every step works without JavaScript and enlarged to 400%.",

		ContactTitle: "Feedback and contact", Contact: "Feedback and requests are answered by: {unit}.",
		Email: "E-mail", Phone: "Telephone", Post: "Postal address",

		RequestTitle: "Requests for accessibility",
		Right: "Everybody has the right to ask that this website or a part of it be made accessible, and to ask for information in another form, " +
			"for example by telephone or at a desk.",
		Contents: "Give us your contact data, the page or part that you mean, and how you would like to be contacted. " +
			"If you need information in another form, tell us in which.",
		Term: "We will do so without delay, within 7 days at the latest. If that is not possible, we will tell you at once and name another date, " +
			"at most 2 months after your request.",
		Instead: "If digital accessibility cannot be provided, we will offer another way to the information.",

		ComplaintTitle: "Complaints",
		Complaint: "If we refuse, miss the date, or offer a way that does not suit you, " +
			"you may complain to us: {office}.",
		Ombudsman: "If that does not help either, you may turn to the Polish Commissioner for Human Rights:", OmbudsmanName: "website of the Commissioner for Human Rights",

		BuildingTitle: "Accessibility of the building",
		AppsTitle:     "Mobile applications", Apps: "There is no mobile application for booking visits or following the queue; these pages work on telephones.",
	}
}
