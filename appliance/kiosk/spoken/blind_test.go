package spoken_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/spoken"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// listener is a person who hears the kiosk and feels its five keys, and has
// nothing else.
type listener struct {
	*kiosktest.Visit
	f     *typeface.Fonts
	size  scene.Size
	heard spoken.Heard
	act   spoken.Act
}

func listen(v *kiosktest.Visit, f *typeface.Fonts, size scene.Size) *listener {
	return &listener{Visit: v, f: f, size: size}
}

// happens plays events and hears what is said after each; the last is kept.
func (l *listener) happens(events ...kiosk.Event) *listener {
	for _, e := range events {
		l.Do(e)
		l.heard, l.act = l.heard.Next(l.Model, look.Scene(l.Model, l.size, l.f))
	}
	return l
}

// press presses keys, one after the other.
func (l *listener) press(keys ...kiosk.Press) *listener {
	for _, k := range keys {
		l.happens(kiosk.Key{Key: k, Targets: scene.Focusable(look.Scene(l.Model, l.size, l.f))})
	}
	return l
}

// said is all that was said last.
func (l *listener) said() string {
	var parts []string
	for _, p := range l.act.Phrases {
		parts = append(parts, p.Text)
	}
	return strings.Join(parts, ". ")
}

// hears fails unless this was said.
func (l *listener) hears(parts ...string) {
	l.T.Helper()
	for _, part := range parts {
		if l.act.Do != spoken.Say || !strings.Contains(l.said(), part) {
			l.T.Errorf("heard %q %q, want %q", l.act.Do, l.said(), part)
		}
	}
}

// find presses the key for the next thing until something is said that begins
// like this, going through the pages, and chooses it.
func (l *listener) find(name string) {
	l.T.Helper()
	more := words.In(l.Model.Language).NextPage
	for range 60 {
		l.press(kiosk.Next)
		found := strings.HasPrefix(l.said(), name+",")
		if found || strings.HasPrefix(l.said(), more+",") {
			l.press(kiosk.Choose)
		}
		if found {
			return
		}
	}
	l.T.Fatalf("60 steps do not lead to %q", name)
}

// TestWalkByEar takes a ticket with the five keys, by what is said alone, up to
// the number, in every language and on every panel.
func TestWalkByEar(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for lang, c := range map[string]struct{ name, department, service, question, number, people, wait, where string }{
			"pl": {"Polski", "Wydział Komunikacji", "Prawo jazdy – odbiór", "W jakiej sprawie przychodzisz?", "Twój numer: er 15", "Przed Tobą: 4 osoby", "około 15 do 25 minut", "Ratusz, Wydział Komunikacji"},
			"en": {"English", "Vehicles and Driving Licences", "Driving licence – collect", "What is your visit about?", "Your number: R 15", "Before you: 4 people", "about 15 to 25 minutes", "City Hall, Vehicles"},
			"uk": {"Українська", "Транспортний відділ", "Посвідчення водія – видача", "З якого питання Ви прийшли?", "Ваш номер: ер 15", "Перед Вами: 4 особи", "від 15 до 25 хвилин", "Ратуша, Транспортний відділ"},
			"de": {"Deutsch", "Kfz und Führerscheine", "Führerschein – Abholung", "Worum geht es bei Ihrem Besuch?", "Ihre Nummer: R 15", "Vor Ihnen: 4 Personen", "etwa 15 bis 25 Minuten", "Rathaus, Kfz"},
		} {
			t.Run(kiosktest.PanelName(size)+"/"+lang, func(t *testing.T) {
				l := listen(kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")), f, size)
				l.happens(kiosk.Tick{})
				if l.act.Do != spoken.GoOn {
					t.Fatalf("said %q to somebody who did not ask", l.said())
				}
				l.press(kiosk.Repeat)
				l.hears("Głos jest włączony", "W jakiej sprawie przychodzisz?")
				if lang != "pl" {
					l.find(c.name) // which is said in that language
					l.hears(c.question)
					if got := l.act.Phrases[len(l.act.Phrases)-1].Language; got != lang {
						t.Errorf("went on in %q, want %q", got, lang)
					}
				}
				l.find(c.department)
				l.find(c.service)
				want := []kiosk.Effect{kiosk.Issue{Session: 1, ServiceID: "prawo_jazdy_odbior", Language: lang}}
				if diff := cmp.Diff(want, l.Effects); diff != "" {
					t.Fatal(diff)
				}
				l.happens(kiosk.Issued{Session: 1, Ticket: kiosktest.R015(t)}, kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted})
				l.hears(words.In(lang).Take, c.number, c.people, c.wait, c.where)
				l.press(kiosk.Repeat)
				l.hears(c.number)
				if strings.Contains(l.said(), "015") {
					t.Errorf("an engine reads the leading zero in %q", l.said())
				}
			})
		}
	}
}

