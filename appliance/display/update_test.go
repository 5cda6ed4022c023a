package display_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/announce"
	"numerek/appliance/device"
	"numerek/appliance/display"
)

// list is what stands on a monitor, the newest first; what flashes has a star.
func list(m display.Model) string {
	var out []string
	for _, r := range m.Rows {
		s := fmt.Sprintf("%s>%d", r.Call.Number, r.Call.Desk)
		if m.Flashing(r) {
			s += "*"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// told is what a monitor asks of its voice.
func told(fx []display.Effect) string {
	var out []string
	for _, f := range fx {
		switch f := f.(type) {
		case display.Speak:
			out = append(out, fmt.Sprintf("say %s %d", f.Call.Prefix, f.Call.Sequence))
		case display.Silence:
			out = append(out, "drop "+strings.TrimPrefix(f.TicketID, "ticket "))
		case display.SetVoice:
			out = append(out, fmt.Sprintf("voice %d", f.Voice.Volume))
		}
	}
	return strings.Join(out, ", ")
}

func TestStories(t *testing.T) {
	type step struct {
		do         func(w *wall)
		list, told string
	}
	snapshot := func(calls ...func(*wall) display.Call) func(*wall) {
		return func(w *wall) {
			e := display.HallChanged{Hall: corridor(), Zone: warsaw(t), ServerTime: w.now}
			for _, c := range calls {
				e.Calls = append(e.Calls, c(w))
			}
			w.do(e)
		}
	}
	// of returns a call of R that was made so long ago as the story began.
	of := func(n, desk int, after time.Duration) func(*wall) display.Call {
		return func(*wall) display.Call { return call(n, desk, morning(t).Add(after)) }
	}
	add := func(calls ...func(*wall) display.Call) func(*wall) {
		return func(w *wall) {
			var all []display.Change
			for _, c := range calls {
				all = append(all, display.Called{Call: c(w)})
			}
			w.changed(all...)
		}
	}
	over := func(n int) func(*wall) {
		return func(w *wall) { w.changed(display.Over{TicketID: fmt.Sprintf("ticket R %03d", n)}) }
	}
	wait := func(d time.Duration) func(*wall) { return func(w *wall) { w.wait(d) } }
	quiet := func(d time.Duration) func(*wall) { return func(w *wall) { w.quiet(d) } }
	stories := map[string][]step{
		"a_call_flashes_and_is_spoken": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{wait(5500 * time.Millisecond), "R 015>3*", ""},
			{wait(time.Second), "R 015>3", ""},
			{wait(time.Hour), "R 015>3", ""},
		},
		"two_in_one_message": {
			{add(of(15, 3, 0), of(16, 4, 0)), "R 016>4* R 015>3*", "say R 15, say R 16"},
		},
		"called_again_stands_once_on_top": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{wait(10 * time.Second), "R 015>3", ""},
			{add(of(16, 4, 10*time.Second)), "R 016>4* R 015>3", "say R 16"},
			{wait(10 * time.Second), "R 016>4 R 015>3", ""},
			{add(of(15, 3, 20*time.Second)), "R 015>3* R 016>4", "say R 15"},
		},
		"called_by_another_desk": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{add(of(15, 7, time.Second)), "R 015>7*", "say R 15"},
		},
		"taken_back_before_it_was_spoken": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{over(15), "", "drop R 015"},
			{over(15), "", "drop R 015"},
		},
		"taken_back_in_the_same_message": {
			{func(w *wall) {
				w.changed(display.Called{Call: call(15, 3, w.now)}, display.Over{TicketID: "ticket R 015"})
			}, "", "say R 15, drop R 015"},
		},
		"a_queue_of_another_monitor_is_only_spoken": {
			{func(w *wall) { w.called(callOf("D", "so", 7, 9, w.now)) }, "", "say D 7"},
		},
		"the_same_message_twice": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{wait(10 * time.Second), "R 015>3", ""},
			{add(of(15, 3, 0)), "R 015>3", ""},
		},
		"silence_makes_stale_and_a_word_heals": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{quiet(14 * time.Second), "R 015>3", ""},
			{quiet(2 * time.Second), "R 015>3", "drop R 015"},
			{func(w *wall) {
				if !w.m.Stale() {
					w.t.Error("not stale after 16 s")
				}
				w.do(display.Heard{ServerTime: w.now})
				if w.m.Stale() {
					w.t.Error("still stale after a word")
				}
			}, "R 015>3", ""},
			{add(of(16, 4, 16*time.Second)), "R 016>4* R 015>3", "say R 16"},
		},
		"the_first_word_after_a_break_is_a_call": {
			{quiet(20 * time.Second), "", ""},
			{add(of(15, 3, 18*time.Second)), "R 015>3*", "say R 15"},
		},
		"a_break_is_bridged_too_late_for_some": {
			{quiet(3 * time.Minute), "", ""},
			{add(of(15, 3, 30*time.Second), of(16, 4, 170*time.Second)), "R 016>4* R 015>3", "say R 16"},
		},
		"a_snapshot_repeats_nothing_and_loses_nothing": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{wait(10 * time.Second), "R 015>3", ""},
			{snapshot(of(16, 4, 9*time.Second), of(15, 3, 0)), "R 016>4* R 015>3", "voice 75, say R 16"},
		},
		"a_snapshot_while_it_flashes": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{snapshot(of(15, 3, 0)), "R 015>3*", "voice 75"},
			{wait(7 * time.Second), "R 015>3", ""},
		},
		"a_snapshot_takes_back": {
			{add(of(15, 3, 0), of(16, 4, 0)), "R 016>4* R 015>3*", "say R 15, say R 16"},
			{snapshot(of(16, 4, 0)), "R 016>4*", "voice 75, drop R 015"},
		},
		"a_snapshot_calls_again": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{wait(10 * time.Second), "R 015>3", ""},
			{snapshot(of(15, 3, 10*time.Second)), "R 015>3*", "voice 75, drop R 015, say R 15"},
		},
		"a_start_announces_only_what_is_young": {
			{snapshot(of(16, 4, -30*time.Second), of(15, 3, -61*time.Second)), "R 016>4* R 015>3", "voice 75, say R 16"},
		},
		"other_hall": {
			{func(w *wall) {
				h := corridor()
				h.Queues, h.Announcer = []string{"D"}, false
				w.called(call(15, 3, w.now))
				w.do(display.HallChanged{Hall: h, Calls: []display.Call{call(15, 3, w.now), callOf("D", "so", 7, 9, w.now)}, ServerTime: w.now})
			}, "D 007>9*", "drop R 015"},
			{add(of(16, 4, 0)), "D 007>9*", ""},
		},
		"texts_and_figures_change": {
			{func(w *wall) {
				w.changed(
					display.MessageChanged{Message: display.Words{"pl": "Kasa do 15:00"}},
					display.WaitingChanged{Department: "km", Waiting: 5},
					display.VoiceChanged{Voice: announce.Voice{Volume: 0}},
				)
				if w.m.Hall.Message["pl"] != "Kasa do 15:00" || w.m.Hall.Waiting["km"] != 5 {
					w.t.Errorf("message %v, waiting %v", w.m.Hall.Message, w.m.Hall.Waiting)
				}
			}, "", "voice 0"},
		},
		"the_day_turns_at_four": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{func(w *wall) { w.wait(17*time.Hour + 35*time.Minute) }, "R 015>3", ""}, // 3:59
			{wait(time.Minute), "", ""},
		},
		"barred": {
			{add(of(15, 3, 0)), "R 015>3*", "say R 15"},
			{func(w *wall) { w.do(lost(device.BarCloned)) }, "R 015>3*", "drop R 015"},
			{func(w *wall) {
				if w.m.View() != display.ScreenBarred {
					w.t.Errorf("on the glass: %s", w.m.View())
				}
				w.do(display.Heard{ServerTime: w.now})
			}, "R 015>3*", ""},
		},
	}
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			w := newWall(t, corridor())
			for i, s := range story {
				s.do(w)
				if got := list(w.m); got != s.list {
					t.Fatalf("step %d: on the wall %q, want %q", i+1, got, s.list)
				}
				if got := told(w.fx); got != s.told {
					t.Fatalf("step %d: the voice is told %q, want %q", i+1, got, s.told)
				}
			}
		})
	}
}

