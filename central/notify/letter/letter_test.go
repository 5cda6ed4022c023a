package letter_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"numerek/central/notify/gsm"
	"numerek/central/notify/letter"
	"numerek/central/notify/wording"
	"numerek/central/officefile"
)

func demo(t testing.TB, changes ...string) *officefile.Office {
	t.Helper()
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	o, problems := officefile.Parse("koszalin.toml", []byte(strings.NewReplacer(changes...).Replace(string(text))))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return o
}

// withoutTexts is the demo office before anybody wrote texts for it.
func withoutTexts(t testing.TB, changes ...string) *officefile.Office {
	t.Helper()
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "[sms.pl]")
	o, problems := officefile.Parse("koszalin.toml", []byte(strings.NewReplacer(changes...).Replace(head)))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return o
}

func facts(o *officefile.Office) letter.Facts {
	at := time.Date(2026, 11, 24, 10, 20, 0, 0, o.Zone)
	return letter.Facts{
		Service: "rejestracja", At: at, From: at.Add(-10 * time.Minute), Code: "4829151", Token: "7KQ4MNPXT2",
		Ticket: "R 015", Before: 3, Minutes: 12, Desk: 3,
	}
}

func TestSMS(t *testing.T) {
	o := demo(t)
	for name, c := range map[string]struct{ lang, kind, want string }{
		"confirm": {"pl", "confirm", "UM Koszalin: wt 24.11 g. 10:20, rejestracja pojazdu. KOD 482 9151 wpisz w biletomacie (ratusz, parter) od 10:10 do 10:20. Odwolanie: koszalin.pl/w/7KQ4MNPXT2"},
		"english": {"en", "confirm", "Koszalin City Hall: Tue 24 Nov 10:20, Vehicle registration. CODE 482 9151: enter at kiosk (ratusz, parter) 10:10-10:20. Cancel: koszalin.pl/w/7KQ4MNPXT2"},
		"german":  {"de", "noshow", "Rathaus Koszalin: Ihr Termin Di 24.11. 10:20 ist verfallen (kein Ticket gezogen). Neuer Termin: koszalin.pl/w/"},
		"russian": {"ru", "called", "UM Koszalin: bilet R 015 - podejdz do stanowiska 3 (ratusz, parter)."},
		"cyrill":  {"uk", "confirm", "Кошалін вт 24.11 10:20. КОД 482 9151. Відмова koszalin.pl/w/7KQ4MNPXT2"},
		"almost":  {"pl", "almost", "UM Koszalin: bilet R 015 - osob przed Toba: 3, ok. 12 min. Wroc do poczekalni (ratusz, parter)."},
		"offer":   {"pl", "offer", "UM Koszalin: wolny wczesniejszy termin wt 24.11 g. 10:20 (rejestracja pojazdu). Masz czas do 10:10: koszalin.pl/w/7KQ4MNPXT2"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := letter.SMS(o, c.lang, c.kind, facts(o))
			if err != nil || got.Text != c.want || got.Parts != 1 {
				t.Errorf("got %q in %d parts, %v\nwant %q", got.Text, got.Parts, err, c.want)
			}
		})
	}
	if _, err := letter.SMS(o, "pl", "advertisement", facts(o)); !errors.Is(err, letter.ErrKind) {
		t.Errorf("got %v, want %v", err, letter.ErrKind)
	}
}

// The hour is the office's, also on the day on which the clocks change.
func TestHoursAreTheOffices(t *testing.T) {
	o := demo(t)
	f := facts(o)
	f.At = time.Date(2026, 3, 29, 7, 0, 0, 0, time.UTC)
	if got, _ := letter.SMS(o, "pl", "cancelled", f); !strings.Contains(got.Text, "nd 29.03 g. 09:00") {
		t.Errorf("got %q, want 09:00", got.Text)
	}
}

