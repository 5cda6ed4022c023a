package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/board"
	"numerek/appliance/config"
	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/health/sense"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/spoken"
	"numerek/appliance/link"
	"numerek/appliance/link/enrol"
	"numerek/appliance/loop"
	"numerek/appliance/printer"
	"numerek/appliance/scene"
	"numerek/appliance/tracing"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
)

// Screen is what scenes are shown on; *ui.Window is one.
type Screen interface {
	// Show puts a scene on the glass soon. Any goroutine may call it.
	Show(scene.Scene)
	// Run keeps the screen and tells glass what happens on it until ctx is done.
	Run(ctx context.Context, glass ui.Glass) error
}

var _ Screen = (*ui.Window)(nil)

// Options of a kiosk. Config and Log are required.
type Options struct {
	Config  config.Config
	Version string
	Log     *slog.Logger
	// Screen to show scenes on; without one the kiosk runs all the same.
	Screen Screen
	// OpenPort opens the line to the printer; nil means that there is no printer.
	OpenPort func(context.Context) (printer.Port, error)
	// Profile of the printer behind OpenPort.
	Profile printer.Profile
	// Board is the cabinet's lamps, relay and switches; nil where there are none.
	Board *board.Board
	// Voice for whoever cannot see the screen; it is run by the kiosk. Nil is silence.
	Voice Voice
	// Headphones tells of plugs that go into the headphone socket or come out of it,
	// until ctx is done; nil where there is none.
	Headphones func(ctx context.Context, plugged func(in bool))
	// Thermometers of the machine; none where it has none.
	Thermometers []sense.Thermometer
	// Traces of taps and papers; nil where nobody wants them.
	Traces *tracing.Device
	// Dial are further options of the connection to the server.
	Dial []grpc.DialOption
	// Supervisor watches over the kiosk; nil where nobody does.
	Supervisor Supervisor
	// Updating brings new versions of the image; nil where the device is not updated.
	Updating *Updating
}

// Kiosk is a ticket kiosk.
type Kiosk struct {
	o        Options
	log      *slog.Logger
	journal  *journal.Journal
	identity *enrol.Identity // nil in the clear
	link     *link.Link
	loop     *loop.Loop[kiosk.Model, kiosk.Event, kiosk.Effect]
	paper    *press
	vitals   *vitals
	updater  *updater // nil where the device is not updated

	ctx       context.Context //nolint:containedctx // Of Run: effects outlive the call that starts them.
	work      sync.WaitGroup  // effects under way
	glass     glass
	card      card
	heard     spoken.Heard          // by whoever listens; of the machine's goroutine
	cabinet   *cabinet              // for the technician
	inService bool                  // of the machine's goroutine
	stop      func()                // ends Run
	again     atomic.Pointer[error] // why Run has ended by itself

	leads bool // the light leads to a ticket; of the machine's goroutine
}

// New opens the journal and puts a kiosk together. Close it by running Run to
// its end. Errors are those of the journal, of which [ErrCard] is the one that
// people must read on the screen (see [Broken]), and of an address that is none.
func New(o Options) (*Kiosk, error) {
	if err := os.MkdirAll(o.Config.Data, 0o700); err != nil {
		return nil, dataFault(o.Config.Data, err)
	}
	book, state, err := journal.Open(filepath.Join(o.Config.Data, "journal"))
	if err != nil {
		return nil, dataFault(o.Config.Data, err)
	}
	k := &Kiosk{o: o, log: o.Log, journal: book, ctx: context.Background(), card: card{bell: make(chan struct{}, 1)}, cabinet: newCabinet(o.Config), vitals: newVitals(o.Version)}
	if err := k.assemble(state); err != nil {
		return nil, cardFault(errors.Join(err, book.Close()))
	}
	return k, nil
}

// assemble makes the parts and does what the last run left undone.
func (k *Kiosk) assemble(left journal.State) (err error) {
	mustClear, err := k.recover(left)
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	if k.journal.Newer() { // whatever that program had begun to print must not come out
		k.log.Warn("journal of a newer program kept aside")
		k.vitals.Set(chart.Version, health.Warning, "the journal of a newer program is kept aside until that program is back")
		mustClear = true
	}
	k.loop = loop.New(loop.Machine[kiosk.Model, kiosk.Event, kiosk.Effect]{
		Update: kiosk.Update, Due: kiosk.Due, Tick: kiosk.Tick{}, Do: k.do, Changed: k.changed,
	}, kiosk.New(time.Local))
	if k.identity, err = identityOf(k.o.Config, k.o.Version, k.log, k.o.Dial); err != nil {
		return err
	}
	k.link, err = link.New(link.Options{
		Server: k.o.Config.Server, Device: k.o.Config.Device, Office: k.o.Config.Office, Version: k.o.Version,
		Memory: (*memory)(k), PaperAfter: k.vitals.paperAfter, Notify: k.loop.Send, Log: k.log, Identity: proofOf(k.identity), Dial: k.o.Dial,
	})
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	if k.paper, err = newPress(k.o, mustClear); err != nil {
		return err
	}
	k.updater = newUpdater(k.o.Updating, k.o.Config, k.log, k.vitals.Health, k.link.Updates(), k.watched())
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	k.glass = glass{fonts: fonts, size: panel(k.o.Config, k.o.Config.Window.Width, k.o.Config.Window.Height)}
	return nil
}

