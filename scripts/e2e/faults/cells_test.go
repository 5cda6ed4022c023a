package faults_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"numerek/appliance/printer/simulator"
	"numerek/scripts/e2e"
)

// fault is something that happens to a printer, and what a person does about it.
type fault struct {
	name   string
	strike string
	mend   []string
}

func faults() []fault {
	return []fault{
		{"paper_end", "paper out", []string{"paper in"}},
		{"cover_open", "cover open", []string{"cover close"}},
		{"cutter_jam", "cutter jam", []string{"cover open", "cutter free", "cover close"}},
		{"power_cut", "power off", []string{"power on"}},
		{"unplugged", "unplug", []string{"plug"}},
		{"silence", "silence", []string{"silence off"}},
		{"garbage", "garbage", []string{"garbage off"}},
		{"slow_line", "speed 1200", []string{"speed 115200"}},
	}
}

// point is a place on the way of a ticket to paper, as the printer sees it.
type point struct {
	name  string
	at    simulator.Moment
	after int // how often that moment comes before
	given bool
	// provoke is what makes the driver clear the printer, while it prints; the other
	// where that is the fault itself. Empty where nothing is needed.
	provoke, other []string
}

// Each look at a printer is four questions: the kiosk looks when somebody taps, then when it is idle again, then
// before it prints.
const questionsBeforeStoring = 8

func points() []point {
	return []point{
		{name: "before_the_request", at: simulator.Asked},
		{name: "before_storing", at: simulator.Asked, after: questionsBeforeStoring}, // or earlier, where one was asked twice
		{name: "while_storing", at: simulator.Storing, given: true},
		{name: "after_the_fence", at: simulator.Fenced, given: true},
		{name: "while_committing", at: simulator.Committing, given: true},
		{name: "while_printing", at: simulator.Printing, given: true},
		{name: "after_the_cut", at: simulator.CutOff, given: true},
		{
			name: "while_clearing", at: simulator.Clearing, given: true,
			provoke: []string{"cover open", "cover close"}, other: []string{"paper out", "paper in"},
		},
	}
}

// blow is what else happens at the same point.
type blow string

// The blows.
const (
	alone        blow = "alone"
	kioskKilled  blow = "kiosk_killed"
	serverKilled blow = "server_killed"
	networkCut   blow = "network_cut"
)

// cell is one field of the matrix.
type cell struct {
	fault fault
	point point
	blow  blow
	long  bool // the fault lasts for as long as it takes until somebody comes
}

// cells are sixteen: each fault twice, each point twice, each blow four times, no pair of them twice.
func cells() (all []cell) {
	blows := []blow{alone, kioskKilled, serverKilled, networkCut}
	for i, f := range faults() {
		for again := range 2 {
			all = append(all, cell{f, points()[(i+3*again)%len(points())], blows[(i+2*again)%len(blows)], (i+again)%2 == 0})
		}
	}
	return all
}

func TestCells_are_spread_over_the_matrix(t *testing.T) {
	seen := make(map[string]int)
	for _, c := range cells() {
		seen[c.fault.name]++
		seen[c.point.name]++
		seen[string(c.blow)]++
		seen[c.fault.name+"/"+c.point.name]++
		seen[c.fault.name+"/"+string(c.blow)]++
		seen[c.point.name+"/"+string(c.blow)]++
	}
	for what, n := range seen {
		if strings.Contains(what, "/") && n != 1 {
			t.Errorf("%s comes %d times, want once", what, n)
		}
		if !strings.Contains(what, "/") && n < 2 {
			t.Errorf("%s comes %d times, want twice at least", what, n)
		}
	}
	if len(cells()) != 16 || len(seen) != 8+8+4+3*16 {
		t.Errorf("got %d cells with %d pairs, want 16 with none missing", len(cells()), len(seen))
	}
}

