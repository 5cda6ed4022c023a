package display_test

import (
	"fmt"
	"testing"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/device"
	"numerek/appliance/display"
	"numerek/appliance/typeface"
)

func warsaw(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// corridor is what the monitor of the vehicles' corridor knows: it speaks for
// the whole building.
func corridor() display.Hall {
	return display.Hall{
		OfficeName:   display.Words{"pl": "Urząd Miejski w Koszalinie", "en": "Koszalin City Hall", "uk": "Міська рада Кошаліна", "de": "Stadtverwaltung Koszalin"},
		Languages:    []string{"pl", "en", "uk", "de"},
		Colour:       "#00508C",
		LocationName: display.Words{"pl": "Ratusz", "en": "City Hall"},
		Place:        display.Words{"pl": "korytarz Wydziału Komunikacji"},
		Queues:       []string{"R", "B", "N", "W", "T", "P", "J"},
		Departments: []display.Department{
			{ID: "km", Mark: 1, Name: display.Words{"pl": "Wydział Komunikacji", "en": "Vehicles and Driving Licences"}},
		},
		Waiting:   map[string]int{"km": 27},
		Announcer: true,
		Voice: announce.Voice{
			Languages: []string{"pl"}, RepeatAfter: 30 * time.Second, Gap: 60 * time.Millisecond, Volume: 75,
			Sentences: map[string]announce.Sentence{"pl": {
				Call:   "Numer {letter} {number}, proszę do {place} numer {desk}.",
				Places: map[string]string{"stanowisko": "stanowiska"},
			}},
		},
	}
}

// offices is a monitor of two departments whose desks are rooms.
func offices() display.Hall {
	h := corridor()
	h.Place = display.Words{"pl": "korytarz BDG i podatków"}
	h.Queues, h.Announcer, h.Voice = []string{"G", "A", "K", "C"}, false, announce.Voice{}
	h.Departments = []display.Department{
		{ID: "bdg", Mark: 3, Name: display.Words{"pl": "Działalność Gospodarcza", "en": "Business Office"}},
		{ID: "pod", Mark: 4, Name: display.Words{"pl": "Podatki lokalne", "en": "Local Taxes"}},
	}
	h.Waiting = map[string]int{"bdg": 3, "pod": 12}
	return h
}

// wholeHouse shows four departments, in Ukrainian and German.
func wholeHouse() display.Hall {
	h := corridor()
	h.Languages = []string{"uk", "de"}
	h.Place = display.Words{"uk": "головний вхід, перший поверх ратуші"}
	h.Queues = []string{"R", "D", "G", "K", "W"}
	h.Departments = []display.Department{
		{ID: "km", Mark: 1, Name: display.Words{"uk": "Транспортний відділ", "de": "Kfz und Führerscheine"}},
		{ID: "so", Mark: 2, Name: display.Words{"uk": "Відділ реєстрації місця проживання громадян", "de": "Bürgeramt"}},
		{ID: "bdg", Mark: 3, Name: display.Words{"uk": "Підприємництво", "de": "Gewerbeamt"}},
		{ID: "pod", Mark: 4, Name: display.Words{"uk": "Місцеві податки", "de": "Lokale Steuern"}},
	}
	h.Waiting = map[string]int{"km": 127, "so": 64, "bdg": 3, "pod": 0}
	return h
}

// call is one of R.
func call(n, desk int, at time.Time) display.Call { return callOf("R", "km", n, desk, at) }

func callOf(prefix, department string, n, desk int, at time.Time) display.Call {
	number := fmt.Sprintf("%s %03d", prefix, n)
	return display.Call{
		ID: fmt.Sprint("call of ", number, " to ", desk, at.Unix()), TicketID: "ticket " + number, Number: number, Prefix: prefix, Sequence: n,
		Department: department, Desk: desk, PlaceWord: "stanowisko", Language: "pl", At: at,
	}
}

// wall plays events to a monitor. Its own clock is twenty minutes slow.
type wall struct {
	t   testing.TB
	m   display.Model
	now time.Time // by the server
	fx  []display.Effect
}

const slow = 20 * time.Minute

// newWall is a monitor that has just got its hall, on a Monday at 10:24.
func newWall(t testing.TB, hall display.Hall, calls ...display.Call) *wall {
	t.Helper()
	w := &wall{t: t, m: display.New(time.UTC), now: morning(t)}
	return w.do(display.HallChanged{Hall: hall, Calls: calls, Zone: warsaw(t), ServerTime: w.now})
}

func morning(t testing.TB) time.Time {
	t.Helper()
	return time.Date(2026, time.November, 23, 10, 24, 0, 0, warsaw(t))
}

// do plays events at the present hour and keeps their effects.
func (w *wall) do(events ...display.Event) *wall {
	w.fx = nil
	for _, e := range events {
		m, fx := display.Update(w.m, e, w.now.Add(-slow))
		w.m, w.fx = m, append(w.fx, fx...)
	}
	return w
}

// called plays calls, each in a message of its own.
func (w *wall) called(calls ...display.Call) *wall {
	for _, c := range calls {
		w.do(display.CallsChanged{Changes: []display.Change{display.Called{Call: c}}, ServerTime: w.now})
	}
	return w
}

// changed plays a message with changes.
func (w *wall) changed(changes ...display.Change) *wall {
	return w.do(display.CallsChanged{Changes: changes, ServerTime: w.now})
}

// quiet lets time pass in which the server says nothing, with every Tick that the
// model asks for, and keeps all effects.
func (w *wall) quiet(d time.Duration) *wall {
	w.fx = nil
	for end := w.now.Add(d); w.now.Before(end); {
		next := end
		if due := display.Due(w.m); !due.IsZero() {
			due = due.Add(slow)
			if !due.After(w.now) {
				w.t.Fatalf("the next tick is due %v ago", w.now.Sub(due))
			}
			if due.Before(next) {
				next = due
			}
		}
		w.now = next
		m, fx := display.Update(w.m, display.Tick{}, w.now.Add(-slow))
		w.m, w.fx = m, append(w.fx, fx...)
	}
	return w
}

// wait lets time pass in which the server beats.
func (w *wall) wait(d time.Duration) *wall {
	var all []display.Effect
	for d > 0 {
		step := min(d, 5*time.Second)
		d -= step
		all = append(all, w.quiet(step).fx...)
		w.do(display.Heard{ServerTime: w.now})
		all = append(all, w.fx...)
	}
	w.fx = all
	return w
}

// lost says that the device is not let in.
func lost(bar device.Bar) display.LinkLost {
	return display.LinkLost{Barred: device.Barred{Bar: bar, Device: "ekran-r1", Office: "koszalin"}}
}
