package probe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/escpos"
)

// Options say how a printer is probed.
type Options struct {
	// Open opens the line at a speed.
	Open  func(ctx context.Context, baud int) (printer.Port, error)
	Baud  int  // 0: it is tried out
	Quiet bool // nothing is printed
	// Ask has a person answer a question about the page; an empty answer is none. Nil: nobody is there.
	Ask func(question string) string
}

// Errors of a probe.
var (
	ErrSilent   = errors.New("the printer answers nothing at any speed; if it never does, say the speed of its line")
	ErrNotReady = errors.New("the printer is not ready: see to its paper, its cover and its knife first")
)

// bauds are the speeds that are tried, the likeliest first.
var bauds = []int{115200, 38400, 9600, 19200, 57600, 230400}

// Finding is one property and how it was found out.
type Finding struct{ What, Found, How string }

// Report is what was found out.
type Report struct {
	Findings []Finding
	Profile  printer.Profile
}

// probe is a probe on its way.
type probe struct {
	*line

	options Options
	report  Report
	answers bool // something was answered
}

// found notes a property.
func (p *probe) found(what, found, how string) {
	p.report.Findings = append(p.report.Findings, Finding{what, found, how})
}

// Run probes a printer. The error is ErrSilent, with the report of what follows from that, that of the line, or that of ctx.
func Run(ctx context.Context, options Options) (Report, error) {
	p := &probe{options: options}
	p.report.Profile = printer.Fenced(0, 0)
	if err := p.open(ctx); err != nil {
		return p.report, err
	}
	err := p.run(ctx)
	return p.report, errors.Join(err, p.close())
}

// open opens the line at the speed at which the printer answers.
func (p *probe) open(ctx context.Context) error {
	speeds, how := bauds, "tried out: DLE EOT 1, GS r and GS I"
	if p.options.Baud > 0 {
		speeds, how = []int{p.options.Baud}, "given"
	}
	for i, baud := range speeds {
		port, err := p.options.Open(ctx, baud)
		if err != nil {
			return err
		}
		p.line = newLine(port, baud)
		heard, err := p.hears(ctx)
		if err != nil {
			return errors.Join(err, p.close())
		}
		p.answers = heard
		if heard || p.options.Baud > 0 {
			p.report.Profile.Baud = baud
			p.found("speed of the line", fmt.Sprintf("%d baud", baud), how)
			return nil
		}
		if err := p.close(); err != nil {
			return err
		}
		if i == len(speeds)-1 {
			return ErrSilent
		}
	}
	return nil
}

// hears says that the printer answers something that makes sense at this speed.
func (p *probe) hears(ctx context.Context) (bool, error) {
	// Zeros end what an earlier host may have broken off.
	if err := p.send(append(escpos.Padding(64), escpos.Initialize()...)); err != nil {
		return false, err
	}
	for _, question := range [][]byte{escpos.AskStatus(1), escpos.AskInfo(67), escpos.AskPaper(), escpos.AskOldPaper()} {
		said, err := p.try(ctx, question)
		if err != nil {
			return false, err
		}
		// A wrong speed gives noise: several bytes, or bits that no answer has.
		if len(said) == 1 && said[0]&0x81 == 0 || len(said) > 2 && said[0] == '_' && said[len(said)-1] == 0 {
			return true, nil
		}
	}
	return false, nil
}

// run asks everything, and prints the page.
func (p *probe) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		p.names, p.status, p.fence, p.automatic, p.counter, p.presenter, p.processID, p.clear, p.code,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	p.byName()
	if p.options.Quiet || p.options.Ask == nil {
		p.found("guided page", "not printed", "asked to be quiet, or nobody is there to read it")
		p.conclude()
		return nil
	}
	if err := p.page(ctx); err != nil {
		return err
	}
	p.conclude()
	return nil
}