func TestSpeech(t *testing.T) {
	f := kiosktest.Fonts(t)
	begin := func(t *testing.T) *listener {
		return listen(kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")), f, scene.Portrait).press(kiosk.Repeat)
	}
	t.Run("follows_the_focus", func(t *testing.T) {
		l := begin(t).press(kiosk.Next)
		if got, want := l.said(), "Wydział Komunikacji, czeka 60 osób, przycisk, 1 z 4"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		l.press(kiosk.Next)
		l.hears("2 z 4")
		l.press(kiosk.Repeat)
		l.hears("2 z 4")
		l.press(kiosk.Repeat) // again: where am I at all?
		l.hears("Urząd Miejski w Koszalinie", "W jakiej sprawie", "2 z 4")
	})
	t.Run("says_a_switch_when_it_is_turned", func(t *testing.T) {
		l := begin(t)
		l.find("Bilet z pierwszeństwem. Nie pytamy o powód")
		l.hears("włączony")
		l.press(kiosk.Choose)
		l.hears("wyłączony")
	})
	t.Run("the_first_screen_has_the_office_the_next_do_not", func(t *testing.T) {
		l := begin(t)
		l.hears("Urząd Miejski w Koszalinie", "10:24")
		l.find("Wydział Komunikacji")
		l.hears("Wydział Komunikacji", "Co chcesz załatwić?")
		if strings.Contains(l.said(), "Urząd") || strings.Contains(l.said(), "10:2") {
			t.Errorf("said again what stands everywhere: %q", l.said())
		}
	})
	t.Run("a_key_that_does_nothing_interrupts", func(t *testing.T) {
		if l := begin(t).press(kiosk.Back); l.act.Do != spoken.Hush {
			t.Errorf("got %q %q", l.act.Do, l.said())
		}
	})
	t.Run("volume_is_one_step_back_from_a_new_screen", func(t *testing.T) {
		l := begin(t).press(kiosk.Previous)
		l.hears("Głośność 3 z 5, przycisk")
		before := l.act.Volume
		l.press(kiosk.Choose)
		l.hears("Głośność 4 z 5")
		if l.act.Volume <= before {
			t.Errorf("louder is %d %%, was %d %%", l.act.Volume, before)
		}
		l.press(kiosk.Choose, kiosk.Choose)
		l.hears("Głośność 1 z 5")
	})
	t.Run("what_changes_by_itself_is_not_said", func(t *testing.T) {
		l := begin(t).press(kiosk.Next)
		states := []kiosk.State{{ServiceID: "rejestracja", Open: true, Waiting: 12}}
		for _, e := range []kiosk.Event{kiosk.StatesChanged{States: states}, kiosk.Tick{}, kiosk.PrinterChanged{}} {
			if l.happens(e); l.act.Do != spoken.GoOn {
				t.Errorf("%T: got %q %q", e, l.act.Do, l.said())
			}
		}
	})
	t.Run("a_finger_is_followed_too", func(t *testing.T) {
		l := begin(t)
		l.Tap("department:so")
		l.happens(kiosk.Tick{}).hears("Co chcesz załatwić?")
	})
	t.Run("a_refusal_says_why_and_what_then", func(t *testing.T) {
		l := begin(t)
		opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, kiosktest.Warsaw(t))
		l.happens(kiosk.StatesChanged{States: []kiosk.State{{ServiceID: "rejestracja", Refusal: kiosk.Refusal{Reason: kiosk.QueueFull, OpensAt: opens}}}})
		l.find("Wydział Komunikacji")
		l.find("Rejestracja pojazdu")
		l.hears("Kolejka na dziś jest już pełna", "Przyjdź, proszę, jutro od 7:45.")
	})
	t.Run("headphones_start_and_end_it", func(t *testing.T) {
		l := listen(kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")), f, scene.Portrait)
		l.happens(kiosk.Headphones{In: true}).hears("Głos jest włączony", "W jakiej sprawie")
		l.press(kiosk.Next)
		l.hears("1 z 4")
		if l.happens(kiosk.Headphones{In: true}); l.act.Do != spoken.GoOn {
			t.Errorf("said again: %q", l.said())
		}
		if l.happens(kiosk.Headphones{}); l.act.Do != spoken.Hush || l.Model.Speaking {
			t.Errorf("without headphones: %q %q", l.act.Do, l.said())
		}
	})
	t.Run("hours_are_said_as_hours", func(t *testing.T) {
		begin(t).happens(kiosk.LinkLost{}).hears("Biletomat nie ma połączenia", "poniedziałek, od 8:00 do 16:00")
	})
}

func TestSpeechEndsWithTheVisit(t *testing.T) {
	f := kiosktest.Fonts(t)
	begin := func(t *testing.T) *listener {
		return listen(kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")), f, scene.Portrait).press(kiosk.Repeat)
	}
	over := func(t *testing.T, l *listener) {
		t.Helper()
		if l.Model.Speaking || l.Model.Volume != 0 || l.Model.Language != "pl" || l.act.Do != spoken.Hush {
			t.Errorf("speaking %t at %d in %s, last %q", l.Model.Speaking, l.Model.Volume, l.Model.Language, l.act.Do)
		}
	}
	t.Run("nobody_at_the_keys", func(t *testing.T) {
		l := begin(t).press(kiosk.Previous, kiosk.Choose)
		l.Wait(kiosk.IdleAfter + time.Second)
		l.happens(kiosk.Tick{}).hears("Czy jeszcze tu jesteś?", "Więcej czasu: dowolny klawisz.")
		l.Wait(kiosk.IdleWarning)
		over(t, l.happens(kiosk.Tick{}))
		l.press(kiosk.Repeat, kiosk.Previous)
		l.hears("Głośność 3 z 5") // as everybody finds it
	})
	t.Run("any_key_says_that_somebody_is_there", func(t *testing.T) {
		l := begin(t)
		l.find("Wydział Komunikacji")
		l.Wait(kiosk.IdleAfter + time.Second)
		l.happens(kiosk.Tick{}).press(kiosk.Next)
		l.hears("Co chcesz załatwić?")
	})
	t.Run("the_ticket_can_be_heard_to_its_end", func(t *testing.T) {
		l := begin(t)
		l.find("Wydział Komunikacji")
		l.find("Rejestracja pojazdu")
		l.happens(kiosk.Issued{Session: 1, Ticket: kiosktest.R015(t)}, kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted})
		l.Wait(kiosk.ReadFor - 10*time.Second)
		l.press(kiosk.Repeat)
		l.hears("Twój numer: er 15")
		l.Wait(kiosk.ReadFor - time.Second)
		if !l.Model.Speaking {
			t.Error("cut off")
		}
		l.Wait(2 * time.Second)
		over(t, l.happens(kiosk.Tick{}))
	})
	t.Run("start_over_with_the_keys_goes_on", func(t *testing.T) {
		l := begin(t)
		l.find("Wydział Komunikacji")
		l.find("Od nowa")
		l.hears("W jakiej sprawie przychodzisz?")
	})
	t.Run("start_over_with_a_finger_is_somebody_else", func(t *testing.T) {
		l := begin(t)
		l.find("Wydział Komunikacji")
		l.Tap("restart")
		over(t, l.happens(kiosk.Tick{}))
	})
}
