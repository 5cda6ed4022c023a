package panel

import (
	"fmt"
	"strings"
	"time"

	"numerek/appliance/kiosk/technician"
)

// versionText is what a technician reads of the image and of its updates.
type versionText struct {
	update                              string
	runs, slot, from, next, failed, why string // labels
	good, unproven                      string // of a slot: %s
	since                               string // an hour: %s
	// Of a stage: in a few words; in a sentence with the version; and what comes next.
	short, long, then map[technician.Stage]string
	percent           string // %s, %d
	again             string // a restart into no other version
	back, refused     failureText
}

// failureText is what has become of a version that failed: in a word, in a sentence
// with the version, and what comes next.
type failureText struct{ short, long, then string }

var versionTexts = map[string]versionText{
	"pl": {
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
	},
	"en": {
		update: "Update",
		runs:   "Running now", slot: "Slot", from: "Its time", next: "What next", failed: "Failed", why: "Reason",
		good: "%s, marked good", unproven: "%s, not marked good yet", since: "from %s",
		short: map[technician.Stage]string{
			technician.StageUnknown: "not known yet", technician.StageIdle: "none is waiting", technician.StageWaiting: "waits for its time",
			technician.StageInstalling: "installing", technician.StageStandby: "installed, waits",
			technician.StageRestarting: "restarting soon", technician.StageTrial: "version on trial",
		},
		long: map[technician.Stage]string{
			technician.StageUnknown: "What the card holds is not known yet", technician.StageIdle: "No update is waiting",
			technician.StageWaiting: "Version %s waits for its time", technician.StageInstalling: "Version %s is being installed",
			technician.StageStandby: "Version %s is installed", technician.StageRestarting: "Version %s will start soon",
			technician.StageTrial: "Version %s is on trial",
		},
		then: map[technician.Stage]string{
			technician.StageUnknown:    "The program asks the system for its slots until it answers.",
			technician.StageIdle:       "When the server names another version, it installs itself.",
			technician.StageWaiting:    "It installs itself. The kiosk works meanwhile.",
			technician.StageInstalling: "The kiosk goes on working. After a power cut the installation begins anew.",
			technician.StageStandby:    "It starts by itself when nobody has been here for some minutes. Finish the service first.",
			technician.StageRestarting: "The device restarts by itself.",
			technician.StageTrial:      "It stays if it shows a picture, finds the server and makes the printer no worse. Else the one before comes back.",
		},
		percent: "%s, %d %%", again: "Restarting soon",
		back: failureText{
			short: "went back", long: "Went back from version %s",
			then: "The version before is running. The administrator decides about another try.",
		},
		refused: failureText{
			short: "not installed", long: "Version %s was not installed",
			then: "The same version goes on running. The administrator decides about another try.",
		},
	},
}

// of is what a failure is called.
func (t versionText) of(f technician.Failure) failureText {
	if f.Back {
		return t.back
	}
	return t.refused
}

// failed says that the last version has failed and that nothing else is under way.
func failed(i technician.Image) bool {
	return i.Failed.Version != "" && (i.Stage == technician.StageIdle || i.Stage == technician.StageUnknown)
}

// update is how an update stands, in a few words.
func (s *sheet) update() row {
	t, i := versionTexts[s.mode.Language], s.mode.Info.Image
	r := row{label: t.update, value: t.short[i.Stage]}
	switch {
	case failed(i):
		r.value, r.alarm = t.of(i.Failed).short, true
	case i.Stage == technician.StageInstalling:
		r.value = fmt.Sprintf(t.percent, r.value, i.Percent)
	}
	return r
}

// version says what runs, how its update stands and what will come of it.
func (s *sheet) version() {
	t, i := versionTexts[s.mode.Language], s.mode.Info.Image
	s.head(s.t.pages[technician.Version])
	said, then, is := named(t.long[i.Stage], i.Next), t.then[i.Stage], calm
	switch {
	case failed(i):
		said, then, is = named(t.of(i.Failed).long, i.Failed.Version), t.of(i.Failed).then, alarm
	case i.Stage == technician.StageIdle && i.Good:
		is = well
	case i.Stage == technician.StageInstalling:
		said = fmt.Sprintf(t.percent, said, i.Percent)
	case i.Stage == technician.StageTrial:
		said = named(t.long[i.Stage], i.Version)
	case i.Stage == technician.StageRestarting && i.Next == "":
		said = t.again
	}
	body := s.body
	body.Min.Y = s.plate(said, is, body, 0)
	rows := []row{{label: t.runs, value: i.Version, strong: true}, {label: t.slot, value: s.t.notKnown}}
	if i.Slot != "" {
		rows[1].value = fmt.Sprintf(t.unproven, i.Slot)
		if i.Good {
			rows[1].value = fmt.Sprintf(t.good, i.Slot)
		}
	}
	if i.From.After(s.m.Now) {
		rows = append(rows, row{label: t.from, value: fmt.Sprintf(t.since, s.hour(i.From))})
	}
	rows = append(rows, row{label: t.next, value: then})
	if f := i.Failed; f.Version != "" {
		if is != alarm {
			rows = append(rows, row{label: t.failed, value: join(f.Version, t.of(f).short)})
		}
		rows = append(rows, s.testimony(t.why, f.Reason, body, rows)...)
	}
	s.table(rows, body, false)
	s.tabBar()
}

// named puts a version into a sentence that has a place for it.
func named(said, version string) string { return strings.ReplaceAll(said, "%s", version) }

// hour is an hour of the device's clock as the office has it, with its day if that is
// not today.
func (s *sheet) hour(at time.Time) string {
	at = s.m.Office(at)
	if today := s.m.OfficeTime(); at.YearDay() != today.YearDay() || at.Year() != today.Year() {
		return at.Format("2.01. 15:04")
	}
	return at.Format("15:04")
}
