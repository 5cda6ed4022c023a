package simulation

import (
	"container/heap"
	"time"

	"numerek/central/office"
)

// longest is when a run is over even if something is still open.
const longest = 20 * time.Minute

// Run plays a scenario to its end and checks what must hold.
func Run(s Scenario) *World {
	w := &World{Scenario: s, draws: map[draw]int{}, cut: map[int]int{}, facts: newFacts()}
	w.base = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	if s.Night { // 04:00 in Warsaw is 03:00 in UTC
		w.base = time.Date(2026, 11, 24, 2, 59, 0, 0, time.UTC)
	}
	w.quiet = true
	var err error
	if w.site, err = newSite(w); err != nil {
		w.violate("the office does not open: %v", err)
		return w
	}
	w.quiet = false
	w.open()
	w.loop()
	w.check()
	return w
}

// open lets kiosks, clerks, visitors and trouble come.
func (w *World) open() {
	for i, name := range []string{"kiosk-1", "kiosk-2", "kiosk-3"} {
		k := &device{w: w, id: i, name: name, disk: &disk{w: w, actor: i}}
		k.press = &press{w: w, kiosk: k}
		w.kiosks = append(w.kiosks, k)
		k.boot()
		w.people(k)
	}
	for i := range 3 {
		c := &console{w: w, id: i, seat: office.Seat{
			Office: w.site.id, Location: "hala", Desk: i + 1, Workstation: string(rune('a' + i)), Clerk: "clerk " + string(rune('1'+i)),
		}}
		w.consoles = append(w.consoles, c)
		w.after(w.between("opens", c.actor(), time.Second, 3*time.Second), c.sit)
	}
	w.after(2*time.Second, w.copies)
	w.trouble()
}

// copies keeps copies of the database while there is anything to lose.
func (w *World) copies() {
	if w.Lossy && !w.quiet {
		w.site.copyNow()
		w.after(w.between("copies", 0, 2*time.Second, 8*time.Second), w.copies)
	}
}

// loop lets everything happen, heals the world when people have stopped coming,
// and ends when nothing is left to do.
func (w *World) loop() {
	heal := w.busy() + time.Second
	for len(w.plan) > 0 {
		e := heap.Pop(&w.plan).(event) //nolint:forcetypeassert // Only planned here.
		if e.at > heal && !w.quiet {
			w.now = heal
			w.heal()
		}
		if e.at > longest {
			return
		}
		w.now = e.at
		w.steps++
		e.do()
		if w.quiet && w.steps%64 == 0 && w.now > heal+30*time.Second && w.settled() {
			return
		}
	}
}

// heal ends every fault and lets none begin.
func (w *World) heal() {
	w.tell("everything heals")
	w.quiet = true
	clear(w.cut)
	w.site.skew = 0
	for _, k := range w.kiosks {
		k.disk.sick = false
		p := k.press
		p.out, p.stuck, p.gone = false, false, false
		p.say()
	}
	for _, p := range w.site.both {
		if !p.up {
			p.rise(0)
		}
	}
}

// settled says that nothing is left to do.
func (w *World) settled() bool {
	for _, k := range w.kiosks {
		if !k.up || len(k.book.State().Open) > 0 || !k.model.Online {
			return false
		}
	}
	for _, c := range w.consoles {
		if c.present != "" {
			return false
		}
	}
	for _, t := range w.site.tickets() {
		if t.State.Open() {
			return false
		}
	}
	return true
}

// trouble makes something large go wrong now and then.
func (w *World) trouble() {
	w.after(w.between("trouble", 0, 4*time.Second, 14*time.Second), func() {
		if w.quiet {
			return
		}
		w.something()
		w.trouble()
	})
}

func (w *World) something() {
	bits, _ := w.roll("who", 0)
	some := int(bits % 3)
	kiosk := w.kiosks[some]
	switch kind := int(bits >> 8 % 11); {
	case kind == 0 && w.fault("cut_at_random", some, 1):
		kiosk.powerCut("at random")
	case kind == 1 && w.fault("server_falls", some%2, 1):
		if p := w.site.both[some%2]; p.up {
			p.fall("at random")
		}
	case kind == 2 && w.fault("partition", some, 1):
		w.partition(some, w.between("cut_off", some, time.Second, 40*time.Second))
	case kind == 3 && w.fault("partition_console", some, 1):
		w.partition(firstConsole+some, w.between("cut_off", firstConsole+some, time.Second, 20*time.Second))
	case kind == 4 && !w.Calm && w.fault("failover", 0, 1):
		w.site.failover()
	case kind == 5 && !w.Calm && (!w.Lossy || !w.Night) && w.fault("clock_jumps", 0, 1): // TRACK-RECORD, O2
		w.jump()
	case kind == 6 && w.fault("kiosk_clock", some, 1):
		kiosk.clock += w.between("kiosk_clock", some, 0, 4*time.Hour) - 2*time.Hour
		w.tell("clock of kiosk %d jumps", some)
	case kind == 7 && w.fault("paper_out", some, 1):
		kiosk.press.ail(&kiosk.press.out, w.between("refill", some, 5*time.Second, 40*time.Second))
	case kind == 8 && w.fault("card_sick", some, 1):
		kiosk.disk.ail()
	case kind >= 9 && w.Lossy && w.fault("restore", 0, 1):
		w.site.restore()
	}
}

// jump sets the server's clock wrong for a while.
func (w *World) jump() {
	by := w.between("jump", 0, 0, 100*time.Minute) - 90*time.Minute
	w.tell("server clock jumps by %s", by)
	w.site.skew = by
	w.after(20*time.Second, func() { w.site.skew = 0 })
}
