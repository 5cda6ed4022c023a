package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"numerek/appliance/config"
	"numerek/appliance/display"
	"numerek/appliance/health"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/updates"
	"numerek/appliance/loop"
	"numerek/appliance/ui"
	"numerek/appliance/update"
	"numerek/appliance/update/rauc"
)

// Slots are the two halves of a card, of which one runs; *rauc.Service is some.
type Slots interface {
	// State asks how the machine stands.
	State(ctx context.Context) (rauc.State, error)
	// Install installs a bundle into the slot that does not run.
	Install(ctx context.Context, from rauc.Source, progress func(percent int)) error
	// Activate makes the slot that does not run the one that boots next.
	Activate(ctx context.Context) error
	// MarkGood says that the slot that runs is good.
	MarkGood(ctx context.Context) error
}

var _ Slots = (*rauc.Service)(nil)

// Updating is what a device needs that is updated.
type Updating struct {
	Slots   Slots
	Version string       // of the image that runs
	Restart func() error // restarts the whole machine, soon
	// FewTries says that the slot which runs has as few tries left as one on trial.
	FewTries bool
	Pace     update.Pace
	// Look is how often is looked whether anybody is there, and how the printer is; 0 is
	// every ten seconds.
	Look time.Duration
}

const (
	// lookEvery is how often is looked whether somebody is there, and how the printer is.
	lookEvery = 10 * time.Second
	// deedLimit is how long RAUC or the server may take for one answer.
	deedLimit = 30 * time.Second
	// installLimit is how long an installation may take: the whole bundle over a line of
	// 20 kB/s.
	installLimit = 4 * time.Hour
	// probeLimit is how long is waited for a server that is known to be away.
	probeLimit = 5 * time.Second
	// restartAgain is the pause between two tries to restart.
	restartAgain = time.Minute
	// keptFile is among the device's data; the version before reads it, too.
	keptFile = "update.json"
	// conditionUpdate is the condition of a version that has failed.
	conditionUpdate = "update"
)

// present is what an update needs to know of what the device is doing.
type present struct {
	alone      func() bool
	printer    func() update.Printer // nil where there is none
	drawn      func(ctx context.Context) error
	hasPrinter bool
}

// updater runs the machine of updates.
type updater struct {
	o      Updating
	config config.Config
	log    *slog.Logger
	health *health.Health
	server *updates.Client
	device present
	loop   *loop.Loop[update.Model, update.Event, update.Effect]
	ctx    context.Context //nolint:containedctx // Of run: effects outlive the call that starts them.
	work   sync.WaitGroup
	disk   sync.Mutex // what is kept is written in order
}

// newUpdater returns one that does nothing until it runs; nil for a device that is not
// updated.
func newUpdater(o *Updating, c config.Config, log *slog.Logger, h *health.Health, server *updates.Client, device present) *updater {
	if o == nil {
		return nil
	}
	u := &updater{o: *o, config: c, log: log, health: h, server: server, device: device}
	u.loop = loop.New(loop.Machine[update.Model, update.Event, update.Effect]{
		Update: update.Update, Due: update.Due, Tick: update.Tick{}, Do: u.do, Changed: u.changed,
	}, update.New(u.o.Pace))
	return u
}

// run keeps the device up to date until ctx is done.
func (u *updater) run(ctx context.Context) {
	if u == nil {
		return
	}
	u.ctx = ctx
	var parts sync.WaitGroup
	parts.Go(func() { u.loop.Run(ctx) })
	parts.Go(func() {
		if u.device.drawn(ctx) == nil {
			u.send(update.Drawn{})
		}
	})
	parts.Go(func() { u.look(ctx) })
	u.start(ctx)
	parts.Wait()
	u.work.Wait()
}

func (u *updater) send(e update.Event) { u.loop.Send(u.ctx, e) }

