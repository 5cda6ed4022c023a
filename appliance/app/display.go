package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/announce"
	"numerek/appliance/config"
	"numerek/appliance/display"
	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/health/sense"
	"numerek/appliance/link/calls"
	"numerek/appliance/link/enrol"
	"numerek/appliance/link/line"
	"numerek/appliance/loop"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
	"numerek/appliance/voice"
)

// Announcer speaks calls; *voice.Announcer is one.
type Announcer interface {
	// Set says how calls are spoken from now on.
	Set(announce.Voice)
	// Call takes a call to be spoken.
	Call(announce.Call)
	// Drop takes a ticket out whose call is over.
	Drop(ticketID string)
	// Run speaks until ctx is done.
	Run(ctx context.Context) error
}

var _ Announcer = (*voice.Announcer)(nil)

// AnnouncerOf is the voice of a monitor: heard through the machine's sound, or
// written to the file that the configuration names. What it returns is called at
// the end. Errors are [*mistake.ValueError], of the folder of clips and of the file.
func AnnouncerOf(c config.Sound, log *slog.Logger) (Announcer, func() error, error) {
	output := voice.Speaker(voice.Socket(c.Output))
	end := func() error { return nil }
	if c.Record != "" {
		file, err := recorder(c.Record)
		if err != nil {
			return nil, nil, err
		}
		output, end = file, file.Close
	}
	a, err := voice.New(voice.Options{Log: log, Clips: c.Clips, Output: output})
	if err != nil {
		return nil, nil, errors.Join(unusable("sound.clips", c.Clips, err,
			"usuń ten wiersz albo wpisz folder z nagraniami", "take this line away, or write the folder of the recordings"), end())
	}
	return a, end, nil
}

// DisplayOptions of a wall monitor. Config and Log are required.
type DisplayOptions struct {
	Config  config.Config
	Version string
	Log     *slog.Logger
	// Screen to show scenes on; without one the monitor runs all the same.
	Screen Screen
	// Announcer that speaks where the office file says that this monitor does; it
	// is run by the monitor. Nil is silence.
	Announcer Announcer
	// Thermometers of the machine; none where it has none.
	Thermometers []sense.Thermometer
	// Dial are further options of the connection to the server, for tests.
	Dial []grpc.DialOption
	// Supervisor watches over the monitor; nil where nobody does.
	Supervisor Supervisor
	// Updating brings new versions of the image; nil where the device is not updated.
	Updating *Updating
}

// Display is a wall monitor with its voice.
type Display struct {
	o        DisplayOptions
	identity *enrol.Identity // nil in the clear
	link     *calls.Link
	loop     *loop.Loop[display.Model, display.Event, display.Effect]
	vitals   monitorVitals
	updater  *updater // nil where the device is not updated

	mu    sync.Mutex
	fonts *typeface.Fonts
	size  scene.Size
	scene scene.Scene
}

// NewDisplay puts a monitor together. Errors are those of the identity, which
// another program may have, and of an address that is none.
func NewDisplay(o DisplayOptions) (*Display, error) {
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	d := &Display{o: o, fonts: fonts, size: wall(o.Config, o.Config.Window.Width, o.Config.Window.Height)}
	d.vitals.Health = health.New(o.Version)
	d.loop = loop.New(loop.Machine[display.Model, display.Event, display.Effect]{
		Update: display.Update, Due: display.Due, Tick: display.Tick{}, Do: d.do,
		Changed: d.changed,
	}, display.New(time.Local))
	if d.identity, err = identityOf(o.Config, o.Version, o.Log, o.Dial); err != nil {
		return nil, err
	}
	d.link, err = calls.New(calls.Options{
		Options: line.Options{
			Server: o.Config.Server, Device: o.Config.Device, Office: o.Config.Office, Version: o.Version, Log: o.Log,
			Identity: proofOf(d.identity), Dial: o.Dial,
		},
		Notify: d.loop.Send,
	})
	if err != nil {
		return nil, fmt.Errorf("link: %w", err)
	}
	d.updater = newUpdater(o.Updating, o.Config, o.Log, d.vitals.Health, d.link.Updates(), d.watched())
	return d, nil
}

