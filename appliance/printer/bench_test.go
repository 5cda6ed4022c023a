package printer_test

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/slip"
)

// bench is a printer, its driver and somebody who collects the papers.
type bench struct {
	t       *testing.T
	profile printer.Profile
	texts   []asText // slips that are printed as text, if any
	sim     *simulator.Printer
	printer *printer.Printer

	mu         sync.Mutex
	papers     []bitmap.Bitmap
	conditions []printer.Condition
}

// onBench runs story in virtual time with a connected and idle printer.
func onBench(t *testing.T, profile printer.Profile, options simulator.Options, story func(*bench)) {
	t.Helper()
	onBenchWith(t, profile, options, nil, story)
}

// relay is the relay of the power of a printer on the bench.
type relay struct {
	*bench

	cycles int
	fails  error
}

// Cycle implements printer.Power.
func (r *relay) Cycle(context.Context) error {
	if r.cycles++; r.fails != nil {
		return r.fails
	}
	r.sim.Power(false)
	time.Sleep(5 * time.Second)
	r.sim.Power(true)
	return nil
}

// onBenchWith is onBench with a relay, or without where it is nil.
func onBenchWith(t *testing.T, profile printer.Profile, options simulator.Options, power *relay, story func(*bench)) {
	t.Helper()
	onBenchOver(t, profile, options, power, func(c *simulator.Conn) printer.Port { return c }, story)
}

// onBenchOver is onBenchWith with something on the line between driver and printer.
func onBenchOver(
	t *testing.T, profile printer.Profile, options simulator.Options, power *relay, line func(*simulator.Conn) printer.Port, story func(*bench),
) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, profile: profile}
		options.OnPaper = func(p simulator.Paper) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.papers = append(b.papers, p.Picture)
		}
		b.sim = simulator.New(options)
		setUp := printer.Options{Profile: profile}
		if power != nil {
			power.bench, setUp.Power = b, power
		}
		b.printer = printer.New(func(context.Context) (printer.Port, error) {
			c, err := b.sim.Connect()
			if err != nil {
				return nil, err
			}
			return line(c), nil
		}, setUp)
		defer b.printer.Watch(func(c printer.Condition) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.conditions = append(b.conditions, c)
		})()
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.printer.Run(ctx); err != nil {
				t.Errorf("got %v from Run, want none", err)
			}
		})
		defer running.Wait()
		defer cancel()
		defer b.sim.Close()
		time.Sleep(10 * time.Second)
		story(b)
	})
}

func epson(baud int) (printer.Profile, simulator.Options) {
	return printer.Epson(576, baud), simulator.Options{
		Personality: simulator.Epson, Baud: baud, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond,
		Stall: time.Second,
	}
}

func simple(baud int) (printer.Profile, simulator.Options) {
	return printer.Fenced(576, baud), simulator.Options{
		Personality: simulator.Simple, Baud: baud, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond,
		Stall: time.Second,
	}
}

// threeWire is an Epson on a cable without flow control.
func threeWire(baud int) (printer.Profile, simulator.Options) {
	profile, options := epson(baud)
	profile.ThreeWire, options.ThreeWire = true, true
	return profile, options
}

type kind = func(baud int) (printer.Profile, simulator.Options)

func kinds() map[string]kind {
	return map[string]kind{"epson": epson, "simple": simple, "three_wire": threeWire}
}

// asText is a slip as text, and as it looks on paper.
type asText struct {
	picture bitmap.Bitmap
	text    slip.Text
}

// printWith prints a slip, and tears it off where the printer has no knife.
func (b *bench) printWith(picture bitmap.Bitmap, commit func() error) printer.Result {
	for _, t := range b.texts {
		if t.picture.Equal(picture) {
			return b.torn(b.printer.PrintText(b.t.Context(), t.text, commit))
		}
	}
	return b.torn(b.printer.Print(b.t.Context(), picture, commit))
}

// torn tears a slip off where the printer has no knife.
func (b *bench) torn(r printer.Result) printer.Result {
	if b.profile.NoCutter && b.done(r) {
		b.sim.Tear()
	}
	return r
}

func (b *bench) print(slip bitmap.Bitmap) printer.Result { return b.printWith(slip, commit) }

// done says that a slip is on paper as far as the printer can say it.
func (b *bench) done(r printer.Result) bool {
	return r.Outcome == printer.Printed || b.profile.Status == printer.NoStatus && r.Outcome == printer.Unknown
}

// release is the attendant who looks into a printer that is locked.
func (b *bench) release() {
	if b.profile.NoCutter {
		b.sim.Tear()
	}
	if !b.condition().Locked {
		return
	}
	if c, err := b.printer.Confirm(b.t.Context()); err != nil || !c.Ready {
		b.t.Fatalf("got %+v, %v after an attendant has confirmed, want it ready", c, err)
	}
}

// pass lets virtual time pass.
func (b *bench) pass(d time.Duration) { time.Sleep(d) }

// fallen gives the papers that have fallen so far.
func (b *bench) fallen() []bitmap.Bitmap {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bitmap.Bitmap(nil), b.papers...)
}

// condition is the newest condition that was published.
func (b *bench) condition() printer.Condition {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.conditions) == 0 {
		return printer.Condition{}
	}
	return b.conditions[len(b.conditions)-1]
}

// whole counts the papers, fallen or hanging in the slot, on which all of the slip can be seen.
func (b *bench) whole(want bitmap.Bitmap) int {
	n := 0
	for _, p := range append(b.fallen(), b.sim.Uncut()) {
		if shows(p, want) {
			n++
		}
	}
	return n
}

// inked says whether anything at all is on paper.
func (b *bench) inked() bool {
	for _, p := range append(b.fallen(), b.sim.Uncut()) {
		if len(bytes.Trim(p.Bits, "\x00")) > 0 {
			return true
		}
	}
	return false
}

// shows says that all the ink of the slip stands on the paper, below any number of other rows.
func shows(paper, slip bitmap.Bitmap) bool {
	for slip.RowBlank(slip.H - 1) {
		slip = slip.Rows(0, slip.H-1)
	}
	for y := 0; y+slip.H <= paper.H; y++ {
		if bytes.Equal(paper.Rows(y, y+slip.H).Bits, slip.Bits) {
			return true
		}
	}
	return false
}

// is says that the paper is this slip, and blank below it.
func is(paper, slip bitmap.Bitmap) bool {
	if paper.H < slip.H || !paper.Rows(0, slip.H).Equal(slip) {
		return false
	}
	return len(bytes.Trim(paper.Rows(slip.H, paper.H).Bits, "\x00")) == 0
}

// drawn draws a paper that looks like a ticket to a printer: blank margins, lines of text, a big number, a dense square.
// Different numbers give different slips.
func drawn(number int) bitmap.Bitmap {
	b := bitmap.New(576, 420)
	for y := range b.H {
		for x := range b.W {
			text := y > 12 && y < 120 && y/6%3 != 0 && x > 60 && x < 500 && (x*7+y*13+number)%5 < 2
			digit := y > 150 && y < 280 && x > 100 && x < 480 && number>>(x/40)&1 == 1 && x%40 < 30
			square := y > 300 && y < 400 && x > 230 && x < 330 && (x/4*31+y/4*17+number)%3 == 0
			b.Set(x, y, text || digit || square)
		}
	}
	return b
}

func commit() error { return nil }
