package officefile_test

import (
	"fmt"
	"os"
	"testing"
	"time"
	_ "time/tzdata" // the office's zone, on any machine

	"github.com/google/go-cmp/cmp"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
)

// demo returns the text of the demo office.
func demo(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func Test_demo_office_has_no_problem(t *testing.T) {
	o, problems := officefile.Parse("koszalin.toml", demo(t))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if len(o.Departments) != 5 || len(o.Services) != 21 || len(o.Desks) != 20 {
		t.Errorf("got %d departments, %d services, %d desks, want 5, 21, 20",
			len(o.Departments), len(o.Services), len(o.Desks))
	}
	s, ok := o.Service("rejestracja")
	if !ok || s.Prefix != "R" || s.Label.In("de") != "Kfz-Zulassung" || s.Label.In("fr", "pl") != "Rejestracja pojazdu" {
		t.Errorf("got service %+v, %v", s, ok)
	}
}

// small is the least office: every key that may be left out is left out.
const small = `
[office]
name = "Urząd Gminy Łąck – świetlica"
timezone = "Europe/Warsaw"
languages = ["pl"]
public_url = "http://127.0.0.1:8080"

[[locations]]
id = "dom"
name = { pl = "Dom" }
hours = "zwykle"

[hours.zwykle]
mon = ["13:00-16:00", "08:00-12:00"]

[[departments]]
id = "biuro"
location = "dom"
name = "Biuro"

[[services]]
id = "sprawa"
department = "biuro"
prefix = "A"
label = "Każda sprawa"
minutes = 10
p90 = 20
daily_cap = 0

[[desks]]
number = 1
location = "dom"
department = "biuro"
services = ["sprawa"]
`

func Test_least_office_gets_the_defaults(t *testing.T) {
	o, problems := officefile.Parse("small.toml", []byte(small))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if o.ID != "urzad-gminy-lack-swietlica" {
		t.Errorf("got id %q, made from the name", o.ID)
	}
	// The documented defaults are the demo office's rules, but for these.
	want, _ := officefile.Parse("koszalin.toml", demo(t))
	want.Policy.Calling.PriorityGroups = []string{}
	want.Policy.Booking.Modes = nil
	want.Policy.Privacy.Administrator, want.Policy.Privacy.Officer = nil, ""
	if diff := cmp.Diff(want.Policy, o.Policy); diff != "" {
		t.Error(diff)
	}
	s, d := o.Services[0], o.Departments[0]
	if s.NumberStart != 1 || s.Slot != 20 || s.Bookable || d.PlaceWord != "stanowisko" || o.Colour != "#00508C" {
		t.Errorf("got %+v %+v %s", s, d, o.Colour)
	}
	if got := s.Label.In("en", "pl"); got != "Każda sprawa" {
		t.Errorf("got label %q", got)
	}
	if got := o.Hours["zwykle"].Mon[0].String(); got != "08:00-12:00" {
		t.Errorf("got %s first, want the hours in order", got)
	}
}

func Test_caps(t *testing.T) {
	o, _ := officefile.Parse("small.toml", []byte(small))
	o.Policy.Issuing.DailyCap = 100
	if got := o.DailyCap("sprawa"); got != 0 {
		t.Errorf("got %d, want the service's own 0", got)
	}
	o.Services[0].DailyCap = nil
	if got := o.DailyCap("sprawa"); got != 100 {
		t.Errorf("got %d, want the policy's 100", got)
	}
}

func Test_look_ups(t *testing.T) {
	o, _ := officefile.Parse("koszalin.toml", demo(t))
	l, k, ok := o.Kiosk("kiosk-usc")
	if !ok || l.ID != "usc" || k.Place.In("de") != "Erdgeschoss" {
		t.Errorf("got %v %v %v", l.ID, k, ok)
	}
	l, d, ok := o.Display("ekran-r1")
	if !ok || l.ID != "ratusz" || !d.Announcer || d.Place.In("uk") != "korytarz Wydziału Komunikacji" {
		t.Errorf("got %v %v %v, want the place in the first language where it has no other", l.ID, d, ok)
	}
	if got := o.LocationOf("zgon"); got != "usc" {
		t.Errorf("got %q, want usc", got)
	}
	if got := len(o.DepartmentsAt("ratusz")); got != 4 {
		t.Errorf("got %d departments, want 4", got)
	}
	if got := len(o.ServicesOf("so")); got != 5 {
		t.Errorf("got %d services, want 5", got)
	}
	var desks []int
	for _, d := range o.DesksFor("profil_zaufany") {
		desks = append(desks, d.Number)
	}
	if diff := cmp.Diff([]int{10, 12}, desks); diff != "" {
		t.Error(diff)
	}
	for _, ok := range []bool{found(o.Service("x")), found(o.Department("x")), found(o.Location("x")), found(o.Place("x"))} {
		if ok {
			t.Error("found what there is not")
		}
	}
}

func found[T any](_ T, ok bool) bool { return ok }

func Test_calendar_of_the_demo_office(t *testing.T) {
	o, _ := officefile.Parse("koszalin.toml", demo(t))
	c := o.Calendar()
	place, ok := o.Place("dowod_wniosek")
	if want := (calendar.Place{Location: "ratusz", Department: "so", Service: "dowod_wniosek"}); !ok || place != want {
		t.Fatalf("got %v, want %v", place, want)
	}
	cases := map[queue.Day]string{
		"2026-11-23": "[08:00-16:00] week ",
		"2026-11-24": "[08:00-14:30] week ",
		"2026-11-22": "[] week ",
		"2026-06-04": "[] holiday Boże Ciało",
		"2026-04-06": "[] holiday Poniedziałek Wielkanocny",
		"2024-12-24": "[08:00-14:30] week ",
		"2025-12-24": "[] holiday Wigilia",
		"2026-12-28": "[] exception Dzień wolny za 26 grudnia",
		"2026-12-31": "[08:00-13:00] exception ",
	}
	for day, want := range cases {
		spans, note := c.Hours(day, place)
		if got := fmt.Sprintf("%v %s %s", spans, note.Source, note.Text["pl"]); got != want {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
	at := time.Date(2026, 11, 23, 6, 44, 59, 0, time.UTC)
	if d := c.Issuing(at, place, o.IssuingRule()); d.Open || d.Reason != calendar.NotYetOpen || !d.OpensAt.Equal(at.Add(time.Second)) {
		t.Errorf("at %s: got %+v, want tickets from 7:45", at, d)
	}
	if d := c.Issuing(at.Add(time.Second), place, o.IssuingRule()); !d.Open || d.ClosesAt.In(o.Zone).Format("15:04") != "15:45" {
		t.Errorf("a second later: got %+v, want open until 15:45", d)
	}
}

func Test_colour_is_darkened_until_it_can_be_read(t *testing.T) {
	for colour, want := range map[string]string{"#00508C": "#00508C", "#767676": "#767676", "#000000": "#000000", "": "#101820"} {
		if got := (&officefile.Office{Head: officefile.Head{Colour: colour}}).InkColour(); got != want {
			t.Errorf("%s: got %s, want %s", colour, got, want)
		}
	}
	for _, colour := range []string{"#777777", "#FFFFFF", "#FFCC00", "#00FF00", "#66CCFF"} {
		o := officefile.Office{Head: officefile.Head{Colour: colour}}
		dark := o.InkColour()
		o.Colour = dark
		if dark == colour || o.InkColour() != dark {
			t.Errorf("%s: got %s, which is not dark enough", colour, dark)
		}
	}
}

func Test_text_falls_back(t *testing.T) {
	text := officefile.Text{"pl": "Ratusz", "en": "City Hall"}
	cases := map[string]string{text.In("en"): "City Hall", text.In("de", "pl"): "Ratusz", text.In("de"): "City Hall", officefile.Text(nil).In("pl"): ""}
	for got, want := range cases {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	data := demo(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		officefile.Parse("koszalin.toml", data)
	}
}