// panel is the glass of a size in pixels; without one, that of an upright 21.5 inch panel.
func panel(c config.Config, width, height int) scene.Size {
	if width == 0 || height == 0 {
		width, height = scene.Portrait.W, scene.Portrait.H
	}
	inches := c.Screen.Inches
	if inches == 0 {
		inches = config.DefaultInches
	}
	return scene.Size{W: width, H: height, PPI: math.Hypot(float64(width), float64(height)) / inches}
}

// Run is the kiosk's life: until ctx is done, or the screen fails. It waits for a
// paper that is under way, and for nothing else that takes long.
func (k *Kiosk) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	k.ctx, k.stop = ctx, stop
	k.changed(k.loop.Model())
	var parts sync.WaitGroup
	parts.Go(func() { k.loop.Run(ctx) })
	parts.Go(func() { supervise(ctx, k.o.Supervisor, k.loop.Alive, k.o.Screen) })
	parts.Go(func() { keepIdentity(ctx, k.identity, k.log) })
	parts.Go(func() { _ = k.link.Run(ctx) }) // it ends with ctx only
	parts.Go(func() { k.watchJournal(ctx) })
	parts.Go(func() { k.updater.run(ctx) })
	parts.Go(func() { runVitals(ctx, k.vitals.Health, k.link.SayHealth, k.o.Thermometers, k.o.Config.Data) })
	parts.Go(func() { k.runBoard(ctx) })
	parts.Go(func() { k.watchService(ctx) })
	if k.o.Headphones != nil {
		parts.Go(func() { k.o.Headphones(ctx, func(in bool) { k.send(kiosk.Headphones{In: in}) }) })
	}
	voiceEnds := speaking(ctx, k.runVoice)
	// The printer outlives the rest: a paper under way is finished.
	var printing sync.WaitGroup
	paperCtx, stopPaper := context.WithCancel(context.WithoutCancel(ctx))
	defer stopPaper()
	printing.Go(func() { k.paper.run(paperCtx, k.send) })

	var err error
	if k.o.Screen != nil {
		err = k.o.Screen.Run(ctx, (*touchscreen)(k))
	} else {
		<-ctx.Done()
	}
	stop()
	parts.Wait()
	k.work.Wait()
	stopPaper()
	printing.Wait()
	voiceEnds()
	if why := k.again.Load(); why != nil {
		err = errors.Join(err, *why)
	}
	return errors.Join(err, k.journal.Close())
}

// Model is the present state, for tests and whoever asks.
func (k *Kiosk) Model() kiosk.Model { return k.loop.Model() }

// Scene is what is on the glass now.
func (k *Kiosk) Scene() scene.Scene { return k.glass.now() }

// Unfinished are the requests that the server has not acknowledged yet.
func (k *Kiosk) Unfinished() []journal.Entry { return k.journal.State().Open }

// send gives the machine an event.
func (k *Kiosk) send(e kiosk.Event) { k.loop.Send(k.ctx, e) }

// changed makes the glass show a model. It runs in the machine's goroutine.
func (k *Kiosk) changed(m kiosk.Model) {
	k.glass.show(k.loop.Model, k.o.Screen)
	k.speak(m)
	k.lights(m)
	k.vitals.look(m)
	k.serviced(m)
	if k.o.Supervisor != nil {
		k.o.Supervisor.Say(kioskStatus(m))
	}
}

// do starts an effect of the machine and comes back at once.
func (k *Kiosk) do(effect kiosk.Effect) {
	onGlass := k.loop.Model().OnGlass
	catalog, zone := k.loop.Model().Catalog, k.loop.Model().Zone
	k.keepTicket(effect)
	if _, issue := effect.(kiosk.Issue); issue {
		k.vitals.ask()
	}
	k.work.Go(func() {
		switch f := effect.(type) {
		case kiosk.Issue:
			k.issue(f, onGlass)
		case kiosk.Print:
			k.print(f, catalog, zone)
		case kiosk.Report:
			k.report(f)
		case kiosk.Serve:
			k.serve(f.Order, catalog, zone)
		}
	})
}
