package app_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/scene"
	"numerek/appliance/ui"
	numerekv1 "numerek/proto/numerek/v1"
)

// hall is a kiosk with its printer, its server and its card.
type hall struct {
	t      *testing.T
	server *linktest.Server
	sim    *simulator.Printer
	kiosk  *app.Kiosk
	stop   func()
	wants  error // of Run; nil for none

	mu      sync.Mutex
	papers  int
	rowsOut int // of the last paper
}

// open starts a kiosk on the card in dir. The printer is a new one.
func open(t *testing.T, dir string, server *linktest.Server) *hall {
	t.Helper()
	return openWith(t, dir, server, func(port printer.Port) printer.Port { return port })
}

// openWith is open with something on the line to the printer, and with other options.
func openWith(t *testing.T, dir string, server *linktest.Server, on func(printer.Port) printer.Port, change ...func(*app.Options)) *hall {
	t.Helper()
	h := &hall{t: t, server: server}
	h.sim = simulator.New(simulator.Options{
		Personality: simulator.Epson, Baud: 115200, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond, Stall: time.Second,
		OnPaper: func(p simulator.Paper) {
			if blank(p) {
				return // cut off to get a torn piece out
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			h.papers++
			h.rowsOut = p.Picture.H
		},
	})
	options := app.Options{
		Config: config.Config{Device: "kiosk-ratusz", Server: "passthrough:///test", Data: dir},
		Log:    slog.New(slog.NewTextHandler(t.Output(), nil)),
		OpenPort: func(context.Context) (printer.Port, error) {
			port, err := h.sim.Connect()
			if err != nil {
				return nil, err
			}
			return on(port), nil
		},
		Profile: printer.Epson(576, 115200),
		Dial:    server.Dial(),
	}
	for _, do := range change {
		do(&options)
	}
	var err error
	if h.kiosk, err = app.New(options); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.kiosk.Run(ctx) }()
	h.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, h.wants) {
			t.Errorf("run: got %v, want %v", err, h.wants)
		}
		h.sim.Close()
	})
	t.Cleanup(h.stop)
	pass(10 * time.Second)
	return h
}

// blank says that there is nothing on a paper.
func blank(p simulator.Paper) bool {
	return !slices.ContainsFunc(p.Picture.Bits, func(b byte) bool { return b != 0 })
}

// pass lets time pass in the bubble, and everything that is due be done.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// touch lifts a finger from a target, once the screen is old enough for it, and
// gives the printer the moment that it takes to say that it is ready.
func (h *hall) touch(target string) {
	pass(300 * time.Millisecond)
	h.kiosk.Touch(target)
	pass(100 * time.Millisecond)
}

// stage is how far the only unfinished request has come.
func (h *hall) stage() journal.Stage {
	if open := h.kiosk.Unfinished(); len(open) > 0 {
		return open[0].Stage
	}
	return ""
}

// fallen is how many papers have come out.
func (h *hall) fallen() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.papers
}

// rows is how long the last paper was, in rows of dots.
func (h *hall) rows() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rowsOut
}

// sees fails unless the screen is the one that is wanted.
func (h *hall) sees(want kiosk.Screen) {
	h.t.Helper()
	if got := h.kiosk.Model().View(); got != want {
		h.t.Fatalf("screen: got %s, want %s", got, want)
	}
}

// settled fails unless the server has one ticket, with this paper, and the
// kiosk owes it nothing.
func (h *hall) settled(want numerekv1.Paper) {
	h.t.Helper()
	h.server.Mu.Lock()
	defer h.server.Mu.Unlock()
	if h.server.Counter != 1 || len(h.server.Void) != 0 {
		h.t.Errorf("numbers: got %d, %d of them void, want one", h.server.Counter, len(h.server.Void))
	}
	for id, got := range h.server.Papers {
		if got != want {
			h.t.Errorf("paper of %s: got %v, want %v", id, got, want)
		}
	}
	if len(h.server.Papers) != 1 || len(h.kiosk.Unfinished()) != 0 {
		h.t.Errorf("got %d reports and %+v unfinished, want one and none", len(h.server.Papers), h.kiosk.Unfinished())
	}
}

// givenUp checks that the only number is void, that nobody has it, and that nothing
// is left of it.
func (h *hall) givenUp() {
	h.t.Helper()
	h.server.Mu.Lock()
	defer h.server.Mu.Unlock()
	if h.server.Counter != 1 || len(h.server.Void) != 1 || len(h.server.Papers) != 0 {
		h.t.Errorf("got %d numbers, %d void, %d reports, want one that is void and none", h.server.Counter, len(h.server.Void), len(h.server.Papers))
	}
	if open := h.kiosk.Unfinished(); len(open) != 0 || h.fallen() != 0 {
		h.t.Errorf("got %+v unfinished and %d papers, want none", open, h.fallen())
	}
}

// story runs a test with a clock of its own.
func story(t *testing.T, tell func(t *testing.T, dir string, server *linktest.Server)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { tell(t, dir, linktest.New(t)) })
}

