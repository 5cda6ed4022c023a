package faults_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/simulator"
	"numerek/central/queue"
)

// fault is something that happens to a printer, and what a person does about it.
type fault struct {
	name   string
	strike []string
	mend   []string
}

func faults() []fault {
	return []fault{
		{"paper_end", []string{"paper out"}, []string{"paper in"}},
		{"cover_open", []string{"cover open"}, []string{"cover close"}},
		{"cutter_jam", []string{"cutter jam"}, []string{"cover open", "cutter free", "cover close"}},
		{"power_cut", []string{"power off"}, []string{"power on"}},
		{"unplugged", []string{"unplug"}, []string{"plug"}},
		{"silence", []string{"silence"}, []string{"silence off"}},
		{"garbage", []string{"garbage"}, []string{"garbage off"}},
		{"slow_line", []string{"speed 1200"}, []string{fmt.Sprintf("speed %d", lineSpeed)}},
	}
}

// point is a place on the way of a ticket to paper: what the printer sees just
// then, and how far the request has come in the journal.
type point struct {
	name  string
	at    simulator.Moment
	stage journal.Stage
	// provoke is what makes the driver clear the printer, while it prints; the other
	// where that is the fault itself. Empty where nothing is needed.
	provoke, other []string
}

func points() []point {
	return []point{
		{name: "before_the_request", at: simulator.Asked},
		{name: "before_storing", at: simulator.Asked, stage: journal.Held},
		{name: "while_storing", at: simulator.Storing, stage: journal.Held},
		{name: "after_the_fence", at: simulator.Fenced, stage: journal.Held},
		{name: "while_committing", at: simulator.Committing, stage: journal.Printing},
		{name: "while_printing", at: simulator.Printing, stage: journal.Printing},
		{name: "after_the_cut", at: simulator.CutOff, stage: journal.Printing},
		{
			name: "while_clearing", at: simulator.Clearing, stage: journal.Printing,
			provoke: []string{"cover open", "cover close"}, other: []string{"paper out", "paper in"},
		},
	}
}

// model is a printer with what the kiosk knows of it.
type model struct {
	name        string
	personality simulator.Personality
	profile     printer.Profile
}

// models are the one that says all there is to say, and two that answer less: one as a Star that speaks ESC/POS, whose
// fence is GS r, and one that answers a single question, in its turn.
func models() []model {
	phoenix, err := profile.Named("pyramid-phoenix")
	if err != nil {
		panic(err)
	}
	phoenix.Baud = lineSpeed
	return []model{
		{"epson", simulator.Epson, printer.Epson(576, lineSpeed)},
		{"star", simulator.Simple, printer.Fenced(576, lineSpeed)},
		{"phoenix", simulator.Phoenix, phoenix},
	}
}

// blow is what else happens at the same point.
type blow string

func blows() []blow {
	return []blow{"alone", "kiosk_killed", "server_killed", "network_cut"}
}

// How long things take that people and power supplies do.
const (
	soon    = 3 * time.Second  // a blip
	later   = 40 * time.Second // somebody comes
	reboot  = 20 * time.Second // of the kiosk
	restart = 5 * time.Second  // of the server
	settled = 20 * time.Minute // by then everything must be at rest
)

// day is the one of the matrix.
const day = queue.Day("2026-11-23")

// TestMatrix strikes every fault at every point of the way of a ticket, alone
// and together with a blow to the kiosk, the server or the network, lets people
// mend it all, and looks at what became of the ticket. Under the race detector
// each fault at each point gets one of the blows, in turn.
func TestMatrix(t *testing.T) {
	t.Parallel()
	number := 0
	for _, f := range faults() {
		for _, p := range points() {
			for _, b := range blows() {
				c := cell{fault: f, point: p, blow: b, number: number, model: models()[0]}
				if number++; raced && (c.number/32+c.number/4+c.number)%4 != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%s", f.name, p.name, b), func(t *testing.T) {
					t.Parallel()
					dir := t.TempDir()
					synctest.Test(t, func(t *testing.T) { c.run(t, dir) })
				})
			}
		}
	}
}

// TestMatrixOfLesserPrinters is a share of the matrix: each fault at each point that a printer comes to which stores
// nothing and cannot be cleared, with blow and model in turn.
func TestMatrixOfLesserPrinters(t *testing.T) {
	t.Parallel()
	for i, f := range faults() {
		for j, p := range points() {
			if p.at != simulator.Asked && p.at != simulator.Printing && p.at != simulator.CutOff {
				continue
			}
			m, b := models()[1+(i+j)%2], blows()[(i/2+j)%4]
			c := cell{fault: f, point: p, blow: b, number: 8*i + j, model: m}
			t.Run(fmt.Sprintf("%s/%s/%s/%s", m.name, f.name, p.name, b), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				synctest.Test(t, func(t *testing.T) { c.run(t, dir) })
			})
		}
	}
}

