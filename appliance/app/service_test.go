package app_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"numerek/appliance/app"
	"numerek/appliance/board"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/scene"
	"numerek/appliance/speech"
	"numerek/appliance/system"
	"numerek/appliance/ui"
	"numerek/appliance/update/rauc"
	numerekv1 "numerek/proto/numerek/v1"
)

// attended is a kiosk with a key switch, and with a glass that can be touched anywhere.
type attended struct {
	*hall
	key  *gpiotest.Pin
	pane *pane
}

// pane is a screen that shows nothing.
type pane struct{ glass ui.Glass }

func (*pane) Show(scene.Scene) {}

func (p *pane) Run(ctx context.Context, glass ui.Glass) error {
	p.glass = glass
	glass.Resized(scene.Portrait.W, scene.Portrait.H)
	<-ctx.Done()
	return nil
}

// attend starts a kiosk on the card in dir, with a PIN.
func attend(t *testing.T, dir string, server *linktest.Server, voice app.Voice, more ...func(*app.Options)) *attended {
	t.Helper()
	a := &attended{key: &gpiotest.Pin{N: "key", EdgesChan: make(chan gpio.Level, 10)}, pane: &pane{}}
	b, err := board.New(board.Lines{Key: "key"}, func(string) gpio.PinIO { return a.key }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	a.hall = openWith(t, dir, server, func(p printer.Port) printer.Port { return p }, func(o *app.Options) {
		o.Board, o.Voice, o.Screen, o.Config.Service.PIN = b, voice, a.pane, "0417"
		for _, m := range more {
			m(o)
		}
	})
	return a
}

// turn turns the key of the cabinet.
func (a *attended) turn(on bool) {
	a.key.EdgesChan <- gpio.Level(on)
	pass(2 * time.Second)
}

// gesture is the hidden one, on the glass.
func (a *attended) gesture() {
	for i := range 5 {
		x := scene.Portrait.W * (9 - 8*(i%2)) / 10
		a.pane.glass.Touched(ui.Touch{Phase: ui.Down, X: x, Y: 40})
		a.pane.glass.Touched(ui.Touch{Phase: ui.Up, X: x, Y: 40})
		pass(300 * time.Millisecond)
	}
}

// visit is a ticket from the tap to the next person.
func (h *hall) visit() {
	h.touch(service)
	pass(time.Minute)
	h.sees(kiosk.ScreenServices)
}

func (h *hall) technician() technician.Mode { return h.kiosk.Model().Technician }

func TestService_copy_of_a_ticket(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := attend(t, dir, server, nil)
		h.visit()
		first := h.rows()
		h.turn(true)
		pass(5 * time.Second)
		h.sees(kiosk.ScreenTechnician)
		info := h.technician().Info
		if len(info.Tickets) != 1 || info.Tickets[0].Became != technician.Printed || !info.Tickets[0].Printable || info.Tickets[0].Evidence == "" {
			t.Fatalf("tickets: got %+v, want the printed one with its evidence", info.Tickets)
		}
		if !info.Printer.Answered || info.Printer.Status != [4]byte{0x12, 0x12, 0x12, 0x12} || info.Printer.Cuts != 1 || info.Printer.Model == "" {
			t.Errorf("printer: got %+v", info.Printer)
		}
		if info.Roll.Papers != 1 || info.Roll.Millimetres < 70 || info.Roll.Millimetres > 130 {
			t.Errorf("roll: got %+v after one paper of %d rows", info.Roll, first)
		}
		request := info.Tickets[0].Request
		copyIt := func() {
			h.touch(technician.TargetPage + string(technician.Tickets))
			h.touch(technician.TargetTicket + request)
			h.touch(technician.TargetDo + string(technician.Copy))
			h.touch(technician.TargetYes)
			pass(30 * time.Second)
		}
		copyIt()
		if got := h.technician().Last; got.Outcome != technician.OK || h.fallen() != 2 || h.rows() <= first {
			t.Fatalf("got %+v, %d papers, the last of %d rows; want a second one that is longer than %d", got, h.fallen(), h.rows(), first)
		}
		if got := server.Copies[request]; got != 1 {
			t.Errorf("copies at the server: got %d, want 1", got)
		}
		copyIt()
		if got := server.Copies[request]; got != 2 {
			t.Errorf("copies at the server: got %d, want 2", got)
		}
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		h.turn(false)
		h.sees(kiosk.ScreenServices)
		h.stop()

		again := attend(t, dir, server, nil) // what was printed and copied is known after a restart
		again.turn(true)
		pass(5 * time.Second)
		info = again.technician().Info
		if len(info.Tickets) != 1 || info.Tickets[0].Copies != 2 || info.Roll.Papers != 3 {
			t.Errorf("after a restart: got %+v and %+v", info.Tickets, info.Roll)
		}
		if stat, err := os.Stat(filepath.Join(dir, "service.json")); err != nil || stat.Mode().Perm() != 0o600 {
			t.Errorf("the book: got %v, %v", stat, err)
		}
	})
}

