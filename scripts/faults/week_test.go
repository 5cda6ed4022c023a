package faults_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/printer/simulator"
	"numerek/central/queue"
)

// More weeks are played with: go test ./scripts/faults -run Week -args -seed 7 -weeks 20.
var (
	// In week 121 a cutter stuck for so long that the questions of the driver filled the printer's buffer.
	firstSeed = flag.Uint64("seed", 121, "seed of the first week")
	weeks     = flag.Uint64("weeks", 1, "how many weeks, each with a seed of its own")
)

// TestWeek is a kiosk in a week of an office in which something is always
// broken. The seed decides what breaks, when, for how long, and what people do;
// the jitter of the programs' own pauses is not in it.
func TestWeek(t *testing.T) {
	t.Parallel()
	for seed := *firstSeed; seed < *firstSeed+*weeks; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				w := &week{hall: newHall(t, dir, "2026-11-23 07:50"), seed: seed, luck: rand.New(rand.NewPCG(seed, 0))}
				w.run()
			})
		})
	}
}

// week is a hall over five days.
type week struct {
	*hall

	seed   uint64
	luck   *rand.Rand
	visits int

	mu      sync.Mutex
	repairs []repair // of what is broken now
}

// repair is something that somebody will do about what is broken.
type repair struct {
	due  time.Time
	what string
	do   func()
}

// How a week goes.
const (
	days        = 5
	visitsADay  = 14
	longestGap  = 25 * time.Minute // between two people
	patience    = 2 * time.Minute  // of a person before the glass
	longestBlip = 10 * time.Second
	longestWait = 15 * time.Minute // until somebody has mended what is broken
)

func (w *week) run() {
	for nr := range days {
		w.log.Info("DAY", "seed", w.seed, "day", nr+1)
		for range visitsADay {
			pass(w.within(longestGap))
			w.mendDue()
			w.visit()
		}
		w.rest()
		if w.t.Failed() {
			w.t.Fatalf("seed %d, day %d, visit %d: see above", w.seed, nr+1, w.visits)
		}
		if nr < days-1 {
			w.night()
		}
	}
	printed := 0
	for _, k := range w.allTickets() {
		if k.Paper == queue.PaperPrinted {
			printed++
		}
	}
	w.t.Logf("seed %d: %d visits, %d tickets, %d of them reported printed, %d papers", w.seed, w.visits, len(w.allTickets()), printed, len(w.papers()))
	if printed == 0 {
		w.t.Error("nobody got a paper all week")
	}
}

// within is a random time, up to a limit.
func (w *week) within(limit time.Duration) time.Duration {
	return time.Duration(w.luck.Int64N(int64(limit)))
}

func (w *week) oneIn(n int) bool { return w.luck.IntN(n) == 0 }

// visit is a person who wants a ticket, and often a fault just then.
func (w *week) visit() {
	w.visits++
	papers, tickets := len(w.papers()), len(w.allTickets())
	if !w.oneIn(4) {
		w.setTrap()
	}
	w.touch([]string{choice, "service:meldunek"}[w.luck.IntN(2)])
	if w.oneIn(4) {
		w.touch(choice) // An impatient finger.
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		pass(2 * time.Second)
		w.mendDue()
		w.react()
	}
	w.lie(nil)
	if got := len(w.allTickets()) - tickets; got > 1 {
		w.t.Errorf("visit %d: got %d tickets for one person, want one at most", w.visits, got)
	}
	if got := len(w.papers()) - papers; got > 1 {
		w.t.Errorf("visit %d: got %d papers with ink, want one at most", w.visits, got)
	}
	if w.oneIn(3) {
		return // What is broken stays so for the next.
	}
	w.rest()
}

// react is what the person does about what the glass says.
func (w *week) react() {
	var answers []string
	switch w.model().View() {
	case kiosk.ScreenOffer:
		answers = []string{"on-glass", ""}
	case kiosk.ScreenAsk:
		answers = []string{"yes", "no", ""}
	default:
		return
	}
	if answer := answers[w.luck.IntN(len(answers))]; answer != "" {
		w.touch(answer)
	}
}

