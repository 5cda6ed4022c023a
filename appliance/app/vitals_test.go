package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"periph.io/x/conn/v3/physic"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/health/sense"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/voice"
	numerekv1 "numerek/proto/numerek/v1"
)

// said is the last report: the codes of what holds, in their order.
func said(server *linktest.Server) string {
	var codes []string
	for _, c := range server.LastHealth().GetConditions() {
		codes = append(codes, c.GetCode())
	}
	return strings.Join(codes, " ")
}

// oven is a thermometer.
type oven struct{ celsius atomic.Int64 }

func (o *oven) Sense(e *physic.Env) error {
	e.Temperature = physic.Temperature(o.celsius.Load())*physic.Celsius + physic.ZeroCelsius
	return nil
}

func TestVitals_of_a_kiosk(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		heat := new(oven)
		heat.celsius.Store(50)
		h := openWith(t, dir, server, func(p printer.Port) printer.Port { return p }, func(o *app.Options) {
			o.Thermometers, o.Version = []sense.Thermometer{heat}, "v7"
		})
		r := server.LastHealth()
		if said(server) != "" || r.GetVersion() != "v7" || r.GetBootId() == "" || time.Since(r.GetStartedAt().AsTime()) > time.Minute {
			t.Fatalf("got %v", r)
		}
		sees := func(want string) {
			t.Helper()
			pass(3 * time.Second)
			if got := said(server); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		h.sim.PaperOut()
		sees("paper_out")
		h.sim.PaperIn()
		sees("")
		h.sim.Cover(true)
		sees("cover_open")
		h.sim.Cover(false)
		sees("")
		heat.celsius.Store(85)
		pass(15 * time.Second)
		sees("temperature")
		if c := server.LastHealth().GetConditions()[0]; c.GetSeverity() != numerekv1.Severity_SEVERITY_FAULT || c.GetDetail() != "85 °C" {
			t.Errorf("got %v", c)
		}
		heat.celsius.Store(50)
		pass(15 * time.Second)
		sees("")

		h.touch(service)
		pass(20 * time.Second)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		server.Mu.Lock()
		took := server.PaperAfter
		server.Mu.Unlock()
		if len(took) != 1 || took[0] < 300 || took[0] > 20_000 {
			t.Errorf("the paper took %d ms", took)
		}
		pass(30 * time.Second)
		if n := server.LastHealth().GetCounters(); n.GetTicketsPrinted() != 1 || n.GetReconnects() != 0 {
			t.Errorf("got %v", n)
		}

		// The line to the server breaks: afterwards it is counted.
		server.Stop()
		pass(20 * time.Second)
		h.sees(kiosk.ScreenOffline)
		server.Start()
		pass(45 * time.Second)
		if n := server.LastHealth().GetCounters(); n.GetReconnects() != 1 {
			t.Errorf("got %v", n)
		}
	})
}

func TestVitals_of_a_paper_that_nobody_knows_of(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.touch(service)
		for h.stage() != journal.Printing {
			pass(time.Millisecond)
		}
		h.sim.Unplug()
		pass(15 * time.Second)
		h.sees(kiosk.ScreenAsk)
		if got := said(server); got != "outcome_unknown printer_gone" {
			t.Errorf("got %q", got)
		}
		h.sim.Plug()
		pass(15 * time.Second)
		if got, n := said(server), server.LastHealth().GetCounters(); got != "outcome_unknown" || n.GetOutcomesUnknown() != 1 || n.GetPrinterReconnects() != 1 {
			t.Errorf("got %q, %v", got, n)
		}
		pass(3 * time.Minute)
		h.sees(kiosk.ScreenServices)
		h.touch(service)
		pass(20 * time.Second)
		if got := said(server); got != "outcome_unknown" {
			t.Errorf("after a good paper: got %q", got)
		}
		pass(11 * time.Minute)
		if got := said(server); got != "" {
			t.Errorf("later: got %q", got)
		}
	})
}

func TestVitals_of_a_monitor(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		_ = hang(t, server)
		pass(30 * time.Second)
		if r := server.LastHealth(); r == nil || said(server) != "" || r.GetCounters().GetStaleSeconds() != 0 {
			t.Fatalf("got %v", r)
		}
		server.Stop()
		pass(60 * time.Second)
		server.Start()
		pass(60 * time.Second)
		n := server.LastHealth().GetCounters()
		if s := n.GetStaleSeconds(); s < 40 || s > 60 || n.GetReconnects() != 1 {
			t.Errorf("a minute without the server: got %s", fmt.Sprint(n))
		}
	})
}

// numb is an output on a machine without a sound card.
type numb struct{}

func (numb) Play(context.Context, []int16) error { return voice.ErrSilent }

// A monitor counts its starts, and says that its calls are not heard.
func TestVitals_of_a_monitor_without_sound(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		for start := range 2 {
			log := slog.New(slog.NewTextHandler(t.Output(), nil))
			announcer, err := voice.New(voice.Options{Log: log, Output: numb{}})
			if err != nil {
				t.Fatal(err)
			}
			d, err := app.NewDisplay(app.DisplayOptions{
				Config: config.Config{Role: config.Display, Device: "ekran-r1", Server: "passthrough:///test", Data: dir},
				Log:    log, Announcer: announcer, Dial: server.Dial(),
			})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- d.Run(ctx) }()
			pass(30 * time.Second)
			if got := said(server); start == 0 && got != "" {
				t.Errorf("before a call: got %q", got)
			}
			id := fmt.Sprint("call", start)
			server.Happen(linktest.Called(id, id, "R 001", 1, 3))
			pass(20 * time.Second)
			if got, epoch := said(server), server.LastHealth().GetBootEpoch(); got != "no_sound" || epoch != int64(start+1) {
				t.Errorf("start %d: got %q in epoch %d", start, got, epoch)
			}
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}
