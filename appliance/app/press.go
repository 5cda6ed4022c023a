package app

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/printer"
	"numerek/appliance/slip"
	"numerek/appliance/typeface"
)

// clearTries is how often a printer that answers is asked to forget the job of
// the last run, before the kiosk goes on without its confirmation.
const clearTries = 3

// press is the kiosk's printer, or the lack of one.
type press struct {
	printer *printer.Printer // nil: there is none
	profile printer.Profile
	paper   slip.Paper

	mu       sync.Mutex // fonts are used by one goroutine at a time
	fonts    *typeface.Fonts
	now      printer.Condition
	leftover bool // a job of the last run may still be in the printer
	changed  chan struct{}

	spent atomic.Pointer[spent] // paper that is not in the service book yet
}

// newPress returns the printer of the options. mustClear says that it may hold
// a job of the last run.
func newPress(o Options, mustClear bool) (*press, error) {
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	p := &press{fonts: fonts, changed: make(chan struct{}, 1), now: printer.Condition{Gone: true}}
	if o.OpenPort == nil {
		return p, nil
	}
	p.leftover, p.profile = mustClear, o.Profile
	p.paper = slip.Paper{Dots: o.Profile.Dots, DPI: float64(o.Profile.DPI)}
	options := printer.Options{Profile: o.Profile, Log: o.Log}
	if o.Board != nil && o.Board.CutsPower() {
		options.Power = o.Board
	}
	p.printer = printer.New(o.OpenPort, options)
	return p, nil
}

// run keeps the printer and tells the machine what stands in the way of
// printing, until ctx is done.
func (p *press) run(ctx context.Context, send func(kiosk.Event)) {
	if p.printer == nil {
		send(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PrinterGone}})
		<-ctx.Done()
		return
	}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { _ = p.printer.Run(ctx) })
	stop := p.printer.Watch(p.watch)
	defer stop()
	var said []kiosk.Condition
	for first := true; ; first = false {
		p.clear(ctx)
		if now := p.conditions(); first || !slices.Equal(said, now) {
			said = now
			send(kiosk.PrinterChanged{Conditions: now})
		}
		select {
		case <-ctx.Done():
			return
		case <-p.changed:
		}
	}
}

// watch takes note of a condition. It runs in the goroutine that owns the line.
func (p *press) watch(c printer.Condition) {
	p.mu.Lock()
	p.now = c
	p.mu.Unlock()
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// clear makes a printer that answers forget the job of the last run.
func (p *press) clear(ctx context.Context) {
	p.mu.Lock()
	wanted := p.leftover && !p.now.Gone
	p.mu.Unlock()
	for range clearTries {
		if !wanted || p.printer.ClearLeftover(ctx) {
			break
		}
	}
	if wanted && ctx.Err() == nil {
		p.mu.Lock()
		p.leftover = p.now.Gone
		p.mu.Unlock()
	}
}

// check asks the printer now.
func (p *press) check(ctx context.Context) []kiosk.Condition {
	if p.printer == nil {
		return []kiosk.Condition{kiosk.PrinterGone}
	}
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	c, err := p.printer.Check(ctx)
	if err != nil {
		return []kiosk.Condition{kiosk.PrinterGone} // busy for longer than a person waits
	}
	p.watch(c)
	return p.conditions()
}

// conditions are what the machine knows of the printer.
func (p *press) conditions() []kiosk.Condition {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leftover {
		return []kiosk.Condition{kiosk.PrinterGone} // not to be used yet
	}
	return conditionsOf(p.now)
}

// conditionsOf translates what the printer says.
func conditionsOf(c printer.Condition) (all []kiosk.Condition) {
	for _, is := range []struct {
		so        bool
		condition kiosk.Condition
	}{
		{c.PaperLow, kiosk.PaperLow},
		{c.PaperOut, kiosk.PaperOut},
		{c.CoverOpen, kiosk.CoverOpen},
		{c.CutterError, kiosk.CutterStuck},
		{c.Gone, kiosk.PrinterGone},
	} {
		if is.so {
			all = append(all, is.condition)
		}
	}
	if !c.Ready && ready(all) { // off line for a reason that has no word
		all = append(all, kiosk.PrinterGone)
	}
	return all
}

// ready says that nothing stands in the way of printing.
func ready(all []kiosk.Condition) bool {
	return !slices.ContainsFunc(all, func(c kiosk.Condition) bool { return c != kiosk.PaperLow })
}

// slipOf says on paper what the ticket and the catalogue know of it.
func slipOf(t kiosk.Ticket, c kiosk.Catalog, zone *time.Location) slip.Slip {
	in := func(w kiosk.Words) string { return w.In(t.Language, c.Languages...) }
	s := slip.Slip{
		Lang: t.Language, Office: in(c.OfficeName), Number: t.Number, Ahead: t.Ahead, Wait: slip.Wait(t.Wait), IssuedAt: t.IssuedAt.In(zone),
		Building: in(c.LocationName), StatusURL: t.StatusURL, Priority: t.Priority,
	}
	if !t.Booked.IsZero() {
		s.Booked = t.Booked.In(zone)
	}
	for _, service := range c.Services {
		if service.ID != t.ServiceID {
			continue
		}
		s.Service, s.ServiceLocal = in(service.Label), service.Label.In(c.Languages[0])
		for _, d := range c.Departments {
			if d.ID == service.DepartmentID {
				s.Place = cmp.Or(in(d.Place), in(d.Name))
			}
		}
	}
	return s
}
