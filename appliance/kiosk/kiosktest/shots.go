package kiosktest

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Morning is a Monday at 10:24, in Koszalin.
func Morning(t testing.TB) time.Time {
	t.Helper()
	return time.Date(2026, time.November, 23, 10, 24, 0, 0, Warsaw(t))
}

// Visit plays events to a kiosk, a second apart.
type Visit struct {
	T       testing.TB
	Model   kiosk.Model
	Now     time.Time
	Effects []kiosk.Effect // of the last events
}

// NewVisit is a kiosk at a location, with a printer that is ready and a server
// that answers.
func NewVisit(t testing.TB, catalog kiosk.Catalog) *Visit {
	t.Helper()
	return NewVisitIn(t, catalog, Warsaw(t))
}

// NewVisitIn is NewVisit in another zone than that of the demo office.
func NewVisitIn(t testing.TB, catalog kiosk.Catalog, zone *time.Location) *Visit {
	t.Helper()
	v := &Visit{T: t, Model: kiosk.New(zone), Now: time.Date(2026, time.November, 23, 10, 24, 0, 0, zone)}
	v.Do(kiosk.CatalogChanged{Catalog: catalog, Zone: zone, ServerTime: v.Now.Add(time.Second)})
	return v
}

// Do plays events and keeps the effects of the last.
func (v *Visit) Do(events ...kiosk.Event) *Visit {
	for _, e := range events {
		v.Now = v.Now.Add(time.Second)
		v.Model, v.Effects = kiosk.Update(v.Model, e, v.Now)
	}
	return v
}

// Tap puts a finger on targets and lifts it.
func (v *Visit) Tap(targets ...string) *Visit {
	for _, target := range targets {
		v.Do(kiosk.Pointer{Phase: kiosk.Down, Target: target})
		v.Model, v.Effects = kiosk.Update(v.Model, kiosk.Pointer{Phase: kiosk.Up, Target: target}, v.Now)
	}
	return v
}

// Wait lets time pass, with every Tick that the model asks for, and keeps all effects.
func (v *Visit) Wait(d time.Duration) *Visit {
	v.Effects = nil
	for end := v.Now.Add(d); v.Now.Before(end); {
		next := kiosk.Due(v.Model)
		if !next.After(v.Now) {
			next = v.Now.Add(time.Millisecond)
		}
		if next.After(end) {
			next = end
		}
		v.Now = next
		m, effects := kiosk.Update(v.Model, kiosk.Tick{}, v.Now)
		v.Model, v.Effects = m, append(v.Effects, effects...)
	}
	return v
}

// Said is everything on the glass, as a screen reader says it.
func (v *Visit) Said() string {
	var all []string
	for _, u := range scene.Spoken(look.Scene(v.Model, scene.Portrait, Fonts(v.T))) {
		all = append(all, u.Text)
	}
	return strings.Join(all, "\n")
}

// NewStart is a kiosk that has just started and knows no catalogue yet.
func NewStart(t testing.TB) *Visit {
	t.Helper()
	return &Visit{T: t, Model: kiosk.New(Warsaw(t)), Now: Morning(t)}
}

// R015 is the ticket of the demo.
func R015(t testing.TB) kiosk.Ticket {
	t.Helper()
	return kiosk.Ticket{
		ID: "019ab2a4-7c1e-7000-8000-000000000015", Number: "R 015", ServiceID: "rejestracja", IssuedAt: Morning(t),
		Ahead: 4, Wait: kiosk.Wait{Known: true, From: 15, To: 25}, StatusURL: "https://kolejka.koszalin.example/t/7kq4mnpxt2c5r8w9y3abcdefgh", Language: "pl", Day: "2026-11-23",
	}
}

// ClosedFor makes every service of a catalogue refuse.
func ClosedFor(c kiosk.Catalog, r kiosk.Refusal, note kiosk.Words) kiosk.Catalog {
	for i := range c.Services {
		c.Services[i].State.Open = false
		c.Services[i].State.Refusal, c.Services[i].State.Note = r, note
		c.Services[i].State.Waiting = 0
	}
	return c
}

