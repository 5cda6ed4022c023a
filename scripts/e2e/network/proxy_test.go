package network_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"numerek/appliance/config"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// line is a line to a server that can be made bad.
type line struct {
	*toxiproxy.Proxy
	t *testing.T
}

func newLine(t *testing.T, name, server string) *line {
	t.Helper()
	address, err := e2e.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	p := toxiproxy.NewProxy(api, name, address, server)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &line{p, t}
}

// attributes of a toxic, in milliseconds, bytes and kilobytes a second.
type attributes map[string]int

// spoil makes the line bad in one direction: "downstream" is from the server.
func (l *line) spoil(kind, stream string, a attributes) {
	l.t.Helper()
	text, err := json.Marshal(map[string]any{"name": kind + " " + stream, "type": kind, "stream": stream, "attributes": a})
	if err == nil {
		_, err = l.Toxics.AddToxicJson(strings.NewReader(string(text)))
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// mend makes it good again.
func (l *line) mend() { l.Toxics.ResetToxics(context.Background()) }

// badLines are the faults of a line during which somebody takes a ticket.
var badLines = map[string]func(l *line){
	"latency": func(l *line) {
		l.spoil("latency", "upstream", attributes{"latency": 300, "jitter": 200})
		l.spoil("latency", "downstream", attributes{"latency": 300, "jitter": 200})
	},
	"slow": func(l *line) { l.spoil("bandwidth", "downstream", attributes{"rate": 4}) },
	"sliced": func(l *line) {
		l.spoil("slicer", "downstream", attributes{"average_size": 3, "size_variation": 2, "delay": 500})
	},
	"slow_close": func(l *line) { l.spoil("slow_close", "downstream", attributes{"delay": 1000}) },
	// The answer is lost, and the line breaks a second later: the question is asked again.
	"answer_lost":    func(l *line) { l.spoil("timeout", "downstream", attributes{"timeout": 1000}) },
	"question_lost":  func(l *line) { l.spoil("timeout", "upstream", attributes{"timeout": 1000}) },
	"reset":          func(l *line) { l.spoil("reset_peer", "downstream", attributes{"timeout": 300}) },
	"cut_in_a_frame": func(l *line) { l.spoil("limit_data", "downstream", attributes{"bytes": 40}) },
	"never_answered": func(l *line) { l.spoil("timeout", "downstream", attributes{"timeout": 0}) },
}

// TestBadLines takes tickets while the line is bad, in every way, and after it has
// been mended: one number a tap, the server's, and nobody without a word.
func TestBadLines(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	ctx := patient(t)
	l := newLine(t, "kiosk", h.server.Devices)
	k := headless.StartKiosk(t, config.Config{Device: "kiosk-usc", Server: l.Listen, Data: t.TempDir()}, nil)
	taps := 0
	take := func(name string) bool {
		taps++
		ticket, err := k.Take(ctx, "usc", "slub")
		if err == nil {
			h.got(ticket)
		}
		if ctx.Err() != nil {
			t.Fatalf("%s: %v\n%s", name, err, k.Said())
		}
		return err == nil
	}
	for _, name := range slices.Sorted(maps.Keys(badLines)) {
		if err := k.Await(ctx); err != nil {
			t.Fatalf("before %s: %v\n%s", name, err, k.Said())
		}
		badLines[name](l)
		got := take(name)
		l.mend()
		healed := heals(ctx, t, name, k)
		t.Logf("count: %s: a ticket: %v; the kiosk is there %.1f s after the line", name, got, healed.Seconds())
	}
	if err := k.Await(ctx); err != nil {
		t.Fatal(err)
	}
	if !take("afterwards") {
		t.Errorf("no ticket on a good line:\n%s", k.Said())
	}
	if err := e2e.Until(ctx, "everything is reported", func() (bool, error) { return len(k.Unfinished()) == 0, nil }); err != nil {
		t.Errorf("%v\n%s", err, k.Said())
	}
	h.audit(taps, k)
}

// healLimit is how long after the line's return everything works again: ten
// seconds, and as many for a machine that does much else.
const healLimit = 20 * time.Second

// heals waits until the kiosk is online and says how long it took.
func heals(ctx context.Context, t *testing.T, name string, k *headless.Kiosk) time.Duration {
	t.Helper()
	began := time.Now()
	if err := e2e.Until(ctx, "the kiosk is online", func() (bool, error) { return k.Model().Online, nil }); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, k.Said())
	}
	took := time.Since(began)
	if took > healLimit {
		t.Errorf("%s: healed after %s, want %s at most", name, took, healLimit)
	}
	return took
}