const service = "service:rejestracja"

func TestKiosk_ticket_on_paper(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.sees(kiosk.ScreenServices) // one department: its step is left out
		h.touch(service)
		h.sees(kiosk.ScreenPrinting)
		pass(20 * time.Second)
		if h.fallen() != 1 {
			t.Errorf("papers: got %d, want 1", h.fallen())
		}
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		pass(time.Minute)
		h.sees(kiosk.ScreenServices)
	})
}

func TestKiosk_no_paper_before_the_number(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.sim.PaperOut()
		h.kiosk.Touch(service) // before the kiosk has heard of it
		pass(3 * time.Second)
		h.sees(kiosk.ScreenOffer)
		if server.Counter != 0 {
			t.Errorf("numbers before the offer: got %d, want 0", server.Counter)
		}
		h.touch("on-glass")
		h.sees(kiosk.ScreenShown)
		h.settled(numerekv1.Paper_PAPER_SHOWN)
		h.sim.PaperIn()
		pass(2 * time.Minute)
		if h.fallen() != 0 {
			t.Errorf("papers after the refill: got %d, want 0", h.fallen())
		}
		h.sees(kiosk.ScreenServices)
	})
}

func TestKiosk_paper_ends_while_printing(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.sim.PaperLeft(100) // rows: the slip is longer
		h.touch(service)
		pass(30 * time.Second)
		h.sees(kiosk.ScreenShown)
		h.settled(numerekv1.Paper_PAPER_SHOWN)
		h.sim.PaperIn()
		pass(time.Minute)
		if h.fallen() > 1 { // a torn piece may be cut off; no ticket
			t.Errorf("papers after the refill: got %d", h.fallen())
		}
	})
}

func TestKiosk_port_vanishes_while_printing(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.touch(service)
		for h.stage() != journal.Printing {
			pass(time.Millisecond)
		}
		if _, err := h.sim.Command("unplug"); err != nil {
			t.Fatal(err)
		}
		pass(30 * time.Second)
		h.sees(kiosk.ScreenAsk)
		h.touch("yes")
		pass(time.Second)
		if server.Counter != 1 || len(server.Void) != 0 || len(h.kiosk.Unfinished()) != 0 {
			t.Errorf("numbers %d, void %v, unfinished %+v", server.Counter, server.Void, h.kiosk.Unfinished())
		}
		for _, got := range server.Papers {
			if got != numerekv1.Paper_PAPER_SHOWN {
				t.Errorf("paper: got %v, want shown: the person has it", got)
			}
		}
	})
}

// breakLine takes a ticket and lets the line to the printer break for a moment
// some time after the commit: the paper comes, and nobody knows.
func (h *hall) breakLine(after time.Duration) {
	h.t.Helper()
	h.touch(service)
	for h.stage() != journal.Printing {
		pass(time.Millisecond)
	}
	pass(after)
	h.sim.Unplug()
	h.sim.Plug()
	for h.kiosk.Model().View() != kiosk.ScreenAsk {
		pass(time.Millisecond)
	}
}

func TestKiosk_the_person_says_it_came_after_the_report(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.breakLine(0)
		server.Stop() // the next hello presents what the kiosk holds
		pass(10 * time.Second)
		server.Start()
		pass(10 * time.Second)
		h.settled(numerekv1.Paper_PAPER_UNKNOWN)
		h.touch("yes")
		pass(time.Second)
		h.settled(numerekv1.Paper_PAPER_SHOWN)
	})
}

func TestKiosk_the_printer_says_it_came_after_all(t *testing.T) {
	confirmed := 0
	for after := time.Duration(0); after < time.Second && confirmed == 0; after += 100 * time.Millisecond {
		story(t, func(t *testing.T, dir string, server *linktest.Server) {
			h := open(t, dir, server)
			h.breakLine(after)
			pass(5 * time.Second)
			if h.kiosk.Model().View() != kiosk.ScreenTake {
				return // the printer ended the job before the line was there again, or had not yet
			}
			confirmed++
			h.settled(numerekv1.Paper_PAPER_PRINTED)
			if h.fallen() != 1 {
				t.Errorf("papers: got %d, want 1", h.fallen())
			}
		})
	}
	if confirmed == 0 {
		t.Error("the end of the job never fell into the moment in which the line came back")
	}
}

func TestKiosk_server_dies_at_the_tap(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		// The ticket is issued, and no answer arrives any more.
		server.Lost(func(string) bool { return true })
		h.touch(service)
		h.sees(kiosk.ScreenIssuing)
		pass(9 * time.Second)
		h.sees(kiosk.ScreenFailed)
		server.Lost(nil)
		pass(2 * time.Minute)
		if server.Counter != 1 || len(server.Void) != 1 || h.fallen() != 0 || len(h.kiosk.Unfinished()) != 0 {
			t.Errorf("numbers %d, void %d, papers %d, unfinished %v, want the number void and nothing printed",
				server.Counter, len(server.Void), h.fallen(), h.kiosk.Unfinished())
		}
	})
}