// cell is one field of the matrix. Its number decides what would double their
// count otherwise: how long the fault lasts, who is mended first, what the card
// loses and how the network is cut.
type cell struct {
	fault  fault
	point  point
	blow   blow
	number int
	model  model
}

func (c cell) run(t *testing.T, dir string) {
	h := newHallWith(t, dir, string(day)+" 09:00", c.model)
	if !until(time.Minute, h.idle) {
		t.Fatalf("the kiosk does not come to rest: %+v", h.model())
	}
	a := newAmbush(c.point.here, func() { c.strike(h) })
	first := a
	if c.point.provoke != nil {
		printing := point{at: simulator.Printing, stage: journal.Printing}
		first = newAmbush(printing.here, func() {
			h.commands(c.provocation()[:1])
			h.lie(a)
		})
	}
	h.lie(first)
	h.touch(choice)
	select {
	case <-a.struck:
	case <-time.After(3 * time.Minute):
		t.Fatalf("the point was never reached: %s", h.model().View())
	}
	c.mend(h)
	if !until(settled, h.idle) {
		t.Errorf("everything is mended, and the kiosk shows %s with %+v, owing %+v", h.model().View(), h.model().Printer, h.program().kiosk.Unfinished())
	}
	pass(2 * time.Minute) // Whatever an old job would still do.

	papers, tickets := h.papers(), h.server.tickets(day)
	for _, wrong := range h.audit(tickets, papers) {
		t.Error(wrong)
	}
	if len(tickets) > 1 || len(papers) > 1 {
		t.Errorf("got %d tickets and %d papers with ink for one tap, want one each at most", len(tickets), len(papers))
	}
	if len(papers) > 0 && (len(tickets) == 0 || tickets[0].State == queue.Void) {
		t.Errorf("got %d papers with ink and tickets %+v, want one that is called", len(papers), tickets)
	}
	c.next(h, len(tickets), len(papers))
}

// next lets the next person come: nothing of all that may be left.
func (c cell) next(h *hall, tickets, papers int) {
	h.touch(choice)
	until(time.Minute, func() bool { return len(h.papers()) > papers })
	until(time.Minute, h.idle)
	all := h.server.tickets(day)
	for _, wrong := range h.audit(all, h.papers()) {
		h.t.Errorf("after the next person: %s", wrong)
	}
	if len(all) != tickets+1 || len(h.papers()) != papers+1 || all[tickets].Paper != queue.PaperPrinted {
		h.t.Errorf("the next person: got %d tickets and %d papers, want %d and %d: %+v", len(all), len(h.papers()), tickets+1, papers+1, all)
	}
}

// here says that a job is at the point.
func (p point) here(m simulator.Moment, s journal.Stage) bool { return m == p.at && s == p.stage }

// provocation is what makes the driver clear the printer, and what takes that back.
func (c cell) provocation() []string {
	if c.point.provoke != nil && c.point.provoke[0] == c.fault.strike[0] {
		return c.point.other
	}
	return c.point.provoke
}

// strike is the fault and the blow. It runs within a call of the driver to its
// port, or within the printer.
func (c cell) strike(h *hall) {
	h.commands(c.fault.strike)
	switch c.blow {
	case "kiosk_killed":
		h.kill([]loss{losesNothing, losesUnsynced, losesHalf}[c.number/4%3])
	case "server_killed":
		h.server.kill()
	case "network_cut":
		h.net.cut(c.number/4%2 == 0)
	}
}

// mend heals everything, one after the other.
func (c cell) mend(h *hall) {
	lasts := soon
	if c.number/4%2 == 0 {
		lasts = later
	}
	steps := []func(){
		func() {
			pass(lasts)
			for _, step := range c.fault.mend {
				h.commands([]string{step})
				pass(soon)
			}
			if undo := c.provocation(); undo != nil {
				h.commands(undo[1:])
			}
		},
		func() {
			switch c.blow {
			case "kiosk_killed":
				pass(reboot)
				h.start()
			case "server_killed":
				pass(restart)
				h.server.start()
			case "network_cut":
				pass(later)
				h.net.mend()
			}
		},
	}
	if c.number/8%2 == 0 {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		step()
	}
}

// commands lets things happen to the printer.
func (b *box) commands(lines []string) {
	for _, line := range lines {
		b.log.Info("PRINTER", "command", line)
		if _, err := b.sim.Command(line); err != nil {
			b.t.Error(err)
		}
	}
}
