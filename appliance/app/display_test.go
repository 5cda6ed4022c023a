package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/display"
	"numerek/appliance/link/linktest"
	"numerek/appliance/scene"
	"numerek/appliance/ui"
)

// notebook notes what a voice is told.
type notebook struct {
	mu    sync.Mutex
	notes []string
}

func (e *notebook) note(s string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.notes = append(e.notes, s)
}

func (e *notebook) Set(v announce.Voice) { e.note(fmt.Sprintf("voice %d", v.Volume)) }
func (e *notebook) Drop(ticket string)   { e.note("drop " + ticket) }

func (e *notebook) Call(c announce.Call) {
	e.note(fmt.Sprintf("say %s %d to %d, %v old", c.Prefix, c.Sequence, c.Desk, time.Since(c.At).Round(time.Second)))
}

func (e *notebook) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// told returns what the voice was told since the last time.
func (e *notebook) told() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	notes := strings.Join(e.notes, "; ")
	e.notes = nil
	return notes
}

// canvas is a screen that counts the frames that look different.
type canvas struct {
	mu     sync.Mutex
	last   scene.Scene
	frames int
	shows  int
}

func (c *canvas) Show(s scene.Scene) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shows++
	if !scene.Diff(c.last, s).Empty() {
		c.frames++
	}
	c.last = s
}

func (c *canvas) Run(ctx context.Context, glass ui.Glass) error {
	glass.Resized(1920, 1080)
	<-ctx.Done()
	return nil
}

// drawn is how many frames there were since the last time.
func (c *canvas) drawn() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.frames
	c.frames = 0
	return n
}

// monitor is a wall monitor with its server and its voice.
type monitor struct {
	t        *testing.T
	server   *linktest.Server
	display  *app.Display
	notebook *notebook
	canvas   *canvas
}

// hang puts a monitor on the wall.
func hang(t *testing.T, server *linktest.Server) *monitor {
	t.Helper()
	m := &monitor{t: t, server: server, notebook: &notebook{}, canvas: &canvas{}}
	var err error
	m.display, err = app.NewDisplay(app.DisplayOptions{
		Config:    config.Config{Role: config.Display, Device: "ekran-r1", Server: "passthrough:///test"},
		Log:       slog.New(slog.NewTextHandler(t.Output(), nil)),
		Screen:    m.canvas,
		Announcer: m.notebook,
		Dial:      server.Dial(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.display.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: got %v, want none", err)
		}
	})
	synctest.Wait()
	return m
}

// shows fails unless these calls stand on the wall, the newest first. What
// flashes has a star; a stale list begins with a question mark.
func (m *monitor) shows(want string) {
	m.t.Helper()
	model := m.display.Model()
	var out []string
	if model.Stale() {
		out = append(out, "?")
	}
	for _, r := range model.Rows {
		s := fmt.Sprintf("%s>%d", r.Call.Number, r.Call.Desk)
		if model.Flashing(r) {
			s += "*"
		}
		out = append(out, s)
	}
	if got := strings.Join(out, " "); got != want {
		m.t.Errorf("on the wall: got %q, want %q", got, want)
	}
}

// hears fails unless the voice was told this since the last time.
func (m *monitor) hears(want string) {
	m.t.Helper()
	if got := m.notebook.told(); got != want {
		m.t.Errorf("the voice was told %q, want %q", got, want)
	}
}

func scenes(t *testing.T, tell func(m *monitor)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := hang(t, linktest.New(t))
		m.hears("voice 100")
		tell(m)
	})
}

func TestDisplay_call(t *testing.T) {
	scenes(t, func(m *monitor) {
		if got := m.display.Scene().Name; got != string(display.ScreenRest) {
			m.t.Errorf("before the first call: got %s, want rest", got)
		}
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
		synctest.Wait()
		m.shows("R 015>3*")
		m.hears("say R 15 to 3, 0s old")
		pass(7 * time.Second)
		m.shows("R 015>3")
		pass(10 * time.Minute)
		m.shows("R 015>3")
		m.hears("")
	})
}

func TestDisplay_two_in_one_instant(t *testing.T) {
	scenes(t, func(m *monitor) {
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3), linktest.Called("b", "t2", "R 016", 16, 4))
		m.server.Happen(linktest.Called("c", "t3", "D 007", 7, 9)) // of another monitor
		synctest.Wait()
		m.shows("R 016>4* R 015>3*")
		m.hears("say R 15 to 3, 0s old; say R 16 to 4, 0s old; say D 7 to 9, 0s old")
	})
}

func TestDisplay_taken_back(t *testing.T) {
	scenes(t, func(m *monitor) {
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
		pass(100 * time.Millisecond)
		m.server.Happen(linktest.TakenBack("t1"))
		synctest.Wait()
		m.shows("")
		m.hears("say R 15 to 3, 0s old; drop t1")
		if got := m.display.Scene().Name; got != string(display.ScreenRest) {
			m.t.Errorf("nobody is called: got %s, want rest", got)
		}
	})
}