func TestKiosk_refused(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		server.Mu.Lock()
		server.Refuse = true
		server.Mu.Unlock()
		h.touch(service)
		h.sees(kiosk.ScreenRefused)
		if len(h.kiosk.Unfinished()) != 0 {
			t.Errorf("unfinished after a refusal: got %v", h.kiosk.Unfinished())
		}
	})
}

func TestKiosk_impatient_fingers_get_one_ticket(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Before(func(_ context.Context, method string) error {
			if strings.HasSuffix(method, "IssueTicket") {
				time.Sleep(time.Second)
			}
			return nil
		})
		h := open(t, dir, server)
		for range 20 {
			h.touch(service)
		}
		pass(20 * time.Second)
		if h.fallen() != 1 {
			t.Errorf("papers: got %d, want 1", h.fallen())
		}
		h.settled(numerekv1.Paper_PAPER_PRINTED)
	})
}

func TestKiosk_card_refuses_records(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		heal := fullDisk(t)
		h.touch(service)
		pass(time.Second)
		h.sees(kiosk.ScreenBroken) // the server is well, and is not blamed
		if server.Counter != 0 {
			t.Errorf("numbers without a journal: got %d, want 0", server.Counter)
		}
		pass(30 * time.Second)
		h.sees(kiosk.ScreenBroken)
		heal()
		pass(10 * time.Second)
		h.sees(kiosk.ScreenServices)
		h.touch(service)
		pass(20 * time.Second)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
	})
}

// The card fills up between the wish and the number: a number that it does not
// remember is shown to nobody, and given up once the card can say so.
func TestKiosk_card_refuses_the_number(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		var heal func()
		server.Before(func(_ context.Context, method string) error {
			if strings.HasSuffix(method, "IssueTicket") && heal == nil {
				heal = fullDisk(t)
			}
			return nil
		})
		h := open(t, dir, server)
		h.touch(service)
		pass(20 * time.Second)
		if heal == nil {
			t.Fatal("the server was not asked")
		}
		h.sees(kiosk.ScreenBroken)
		heal()
		pass(time.Minute)
		h.givenUp()
		h.sees(kiosk.ScreenServices)
		h.stop()
		open(t, dir, server).givenUp()
	})
}

// wall is a screen that keeps the name of what is on it.
type wall struct {
	mu   sync.Mutex
	name string
}

func (w *wall) Show(s scene.Scene) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.name = s.Name
}

func (w *wall) Run(ctx context.Context, _ ui.Glass) error {
	<-ctx.Done()
	return nil
}

func TestKiosk_starts_with_a_card_that_takes_nothing(t *testing.T) {
	story(t, func(t *testing.T, dir string, _ *linktest.Server) {
		heal := fullDisk(t)
		var w wall
		o := app.Options{
			Config: config.Config{Device: "kiosk-ratusz", Server: "passthrough:///test", Data: dir}, Log: slog.New(slog.DiscardHandler), Screen: &w,
		}
		if _, err := app.New(o); !errors.Is(err, app.ErrCard) {
			t.Fatalf("got %v, want %v", err, app.ErrCard)
		}
		done := make(chan error, 1)
		go func() { done <- app.Broken(t.Context(), o) }()
		pass(time.Minute)
		w.mu.Lock()
		if w.name != string(kiosk.ScreenBroken) {
			t.Errorf("on the screen: got %q, want %q", w.name, kiosk.ScreenBroken)
		}
		w.mu.Unlock()
		select {
		case err := <-done:
			t.Fatalf("ended with %v while the card takes nothing", err)
		default:
		}
		heal()
		pass(10 * time.Second)
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("got %v, want none", err)
			}
		default:
			t.Error("still out of order although the card takes records again")
		}
	})
}

func TestKiosk_stops_after_the_paper(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.touch(service)
		pass(time.Second)
		h.stop()
		if h.fallen() != 1 {
			t.Errorf("papers of a kiosk that is stopped while printing: got %d, want 1", h.fallen())
		}
		h = open(t, dir, server)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
	})
}

func TestKiosk_one_program_per_card(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		open(t, dir, server)
		_, err := app.New(app.Options{Config: config.Config{Data: dir}, Log: slog.New(slog.DiscardHandler)})
		if !errors.Is(err, journal.ErrInUse) {
			t.Errorf("second program: got %v, want %v", err, journal.ErrInUse)
		}
		_, err = app.New(app.Options{Config: config.Config{Data: filepath.Join(dir, "journal", "below")}, Log: slog.New(slog.DiscardHandler)})
		if !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("a folder below a file: got %v, want %v", err, syscall.ENOTDIR)
		}
	})
}

func TestKiosk_server_that_refuses_the_device(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Before(func(context.Context, string) error { return status.Error(codes.PermissionDenied, "unknown device") })
		h := open(t, dir, server)
		h.sees(kiosk.ScreenOffline)
		server.Before(nil)
		pass(30 * time.Second)
		h.sees(kiosk.ScreenServices)
	})
}
