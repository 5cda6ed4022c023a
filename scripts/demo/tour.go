package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/central/officefile"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/browser"
	"numerek/scripts/e2e/citizen"
	"numerek/scripts/e2e/hall"
)

// The tour is a kiosk of the size it was designed for, and the monitor of its
// building that speaks.
const (
	tourWidth, tourHeight = 1080, 1920
	tourKiosk             = "kiosk-ratusz"
	tourMonitor           = "ekran-r1"
	tourLimit             = 7 * time.Minute
	stepLimit             = 25 * time.Second
)

// What the tour leaves is for everybody to look at; what is not to be looked at
// first stands in a folder of its own.
const (
	logs     = "logs"
	readable = 0o644
)

// guide leads through the tour and keeps its report.
type guide struct {
	dir      string
	office   *officefile.Office
	programs e2e.Programs
	began    time.Time
	clock    time.Time // of the server when it was started last
	set      time.Time // when that was
	visit    visit     // that was booked
	booked   kiosk.Ticket
	parts    *parts
	screen   *e2e.Screen
	citizen  *citizen.Citizen
	device   *e2e.Device // looks at the catalogue as the kiosk does
	hallway
	out      io.Writer
	report   report
	pictures map[string]int // by what is in them
	said     int            // lines of the kiosk's log that were read
	papers   int
}

// hallway is what the tour has beside the kiosk.
type hallway struct {
	wall      *e2e.Screen
	watcher   *hall.Watcher
	web       *browser.Browser
	colleague *e2e.Clerk
	two       []announced // calls that were made at once
}

// report is tour.json.
type report struct {
	OK      bool      `json:"ok"`
	Error   string    `json:"error,omitempty"`
	Began   time.Time `json:"began"`
	Seconds float64   `json:"seconds"`
	Clock   time.Time `json:"clock"` // of the server when the tour began
	Window  string    `json:"window"`
	Steps   []step    `json:"steps"`
	Tickets []ticket  `json:"tickets"`
	Calls   []call    `json:"calls"`
}

// step is one thing that was done or seen.
type step struct {
	At      float64 `json:"at_seconds"`
	Did     string  `json:"did,omitempty"`
	Saw     string  `json:"saw,omitempty"`
	Picture string  `json:"picture,omitempty"`
	// Took is milliseconds: for a touch until its pressed look was in a picture,
	// for a screen until it was.
	Took float64 `json:"took_ms"`
}

// ticket is a number as it went from the server to a person's hand and phone.
type ticket struct {
	Number   string  `json:"number"`
	Language string  `json:"language"`
	Paper    string  `json:"paper"` // printed or shown
	Picture  string  `json:"picture"`
	QR       string  `json:"qr"`            // what the code says
	Page     string  `json:"page_number"`   // the number on the page that it leads to
	Ahead    int     `json:"waiting_ahead"` // as the kiosk said
	Seconds  float64 `json:"tap_to_paper_seconds"`
}

// tourPanel is the glass of the tour's kiosk.
func tourPanel() scene.Size {
	return scene.Size{W: tourWidth, H: tourHeight, PPI: math.Hypot(tourWidth, tourHeight) / 21.5}
}

