package devices_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// FuzzWhatMonitorsShow lets clerks do this and that while the lines of monitors
// break and come back at other places: after every deed each monitor that is
// there shows exactly the calls that stand in the database.
func FuzzWhatMonitorsShow(f *testing.F) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		script := make([]byte, 240)
		for i := range script {
			script[i] = byte(r.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { newPlay(t).run(script[:min(len(script), 400)]) })
	})
}

// play is a city hall while things happen there.
type play struct {
	*house

	clerks   []*clerk
	monitors []*listener
	taken    []string // ids of tickets, never more than a monitor is told of
	imports  int
}

// listener is a monitor whose line breaks now and then.
type listener struct {
	device string
	end    func() // nil while the line is broken

	mu     sync.Mutex
	states []shown // after each message, the latest last
}

func (l *listener) now() shown {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.states[len(l.states)-1]
}

func (l *listener) add(s shown) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.states = append(l.states, s)
}

func newPlay(t *testing.T) *play {
	p := &play{house: open(t, monday)}
	for desk := range 4 {
		p.clerks = append(p.clerks, p.clerk("ratusz", desk+1))
	}
	for _, device := range []string{screenR1, screenR2, screenR1} {
		p.monitors = append(p.monitors, &listener{device: device, states: []shown{{}}})
	}
	return p
}

func (p *play) run(script []byte) {
	for i := 0; i+2 < len(script); i += 3 {
		what := p.step(script[i], int(script[i+1]), int(script[i+2]))
		synctest.Wait()
		p.check(fmt.Sprintf("step %d, %s", i/3, what))
	}
	time.Sleep(200 * time.Millisecond) // counts may take a moment
	p.checkBesides()
	for _, l := range p.monitors {
		l.hangUp()
	}
}

// step does one of the things that happen, and says which.
func (p *play) step(what byte, a, b int) string {
	c := p.clerks[a%len(p.clerks)]
	ticket := ""
	if len(p.taken) > 0 {
		ticket = p.taken[b%len(p.taken)]
	}
	act := func(x office.Action) string {
		out := c.try(x)
		return fmt.Sprintf("desk %d: %s %s %s", c.seat.Desk, x.Deed, out.Number, out.Refused)
	}
	switch what % 24 {
	case 0, 1, 2:
		if len(p.taken) < 40 {
			p.taken = append(p.taken, p.take([]string{"zbycie", "rejestracja", "wtorniki"}[b%3]).GetId())
		}
		return "ticket"
	case 3, 4, 5:
		return act(office.Action{Deed: office.DeedCallNext})
	case 6, 7:
		return act(office.Action{Deed: office.DeedCall, Ticket: ticket})
	case 8:
		return act(office.Action{Deed: office.DeedCallAgain})
	case 9:
		return act(office.Action{Deed: office.DeedStart})
	case 10:
		return act(office.Action{Deed: office.DeedFinish})
	case 11:
		return act(office.Action{Deed: office.DeedMiss})
	case 12:
		return act(office.Action{Deed: office.DeedPark})
	case 13:
		return act(office.Action{Deed: office.DeedTransfer, Desk: b%4 + 1})
	case 14:
		return act(office.Action{Deed: office.DeedWithdraw, Ticket: ticket})
	case 15, 16, 17:
		return act(office.Action{Deed: office.DeedUndo})
	case 18:
		time.Sleep([]time.Duration{time.Second, 9 * time.Second, 31 * time.Second, 2 * time.Minute}[b%4])
		return "time passes"
	case 19:
		p.set(fmt.Sprintf("message %d", b), time.Time{})
		return "message"
	case 20:
		if p.imports++; p.imports < 3 {
			p.load(p.text())
		}
		return "office file"
	case 21:
		l := p.monitors[a%len(p.monitors)]
		l.hangUp()
		return "a line breaks"
	default:
		l := p.monitors[a%len(p.monitors)]
		l.hangUp()
		l.states = l.states[:max(1, len(l.states)-b%8)] // the last messages did not get through
		after := l.now().seq
		p.listen(l)
		return fmt.Sprintf("a monitor comes back after %d", after)
	}
}

// listen lets a monitor come back.
func (p *play) listen(l *listener) {
	m := p.watch(l.device, l.now())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			r, err := m.stream.Recv()
			if err != nil {
				return
			}
			next, err := l.now().take(r)
			if err != nil {
				p.t.Error(err)
				return
			}
			l.add(next)
		}
	}()
	l.end = func() {
		m.cancel()
		<-ended
	}
}

func (l *listener) hangUp() {
	if l.end != nil {
		l.end()
		l.end = nil
	}
}

// check compares the calls on the monitors with those in the database.
func (p *play) check(after string) {
	p.t.Helper()
	want := p.standing()
	for i, l := range p.monitors {
		if l.end == nil {
			continue
		}
		var got []int64
		for _, c := range l.now().calls {
			got = append(got, callID(c))
		}
		if !slices.Equal(got, want) {
			p.t.Fatalf("%s: monitor %d shows the calls %v, those that stand are %v", after, i, got, want)
		}
	}
}

// standing reads which calls stand: the last one of every ticket that is at a
// desk or was served there, the newest first.
func (p *play) standing() []int64 {
	p.t.Helper()
	tickets, err := p.store.TicketsOfDay(p.t.Context(), "koszalin", "2026-11-23")
	if err != nil {
		p.t.Fatal(err)
	}
	var calls []int64
	for _, k := range tickets {
		if k.State != queue.Called && k.State != queue.Serving && k.State != queue.Done {
			continue
		}
		timeline, err := p.store.Timeline(p.t.Context(), "koszalin", k.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		isCall := func(e store.Event) bool { return e.Kind == office.TicketCalled || e.Kind == office.TicketCalledAgain }
		for _, e := range slices.Backward(timeline) {
			if isCall(e) {
				calls = append(calls, e.Seq)
				break
			}
		}
	}
	slices.Sort(calls)
	slices.Reverse(calls)
	return calls
}

// checkBesides compares what is not a call.
func (p *play) checkBesides() {
	p.t.Helper()
	fresh := p.watch(screenR1, shown{})
	defer fresh.cancel()
	fresh.recv()
	synctest.Wait()
	tallies, err := p.store.Tallies(p.t.Context(), "koszalin", "2026-11-23")
	if err != nil {
		p.t.Fatal(err)
	}
	wait := int32(0)
	for _, t := range tallies {
		wait += int32(t.Waiting)
	}
	for i, l := range append(p.monitors, &listener{states: []shown{fresh.shown}, end: func() {}}) {
		now := l.now()
		if l.end == nil {
			continue
		}
		if now.message != fresh.message || now.volume != 100 || l.device != screenR2 && now.waiting["km"] != wait {
			p.t.Errorf("monitor %d shows message %q at %d %%, waiting %v; want %q, %d waiting", i, now.message, now.volume, now.waiting, fresh.message, wait)
		}
	}
}
