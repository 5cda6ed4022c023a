package kiosk_test

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// morning is a Monday at 10:24, in Koszalin.
func morning(t testing.TB) time.Time {
	t.Helper()
	return time.Date(2026, time.November, 23, 10, 24, 0, 0, warsaw(t))
}

// visit plays events to a kiosk, a second apart.
type visit struct {
	t       testing.TB
	m       kiosk.Model
	now     time.Time
	effects []kiosk.Effect
}

// newVisit is a kiosk at a location, with a printer that is ready and a server
// that answers.
func newVisit(t testing.TB, catalog kiosk.Catalog) *visit {
	t.Helper()
	return newVisitIn(t, catalog, warsaw(t))
}

func newVisitIn(t testing.TB, catalog kiosk.Catalog, zone *time.Location) *visit {
	t.Helper()
	v := &visit{t: t, m: kiosk.New(zone), now: time.Date(2026, time.November, 23, 10, 24, 0, 0, zone)}
	v.do(kiosk.CatalogChanged{Catalog: catalog, Zone: zone, ServerTime: v.now.Add(time.Second)})
	return v
}

// do plays events and keeps the effects of the last.
func (v *visit) do(events ...kiosk.Event) *visit {
	for _, e := range events {
		v.now = v.now.Add(time.Second)
		v.m, v.effects = kiosk.Update(v.m, e, v.now)
	}
	return v
}

// tap puts a finger on targets and lifts it.
func (v *visit) tap(targets ...string) *visit {
	for _, target := range targets {
		v.do(kiosk.Pointer{Phase: kiosk.Down, Target: target})
		v.m, v.effects = kiosk.Update(v.m, kiosk.Pointer{Phase: kiosk.Up, Target: target}, v.now)
	}
	return v
}

// wait lets time pass, with every Tick that the model asks for, and keeps all effects.
func (v *visit) wait(d time.Duration) *visit {
	v.effects = nil
	for end := v.now.Add(d); v.now.Before(end); {
		next := kiosk.Due(v.m)
		if !next.After(v.now) {
			next = v.now.Add(time.Millisecond)
		}
		if next.After(end) {
			next = end
		}
		v.now = next
		m, effects := kiosk.Update(v.m, kiosk.Tick{}, v.now)
		v.m, v.effects = m, append(v.effects, effects...)
	}
	return v
}

// r015 is the ticket of the demo.
func r015(t testing.TB) kiosk.Ticket {
	t.Helper()
	return kiosk.Ticket{
		ID: "019ab2a4-7c1e-7000-8000-000000000015", Number: "R 015", ServiceID: "rejestracja", IssuedAt: morning(t),
		Ahead: 4, Wait: kiosk.Wait{Known: true, From: 15, To: 25}, StatusURL: "https://kolejka.koszalin.example/t/7kq4mnpxt2c5r8w9y3abcdefgh", Language: "pl", Day: "2026-11-23",
	}
}

// closedFor makes every service of a catalogue refuse.
func closedFor(c kiosk.Catalog, r kiosk.Refusal, note kiosk.Words) kiosk.Catalog {
	for i := range c.Services {
		c.Services[i].State.Open = false
		c.Services[i].State.Refusal, c.Services[i].State.Note = r, note
		c.Services[i].State.Waiting = 0
	}
	return c
}

// shot is one state of the kiosk that has a picture of its own.
type shot struct {
	name string
	m    func(t testing.TB, lang string) kiosk.Model
}

