package panel

import (
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

func polish() text {
	return text{
		service: "Serwis", other: "English", otherCode: "en", finish: "Zakończ", cancel: "Anuluj", back: "Wstecz",
		pages: map[technician.Page]string{
			technician.Overview: "Przegląd", technician.Printer: "Drukarka", technician.Status: "Bity stanu",
			technician.Tickets: "Bilety", technician.Tests: "Próby", technician.Version: "Wersja",
		},
		well: "Gotowy do pracy", broken: "Karta nie przyjmuje zapisów", barred: "Serwer nie wpuszcza biletomatu",
		away: "Nie ma połączenia z serwerem", none: "Nie ma drukarki",
		conditions: map[kiosk.Condition]string{
			kiosk.PaperLow: "Papier się kończy", kiosk.PaperOut: "Nie ma papieru", kiosk.CoverOpen: "Pokrywa drukarki jest otwarta",
			kiosk.CutterStuck: "Nóż drukarki się zaciął", kiosk.PrinterGone: "Drukarka nie odpowiada",
		},

		printer: "Drukarka", server: "Serwer", address: "Pod adresem", journal: "Dziennik", version: "Wersja", slot: "slot", device: "Urządzenie", running: "Działa",
		addresses: "Adresy IP", certificate: "Certyfikat", heat: "Temperatura", disk: "Karta", clock: "Zegar",
		online: "połączony", offline: "brak połączenia", breaks: "zerwań: %d",
		writesNot: "nie zapisuje", unfinished: "w toku %d, niepewne %d", keptAside: "nowszy odłożony",
		noCertificate: "brak", until: "ważny do %s", unread: "nie da się odczytać", free: "wolne %s z %s",
		right: "zgodny z serwerem", slow: "późni się o %s", fast: "spieszy się o %s", days: "%d d",
		restart: "Uruchom ponownie",

		ready: "gotowa", line: "Linia", cuts: "Cięcia noża", roll: "Rolka zmieniona",
		model: "Model", papers: "Wydruki z tej rolki", metres: "Papier z tej rolki", gone: "Zerwania linii",
		never: "nie wiadomo", noAnswer: "drukarka nie podaje",
		testPrint: "Wydruk próbny", rollChanged: "Rolka zmieniona", clear: "Wyczyść drukarkę",

		ask: "DLE EOT %d = %02X", askSilent: "DLE EOT %d: brak odpowiedzi", yes: "tak", no: "nie", notKnown: "–",
		bits: map[technician.Bit]string{
			technician.BitDrawer: "Styk szuflady (bez znaczenia)", technician.BitOffline: "Drukarka wstrzymana",
			technician.BitWaiting: "Czeka na wznowienie", technician.BitButton: "Przycisk wciśnięty",
			technician.BitCover: "Pokrywa otwarta", technician.BitFeeding: "Wysuw przyciskiem",
			technician.BitStopped: "Przerwany druk: brak papieru", technician.BitError: "Wystąpił błąd",
			technician.BitJam: "Zacięty papier lub mechanizm", technician.BitCutter: "Zacięty nóż",
			technician.BitBroken: "Błąd trwały: serwis", technician.BitHot: "Głowica za gorąca (minie)",
			technician.BitRollEnds: "Papier się kończy", technician.BitRollEnded: "Nie ma papieru",
		},

		noTickets: "Od założenia karty nie wydano żadnego biletu.",
		became: map[technician.Became]string{
			technician.Pending: "w toku", technician.Printed: "wydrukowany", technician.Shown: "na ekranie",
			technician.Taken: "u osoby", technician.Unknown: "niepewny", technician.NotDelivered: "niewydany",
		},
		issued: "Wydany", what: "Papier", proof: "Zapis dziennika", quote: "Komunikat", copies: "Kopie", copy: "Wydrukuj kopię",
		noCopy: "Za mało danych na kopię", newer: "Nowsze", older: "Starsze",

		touchTest: "Dotyk", soundTest: "Dźwięk", glassTest: "Ekran",
		printWhat: "miarka, litery, kod QR, szarości", touchWhat: "gdzie trafia palec", soundWhat: "zdanie wypowiedziane głosem",
		glassW:    "kolory i martwe punkty",
		touchHint: "Dotknij rogów i brzegów, przeciągnij palcem", glassHint: "Każde dotknięcie pokaże następny kolor",
		lifted: "x %d   y %d", end: "Koniec próby",
		colours: map[string]string{
			"white": "biały", "black": "czarny", "red": "czerwony", "green": "zielony", "blue": "niebieski", "grey": "szary",
		},

		deeds: map[technician.Deed]string{
			technician.TestPrint: "Wydruk próbny", technician.Copy: "Kopia biletu", technician.RollChanged: "Zmiana rolki",
			technician.Clear: "Czyszczenie drukarki", technician.Sound: "Dźwięk", technician.Restart: "Ponowne uruchomienie",
		},
		underWay: "%s: trwa…",
		outcomes: map[technician.Outcome]string{
			technician.OK: "gotowe", technician.Failed: "nie udało się", technician.Uncertain: "nie wiadomo, sprawdź papier",
		},
		askDeed: map[technician.Deed]string{
			technician.Copy: "Wydrukować kopię biletu %s?", technician.RollChanged: "Założono nową rolkę?",
			technician.Clear: "Wyczyścić drukarkę?", technician.Restart: "Uruchomić program ponownie?",
		},
		why: map[technician.Deed]string{
			technician.Copy:        "Na papierze będzie napis KOPIA, numer się nie zmieni. Serwer zapisze, że wydano kopię.",
			technician.RollChanged: "Licznik biletów i metrów zacznie się od zera.",
			technician.Clear:       "Drukarka zapomni wszystko, co przyjęła do druku. Sprawdź, czy nie wisi w niej kawałek biletu.",
			technician.Restart:     "Biletomat zniknie z ekranu na kilka sekund. Dziennik zostaje.",
		},
		meant: map[technician.Deed]string{
			technician.Copy: "Drukuj kopię", technician.RollChanged: "Tak, nowa rolka", technician.Clear: "Wyczyść", technician.Restart: "Uruchom ponownie",
		},
		askPIN: "Podaj PIN serwisu", enter: "OK", erase: "Usuń", wrongPIN: "Zły PIN. Pozostało prób: %d",
		pausedPIN: "Za dużo złych prób. Spróbuj za %s.", typed: "Wpisano cyfr: %d",
		anew: restartText{
			question: "Co uruchomić ponownie?",
			why:      "Program wraca po kilku sekundach, całe urządzenie po około minucie. Dziennik zostaje.",
			program:  "Program", device: "Urządzenie",
		},
		updates: polishUpdates(),
	}
}

func polishUpdates() versionText {
	return versionText{
		update: "Aktualizacja",
		runs:   "Działa teraz", slot: "Slot", from: "Pora", next: "Co dalej", failed: "Nieudana", why: "Powód",
		good: "%s, zatwierdzony", unproven: "%s, jeszcze niezatwierdzony", since: "od %s",
		short: map[technician.Stage]string{
			technician.StageUnknown: "jeszcze nie wiadomo", technician.StageIdle: "żadna nie czeka", technician.StageWaiting: "czeka na swoją porę",
			technician.StageInstalling: "instalowanie", technician.StageStandby: "zainstalowana, czeka",
			technician.StageRestarting: "zaraz restart", technician.StageTrial: "wersja na próbie",
		},
		long: map[technician.Stage]string{
			technician.StageUnknown: "Nie wiadomo jeszcze, co jest na karcie", technician.StageIdle: "Żadna aktualizacja nie czeka",
			technician.StageWaiting: "Wersja %s czeka na swoją porę", technician.StageInstalling: "Wersja %s się instaluje",
			technician.StageStandby: "Wersja %s jest zainstalowana", technician.StageRestarting: "Zaraz uruchomi się wersja %s",
			technician.StageTrial: "Wersja %s jest na próbie",
		},
		then: map[technician.Stage]string{
			technician.StageUnknown:    "Program pyta system o sloty, aż dostanie odpowiedź.",
			technician.StageIdle:       "Gdy serwer wskaże inną wersję, zainstaluje się sama.",
			technician.StageWaiting:    "Zainstaluje się sama. Biletomat będzie przy tym działał.",
			technician.StageInstalling: "Biletomat działa dalej. Jeśli zabraknie prądu, instalowanie zacznie się od nowa.",
			technician.StageStandby:    "Uruchomi się sama, gdy przez kilka minut nikogo tu nie będzie. Najpierw zakończ serwis.",
			technician.StageRestarting: "Urządzenie samo uruchomi się ponownie.",
			technician.StageTrial:      "Zostanie, jeśli pokaże obraz, znajdzie serwer i nie pogorszy stanu drukarki. Inaczej wróci poprzednia.",
		},
		percent: "%s, %d %%", again: "Zaraz ponowne uruchomienie",
		back: failureText{
			short: "powrót do poprzedniej", long: "Powrót z wersji %s do poprzedniej",
			then: "Działa poprzednia wersja. O ponownej próbie decyduje administrator.",
		},
		refused: failureText{
			short: "nie zainstalowano", long: "Wersji %s nie zainstalowano",
			then: "Działa dotychczasowa wersja. O ponownej próbie decyduje administrator.",
		},
	}
}