// TestMatrixOnATerminal strikes each of the cells, lets people mend it all, and looks at what became of the ticket, and
// of the next one.
func TestMatrixOnATerminal(t *testing.T) {
	for _, c := range cells() {
		t.Run(fmt.Sprintf("%s/%s/%s", c.fault.name, c.point.name, c.blow), func(t *testing.T) {
			t.Parallel()
			c.run(openHall(t))
		})
	}
}

// How long things take that people and power supplies do.
const (
	blink = 3 * time.Second
	walk  = 10 * time.Second
)

func (c cell) run(h *hall) {
	h.rest()
	if c.provocation() != nil {
		h.do("on printing " + c.provocation()[0])
	}
	h.do(strings.Repeat(fmt.Sprintf("on %s ", c.point.at), c.point.after+1) + c.fault.strike)
	h.tap()
	if _, _, err := h.printer.Said(h.ctx, 0, func(line string) bool { return line == "obeyed "+c.fault.strike }); err != nil {
		h.t.Fatalf("the point was never reached: %v; the kiosk stands at %+v\n%s", err, h.state(), h.kiosk.Tail())
	}
	c.beat(h)
	c.mend(h)
	h.rest(c.fault.mend...)

	papers, tickets := h.papers(), h.tickets()
	for _, wrong := range audit(tickets, papers) {
		h.t.Error(wrong)
	}
	if len(tickets) > 1 || len(papers) > 1 || c.point.given && len(tickets) == 0 {
		h.t.Errorf("got %d tickets and %d papers with ink for one tap, want one each at most", len(tickets), len(papers))
	}
	if len(papers) > 0 && (len(tickets) == 0 || tickets[0].state == "void") {
		h.t.Errorf("got %d papers with ink and tickets %+v, want one that is called", len(papers), tickets)
	}
	h.t.Logf("count: tickets %+v, papers %+v after %.0f s", tickets, papers, time.Since(h.began).Seconds())
	c.next(h, len(tickets), len(papers))
}

// next lets the next person come: nothing of all that may be left.
func (c cell) next(h *hall, tickets, papers int) {
	for h.tap(); ; h.tap() { // again, where a busy machine was too slow and the kiosk has given up
		h.rest()
		if len(h.papers()) > papers {
			break
		}
	}
	h.close()
	all := h.tickets()
	for _, wrong := range audit(all, h.papers()) {
		h.t.Errorf("after the next person: %s", wrong)
	}
	given := all[min(tickets, len(all)):]
	for len(given) > 1 && given[0].state == "void" {
		given = given[1:]
	}
	if len(given) != 1 || len(h.papers()) != papers+1 || given[0].paper != "printed" {
		h.t.Errorf("the next person: got %+v and %d papers, want one ticket printed and %d", given, len(h.papers()), papers+1)
	}
}

// provocation is what makes the driver clear the printer, and what takes that back.
func (c cell) provocation() []string {
	if c.point.provoke != nil && c.point.provoke[0] == c.fault.strike {
		return c.point.other
	}
	return c.point.provoke
}

// beat is the blow.
func (c cell) beat(h *hall) {
	switch c.blow {
	case kioskKilled:
		h.killKiosk()
	case serverKilled:
		h.server.Kill()
	case networkCut:
		h.line.Stop()
	case alone:
	}
}

// mend heals everything, one after the other.
func (c cell) mend(h *hall) {
	h.pass(blink)
	if c.long {
		h.pass(walk)
	}
	h.slowly(c.fault.mend)
	if undo := c.provocation(); undo != nil {
		h.slowly(undo[1:])
	}
	var err error
	switch c.blow {
	case kioskKilled:
		err = h.startKiosk()
	case serverKilled:
		err = h.startServer()
	case networkCut:
		err = e2e.Until(h.ctx, "the line is there again", func() (bool, error) {
			err := h.line.Start()
			return err == nil, err
		})
	case alone:
	}
	if err != nil {
		h.t.Fatal(err)
	}
}
