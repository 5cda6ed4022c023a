package app_test

import (
	"context"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/speech"
)

// stops stops the kiosk and gives how long that took.
func (h *hall) stops() time.Duration {
	begun := time.Now()
	h.stop()
	return time.Since(begun)
}

func TestKiosk_stops_soon(t *testing.T) {
	// The paper's grace, and then what clearing a printer that is silent takes.
	const silent = 8 * time.Second
	tests := map[string]struct {
		tap   bool
		after time.Duration
		fault string
		limit time.Duration
	}{
		"at_rest":                 {limit: 100 * time.Millisecond},
		"at_rest_printer_silent":  {fault: "silence", after: time.Second, limit: 100 * time.Millisecond},
		"storing":                 {tap: true, after: time.Second, limit: 5 * time.Second},
		"storing_printer_silent":  {tap: true, after: time.Second, fault: "silence", limit: silent},
		"printing_printer_silent": {tap: true, after: 4 * time.Second, fault: "silence", limit: silent},
		"printing_without_paper":  {tap: true, after: 4 * time.Second, fault: "paper out", limit: 100 * time.Millisecond},
		"printing_unplugged":      {tap: true, after: 4 * time.Second, fault: "unplug", limit: 100 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, dir string, server *linktest.Server) {
				h := open(t, dir, server)
				if tt.tap {
					h.touch(service)
				}
				if tt.fault != "" && !tt.tap {
					h.command(tt.fault)
				}
				pass(tt.after)
				if tt.fault != "" && tt.tap {
					h.command(tt.fault)
				}
				if took := h.stops(); took > tt.limit {
					t.Errorf("stop took %v, want %v at most", took, tt.limit)
				}
			})
		})
	}
}

// command gives the printer a command of its panel.
func (h *hall) command(c string) {
	h.t.Helper()
	if _, err := h.sim.Command(c); err != nil {
		h.t.Fatal(err)
	}
}

// deaf is a voice whose sound card was unplugged in the middle of a sentence.
type deaf chan struct{}

func (deaf) Say([]speech.Phrase, int) {}
func (deaf) Hush()                    {}
func (d deaf) Run(context.Context)    { <-d }

func TestKiosk_stops_while_its_voice_hangs(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		voice := make(deaf)
		defer close(voice)
		h := openWith(t, dir, server, func(port printer.Port) printer.Port { return port }, func(o *app.Options) { o.Voice = voice })
		if took := h.stops(); took > 2*time.Second {
			t.Errorf("stop took %v, want 2 s at most", took)
		}
	})
}