// look tells the machine what the device is doing.
func (u *updater) look(ctx context.Context) {
	again := time.NewTicker(cmp.Or(u.o.Look, lookEvery))
	defer again.Stop()
	for {
		u.send(update.Alone{Alone: u.device.alone()})
		if u.device.hasPrinter {
			u.send(update.PrinterIs{State: u.device.printer()})
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// start finds out what runs, however long that takes.
func (u *updater) start(ctx context.Context) {
	for {
		call, cancel := context.WithTimeout(ctx, deedLimit)
		state, err := u.o.Slots.State(call)
		cancel()
		if err == nil {
			u.log.InfoContext(ctx, "slots known", "slot", state.Booted, "version", u.o.Version, "other", state.Other, "next", state.Primary)
			u.send(update.Started{
				Version: u.o.Version, Slot: state.Booted, Other: state.Other, Compatible: state.Compatible, Uptime: seen(uptime(), unseenFile),
				HasPrinter: u.device.hasPrinter, Kept: u.recall(ctx),
			})
			return
		}
		u.log.WarnContext(ctx, "slots not known", "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(deedLimit):
		}
	}
}

// uptime is how long the machine has run, whatever its clock says.
func uptime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// changed runs in the machine's goroutine.
func (u *updater) changed(m update.Model) {
	u.health.Hold(conditionUpdate, m.Trouble != "", health.Warning, m.Trouble)
}

// do starts an effect of the machine and comes back at once.
func (u *updater) do(effect update.Effect) {
	m := u.loop.Model()
	u.work.Go(func() {
		ctx, cancel := context.WithTimeout(u.ctx, deedLimit)
		defer cancel()
		switch f := effect.(type) {
		case update.Ask:
			u.ask(ctx, m)
		case update.Install:
			u.install(f.Offer)
		case update.Keep:
			u.send(update.Remembered{Err: u.told(u.keep(f.Kept), "remember")})
		case update.Activate:
			u.send(update.Activated{Err: u.told(u.o.Slots.Activate(ctx), "activate")})
		case update.MarkGood:
			u.send(update.MarkedGood{Err: u.told(u.o.Slots.MarkGood(ctx), "mark good")})
		case update.Report:
			u.log.InfoContext(ctx, "update", "version", f.Report.Version, "phase", f.Report.Phase, "percent", f.Report.Percent, "reason", f.Report.Reason)
			u.send(update.Acknowledged{Err: u.server.Say(ctx, f.Report, m.Slot)})
		case update.Restart:
			u.restart()
		}
	})
}

// told writes an error into the log and returns it.
func (u *updater) told(err error, what string) error {
	if err != nil {
		u.log.ErrorContext(u.ctx, "update does not go on", "what", what, "err", err)
	}
	return err
}

func (u *updater) ask(ctx context.Context, m update.Model) {
	offer, wait, err := u.server.Next(ctx, m.Version, m.Compatible, m.Slot)
	if err != nil {
		u.send(update.NoAnswer{KnownAway: u.knownAway(ctx)})
		return
	}
	u.send(update.Offered{Offer: offer, Wait: wait})
}

// knownAway says that the server's machine answers, and that nobody is at the port: the
// network works, and the fault is not this device's.
func (u *updater) knownAway(ctx context.Context) bool {
	d := net.Dialer{Timeout: probeLimit}
	conn, err := d.DialContext(context.WithoutCancel(ctx), "tcp", u.config.Server)
	if err == nil {
		_ = conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func (u *updater) install(o update.Offer) {
	ctx, cancel := context.WithTimeout(u.ctx, installLimit)
	defer cancel()
	own := filepath.Join(u.config.Data, "identity")
	err := u.o.Slots.Install(ctx, rauc.Source{
		Location:    "https://" + u.config.Server + o.Path,
		Certificate: filepath.Join(own, "certificate.pem"), Key: filepath.Join(own, "key.pem"), Authority: filepath.Join(own, "authority.pem"),
	}, func(percent int) { u.send(update.Progressed{Percent: percent}) })
	if err != nil {
		u.log.WarnContext(u.ctx, "update not installed", "version", o.Version, "err", err)
		u.send(update.NotInstalled{Reason: strings.Join(strings.Fields(err.Error()), " ")})
		return
	}
	u.send(update.Installed{})
}

// restart asks for the end of everything until it comes.
func (u *updater) restart() {
	for {
		u.log.InfoContext(u.ctx, "device restarts", "why", "update")
		_ = u.told(u.o.Restart(), "restart")
		select {
		case <-u.ctx.Done():
			return
		case <-time.After(restartAgain):
		}
	}
}

// recall and keep are about what outlives a restart. A file that cannot be read is as
// good as none: the version that runs is then taken for good.
func (u *updater) recall(ctx context.Context) update.Kept {
	k, err := recallFrom(u.config.Data)
	if err != nil {
		u.log.WarnContext(ctx, "what was kept of the last update is lost", "err", err)
		return update.Kept{}
	}
	return k
}

// recallFrom reads what was kept in the folder of a device's data; no file is nothing.
func recallFrom(folder string) (update.Kept, error) {
	text, err := os.ReadFile(filepath.Join(folder, keptFile))
	if errors.Is(err, os.ErrNotExist) {
		return update.Kept{}, nil
	}
	if err != nil {
		return update.Kept{}, err
	}
	return update.KeptFrom(text)
}

func (u *updater) keep(k update.Kept) error {
	u.disk.Lock()
	defer u.disk.Unlock()
	text, err := k.Text()
	if err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(u.config.Data, keptFile), text); err != nil {
		return fmt.Errorf("%s: %w", keptFile, err)
	}
	return nil
}

// watched is what an update needs to know of a kiosk: nobody is at it while its first
// screen is clean, no sensor sees anybody, and no technician is inside.
func (k *Kiosk) watched() present {
	return present{
		alone: func() bool {
			m := k.loop.Model()
			return m.Clean() && !m.Technician.Open() && !m.Near() && time.Since(m.Touched) > lookEvery
		},
		printer: func() update.Printer { return printerNow(k.paper.conditions()) },
		drawn:   drawnOn(k.o.Screen), hasPrinter: k.paper.printer != nil,
	}
}

// printerNow is how a printer is, as far as updates go. One that has not been heard of
// yet counts as gone.
func printerNow(all []kiosk.Condition) update.Printer {
	state := update.Ready
	for _, c := range all {
		switch c {
		case kiosk.PrinterGone:
			return update.Gone
		case kiosk.PaperLow:
		default:
			state = update.Troubled
		}
	}
	return state
}

// quietFor is how long nobody must have been called at a monitor; what people have just
// heard, they look up again.
const quietFor = 5 * time.Minute

// watched is what an update needs to know of a monitor: nobody looks at it while nobody
// is called.
func (d *Display) watched() present {
	return present{
		alone: func() bool {
			return !slices.ContainsFunc(d.loop.Model().Rows, func(r display.Row) bool { return time.Since(r.Since) < quietFor })
		},
		drawn: drawnOn(d.o.Screen),
	}
}

// drawing is a screen that says when the first picture is on it; *ui.Window is one.
type drawing interface {
	Drawn(ctx context.Context) error
}

var _ drawing = (*ui.Window)(nil)

// drawnOn returns when a screen has drawn; without one there is nothing to wait for.
func drawnOn(s Screen) func(context.Context) error {
	if window, ok := s.(drawing); ok {
		return window.Drawn
	}
	return func(context.Context) error { return nil }
}