func TestService_waits_for_the_paper(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := attend(t, dir, server, nil)
		h.touch(service)
		h.sees(kiosk.ScreenPrinting)
		h.turn(true)
		h.sees(kiosk.ScreenPrinting)
		pass(30 * time.Second)
		h.sees(kiosk.ScreenTechnician)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
	})
}

func TestService_deeds(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		voice := &listener{}
		h := attend(t, dir, server, voice)
		h.turn(true)
		do := func(page technician.Page, d technician.Deed, confirm bool) technician.Result {
			h.touch(technician.TargetPage + string(page))
			h.touch(technician.TargetDo + string(d))
			if confirm {
				h.touch(technician.TargetYes)
			}
			pass(30 * time.Second)
			return h.technician().Last
		}
		if got := do(technician.Tests, technician.TestPrint, false); got.Outcome != technician.OK || h.fallen() != 1 || h.rows() < 500 {
			t.Errorf("test print: got %+v, %d papers of %d rows", got, h.fallen(), h.rows())
		}
		if got := h.technician().Info.Roll; got.Papers != 1 {
			t.Errorf("roll: got %+v after a test print", got)
		}
		if got := do(technician.Printer, technician.RollChanged, true); got.Outcome != technician.OK {
			t.Errorf("roll changed: got %+v", got)
		}
		if got := h.technician().Info.Roll; got.Papers != 0 || got.Millimetres != 0 || got.Changed.IsZero() {
			t.Errorf("roll: got %+v, want a new one", got)
		}
		if got := do(technician.Printer, technician.Clear, true); got.Outcome != technician.OK {
			t.Errorf("clear: got %+v", got)
		}
		if got := do(technician.Tests, technician.Sound, false); got.Outcome != technician.OK || !strings.Contains(voice.heard(), "próba dźwięku") {
			t.Errorf("sound: got %+v, heard %q", got, voice.heard())
		}
		h.sim.PaperOut()
		pass(5 * time.Second)
		if got := do(technician.Tests, technician.TestPrint, false); got.Outcome != technician.Failed || h.fallen() != 1 {
			t.Errorf("test print without paper: got %+v, %d papers", got, h.fallen())
		}
		if got := h.technician().Info.Printer.Status; got[3] != 0x7e {
			t.Errorf("status: got %x, want the paper's end", got)
		}
		if server.Counter != 0 {
			t.Errorf("numbers: got %d, want none", server.Counter)
		}
		pass(6 * time.Minute)
		if h.technician().Open() {
			t.Error("still open after six minutes without a touch")
		}
	})
}

// listener is a voice that says nothing.
type listener struct{ said []string }

func (l *listener) Say(phrases []speech.Phrase, _ int) {
	for _, p := range phrases {
		l.said = append(l.said, p.Text)
	}
}
func (l *listener) Hush()                   {}
func (l *listener) Run(ctx context.Context) { <-ctx.Done() }
func (l *listener) heard() string           { return strings.Join(l.said, " ") }

func TestService_restart_ends_everything_in_order(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		a := attend(t, dir, server, nil)
		a.visit()
		a.gesture()
		for _, digit := range "9999" {
			a.touch(technician.TargetDigit + string(digit))
		}
		a.touch(technician.TargetTry)
		if got := a.technician(); got.Page != technician.PIN || !got.Wrong {
			t.Fatalf("a wrong PIN led to %q", got.Page)
		}
		for _, digit := range "0417" {
			a.touch(technician.TargetDigit + string(digit))
		}
		a.touch(technician.TargetTry)
		if got := a.technician().Page; got != technician.Overview {
			t.Fatalf("page: got %q, want the overview", got)
		}
		a.wants = app.ErrRestart
		a.touch(technician.TargetDo + string(technician.Restart))
		a.touch(technician.TargetYes)
		pass(10 * time.Second)
		a.settled(numerekv1.Paper_PAPER_PRINTED)
		a.stop()
		for _, e := range mustList(t, dir) { // the PIN is nowhere on the card
			if text, err := os.ReadFile(filepath.Join(dir, e)); err != nil || strings.Contains(string(text), "0417") {
				t.Errorf("%s: %v, or it holds the PIN", e, err)
			}
		}
	})
}