// setTrap prepares a blow or two for the visit: at a point of its job, or at once.
func (w *week) setTrap() {
	strike := w.blow()
	if w.oneIn(3) {
		first, second := strike, w.blow()
		strike = func() { first(); second() }
	}
	moments := []simulator.Moment{
		"", simulator.Asked, simulator.Storing, simulator.Fenced, simulator.Committing, simulator.Printing, simulator.CutOff, simulator.Clearing,
	}
	at := moments[w.luck.IntN(len(moments))]
	if at == "" {
		strike()
		return
	}
	w.lie(newAmbush(func(m simulator.Moment, _ journal.Stage) bool { return m == at }, strike))
}

// blow picks something that breaks, with its repair. All that chance decides is
// decided now.
func (w *week) blow() func() {
	lasts := w.within(longestBlip)
	if w.oneIn(3) {
		lasts = w.within(longestWait)
	}
	lost := []loss{losesNothing, losesUnsynced, losesHalf}[w.luck.IntN(3)]
	mute := w.oneIn(2)
	jump := w.within(3*time.Hour) - 90*time.Minute
	if w.oneIn(4) {
		jump = w.within(60*time.Hour) - 30*time.Hour
	}
	switch w.luck.IntN(8) {
	case 0:
		return func() { w.kill(lost); w.later(reboot+lasts, "kiosk", w.start) }
	case 1:
		return func() { w.server.kill(); w.later(restart+lasts, "server", w.server.start) }
	case 2:
		return func() { w.net.cut(mute); w.later(lasts, "network", w.net.mend) }
	case 3:
		return func() {
			w.log.Info("CLOCK JUMPS", "by", jump)
			w.server.clock.jump(jump)
			w.later(lasts, "clock", func() { w.server.clock.jump(-jump) })
		}
	default:
		f := faults()[w.luck.IntN(len(faults()))]
		return func() {
			w.commands(f.strike)
			w.later(lasts, f.name, func() {
				for _, step := range f.mend {
					w.commands([]string{step})
					pass(soon)
				}
			})
		}
	}
}

// later has somebody mend what has just been broken.
func (w *week) later(after time.Duration, what string, do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if slices.ContainsFunc(w.repairs, func(r repair) bool { return r.what == what }) {
		if what != "clock" { // It is broken already, and mended once.
			return
		}
	}
	w.repairs = append(w.repairs, repair{time.Now().Add(after), what, do})
}

// mendDue does the repairs that are due.
func (w *week) mendDue() {
	for {
		w.mu.Lock()
		i := slices.IndexFunc(w.repairs, func(r repair) bool { return !time.Now().Before(r.due) })
		if i < 0 {
			w.mu.Unlock()
			return
		}
		r := w.repairs[i]
		w.repairs = slices.Delete(w.repairs, i, i+1)
		w.mu.Unlock()
		w.log.Info("MENDED", "what", r.what)
		r.do()
	}
}

// rest waits until all is mended and has come to rest, and looks at everything.
func (w *week) rest() {
	for end := time.Now().Add(time.Hour); time.Now().Before(end); pass(time.Second) {
		w.mendDue()
		w.mu.Lock()
		whole := len(w.repairs) == 0
		w.mu.Unlock()
		if whole {
			break
		}
	}
	if !until(settled, w.idle) {
		w.t.Errorf("visit %d: everything is mended, and the kiosk shows %s with %+v", w.visits, w.model().View(), w.model().Printer)
	}
	for _, wrong := range w.audit(w.allTickets(), w.papers()) {
		w.t.Errorf("visit %d: %s", w.visits, wrong)
	}
}

// allTickets is every ticket of the week.
func (w *week) allTickets() (all []queue.Ticket) {
	from := w.server.clock.from
	for n := -2; n < days+4; n++ { // A clock that jumps may begin a day early.
		all = append(all, w.server.tickets(queue.Day(from.AddDate(0, 0, n).Format(time.DateOnly)))...)
	}
	return all
}

// night switches the hall off, or forgets to, and lets the server work on until
// the next morning.
func (w *week) night() {
	forgotten := w.oneIn(4)
	if !forgotten {
		if w.oneIn(2) {
			w.stop()
		} else {
			w.kill(losesUnsynced)
		}
		w.commands([]string{"power off"})
	}
	now := w.server.clock.Now()
	pass(time.Date(now.Year(), now.Month(), now.Day()+1, 7, 50, 0, 0, now.Location()).Sub(now))
	if !forgotten {
		w.commands([]string{"power on"})
		w.start()
	}
	if !until(settled, w.idle) {
		w.t.Errorf("in the morning the kiosk shows %s with %+v", w.model().View(), w.model().Printer)
	}
}