// The device's own clock is wrong by any amount: the hour on the wall is the
// server's, and the voice gets hours that it can compare with its own.
func TestClockOfTheServerCounts(t *testing.T) {
	w := newWall(t, corridor())
	w.called(call(15, 3, w.now.Add(-2*time.Second)))
	if got := w.m.OfficeTime().Format("15:04"); got != "10:24" {
		t.Errorf("on the wall: got %s, want 10:24", got)
	}
	want := []display.Effect{display.Speak{Call: announce.Call{
		ID: w.m.Rows[0].Call.ID, TicketID: "ticket R 015", Prefix: "R", Sequence: 15, Desk: 3, PlaceWord: "stanowisko",
		Language: "pl", At: w.now.Add(-slow - 2*time.Second),
	}}}
	if diff := cmp.Diff(want, w.fx); diff != "" {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
	w.quiet(14 * time.Second)
	w.do(display.Heard{ServerTime: w.now.Add(time.Hour)}) // the clocks change
	if got := w.m.OfficeTime().Format("15:04"); got != "11:24" {
		t.Errorf("an hour later: got %s, want 11:24", got)
	}
}

// Before the first snapshot nothing can be shown, and the window sleeps.
func TestStarting(t *testing.T) {
	m := display.New(time.UTC)
	if due := display.Due(m); !due.IsZero() {
		t.Errorf("due: got %v, want never", due)
	}
	m, fx := display.Update(m, display.LinkLost{}, morning(t))
	if m.View() != display.ScreenStarting || !m.Away || len(fx) != 0 {
		t.Errorf("got %s, away %v, %v", m.View(), m.Away, fx)
	}
	m, _ = display.Update(m, display.Tick{}, morning(t).Add(time.Hour))
	if m.Stale() {
		t.Error("nothing was shown, so nothing is stale")
	}
}

// However calls come, a row is lit and dark again 1.5 times a second, all rows in
// one rhythm, and every call flashes for five seconds at least.
func TestFlashing(t *testing.T) {
	for _, pauses := range [][]time.Duration{
		{0},
		{0, 0, 0},
		{100 * time.Millisecond, 250 * time.Millisecond, 40 * time.Millisecond, 333 * time.Millisecond, time.Second},
		{2 * time.Second, 5 * time.Second, 6 * time.Second, 7 * time.Second},
	} {
		w := newWall(t, corridor())
		began := map[string]time.Time{}
		ended := map[string]time.Time{}
		var turns []time.Time
		was := ""
		look := func() {
			lit := ""
			for _, r := range w.m.Rows {
				if w.m.Flashing(r) {
					ended[r.Call.ID] = w.now
				}
				if w.m.Flashing(r) && lit == "" {
					lit = fmt.Sprint(w.m.Lit(r))
				}
				if w.m.Flashing(r) && lit != fmt.Sprint(w.m.Lit(r)) {
					t.Fatalf("%v: two rows flash against each other", pauses)
				}
			}
			if lit != was && was != "" && lit != "" {
				turns = append(turns, w.now)
			}
			was = lit
		}
		for i, p := range pauses {
			for end := w.now.Add(p); w.now.Before(end); {
				w.quiet(min(10*time.Millisecond, end.Sub(w.now)))
				look()
			}
			c := call(15+i, 3, w.now)
			began[c.ID] = w.now
			w.called(c)
			look()
		}
		for range 1000 {
			w.quiet(10 * time.Millisecond)
			look()
		}
		for id, at := range began {
			if d := ended[id].Sub(at); d < 5*time.Second || d > 7*time.Second {
				t.Errorf("%v: %s flashes for %v, want 5 to 7 s", pauses, id, d)
			}
		}
		for i := 2; i < len(turns); i++ {
			if d := turns[i].Sub(turns[i-2]); d < 600*time.Millisecond {
				t.Errorf("%v: lit, dark and lit again in %v: more than 1.5 flashes a second", pauses, d)
			}
		}
	}
}

// A wall with nothing going on wakes for the minute and to learn that it is
// stale, and for nothing else.
func TestSleeps(t *testing.T) {
	w := newWall(t, corridor())
	w.called(call(15, 3, w.now)).wait(10 * time.Second)
	at := w.now.Add(-slow)
	if got := display.Due(w.m); got.Sub(at) != display.StaleAfter {
		t.Errorf("at rest the next tick is due in %v, want %v", got.Sub(at), display.StaleAfter)
	}
	w.quiet(20 * time.Second)
	if got := display.Due(w.m); got.Second() != 0 || got.Sub(w.now.Add(-slow)) > time.Minute {
		t.Errorf("stale: the next tick is due at %v, want the full minute", got)
	}
}

// An older model keeps what it held, whatever happens to a newer one.
func TestModelIsAValue(t *testing.T) {
	w := newWall(t, corridor()).called(call(1, 1, morning(t)), call(2, 2, morning(t)), call(3, 3, morning(t)))
	old, rows := w.m, slices.Clone(w.m.Rows)
	w.changed(display.Over{TicketID: "ticket R 002"}, display.WaitingChanged{Department: "km", Waiting: 1}, display.Called{Call: call(4, 4, w.now)})
	if diff := cmp.Diff(rows, old.Rows); diff != "" {
		t.Errorf("rows of the older model (-want +got):\n%s", diff)
	}
	if old.Hall.Waiting["km"] != 27 {
		t.Errorf("waiting of the older model: got %d, want 27", old.Hall.Waiting["km"])
	}
}