// patron is a supervisor that can have the whole device started anew.
type patron struct {
	reboots bool
	mu      sync.Mutex
	said    []string
}

func (p *patron) Watch(ctx context.Context, proofs ...system.Proof) {
	for _, proof := range proofs {
		_ = proof(ctx) // it comes, or the test does not end
	}
}

func (p *patron) Say(status string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, status)
}

func (p *patron) CanReboot() bool { return p.reboots }

// The device starts anew only where somebody does it, and after everything has ended.
func TestService_restart_of_the_device(t *testing.T) {
	for _, can := range []bool{false, true} {
		story(t, func(t *testing.T, dir string, server *linktest.Server) {
			p := &patron{reboots: can}
			a := attend(t, dir, server, nil, func(o *app.Options) { o.Supervisor = p })
			a.visit()
			a.turn(true)
			pass(5 * time.Second)
			a.touch(technician.TargetDo + string(technician.Reboot)) // not before the question
			a.touch(technician.TargetDo + string(technician.Restart))
			if can {
				a.wants = app.ErrReboot
			}
			a.touch(technician.TargetDo + string(technician.Reboot))
			pass(10 * time.Second)
			if got := a.technician().Busy; !can && got != technician.Nothing {
				t.Errorf("under way on a desk: got %q, want nothing", got)
			}
			a.stop()
			if said := strings.Join(p.said, "\n"); !strings.Contains(said, "ready\nin the hands of a technician") {
				t.Errorf("said:\n%s", said)
			}
		})
	}
}

func mustList(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// A book that a power cut has torn is an empty one, and the kiosk starts.
func TestService_book_that_cannot_be_read(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		if err := os.WriteFile(filepath.Join(dir, "service.json"), []byte(`{"roll": {"pap`), 0o600); err != nil {
			t.Fatal(err)
		}
		h := open(t, dir, server)
		h.visit()
		h.stop()
		text, err := os.ReadFile(filepath.Join(dir, "service.json"))
		if err != nil || !json.Valid(text) || !strings.Contains(string(text), `"papers": 1`) {
			t.Errorf("got %v: %s", err, text)
		}
	})
}

// halves are the two slots of a card that nothing is ever installed into.
type halves struct{}

func (halves) State(context.Context) (rauc.State, error) {
	return rauc.State{Compatible: "numerek-arm64", Booted: "A", Primary: "A"}, nil
}
func (halves) Install(context.Context, rauc.Source, func(int)) error { return rauc.ErrNone }
func (halves) Activate(context.Context) error                        { return rauc.ErrNone }
func (halves) MarkGood(context.Context) error                        { return nil }

// The technician of a device that is updated sees what runs, and what failed before.
func TestService_image(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		if err := os.WriteFile(filepath.Join(dir, "update.json"), []byte(`{"trouble": "1.5.0: printer is gone, was ready"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		updated := func(o *app.Options) {
			o.Updating = &app.Updating{Slots: halves{}, Version: "1.4.0", Restart: func() error { return nil }}
		}
		a := attend(t, dir, server, nil, updated)
		pass(5 * time.Second)
		a.turn(true)
		pass(5 * time.Second)
		want := technician.Image{
			Version: "1.4.0", Slot: "A", Good: true, Stage: technician.StageIdle,
			Failed: technician.Failure{Version: "1.5.0", Back: true, Reason: "printer is gone, was ready"},
		}
		if got := a.technician().Info.Image; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		a.touch(technician.TargetPage + string(technician.Version))
		if got := a.technician().Page; got != technician.Version {
			t.Errorf("page: got %q", got)
		}
		a.stop()

		desk := attend(t, dir, server, nil) // nobody updates it
		desk.turn(true)
		desk.touch(technician.TargetPage + string(technician.Version))
		if got := desk.technician(); got.Page != technician.Overview || got.Info.Image.Updated() {
			t.Errorf("on a desk: got %q with %+v", got.Page, got.Info.Image)
		}
	})
}
