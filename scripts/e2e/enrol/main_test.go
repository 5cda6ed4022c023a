package enrol_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/device"
	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

const (
	ratusz  = "kiosk-ratusz"
	usc     = "kiosk-usc"
	monitor = "ekran-r1"
)

// patience is the end of it for one step, on a slow machine.
const patience = 90 * time.Second

// server is the path of the shipped server, built once.
var server string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-enrol-")
	if err == nil {
		defer os.RemoveAll(folder)
		server, err = e2e.BuildOne(context.Background(), folder, "central", "./central")
	}
	var watch *discreet.Watch
	if err == nil {
		watch, err = discreet.Begin()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// site is a server that takes enrolled devices only.
type site struct {
	t       *testing.T
	server  e2e.Server
	central *e2e.Central
}

func newSite(t *testing.T) *site {
	t.Helper()
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, server: e2e.Server{Path: server, Data: t.TempDir(), Office: office, Clock: e2e.Monday(), Certified: true}}
	s.start()
	t.Cleanup(func() { s.central.Kill() })
	return s
}

// start starts the server, after the first time where it was.
func (s *site) start() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	var err error
	if s.central, err = s.server.Start(ctx, "central"); err != nil {
		s.t.Fatal(err)
	}
	s.server.HTTP, s.server.Devices = s.central.HTTP, s.central.Devices
}

// command runs "central device".
func (s *site) command(args ...string) string {
	s.t.Helper()
	said, err := s.server.Device(s.t.Context(), args...)
	if err != nil {
		s.t.Fatal(err)
	}
	return said
}

// card is what a technician puts into a device: the server's file, and an empty
// folder for what it will remember.
type card struct {
	path, data string
}

// card makes one, with a token of "central device add" or "replace".
func (s *site) card(command, id string) card {
	s.t.Helper()
	folder := s.t.TempDir()
	c := card{path: filepath.Join(folder, "numerek.toml"), data: filepath.Join(folder, "data")}
	s.command(command, id, "--server", s.central.Devices, "--out", c.path)
	text := read(s.t, c.path) + fmt.Sprintf("\ndata = %q\n", c.data)
	c.write(s.t, text)
	token := regexp.MustCompile(`token *= *"(.*)"`).FindStringSubmatch(text)
	if token == nil {
		s.t.Fatalf("no token in\n%s", text)
	}
	if err := discreet.Used(token[1], strings.ReplaceAll(token[1], "-", "")); err != nil {
		s.t.Fatal(err)
	}
	return c
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (c card) write(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(c.path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// edit changes the file by hand.
func (c card) edit(t *testing.T, pattern, with string) {
	t.Helper()
	text := read(t, c.path)
	changed := regexp.MustCompile(`(?m)`+pattern).ReplaceAllString(text, with)
	if changed == text {
		t.Fatalf("no %s in\n%s", pattern, text)
	}
	c.write(t, changed)
}

// copy is a card with the same content.
func (c card) copy(t *testing.T) card {
	t.Helper()
	folder := t.TempDir()
	twin := card{path: filepath.Join(folder, "numerek.toml"), data: filepath.Join(folder, "data")}
	twin.write(t, strings.ReplaceAll(read(t, c.path), c.data, twin.data))
	if _, err := os.Stat(c.data); err == nil {
		if err := os.CopyFS(twin.data, os.DirFS(c.data)); err != nil {
			t.Fatal(err)
		}
	}
	return twin
}

// running is a device that runs, without a window: what would be in it is a scene.
type running struct {
	t     *testing.T
	log   *said
	scene func() scene.Scene
	kiosk *app.Kiosk // nil of a monitor
	stop  func()
}

// said is a log that may be read while it is written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// boot starts a device with a card.
func boot(t *testing.T, c card) *running {
	t.Helper()
	settings, err := config.Load(c.path)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, log: &said{}}
	log := slog.New(slog.NewTextHandler(r.log, nil))
	var life interface {
		Run(ctx context.Context) error
	}
	if settings.Role == config.Display {
		d, err := app.NewDisplay(app.DisplayOptions{Config: settings, Version: "e2e", Log: log})
		if err != nil {
			t.Fatal(err)
		}
		life, r.scene = d, d.Scene
	} else {
		k, err := app.New(app.Options{Config: settings, Version: "e2e", Log: log})
		if err != nil {
			t.Fatal(err)
		}
		life, r.scene, r.kiosk = k, k.Scene, k
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := life.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	r.stop = sync.OnceFunc(func() {
		cancel()
		<-done
		for _, secret := range regexp.MustCompile(`(?m)token *= *"(.*)"`).FindAllStringSubmatch(read(t, c.path), -1) {
			if strings.Contains(r.log.String(), secret[1]) {
				t.Errorf("the log holds the token:\n%s", r.log)
			}
		}
	})
	t.Cleanup(r.stop)
	return r
}

// shows waits until a text is on the screen, and returns how long that took.
func (r *running) shows(text string) time.Duration {
	r.t.Helper()
	began := time.Now()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	err := e2e.Until(ctx, text, func() (bool, error) { return strings.Contains(r.reads(), text), nil })
	if err != nil {
		r.t.Fatalf("the screen shows %q, and %q is missing\n%s", r.reads(), text, r.log)
	}
	return time.Since(began)
}

// reads is all that stands on the screen.
func (r *running) reads() string {
	var words []string
	for _, item := range r.scene().Items {
		for _, run := range item.Runs {
			words = append(words, strings.Fields(run.Text)...)
		}
	}
	return strings.Join(words, " ")
}

// barred waits until the screen says why the server does not let the device in.
func (r *running) barred(bar device.Bar, id string) time.Duration {
	r.t.Helper()
	return r.shows(device.Barred{Bar: bar, Device: id}.Line("pl"))
}

// ticket takes one, which is shown on the screen: there is no printer.
func (r *running) ticket() kiosk.Ticket {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	var touched time.Time
	err := e2e.Until(ctx, "a ticket", func() (bool, error) {
		if time.Since(touched) < 500*time.Millisecond { // as a person would
			return r.kiosk.Model().Ticket.Number != "", nil
		}
		touched = time.Now()
		// The last first: a screen may have the targets of the one before it, too.
		for _, target := range []string{kiosk.TargetOnGlass, "service:rejestracja", "department:km"} {
			if r.has(target) {
				r.kiosk.Touch(target)
				break
			}
		}
		return r.kiosk.Model().Ticket.Number != "", nil
	})
	if err != nil {
		r.t.Fatalf("no ticket: %q\n%s", r.reads(), r.log)
	}
	got := r.kiosk.Model().Ticket
	err = e2e.Until(ctx, "the end of the visit", func() (bool, error) {
		if time.Since(touched) > 500*time.Millisecond && r.has(kiosk.TargetDone) {
			touched = time.Now()
			r.kiosk.Touch(kiosk.TargetDone)
		}
		return r.kiosk.Model().Ticket.Number == "", nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return got
}

func (r *running) has(target string) bool {
	for _, item := range r.scene().Items {
		if item.Target == target {
			return true
		}
	}
	return false
}