// shots are all the screens of the kiosk.
func shots() []shot {
	begin := func(t testing.TB, location, lang string) *visit {
		return newVisit(t, koszalin(location)).tap("language:" + lang)
	}
	mixed := func(t testing.TB) kiosk.Catalog {
		c := koszalin("ratusz")
		tomorrow := time.Date(2026, time.November, 24, 7, 45, 0, 0, warsaw(t))
		c.Services[1].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.DailyCap, OpensAt: tomorrow}}
		c.Services[3].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.NotYetOpen, OpensAt: morning(t).Add(96 * time.Minute)}}
		c.Services[4].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.Closed, OpensAt: tomorrow}}
		c.Services[5].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.Stopped}}
		return c
	}
	issued := func(t testing.TB, lang string, more ...kiosk.Event) kiosk.Model {
		v := begin(t, "ratusz", lang).tap("department:km", "service:rejestracja")
		v.do(kiosk.Issued{Session: v.m.Session, Ticket: r015(t)})
		return v.do(more...).m
	}
	return []shot{
		{"home", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).m }},
		{"services", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).tap("department:km").m }},
		{"services_closed", func(t testing.TB, l string) kiosk.Model {
			return newVisit(t, mixed(t)).tap("language:"+l, "department:km").m
		}},
		{"services_two", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).tap("department:pod").m }},
		{"services_only", func(t testing.TB, l string) kiosk.Model { return begin(t, "usc", l).tap("priority").m }},
		{"issuing", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).tap("department:km", "service:rejestracja").m
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
			v := begin(t, "ratusz", l).do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}})
			return v.tap("department:km", "service:odbior_rejestracji").m
		}},
		{"refused", func(t testing.TB, l string) kiosk.Model {
			return newVisit(t, mixed(t)).tap("language:"+l, "department:km", "service:odbior_rejestracji").m
		}},
		{"refused_queue_full", func(t testing.TB, l string) kiosk.Model {
			c := koszalin("ratusz")
			opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, warsaw(t))
			c.Services[1].State = kiosk.State{Refusal: kiosk.Refusal{Reason: kiosk.QueueFull, OpensAt: opens}}
			return newVisit(t, c).tap("language:"+l, "department:km", "service:"+c.Services[1].ID).m
		}},
		{"refused_stopped", func(t testing.TB, l string) kiosk.Model {
			return newVisit(t, mixed(t)).tap("language:"+l, "department:km", "service:"+mixed(t).Services[5].ID).m
		}},
		{"failed", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).tap("department:km", "service:rejestracja")
			return v.do(kiosk.IssueFailed{Session: v.m.Session}).m
		}},
		{"offline", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).do(kiosk.LinkLost{}).m }},
		{"broken", func(t testing.TB, l string) kiosk.Model {
			c := koszalin("ratusz")
			c.OtherKiosks = []kiosk.Words{{"pl": "parter, przy sali 12", "en": "ground floor, by room 12", "uk": "перший поверх, біля кабінету 12", "de": "Erdgeschoss, bei Zimmer 12"}}
			return newVisit(t, c).tap("language:" + l).do(kiosk.JournalLost{}).m
		}},
		{"broken_alone", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "usc", l).tap("contrast").do(kiosk.JournalLost{}).m
		}},
		{"barred", func(t testing.TB, l string) kiosk.Model {
			v := &visit{t: t, m: kiosk.New(warsaw(t)), now: morning(t)}
			return v.tap("language:" + l).do(kiosk.LinkLost{Bar: kiosk.BarUnknownOffice, Device: "kiosk-ratusz", Office: "koszalim"}).m
		}},
		{"barred_at_work", func(t testing.TB, l string) kiosk.Model {
			c := koszalin("ratusz")
			c.OtherKiosks = []kiosk.Words{{"pl": "parter, przy sali 12", "en": "ground floor, by room 12", "uk": "перший поверх, біля кабінету 12", "de": "Erdgeschoss, bei Zimmer 12"}}
			return newVisit(t, c).tap("language:" + l).do(kiosk.LinkLost{Bar: kiosk.BarCloned, Device: "kiosk-ratusz"}).m
		}},
		{"starting", func(t testing.TB, l string) kiosk.Model {
			v := &visit{t: t, m: kiosk.New(warsaw(t)), now: morning(t)}
			return v.tap("language:" + l).m
		}},
		{"closed", func(t testing.TB, l string) kiosk.Model {
			opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, warsaw(t))
			c := closedFor(koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Closed, OpensAt: opens}, nil)
			return newVisit(t, c).tap("language:" + l).m
		}},
		{"stopped", func(t testing.TB, l string) kiosk.Model {
			c := closedFor(koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Stopped}, nil)
			return newVisit(t, c).tap("language:" + l).m
		}},
		{"holiday", func(t testing.TB, l string) kiosk.Model {
			opens := time.Date(2026, time.November, 30, 7, 45, 0, 0, warsaw(t))
			note := kiosk.Words{"pl": "Narodowe Święto Niepodległości"}
			c := closedFor(koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Holiday, OpensAt: opens}, note)
			return newVisit(t, c).tap("language:" + l).m
		}},
		{"idle", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).tap("department:km").wait(kiosk.IdleAfter + 2*time.Second).m
		}},
		{"idle_speaking", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).do(kiosk.Key{Key: kiosk.Repeat})
			return v.wait(kiosk.IdleAfter + 2*time.Second).m
		}},
		{"home_contrast", func(t testing.TB, l string) kiosk.Model { return begin(t, "ratusz", l).tap("contrast", "priority").m }},
		{"home_low", func(t testing.TB, l string) kiosk.Model {
			c := koszalin("ratusz")
			c.DemoClock = true
			return newVisit(t, c).tap("language:"+l, "low").m
		}},
		{"services_low", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).tap("low", "department:km").do(kiosk.Key{Key: kiosk.Next, Targets: []string{"service:rejestracja"}}).m
		}},
		{"services_contrast", func(t testing.TB, l string) kiosk.Model {
			v := newVisit(t, mixed(t)).tap("language:"+l, "contrast", "department:km")
			return v.do(kiosk.Key{Key: kiosk.Next, Targets: []string{"service:rejestracja"}}).m
		}},
		{"take_contrast", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).tap("contrast", "department:km", "service:rejestracja")
			v.do(kiosk.Issued{Session: v.m.Session, Ticket: r015(t)})
			return v.do(kiosk.Printed{Session: v.m.Session, Outcome: kiosk.PaperPrinted}).m
		}},
		{"home_paper_out", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}}).m
		}},
		{"shown_priority", func(t testing.TB, l string) kiosk.Model {
			v := begin(t, "ratusz", l).tap("contrast", "priority", "department:so", "service:profil_zaufany")
			ticket := r015(t)
			ticket.Number, ticket.Ahead, ticket.Priority = "F 1015", 0, true
			v.do(kiosk.Issued{Session: v.m.Session, Ticket: ticket})
			v.do(kiosk.Printed{Session: v.m.Session, Outcome: kiosk.PaperNotDelivered})
			return v.wait(45 * time.Second).m
		}},
		{"pressed", func(t testing.TB, l string) kiosk.Model {
			return begin(t, "ratusz", l).do(kiosk.Pointer{Phase: kiosk.Down, Target: "department:so"}).m
		}},
	}
}

// fonts are those of the kiosk.
func fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// panelName names a panel in tests and files.
func panelName(s scene.Size) string {
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