// Every text of the office goes into one message with everything that it can
// be about; so do the built-in ones, with short links and with long ones.
func TestOnePart(t *testing.T) {
	long := `sms_link    = "koszalin.pl/w/" `
	for name, o := range map[string]*officefile.Office{
		"demo":                  demo(t),
		"built_in":              withoutTexts(t),
		"built_in_long_links":   withoutTexts(t, long, ""),
		"built_in_nobody_sends": withoutTexts(t, `sms_sender  = "UM Koszalin"`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, lang := range o.Languages {
				for _, kind := range wording.Kinds() {
					for _, s := range o.Services {
						for _, day := range []int{0, 7, 8} { // two figures of the day, and one
							f := facts(o)
							f.Service, f.At = s.ID, f.At.AddDate(0, 0, day)
							f.Before, f.Minutes, f.Desk, f.Ticket = 99, 199, 999, "R 1000"
							got, err := letter.SMS(o, lang, kind, f)
							if err != nil || got.Parts != 1 || got.Language != lang {
								t.Errorf("%s %s %s: got %d parts in %q, %v: %q", lang, kind, s.ID, got.Parts, got.Language, err, got.Text)
							}
							if want := lang == "uk"; (gsm.Encoding(got.Text) == gsm.UCS2) != want {
								t.Errorf("%s %s %s: in UCS-2: %t, want %t: %q", lang, kind, s.ID, !want, want, got.Text)
							}
							if strings.ContainsAny(got.Text, "{}") {
								t.Errorf("%s %s: got %q", lang, kind, got.Text)
							}
							n++
						}
					}
				}
			}
			t.Logf("%d messages", n)
		})
	}
}

// A name that would tell the family too much is told in no language.
func TestNeutralNames(t *testing.T) {
	o := demo(t)
	f := facts(o)
	f.Service = "zgon"
	for _, lang := range o.Languages {
		for _, kind := range wording.Kinds() {
			sms, err := letter.SMS(o, lang, kind, f)
			if err != nil {
				t.Fatal(err)
			}
			mail, err := letter.Mail(o, lang, kind, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"zgon", "death", "смерт", "sterbe"} {
				for _, text := range []string{sms.Text, mail.Subject, mail.Text} {
					if strings.Contains(strings.ToLower(text), word) {
						t.Errorf("%s %s says %q: %q", lang, kind, word, text)
					}
				}
			}
		}
	}
}

func TestMail(t *testing.T) {
	o := demo(t)
	got, err := letter.Mail(o, "pl", "confirm", facts(o))
	want := `Dzień dobry,

wizyta jest zarezerwowana.

Sprawa: Rejestracja pojazdu
Termin: wtorek, 24 listopada 2026, godz. 10:20
Miejsce: Ratusz, ul. Rynek Staromiejski 6-7
Kod do biletomatu: 482 9151

Kod proszę wpisać w biletomacie od 10:10 do 10:20. Biletomat wyda wtedy bilet z numerem.
Zmiana lub odwołanie wizyty: https://kolejka.koszalin.example/w/7KQ4MNPXT2

Urząd Miejski w Koszalinie`
	if err != nil || got.Text != want || got.Subject != "Wizyta: wtorek, 24 listopada 2026, godz. 10:20" {
		t.Errorf("got %q, %v:\n%s\nwant\n%s", got.Subject, err, got.Text, want)
	}
	for _, lang := range append(o.Languages, "fr") {
		for _, kind := range wording.Kinds() {
			f := facts(o)
			f.Code, f.Token = "", "" // what a message may lack leaves no empty line behind
			got, err := letter.Mail(o, lang, kind, f)
			if err != nil || got.Subject == "" || strings.ContainsAny(got.Subject+got.Text, "{}") {
				t.Errorf("%s %s: got %+v, %v", lang, kind, got, err)
			}
			if strings.ContainsFunc(got.Subject, unicode.IsControl) {
				t.Errorf("%s %s: a subject of several lines", lang, kind)
			}
			for line := range strings.SplitSeq(got.Text, "\n") {
				if strings.HasSuffix(strings.TrimSpace(line), ":") {
					t.Errorf("%s %s: line %q says nothing", lang, kind, line)
				}
			}
		}
	}
}