// names asks who the printer is.
func (p *probe) names(ctx context.Context) error {
	var name []string
	for _, q := range []struct {
		n    byte
		what string
	}{{66, "maker"}, {67, "model"}, {65, "firmware"}, {68, "serial number"}} {
		said, err := p.try(ctx, escpos.AskInfo(q.n))
		if err != nil {
			return err
		}
		a, ok := decode(said, escpos.Nothing, escpos.Info)
		if !ok {
			p.found(q.what, "not said", fmt.Sprintf("GS I %d: %s", q.n, raw(said)))
			continue
		}
		p.found(q.what, a.Text, fmt.Sprintf("GS I %d", q.n))
		if q.n == 66 || q.n == 67 {
			name = append(name, strings.Fields(strings.ToLower(a.Text))...)
		}
	}
	p.report.Profile.Name = strings.Join(append([]string{"probed"}, name...), "-")
	return nil
}

// status asks for the condition in every way.
func (p *probe) status(ctx context.Context) error {
	prof := &p.report.Profile
	answered, loose := 0, false
	var now escpos.Status
	for n := byte(1); n <= 4; n++ {
		said, err := p.try(ctx, escpos.AskStatus(n))
		if err != nil {
			return err
		}
		if len(said) == 1 {
			answered++
			loose = loose || said[0]&0x93 != 0x12
			now = now.WithRealTime(n, said[0])
		}
		p.found(fmt.Sprintf("status %d", n), raw(said), fmt.Sprintf("DLE EOT %d", n))
	}
	if now.Stuck() {
		return fmt.Errorf("%w: %+v", ErrNotReady, now)
	}
	switch {
	case answered < 4:
		prof.Status = printer.PaperOnly
		p.found("condition", "not in real time", "DLE EOT 1 to 4 are not all answered")
	case loose:
		prof.Loose = true
		p.found("condition", "in real time, without the fixed bits", "DLE EOT 1 to 4")
	default:
		p.found("condition", "in real time", "DLE EOT 1 to 4, fixed bits as in the manual")
	}
	return nil
}

// fence finds the question that is answered in its turn.
func (p *probe) fence(ctx context.Context) error {
	prof := &p.report.Profile
	for _, q := range []struct {
		by       printer.Fence
		question []byte
		expected escpos.Expected
		kind     escpos.Kind
		name     string
	}{
		{printer.FenceInfo, escpos.AskInfo(67), escpos.Nothing, escpos.Info, "GS I 67"},
		{printer.FencePaper, escpos.AskPaper(), escpos.APlain, escpos.Plain, "GS r 1"},
		{printer.FenceOld, escpos.AskOldPaper(), escpos.APlain, escpos.Plain, "ESC v"},
	} {
		said, err := p.try(ctx, q.question)
		if err != nil {
			return err
		}
		_, ok := decode(said, q.expected, q.kind)
		p.found("question in its turn", raw(said), q.name)
		if ok && prof.Fence == "" {
			prof.Fence = q.by
		}
	}
	if prof.Status == printer.PaperOnly {
		switch prof.Fence {
		case printer.FencePaper, printer.FenceOld:
		case printer.FenceInfo:
			prof.Fence = printer.FencePaper // The one question has to tell of the paper, too.
		default:
			prof.Status = printer.NoStatus
		}
	}
	if prof.Fence == "" {
		prof.Fence = printer.FenceTime
		if prof.Status != printer.NoStatus {
			return p.statusInTurn(ctx)
		}
	}
	return nil
}

// slowFeed is paper enough to see whether an answer waits for it: 100 mm take a third of a second and more.
const slowFeed = 800

// statusInTurn sees whether DLE EOT waits for what was sent before.
func (p *probe) statusInTurn(ctx context.Context) error {
	if p.options.Quiet {
		p.found("DLE EOT in its turn", "not tried", "it takes paper; taken as answered at once")
		return nil
	}
	begun := time.Now()
	if _, err := p.ask(ctx, append(escpos.Feed(slowFeed), escpos.AskStatus(1)...), 5*time.Second); err != nil {
		return err
	}
	took := time.Since(begun) - gapTime
	if took > 250*time.Millisecond {
		p.report.Profile.Fence = printer.FenceStatus
	}
	p.found("DLE EOT in its turn", yes(p.report.Profile.Fence == printer.FenceStatus),
		fmt.Sprintf("answered %d ms after 100 mm of paper were asked for", took.Milliseconds()))
	return nil
}