// wall is the panel of a size in pixels; without one, a usual one that lies.
func wall(c config.Config, width, height int) scene.Size {
	if width == 0 || height == 0 {
		width, height = display.Lying.W, display.Lying.H
	}
	inches := c.Screen.Inches
	if inches == 0 {
		inches = config.DefaultDisplayInches
	}
	return scene.Size{W: width, H: height, PPI: math.Hypot(float64(width), float64(height)) / inches}
}

// Run is the monitor's life: until ctx is done, or the screen fails. A voice that
// fails is told in the log, and the monitor goes on without it.
func (d *Display) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d.show()
	var parts sync.WaitGroup
	parts.Go(func() { d.loop.Run(ctx) })
	parts.Go(func() { supervise(ctx, d.o.Supervisor, d.loop.Alive, d.o.Screen) })
	parts.Go(func() { keepIdentity(ctx, d.identity, d.o.Log) })
	parts.Go(func() { _ = d.link.Run(ctx) }) // it ends with ctx only
	parts.Go(func() { d.updater.run(ctx) })
	parts.Go(func() { runVitals(ctx, d.vitals.Health, d.link.SayHealth, d.o.Thermometers, d.o.Config.Data) })
	voiceEnds := speaking(ctx, d.runVoice)
	var err error
	if d.o.Screen != nil {
		err = d.o.Screen.Run(ctx, (*pane)(d))
	} else {
		<-ctx.Done()
	}
	stop()
	parts.Wait()
	voiceEnds()
	return err
}

// runVoice lets the announcer speak until ctx is done.
func (d *Display) runVoice(ctx context.Context) {
	if d.o.Announcer == nil {
		return
	}
	hearken(d.o.Announcer, d.vitals.Health)
	if err := d.o.Announcer.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		d.o.Log.ErrorContext(ctx, "calls are not spoken any more", "err", err)
		d.vitals.Set(chart.NoSound, health.Warning, "calls are not spoken")
	}
}

// Model is the present state, for tests and whoever asks.
func (d *Display) Model() display.Model { return d.loop.Model() }

// Scene is what is on the glass now.
func (d *Display) Scene() scene.Scene {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.scene
}

// changed takes note of a model and makes the glass show it. It runs in the
// machine's goroutine.
func (d *Display) changed(m display.Model) {
	d.vitals.look(m)
	d.show()
	if d.o.Supervisor != nil {
		d.o.Supervisor.Say(displayStatus(m))
	}
}

// show lays the present model out and gives it to the screen. It asks for the
// model itself, so that of two callers the later shows the newer.
func (d *Display) show() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.scene = display.Scene(d.loop.Model(), d.size, d.fonts)
	if d.o.Screen != nil {
		d.o.Screen.Show(d.scene)
	}
}

// do hands an effect of the machine to the voice.
func (d *Display) do(effect display.Effect) {
	if d.o.Announcer == nil {
		return
	}
	switch f := effect.(type) {
	case display.SetVoice:
		d.o.Announcer.Set(f.Voice)
	case display.Speak:
		d.o.Announcer.Call(f.Call)
	case display.Silence:
		d.o.Announcer.Drop(f.TicketID)
	}
}

// pane is the monitor as its window knows it: people only look at it.
type pane Display

var _ ui.Glass = (*pane)(nil)

// Resized lays the present model out anew.
func (p *pane) Resized(width, height int) {
	d := (*Display)(p)
	d.mu.Lock()
	d.size = wall(d.o.Config, width, height)
	d.mu.Unlock()
	d.show()
}

// Touched does nothing.
func (*pane) Touched(ui.Touch) {}

// Pressed does nothing.
func (*pane) Pressed(ui.Key) {}
