package network_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"numerek/appliance/config"
	"numerek/appliance/display"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// silences are the ways in which a server is not heard any more.
var silences = map[string]struct{ begin, end func(l *line) }{
	// Every connection is cut, and nobody answers a new one.
	"cut": {func(l *line) { l.Stop() }, func(l *line) {
		if err := l.Start(); err != nil {
			l.t.Error(err)
		}
	}},
	// Connections stay open, and nothing comes through.
	"half_open": {func(l *line) {
		l.spoil("timeout", "upstream", attributes{"timeout": 0})
		l.spoil("timeout", "downstream", attributes{"timeout": 0})
	}, (*line).mend},
	// The server hears, and is not heard.
	"one_way": {func(l *line) { l.spoil("timeout", "downstream", attributes{"timeout": 0}) }, (*line).mend},
}

// TestStale silences the server for a kiosk and a monitor, in every way, while a
// desk goes on calling: the monitor says that it is stale 15 s after the last
// word, dims the list and speaks nothing; both heal within 10 s, and the call of
// the meantime is in the list then.
func TestStale(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	ctx := patient(t)
	// Everybody who is called in the meantime has a ticket from a kiosk on a good line.
	people, err := e2e.Dial(h.server.Devices, "", "kiosk-usc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = people.Close() })
	if err := people.Hello(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2*len(silences) + 1 {
		if _, err := people.Issue(ctx, e2e.NewRequest(), "slub"); err != nil {
			t.Fatal(err)
		}
	}
	h.call(ctx, t)
	t.Run("silences", func(t *testing.T) {
		for name, s := range silences {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l := newLine(t, name, h.server.Devices)
				d := headless.StartDisplay(t, config.Config{Device: "ekran-u2", Server: l.Listen, Data: t.TempDir()})
				silenceStory(patient(t), t, name, h, d, func() { s.begin(l) }, func() { s.end(l) })
			})
		}
	})
}

// silenceStory is one monitor whose line goes and comes back.
func silenceStory(ctx context.Context, t *testing.T, name string, h *hall, d *headless.Display, begin, end func()) {
	t.Helper()
	wait := func(what string, settled func(m display.Model) bool) {
		t.Helper()
		if err := e2e.Until(ctx, what, func() (bool, error) { return settled(d.Model()), nil }); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	wait("the monitor shows a call", func(m display.Model) bool { return len(m.Rows) > 0 })
	begin()
	silent := time.Now()
	h.call(ctx, t)
	wait("the monitor says that it is stale", display.Model.Stale)
	rows, spoken := len(d.Model().Rows), len(d.Spoken())
	took := time.Since(silent)
	if took > display.StaleAfter+15*time.Second {
		t.Errorf("%s: stale %s after the last word", name, took)
	}
	if said := strings.Join(texts(d), "\n"); !strings.Contains(said, "Brak łączności") {
		t.Errorf("%s: the glass does not say so:\n%s", name, said)
	}
	for _, r := range d.Model().Rows {
		if d.Model().Flashing(r) {
			t.Errorf("%s: %s flashes on a stale list", name, r.Call.Number)
		}
	}
	h.call(ctx, t)
	if m := d.Model(); !m.Stale() || len(m.Rows) != rows || len(d.Spoken()) != spoken {
		t.Errorf("%s: something came through: %d rows, %d calls spoken", name, len(m.Rows), len(d.Spoken()))
	}
	end()
	back := time.Now()
	wait("the monitor is fresh", func(m display.Model) bool { return !m.Stale() && len(m.Rows) > rows })
	healed := time.Since(back)
	if healed > healLimit {
		t.Errorf("%s: healed after %s, want %s at most", name, healed, healLimit)
	}
	t.Logf("count: %s: stale %.1f s after the last word, fresh %.1f s after the line's return", name, took.Seconds(), healed.Seconds())
}

// texts is everything that can be read on a monitor.
func texts(d *headless.Display) (all []string) {
	for _, item := range d.Scene().Items {
		all = append(all, item.Say)
		for _, run := range item.Runs {
			all = append(all, run.Text)
		}
	}
	return all
}