// automatic sees whether changes are reported.
func (p *probe) automatic(ctx context.Context) error {
	said, err := p.ask(ctx, escpos.AutoStatus(true), answerTime)
	if err != nil {
		return err
	}
	_, ok := decode(said, escpos.Nothing, escpos.AutomaticStatus)
	p.report.Profile.AutoStatus = ok
	p.found("reports changes by itself", yes(ok), "GS a 14: "+raw(said))
	return p.send(append(escpos.AutoStatus(false), escpos.Initialize()...))
}

// counter reads the counters.
func (p *probe) counter(ctx context.Context) error {
	said, err := p.try(ctx, escpos.AskCounter(escpos.CounterCuts))
	if err != nil {
		return err
	}
	if a, ok := decode(said, escpos.Nothing, escpos.Info); ok {
		p.report.Profile.Counter = printer.EpsonCounter
		p.found("counter of cuts", a.Text, "GS g 2 178")
		return nil
	}
	if said, err = p.try(ctx, escpos.AskCustomCuts()); err != nil {
		return err
	}
	if a, ok := decode(said, escpos.ACount, escpos.Count); ok {
		p.report.Profile.Counter = printer.CustomCounter
		p.found("counter of cuts", a.Text, "GS E2h")
		return nil
	}
	p.found("counter of cuts", "none", "GS g 2 178 and GS E2h: "+raw(said))
	return nil
}

// presenter sees whether there is one. What its commands are called, nobody but its manual says.
func (p *probe) presenter(ctx context.Context) error {
	for _, n := range []byte{17, 20} {
		said, err := p.try(ctx, escpos.AskStatus(n))
		if err != nil {
			return err
		}
		p.found(fmt.Sprintf("status %d", n), raw(said), fmt.Sprintf("DLE EOT %d", n))
		if _, ok := decode(said, escpos.AFullStatus, escpos.FullStatus); ok && n == 20 {
			p.report.Profile.Presenter = printer.Presenter{Sensor: printer.FullStatus, Present: 3, Steps: 80, Eject: 5}
			p.found("presenter", "it sees its output; present = 3, eject = 5",
				"DLE EOT 20; the numbers are those of Custom's KPM: look into the manual, and into presenter in the profile")
		}
	}
	return nil
}

// processID sees whether jobs are confirmed.
func (p *probe) processID(ctx context.Context) error {
	question, err := escpos.AskProcessID("P001")
	if err != nil {
		return err
	}
	how := "GS ( H 48, without paper"
	if !p.options.Quiet {
		how = "GS ( H 48 after a line of paper"
		question = append(escpos.NextLine(), question...)
	}
	said, err := p.ask(ctx, question, 2*time.Second)
	if err != nil {
		return err
	}
	a, ok := decode(said, escpos.Nothing, escpos.ProcessID)
	p.report.Profile.ProcessID = ok && a.Text == "P001"
	p.found("says the id of a job", yes(p.report.Profile.ProcessID), how+": "+raw(said))
	return p.send(escpos.Initialize())
}

// clear sees whether the printer empties itself and says so.
func (p *probe) clear(ctx context.Context) error {
	said, err := p.ask(ctx, escpos.Clear(), clearTime)
	if err != nil {
		return err
	}
	_, ok := decode(said, escpos.Nothing, escpos.Cleared)
	p.report.Profile.Clear = ok
	p.found("empties its buffers", yes(ok), "DLE DC4 8: "+raw(said))
	return p.send(escpos.Initialize())
}

// code sees whether the printer draws a QR: one that does says how large it would be. Without an answer the page tells.
func (p *probe) code(ctx context.Context) error {
	said, err := p.try(ctx, escpos.AskCodeSize("NUMEREK"))
	if err != nil {
		return err
	}
	if ok := len(said) > 3 && said[0] == '7' && said[len(said)-1] == 0; ok {
		p.report.Profile.Letters.Code = true
		p.found("draws a QR", "yes", "GS ( k 182: "+raw(said))
		return nil
	}
	p.found("draws a QR", "not said", "GS ( k 182: "+raw(said))
	return nil
}

func yes(ok bool) string {
	if ok {
		return "yes"
	}
	return "no"
}

// raw writes bytes as a person reads them.
func raw(b []byte) string {
	if len(b) == 0 {
		return "no answer"
	}
	return fmt.Sprintf("% X", b)
}
