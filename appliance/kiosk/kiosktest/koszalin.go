// Package kiosktest is what the tests of a kiosk have in common: the catalogue of
// the demo office, visits to play, and a model for every screen.
package kiosktest

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
)

// Warsaw is the zone of the office in the tests.
func Warsaw(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// Koszalin is the catalogue of one building of the demo office, as its kiosk
// gets it on a Monday morning: "ratusz" or "usc".
func Koszalin(location string) kiosk.Catalog {
	c := kiosk.Catalog{
		OfficeName:      kiosk.Words{"pl": "Urząd Miejski w Koszalinie", "en": "Koszalin City Hall", "uk": "Міська рада Кошаліна", "de": "Stadtverwaltung Koszalin"},
		Languages:       []string{"pl", "en", "uk", "de"},
		Colour:          "#00508C",
		HelpPhone:       "94 348 86 17",
		PriorityOffered: true,
		BusinessDay:     "2026-11-23",
		CodeDigits:      7,
		BookingURL:      "https://kolejka.koszalin.example/",
	}
	if location == "usc" {
		c.LocationName = kiosk.Words{"pl": "Urząd Stanu Cywilnego", "en": "Civil Registry Office", "uk": "РАЦС", "de": "Standesamt"}
		c.LocationAddress = ""
		c.KioskPlace = kiosk.Words{"pl": "parter", "en": "ground floor", "uk": "перший поверх", "de": "Erdgeschoss"}
		c.WeeklyHours = []string{"08:00–16:00", "08:00–14:00", "08:00–14:00", "08:00–14:00", "08:00–14:00", "", ""}
	} else {
		c.LocationName = kiosk.Words{"pl": "Ratusz", "en": "City Hall", "uk": "Ратуша", "de": "Rathaus"}
		c.LocationAddress = "ul. Rynek Staromiejski 6-7"
		c.KioskPlace = kiosk.Words{"pl": "parter, wejście główne", "en": "ground floor, main entrance", "uk": "перший поверх, головний вхід", "de": "Erdgeschoss, Haupteingang"}
		c.WeeklyHours = []string{"08:00–16:00", "08:00–14:30", "08:00–14:30", "08:00–14:30", "08:00–14:30", "", ""}
	}
	for _, d := range Departments() {
		if (d.ID == "usc") == (location == "usc") {
			c.Departments = append(c.Departments, d)
		}
	}
	for i, s := range Services() {
		if (s.DepartmentID == "usc") == (location == "usc") {
			s.State = kiosk.State{ServiceID: s.ID, Open: true, Waiting: (i*7 + 4) % 23}
			switch from := s.State.Waiting * 4; {
			case i%5 == 4: // nothing can be said of it
			case s.State.Waiting < 2:
				s.State.Wait = kiosk.Wait{Known: true, To: 5}
			case i%5 == 3:
				s.State.Wait = kiosk.Wait{Known: true, From: from, To: from}
			default:
				s.State.Wait = kiosk.Wait{Known: true, From: from, To: from * 3 / 2}
			}
			c.Services = append(c.Services, s)
		}
	}
	return c
}

// Departments of the demo office, in all its buildings.
func Departments() []kiosk.Department {
	return []kiosk.Department{
		{ID: "km", Name: kiosk.Words{"pl": "Wydział Komunikacji", "en": "Vehicles and Driving Licences", "uk": "Транспортний відділ", "de": "Kfz und Führerscheine"}},
		{ID: "so", Name: kiosk.Words{"pl": "Wydział Spraw Obywatelskich", "en": "Citizens' Affairs", "uk": "Справи громадян", "de": "Bürgeramt"}},
		{ID: "bdg", Name: kiosk.Words{"pl": "Działalność Gospodarcza", "en": "Business Office", "uk": "Підприємництво", "de": "Gewerbeamt"}},
		{ID: "pod", Name: kiosk.Words{"pl": "Podatki lokalne", "en": "Local Taxes", "uk": "Місцеві податки", "de": "Lokale Steuern"}},
		{ID: "usc", Name: kiosk.Words{"pl": "Urząd Stanu Cywilnego", "en": "Civil Registry Office", "uk": "РАЦС", "de": "Standesamt"}},
	}
}

// Services of the demo office, in all its buildings.
func Services() []kiosk.Service {
	return []kiosk.Service{
		{
			ID: "rejestracja", DepartmentID: "km", Prefix: "R",
			Label:  kiosk.Words{"pl": "Rejestracja pojazdu", "en": "Vehicle registration", "uk": "Реєстрація авто", "de": "Kfz-Zulassung"},
			Detail: kiosk.Words{"pl": "nowy, używany, z zagranicy", "en": "new, used, imported", "uk": "новий, вживаний, з-за кордону", "de": "neu, gebraucht, importiert"},
		},
		{
			ID: "odbior_rejestracji", DepartmentID: "km", Prefix: "B",
			Label: kiosk.Words{"pl": "Odbiór dowodu rejestracyjnego", "en": "Collect registration card", "uk": "Отримати техпаспорт", "de": "Fahrzeugschein abholen"},
		},
		{
			ID: "zbycie", DepartmentID: "km", Prefix: "N",
			Label: kiosk.Words{"pl": "Zbycie lub nabycie pojazdu", "en": "Report a sale or purchase", "uk": "Купівля або продаж авто", "de": "Kauf oder Verkauf melden"},
		},
		{
			ID: "wyrejestrowanie", DepartmentID: "km", Prefix: "W",
			Label: kiosk.Words{"pl": "Wyrejestrowanie, wycofanie", "en": "Deregister a vehicle", "uk": "Зняти авто з обліку", "de": "Fahrzeug abmelden"},
		},
		{
			ID: "wtorniki", DepartmentID: "km", Prefix: "T",
			Label:  kiosk.Words{"pl": "Wtórniki i adnotacje", "en": "Duplicates and entries", "uk": "Дублікати та відмітки", "de": "Zweitschriften, Einträge"},
			Detail: kiosk.Words{"pl": "hak, gaz, VAT, tablice", "en": "tow bar, LPG, VAT, plates", "uk": "фаркоп, газ, VAT, номери", "de": "Haken, Gas, VAT, Schilder"},
		},
		{
			ID: "prawo_jazdy_wniosek", DepartmentID: "km", Prefix: "P",
			Label: kiosk.Words{"pl": "Prawo jazdy – wniosek", "en": "Driving licence – apply", "uk": "Посвідчення водія – заява", "de": "Führerschein – Antrag"},
		},
		{
			ID: "prawo_jazdy_odbior", DepartmentID: "km", Prefix: "J",
			Label: kiosk.Words{"pl": "Prawo jazdy – odbiór", "en": "Driving licence – collect", "uk": "Посвідчення водія – видача", "de": "Führerschein – Abholung"},
		},
		{
			ID: "dowod_wniosek", DepartmentID: "so", Prefix: "D",
			Label: kiosk.Words{"pl": "Dowód osobisty – wniosek", "en": "ID card – apply", "uk": "Посвідка (dowód) – заява", "de": "Personalausweis – Antrag"},
		},
		{
			ID: "dowod_odbior", DepartmentID: "so", Prefix: "E",
			Label: kiosk.Words{"pl": "Dowód osobisty – odbiór", "en": "ID card – collect", "uk": "Посвідка (dowód) – видача", "de": "Personalausweis – Abholung"},
		},
		{
			ID: "meldunek", DepartmentID: "so", Prefix: "M",
			Label: kiosk.Words{"pl": "Meldunek i zaświadczenia", "en": "Address registration", "uk": "Реєстрація місця проживання", "de": "Wohnsitz an- / abmelden"},
		},
		{
			ID: "pesel", DepartmentID: "so", Prefix: "L",
			Label: kiosk.Words{"pl": "Numer PESEL", "en": "PESEL number", "uk": "Номер PESEL", "de": "PESEL-Nummer"},
		},
		{
			ID: "profil_zaufany", DepartmentID: "so", Prefix: "F",
			Label: kiosk.Words{"pl": "Profil zaufany", "en": "Trusted Profile (e-ID)", "uk": "Довірений профіль", "de": "Vertrauenswürdiges Profil"},
		},
		{
			ID: "ceidg", DepartmentID: "bdg", Prefix: "G",
			Label: kiosk.Words{"pl": "Działalność gosp. (CEIDG)", "en": "Business register (CEIDG)", "uk": "Реєстр бізнесу (CEIDG)", "de": "Gewerbe (CEIDG)"},
		},
		{
			ID: "alkohol", DepartmentID: "bdg", Prefix: "A",
			Label: kiosk.Words{"pl": "Zezwolenia na alkohol", "en": "Alcohol licences", "uk": "Ліцензії на алкоголь", "de": "Alkohol-Konzessionen"},
		},
		{
			ID: "nieruchomosci", DepartmentID: "pod", Prefix: "K",
			Label: kiosk.Words{"pl": "Podatek od nieruchomości", "en": "Property tax", "uk": "Податок на нерухомість", "de": "Grundsteuer"},
		},
		{
			ID: "inne_podatki", DepartmentID: "pod", Prefix: "C",
			Label:  kiosk.Words{"pl": "Inne podatki, zaświadczenia", "en": "Other taxes, certificates", "uk": "Інші податки та довідки", "de": "Andere Steuern, Nachweise"},
			Detail: kiosk.Words{"pl": "rolny, leśny, transportowy", "en": "farm, forest, transport", "uk": "сільськогосп., лісовий, транспорт", "de": "Land, Forst, Transport"},
		},
		{
			ID: "urodzenie", DepartmentID: "usc", Prefix: "U",
			Label: kiosk.Words{"pl": "Urodzenie dziecka", "en": "Birth registration", "uk": "Народження дитини", "de": "Geburt anmelden"},
		},
		{
			ID: "slub", DepartmentID: "usc", Prefix: "S",
			Label: kiosk.Words{"pl": "Ślub – dokumenty", "en": "Marriage documents", "uk": "Шлюб – документи", "de": "Eheschließung"},
		},
		{
			ID: "zgon", DepartmentID: "usc", Prefix: "Z",
			Label: kiosk.Words{"pl": "Zgon – zgłoszenie", "en": "Death registration", "uk": "Реєстрація смерті", "de": "Sterbefall anzeigen"},
		},
		{
			ID: "odpisy", DepartmentID: "usc", Prefix: "H",
			Label: kiosk.Words{"pl": "Odpisy aktów", "en": "Certificate copies", "uk": "Витяги з актів", "de": "Urkunden, Abschriften"},
		},
		{
			ID: "zmiany_usc", DepartmentID: "usc", Prefix: "Y",
			Label: kiosk.Words{"pl": "Zmiana imienia, transkrypcja", "en": "Name change, foreign record", "uk": "Зміна імені, транскрипція", "de": "Name ändern, Auslandsurkunde"},
		},
	}
}