// Shot is one state of the kiosk that has a picture of its own.
type Shot struct {
	Name  string
	Model func(t testing.TB, lang string) kiosk.Model
}

// Shots are all the screens of the kiosk.
func Shots() []Shot {
	begin := func(t testing.TB, location, lang string) *Visit {
		return NewVisit(t, Koszalin(location)).Tap("language:" + lang)
	}
	mixed := func(t testing.TB) kiosk.Catalog {
		c := Koszalin("ratusz")
		tomorrow := time.Date(2026, time.November, 24, 7, 45, 0, 0, Warsaw(t))
		c.Services[1].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.DailyCap, OpensAt: tomorrow}}
		c.Services[3].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.NotYetOpen, OpensAt: Morning(t).Add(96 * time.Minute)}}
		c.Services[4].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.Closed, OpensAt: tomorrow}}
		c.Services[5].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.Stopped}}
		return c
	}
	issued := func(t testing.TB, lang string, more ...kiosk.Event) kiosk.Model {
		v := begin(t, "ratusz", lang).Tap("department:km", "service:rejestracja")
		v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: R015(t)})
		return v.Do(more...).Model
	}
	return append([]Shot{
		{"home", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).Model }},
		{"services", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).Tap("department:km").Model }},
		{"services_closed", func(t testing.TB, l string) kiosk.Model {
			return NewVisit(t, mixed(t)).Tap("language:"+l, "department:km").Model
		}},
		{"services_two", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).Tap("department:pod").Model }},
		{"services_only", func(t testing.TB, l string) kiosk.Model { return begin(t, "usc", l).Tap("priority").Model }},
		{"issuing", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Tap("department:km", "service:rejestracja").Model
		}},
		{"printing", func(t testing.TB, l string) kiosk.Model { return issued(t, l) }},
		{"take", func(t testing.TB, l string) kiosk.Model {
			return issued(t, l, kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted})
		}},
		{"ask", func(t testing.TB, l string) kiosk.Model {
			return issued(t, l, kiosk.Printed{Session: 1, Outcome: kiosk.PaperUnknown})
		}},
		{"shown", func(t testing.TB, l string) kiosk.Model {
			return issued(t, l, kiosk.Printed{Session: 1, Outcome: kiosk.PaperNotDelivered})
		}},
		{"offer", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).Do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}})
			return v.Tap("department:km", "service:odbior_rejestracji").Model
		}},
		{"refused", func(t testing.TB, l string) kiosk.Model {
			return NewVisit(t, mixed(t)).Tap("language:"+l, "department:km", "service:odbior_rejestracji").Model
		}},
		{"refused_queue_full", func(t testing.TB, l string) kiosk.Model {
			c := Koszalin("ratusz")
			opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, Warsaw(t))
			c.Services[1].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.QueueFull, OpensAt: opens}}
			return NewVisit(t, c).Tap("language:"+l, "department:km", "service:"+c.Services[1].ID).Model
		}},
		{"refused_stopped", func(t testing.TB, l string) kiosk.Model {
			return NewVisit(t, mixed(t)).Tap("language:"+l, "department:km", "service:"+mixed(t).Services[5].ID).Model
		}},
		{"failed", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).Tap("department:km", "service:rejestracja")
			return v.Do(kiosk.IssueFailed{Session: v.Model.Session}).Model
		}},
		{"offline", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).Do(kiosk.LinkLost{}).Model }},
		{"broken", func(t testing.TB, l string) kiosk.Model {
			c := Koszalin("ratusz")
			c.OtherKiosks = []kiosk.Words{{"pl": "parter, przy sali 12", "en": "ground floor, by room 12", "uk": "перший поверх, біля кабінету 12", "de": "Erdgeschoss, bei Zimmer 12"}}
			return NewVisit(t, c).Tap("language:" + l).Do(kiosk.JournalLost{}).Model
		}},
		{"broken_alone", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "usc", l).Tap("contrast").Do(kiosk.JournalLost{}).Model
		}},
		{"barred", func(t testing.TB, l string) kiosk.Model {
			v := NewStart(t)
			return v.Tap("language:" + l).Do(kiosk.LinkLost{Bar: kiosk.BarUnknownOffice, Device: "kiosk-ratusz", Office: "koszalim"}).Model
		}},
		{"barred_at_work", func(t testing.TB, l string) kiosk.Model {
			c := Koszalin("ratusz")
			c.OtherKiosks = []kiosk.Words{{"pl": "parter, przy sali 12", "en": "ground floor, by room 12", "uk": "перший поверх, біля кабінету 12", "de": "Erdgeschoss, bei Zimmer 12"}}
			return NewVisit(t, c).Tap("language:" + l).Do(kiosk.LinkLost{Bar: kiosk.BarCloned, Device: "kiosk-ratusz"}).Model
		}},
		{"starting", func(t testing.TB, l string) kiosk.Model {
			v := NewStart(t)
			return v.Tap("language:" + l).Model
		}},
		{"closed", func(t testing.TB, l string) kiosk.Model {
			opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, Warsaw(t))
			c := ClosedFor(Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Closed, OpensAt: opens}, nil)
			return NewVisit(t, c).Tap("language:" + l).Model
		}},
		{"stopped", func(t testing.TB, l string) kiosk.Model {
			c := ClosedFor(Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Stopped}, nil)
			return NewVisit(t, c).Tap("language:" + l).Model
		}},
		{"holiday", func(t testing.TB, l string) kiosk.Model {
			opens := time.Date(2026, time.November, 30, 7, 45, 0, 0, Warsaw(t))
			note := kiosk.Words{"pl": "Narodowe Święto Niepodległości"}
			c := ClosedFor(Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Holiday, OpensAt: opens}, note)
			return NewVisit(t, c).Tap("language:" + l).Model
		}},
		{"idle", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Tap("department:km").Wait(kiosk.IdleAfter + 2*time.Second).Model
		}},
		{"idle_speaking", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).Do(kiosk.Key{Key: kiosk.Repeat})
			return v.Wait(kiosk.IdleAfter + 2*time.Second).Model
		}},
		{"home_contrast", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Tap("contrast", "priority").Model
		}},
		{"home_low", func(t testing.TB, l string) kiosk.Model {
			c := Koszalin("ratusz")
			c.DemoClock = true
			return NewVisit(t, c).Tap("language:"+l, "low").Model
		}},
		{"services_low", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Tap("low", "department:km").Do(kiosk.Key{Key: kiosk.Next, Targets: []string{"service:rejestracja"}}).Model
		}},
		{"services_contrast", func(t testing.TB, l string) kiosk.Model {
			v := NewVisit(t, mixed(t)).Tap("language:"+l, "contrast", "department:km")
			return v.Do(kiosk.Key{Key: kiosk.Next, Targets: []string{"service:rejestracja"}}).Model
		}},
		{"take_contrast", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).Tap("contrast", "department:km", "service:rejestracja")
			v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: R015(t)})
			return v.Do(kiosk.Printed{Session: v.Model.Session, Outcome: kiosk.PaperPrinted}).Model
		}},
		{"home_paper_out", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}}).Model
		}},
		{"shown_priority", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).Tap("contrast", "priority", "department:so", "service:profil_zaufany")
			ticket := R015(t)
			ticket.Number, ticket.Ahead, ticket.Priority = "F 1015", 0, true
			v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: ticket})
			v.Do(kiosk.Printed{Session: v.Model.Session, Outcome: kiosk.PaperNotDelivered})
			return v.Wait(45 * time.Second).Model
		}},
		{"pressed", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).Do(kiosk.Pointer{Phase: kiosk.Down, Target: "department:so"}).Model
		}},
	}, codeShots()...)
}

// Fonts are those of the kiosk.
func Fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// PanelName names a panel in tests and files.
func PanelName(s scene.Size) string {
	switch s {
	case scene.Portrait:
		return "1080x1920"
	case scene.Landscape:
		return "1920x1080"
	case scene.Tablet:
		return "1280x800"
	}
	return "800x480"
}