// The line breaks; what happens meanwhile is neither lost nor repeated, whether
// the server still knows it or has to send everything anew.
func TestDisplay_break(t *testing.T) {
	for name, forget := range map[string]bool{"resumed": false, "from_a_snapshot": true} {
		t.Run(name, func(t *testing.T) {
			scenes(t, func(m *monitor) {
				m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
				m.server.Happen(linktest.Called("b", "t2", "R 016", 16, 4))
				pass(10 * time.Second)
				m.hears("say R 15 to 3, 0s old; say R 16 to 4, 0s old")
				// The last word was a heartbeat at the tenth second.
				m.server.Stop()
				pass(14 * time.Second)
				m.shows("R 016>4 R 015>3")
				pass(2 * time.Second)
				m.shows("? R 016>4 R 015>3")
				m.hears("drop t1; drop t2")
				m.server.Happen(linktest.TakenBack("t1"))
				m.server.Happen(linktest.Called("c", "t3", "R 017", 17, 5))
				pass(70 * time.Second)
				m.server.Happen(linktest.Called("d", "t4", "R 018", 18, 3))
				if forget {
					m.server.Forget()
				}
				m.hears("")
				m.server.Start()
				back := time.Now()
				for m.display.Model().Stale() {
					if pass(100 * time.Millisecond); time.Since(back) > 10*time.Second {
						m.t.Fatal("still stale ten seconds after the line's return")
					}
				}
				m.shows("R 018>3* R 017>5 R 016>4")
				// It was told at some instant of the last look.
				var late []string
				for _, age := range []time.Duration{time.Since(back) - 100*time.Millisecond, time.Since(back)} {
					told := fmt.Sprintf("drop t1; say R 18 to 3, %v old", age.Round(time.Second))
					if forget {
						told = "voice 100; " + told
					}
					late = append(late, told)
				}
				if got := m.notebook.told(); !slices.Contains(late, got) {
					t.Errorf("the voice was told %q, want one of %q", got, late)
				}
			})
		})
	}
}

// Nothing happened while the line was broken: the first word is a heartbeat.
func TestDisplay_heals_without_news(t *testing.T) {
	for _, away := range []time.Duration{20 * time.Second, 3 * time.Minute, 2 * time.Hour} {
		scenes(t, func(m *monitor) {
			m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
			pass(time.Second)
			m.server.Stop()
			pass(away)
			m.shows("? R 015>3")
			m.server.Start()
			pass(10 * time.Second)
			m.shows("R 015>3")
			m.hears("say R 15 to 3, 0s old; drop t1")
		})
	}
}

// The server is there, but says nothing any more.
func TestDisplay_silence(t *testing.T) {
	scenes(t, func(m *monitor) {
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
		synctest.Wait()
		m.server.Mu.Lock()
		m.server.Mute = true
		m.server.Mu.Unlock()
		m.server.Before(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
		pass(14 * time.Second)
		m.shows("R 015>3")
		pass(time.Second)
		m.shows("? R 015>3")
		pass(time.Hour)
		m.shows("? R 015>3")
	})
}

// A restart of the server in a few seconds is nobody's business.
func TestDisplay_short_break(t *testing.T) {
	scenes(t, func(m *monitor) {
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
		pass(10 * time.Second)
		m.hears("say R 15 to 3, 0s old")
		m.canvas.drawn()
		m.server.Stop()
		pass(2 * time.Second)
		m.server.Start()
		pass(8 * time.Second)
		m.shows("R 015>3")
		m.hears("")
		if got := m.canvas.drawn(); got > 1 { // the minute may turn
			m.t.Errorf("frames in a break that nobody should see: got %d", got)
		}
	})
}

// The screen draws for calls, for their flashing and for the minute, and sleeps
// otherwise.
func TestDisplay_idle(t *testing.T) {
	scenes(t, func(m *monitor) {
		pass(time.Minute)
		m.canvas.drawn()
		pass(20 * time.Minute)
		if got := m.canvas.drawn(); got != 20 {
			m.t.Errorf("frames in twenty minutes without calls: got %d, want one a minute", got)
		}
		m.server.Happen(linktest.Called("a", "t1", "R 015", 15, 3))
		pass(10 * time.Second)
		if got := m.canvas.drawn(); got < 18 || got > 20 {
			m.t.Errorf("frames of a call: got %d, want one and its 18 turns", got)
		}
	})
}

func TestDisplay_address_that_is_none(t *testing.T) {
	_, err := app.NewDisplay(app.DisplayOptions{Config: config.Config{Server: "\x00://"}, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Error("got no error")
	}
}