// tour plays the main job in every way that ends well, and some that do not.
func tour(ctx context.Context, o options, office *officefile.Office, programs e2e.Programs, out io.Writer) (err error) {
	if err := os.MkdirAll(filepath.Join(o.tour, logs), 0o755); err != nil { //nolint:gosec // pictures for everybody
		return err
	}
	dir, err := filepath.Abs(o.tour)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, tourLimit, errors.New("the tour took too long"))
	defer cancel()
	g := &guide{dir: dir, office: office, programs: programs, began: time.Now(), out: out, pictures: make(map[string]int)}
	g.report = report{Began: g.began.UTC(), Window: fmt.Sprintf("%dx%d", tourWidth, tourHeight)}
	defer func() {
		g.report.OK, g.report.Seconds = err == nil, math.Round(time.Since(g.began).Seconds()*10)/10
		if err != nil {
			g.report.Error = err.Error()
		}
		err = errors.Join(err, g.write())
	}()
	data, err := os.MkdirTemp("", "numerek-tour-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data) //nolint:errcheck // a temporary folder
	defer g.end(data)
	if err := g.begin(ctx, data); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{
		g.inPolish, g.atRest, g.onThePhone, g.atTheDesk, g.called, g.served, g.inUkrainian, g.twoHeard, g.inEnglishAndGerman,
		g.books, g.tooEarly, g.checksIn, g.atTheCounter, g.hoursChange, g.usedAgain, g.bookedCalled, g.withKeys, g.byEar, g.withoutPaper, g.inDoubt, g.inService, g.inContrastAndReach, g.allDevices, g.withoutServer, g.onSunday,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	all := 0
	for _, n := range g.pictures {
		all += n
	}
	fmt.Fprintf(out, "%d pictures, two sounds and tour.json in %s, %.0f s\n", all, dir, time.Since(g.began).Seconds())
	return nil
}

// begin starts everything and waits for the first picture.
func (g *guide) begin(ctx context.Context, data string) error {
	// A visit that is booked now is over an hour away: the tour begins in the
	// morning, and lets the hour come by starting the server later.
	var err error
	if g.clock, err = morning(g.office, g.began); err != nil {
		return err
	}
	g.report.Clock, g.set = g.clock, time.Now()
	if g.parts, err = begin(ctx, data, g.programs, g.clock, tourKiosk); err != nil {
		return err
	}
	if err := g.peopleBefore(ctx); err != nil {
		return err
	}
	if err := g.heardOnce(ctx); err != nil {
		return err
	}
	if g.screen, err = e2e.StartScreen(ctx, tourWidth, tourHeight, data); err != nil {
		return err
	}
	if g.citizen, err = citizen.New(g.screen, tourPanel(), g.keep); err != nil {
		return err
	}
	if err := g.follow(ctx); err != nil {
		return err
	}
	if err := g.parts.startKiosk(ctx, g.programs, tourKiosk, g.report.Window, g.screen.Env(), g.recording()); err != nil {
		return err
	}
	if err := g.openHall(ctx); err != nil {
		return err
	}
	g.did("started server, printer, kiosk, monitor and browser", 0)
	return nil
}

// follow begins to look at the catalogue, and waits for it.
func (g *guide) follow(ctx context.Context) (err error) {
	if g.device, err = e2e.Dial(g.parts.central.Devices, "", tourKiosk); err != nil {
		return err
	}
	go g.citizen.Follow(ctx, g.device) //nolint:errcheck // it ends when the server does, which is part of the tour
	return g.citizen.Waits(ctx)
}

// end stops everything, and keeps what was said.
func (g *guide) end(data string) {
	if g.device != nil {
		_ = g.device.Close()
	}
	if g.web != nil {
		_ = g.web.End()
	}
	if g.parts != nil {
		g.parts.end()
	}
	for _, screen := range []*e2e.Screen{g.screen, g.wall} {
		if screen != nil {
			screen.Kill()
		}
	}
	if text, err := os.ReadFile(g.messages()); err == nil {
		_ = os.WriteFile(filepath.Join(g.dir, "sms.txt"), text, readable)
	}
	for _, log := range []string{
		"central.log", "printer.log", "xvfb.log", filepath.Join(tourKiosk, "kiosk.log"), filepath.Join(tourMonitor, "monitor.log"),
	} {
		if text, err := os.ReadFile(filepath.Join(data, log)); err == nil && len(text) > 0 {
			_ = os.WriteFile(filepath.Join(g.dir, logs, filepath.Base(log)), text, readable)
		}
	}
}

// write writes tour.json.
func (g *guide) write() error {
	text, err := json.MarshalIndent(g.report, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(g.dir, "tour.json"), append(text, '\n'), readable)
}

func (g *guide) now() float64 { return math.Round(time.Since(g.began).Seconds()*1000) / 1000 }

// did notes an act.
func (g *guide) did(what string, took time.Duration) {
	g.report.Steps = append(g.report.Steps, step{At: g.now(), Did: what, Took: float64(took.Milliseconds())})
	fmt.Fprintf(g.out, "%7.2f s  %s\n", g.now(), what)
}

// keep saves a picture of the kiosk that was waited for.
func (g *guide) keep(name string, picture *image.RGBA) error {
	what, name := subject(name)
	return e2e.Save(g.dir, g.saw(what, name), picture)
}

// saw notes a sight, and names the file for its picture after what is in it.
func (g *guide) saw(what, name string) (file string) {
	g.pictures[what]++
	file = fmt.Sprintf("%s-%02d-%s.png", what, g.pictures[what], name)
	g.report.Steps = append(g.report.Steps, step{At: g.now(), Saw: name, Picture: file})
	fmt.Fprintf(g.out, "%7.2f s  saw %s\n", g.now(), file)
	return file
}

// see waits for a screen and notes how long it took.
func (g *guide) see(ctx context.Context, name string, screen kiosk.Screen) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("not seen in time"))
	defer cancel()
	began := time.Now()
	err := g.citizen.See(ctx, name, screen)
	if n := len(g.report.Steps); n > 0 {
		g.report.Steps[n-1].Took = float64(time.Since(began).Milliseconds())
	}
	if err != nil {
		select {
		case <-g.parts.kiosk.Done():
			err = errors.Join(err, fmt.Errorf("the kiosk ended: %w\n%s", g.parts.kiosk.Err(), g.parts.kiosk.Tail()))
		default:
			err = fmt.Errorf("%w\nthe kiosk said:\n%s", err, g.parts.kiosk.Tail())
		}
	}
	return err
}

// tap touches a target.
func (g *guide) tap(ctx context.Context, target string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("no answer to the touch"))
	defer cancel()
	took, err := g.citizen.Tap(ctx, target)
	if err != nil {
		return fmt.Errorf("touching %s: %w", target, err)
	}
	g.did("touched "+target, took)
	return nil
}

// reach walks to a target with the key for the next thing, and chooses it.
func (g *guide) reach(ctx context.Context, target string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("no answer to the keys"))
	defer cancel()
	const enough = 60 // no screen has more targets
	pressed := 0
	for ; g.citizen.Twin().Focus != target; pressed++ {
		if pressed == enough {
			return fmt.Errorf("%d presses of Tab do not lead to %s", enough, target)
		}
		if err := g.citizen.Key(ctx, "Tab", kiosk.Next); err != nil {
			return fmt.Errorf("walking to %s: %w", target, err)
		}
	}
	if err := g.see(ctx, "keys-on-"+strings.ReplaceAll(target, ":", "-"), g.citizen.Twin().View()); err != nil {
		return err
	}
	if err := g.citizen.Key(ctx, "Return", kiosk.Choose); err != nil {
		return fmt.Errorf("choosing %s: %w", target, err)
	}
	g.did(fmt.Sprintf("walked to %s with Tab (%d), chose it with Enter", target, pressed), 0)
	return nil
}
