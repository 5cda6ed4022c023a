package display_test

import (
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/display"
)

// shot is one state of the monitor that has a picture of its own.
type shot struct {
	name string
	m    func(t testing.TB) display.Model
}

var longMessage = display.Words{
	"pl": "W środę 25 listopada kasa w ratuszu jest nieczynna, opłaty przyjmuje kasa banku przy ulicy Zwycięstwa 42, " +
		"a wnioski o rejestrację pojazdów sprowadzonych z zagranicy składa się w pokoju 12 na pierwszym piętrze.",
	"en": "On Wednesday 25 November the cash desk is closed.",
}

// shots are all the screens of the monitor.
func shots() []shot {
	day := func(t testing.TB, hall display.Hall) *wall {
		at := morning(t)
		w := newWall(t, hall)
		w.now = at.Add(-4 * time.Minute)
		w.called(call(12, 5, w.now), callOf("W", "km", 104, 2, w.now), callOf("B", "km", 31, 7, w.now), callOf("N", "km", 8, 4, w.now))
		w.wait(3 * time.Minute)
		w.called(call(14, 12, w.now))
		return w.wait(time.Minute)
	}
	return []shot{
		{"starting", func(testing.TB) display.Model { return display.New(time.UTC) }},
		{"away", func(t testing.TB) display.Model {
			m, _ := display.Update(display.New(time.UTC), display.LinkLost{}, morning(t))
			return m
		}},
		{"barred", func(t testing.TB) display.Model {
			return newWall(t, corridor()).do(lost(device.BarUnknownOffice)).m
		}},
		{"rest", func(t testing.TB) display.Model {
			h := corridor()
			h.Message = display.Words{"pl": "Kasa w ratuszu jest czynna do 15:00.", "en": "The cash desk is open until 15:00."}
			return newWall(t, h).m
		}},
		{"rest_foreign", func(t testing.TB) display.Model { return newWall(t, wholeHouse()).m }},
		{"first_call", func(t testing.TB) display.Model {
			w := newWall(t, corridor())
			return w.called(call(15, 3, w.now)).m
		}},
		{"calls", func(t testing.TB) display.Model {
			w := day(t, corridor())
			return w.called(call(15, 3, w.now)).wait(20 * time.Second).m
		}},
		{"two_at_once_lit", func(t testing.TB) display.Model {
			w := day(t, corridor())
			w.changed(display.Called{Call: call(15, 3, w.now)}, display.Called{Call: callOf("P", "km", 20, 6, w.now)})
			return w.m
		}},
		{"two_at_once_dark", func(t testing.TB) display.Model {
			w := day(t, corridor())
			w.changed(display.Called{Call: call(15, 3, w.now)}, display.Called{Call: callOf("P", "km", 20, 6, w.now)})
			return w.quiet(display.FlashHalf).m
		}},
		{"long_message", func(t testing.TB) display.Model {
			return day(t, corridor()).changed(display.MessageChanged{Message: longMessage}).m
		}},
		{"rooms", func(t testing.TB) display.Model {
			w := newWall(t, offices())
			for i, room := range []string{"parter, pokój 12", "I piętro, korytarz w lewo", "parter, za schodami", "obok windy"} {
				c := callOf([]string{"G", "K", "A", "C"}[i], []string{"bdg", "pod", "bdg", "pod"}[i], 7+3*i, 10+i, w.now)
				c.PlaceWord, c.Room = "pokój", display.Words{"pl": room}
				c.Arrow = []display.Arrow{display.ArrowLeft, display.ArrowUp, display.ArrowRight, display.ArrowDown}[i]
				w.called(c).wait(15 * time.Second)
			}
			return w.m
		}},
		{"mixed_words", func(t testing.TB) display.Model {
			w := newWall(t, offices())
			for i, word := range []string{"kasa", "pokój", "stanowisko", "okienko"} {
				c := callOf("G", "bdg", 7+3*i, 2+i, w.now)
				c.PlaceWord = word
				w.called(c).wait(15 * time.Second)
			}
			return w.m
		}},
		{"widest", func(t testing.TB) display.Model {
			h := wholeHouse()
			h.DemoClock = true
			h.Message = display.Words{"uk": "Сьогодні каса працює до 15:00, а заяви на посвідчення приймаємо до 14:30.", "de": "Kasse bis 15 Uhr."}
			w := newWall(t, h)
			for i, c := range []display.Call{
				callOf("D", "so", 1000, 999, w.now), callOf("W", "pod", 888, 88, w.now), callOf("R", "km", 1000, 999, w.now),
				callOf("G", "bdg", 1, 1, w.now), callOf("K", "pod", 1888, 100, w.now), callOf("D", "so", 999, 10, w.now),
			} {
				c.Room = display.Words{"uk": "кабінет реєстрації місця проживання, другий поверх"}
				c.PlaceWord = []string{"stanowisko", "kasa", "pokój"}[i%3]
				w.called(c)
			}
			return w.wait(10 * time.Second).m
		}},
		{"pushed_out", func(t testing.TB) display.Model {
			w := newWall(t, corridor())
			for i := range 10 {
				w.called(call(101+i, 1+i, w.now)).wait(2 * time.Second)
			}
			return w.wait(10 * time.Second).m
		}},
		{"stale", func(t testing.TB) display.Model {
			w := day(t, corridor())
			return w.called(call(15, 3, w.now)).wait(20 * time.Second).quiet(40 * time.Second).m
		}},
		{"stale_rest", func(t testing.TB) display.Model { return newWall(t, wholeHouse()).quiet(time.Minute).m }},
	}
}
