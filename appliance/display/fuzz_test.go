package display_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/display"
	"numerek/appliance/typeface"
)

// listener checks what a voice must never be told.
type listener struct {
	*wall
	spoken map[string]bool // calls that were announced
}

// play feeds one event and checks what must always hold.
func (l *listener) play(e display.Event, after time.Duration) {
	l.t.Helper()
	l.now = l.now.Add(after)
	l.do(e)
	for _, f := range l.fx {
		speak, ok := f.(display.Speak)
		if !ok {
			continue
		}
		if l.m.Stale() {
			l.t.Fatal("spoken while stale")
		}
		if l.spoken[speak.Call.ID] {
			l.t.Fatalf("%s was spoken twice", speak.Call.ID)
		}
		l.spoken[speak.Call.ID] = true
	}
	seen := map[string]bool{}
	for _, r := range l.m.Rows {
		if seen[r.Call.TicketID] {
			l.t.Fatalf("%s stands twice", r.Call.TicketID)
		}
		seen[r.Call.TicketID] = true
		if !slices.Contains(l.m.Hall.Queues, r.Call.Prefix) {
			l.t.Fatalf("%s belongs to another monitor", r.Call.Number)
		}
	}
	if due := display.Due(l.m); l.m.Known && (!due.After(l.now.Add(-slow)) || due.Sub(l.now.Add(-slow)) > time.Minute) {
		l.t.Fatalf("the next tick is due in %v", due.Sub(l.now.Add(-slow)))
	}
}

func FuzzUpdate(f *testing.F) {
	f.Add([]byte{0x11, 3, 0x12, 4, 0x21, 3, 0x70, 20, 0x13, 9})
	f.Add([]byte{0x11, 3, 0x70, 16, 0x40, 1, 0x50, 0x0f, 0x60, 2})
	f.Add([]byte{0x90, 0, 0x11, 250, 0x70, 255, 0x70, 255, 0xa0, 0})
	letters, zone := fonts(f), warsaw(f)
	f.Fuzz(func(t *testing.T, data []byte) { explore(t, data, letters, zone) })
}

// TestRandomDays explores further than the seeds of the fuzz target, the same
// way every time.
func TestRandomDays(t *testing.T) {
	letters, zone := fonts(t), warsaw(t)
	random := rand.New(rand.NewPCG(3, 12))
	for range 120 {
		data := make([]byte, 2*random.IntN(100))
		for i := range data {
			data[i] = byte(random.UintN(256))
		}
		explore(t, data, letters, zone)
	}
}

// explore plays events that the bytes stand for, and then sees whether the wall
// comes to rest.
func explore(t *testing.T, data []byte, letters *typeface.Fonts, zone *time.Location) {
	t.Helper()
	l := &listener{wall: &wall{t: t, m: display.New(zone), now: morning(t)}, spoken: map[string]bool{}}
	var standing []display.Call
	for ; len(data) >= 2; data = data[2:] {
		kind, arg := data[0]>>4, int(data[1])
		pause := time.Duration(data[0]&0xf) * 137 * time.Millisecond
		c := callOf([]string{"R", "N", "D"}[arg%3], "km", 1+arg%7, 1+arg/7, l.now.Add(pause).Add(-time.Duration(arg%2)*50*time.Second))
		changed := func(changes ...display.Change) {
			l.play(display.CallsChanged{Changes: changes, ServerTime: l.now.Add(pause)}, pause)
		}
		switch kind {
		case 0, 1:
			standing = append([]display.Call{c}, standing...)
			changed(display.Called{Call: c})
		case 2:
			changed(display.Over{TicketID: c.TicketID})
		case 3:
			other := c
			other.ID, other.TicketID = c.ID+"b", c.TicketID+"b"
			changed(display.Called{Call: c}, display.Called{Call: other}, display.Called{Call: c})
		case 4, 5:
			h := corridor()
			h.Announcer = arg%4 > 0
			calls := slices.Clone(standing[:min(len(standing), arg%5)])
			l.play(display.HallChanged{Hall: h, Calls: calls, Zone: zone, ServerTime: l.now.Add(pause)}, pause)
		case 6:
			l.play(display.Heard{ServerTime: l.now.Add(time.Duration(arg) * time.Minute)}, pause)
		case 7:
			l.play(display.Tick{}, time.Duration(arg)*time.Second)
		case 8:
			l.play(lost([]device.Bar{"", device.BarCloned}[arg%2]), pause)
		case 9:
			changed(display.MessageChanged{Message: display.Words{"pl": string(data)}}, display.WaitingChanged{Department: "km", Waiting: arg})
		case 10:
			l.play(display.HallChanged{}, pause) // an office with nothing in it
		default:
			l.play(display.Heard{ServerTime: l.now.Add(pause)}, pause)
		}
	}
	display.Scene(l.m, display.Lying, letters)
	l.play(display.HallChanged{Hall: corridor(), Zone: zone, ServerTime: l.now}, 0)
	l.play(display.Tick{}, time.Minute)
	if !l.m.Stale() || len(l.m.Rows) != 0 {
		t.Fatalf("a minute of silence after an empty hall: stale %v, rows %v", l.m.Stale(), l.m.Rows)
	}
	l.play(display.Heard{ServerTime: l.now}, time.Second)
	if l.m.Stale() || l.m.View() != display.ScreenRest {
		t.Fatalf("a word later: stale %v, %s", l.m.Stale(), l.m.View())
	}
}
