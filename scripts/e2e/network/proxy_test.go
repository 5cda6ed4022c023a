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
	t.Run("all", func(t *testing.T) {
		for n, name := range slices.Sorted(maps.Keys(badLines)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				badLineStory(t, h, name, kioskID(n))
			})
		}
	})
	h.audit()
}

// badLineStory is one kiosk whose line is bad for one person.
func badLineStory(t *testing.T, h *hall, name, id string) {
	t.Helper()
	ctx := patient(t)
	l := newLine(t, id, h.server.Devices)
	k := h.keep(headless.StartKiosk(t, config.Config{Device: id, Server: l.Listen, Data: t.TempDir()}, nil))
	if err := k.Await(ctx); err != nil {
		t.Fatal(err)
	}
	badLines[name](l)
	got := h.take(ctx, t, k)
	l.mend()
	back := time.Now()
	if err := e2e.Until(ctx, "the kiosk is online", func() (bool, error) { return k.Model().Online, nil }); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	healed := time.Since(back)
	if healed > healLimit {
		t.Errorf("healed after %s, want %s at most", healed, healLimit)
	}
	t.Logf("count: %s: a ticket: %v; the kiosk is there %.1f s after the line's return", name, got, healed.Seconds())
	if !h.take(ctx, t, k) {
		t.Errorf("no ticket on a good line:\n%s", k.Said())
	}
	reported(ctx, t, k)
}
