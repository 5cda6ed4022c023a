package simulation

import (
	"fmt"
	"time"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// device is a kiosk: the shipped machine, journal and order of errands, on a card
// and with a printer that are simulated. It does what appliance/app does.
type device struct {
	w     *World
	id    int
	name  string
	disk  *disk
	press *press
	clock time.Duration // by how much its clock is wrong

	// What a power cut takes.
	up     bool
	life   int
	book   *journal.Journal
	model  kiosk.Model
	memory errand.Memory
	due    int // the last tick that was planned
	link   link
}

// live runs something in the kiosk's present life; the power may go on the way.
func (k *device) live(do func()) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case powerCut:
			k.powerCut("at its card")
		default:
			panic(r)
		}
	}()
	do()
}

// later plans something for the kiosk's present life.
func (k *device) later(d time.Duration, do func()) {
	life := k.life
	k.w.after(d, func() {
		if k.up && k.life == life {
			k.live(do)
		}
	})
}

// now is the kiosk's clock.
func (k *device) now() time.Time { return k.w.clock().Add(k.clock) }

// powerCut takes everything but the card and the printer.
func (k *device) powerCut(why string) {
	if !k.up {
		return
	}
	k.w.tell("kiosk %d loses power: %s", k.id, why)
	k.up = false
	k.life++
	k.disk.lose()
	k.press.powerCut()
	k.w.after(k.w.between("dark", k.id, 5*time.Second, 30*time.Second), k.boot)
}

// boot starts the kiosk as appliance/app.New does.
func (k *device) boot() {
	if k.up {
		return
	}
	k.up = true
	k.life++
	k.live(func() {
		if err := k.start(); err != nil {
			k.w.tell("kiosk %d does not start: %v", k.id, err)
			k.up = false
			k.w.after(10*time.Second, k.boot)
		}
	})
}

func (k *device) start() error {
	book, left, err := journal.OpenIn(k.disk)
	if err != nil {
		return err
	}
	k.book, k.memory, k.due = book, errand.Memory{}, 0
	k.model = kiosk.New(time.UTC)
	k.w.tell("kiosk %d starts with %d unfinished", k.id, len(left.Open))
	var told []kiosk.Event
	for _, o := range errand.Restart(left) {
		switch o := o.(type) {
		case errand.Note:
			if err := k.book.Append(o.Record); err != nil {
				return err
			}
		case errand.Clear:
			k.press.clear()
		case errand.Tell:
			told = append(told, o.Event)
		default:
			return fmt.Errorf("a restart asks for %T", o)
		}
	}
	if err := k.startLink(); err != nil {
		return err
	}
	k.event(kiosk.PrinterChanged{Conditions: k.press.conditions()})
	for _, e := range told {
		k.event(e)
	}
	k.mendLater()
	return nil
}

// event gives the machine an event and does what comes of it, as the loop does,
// each in its own time.
func (k *device) event(e kiosk.Event) {
	model, effects := kiosk.Update(k.model, e, k.now())
	k.model = model
	onGlass := k.model.OnGlass
	for _, f := range effects {
		k.later(k.w.between("effect", k.id, 0, 5*time.Millisecond), func() {
			switch f := f.(type) {
			case kiosk.Issue:
				k.issue(f, onGlass)
			case kiosk.Print:
				k.print(f)
			case kiosk.Report:
				k.settle(f)
				k.deliver()
			}
		})
	}
	k.tick()
}

// tick plans the machine's next one.
func (k *device) tick() {
	k.due++
	due := k.due
	k.later(kiosk.Due(k.model).Sub(k.now()), func() {
		if k.due == due {
			k.event(kiosk.Tick{})
		}
	})
}

// stepper is a part of package errand.
type stepper[M any] interface {
	Step(in errand.Input) (M, []errand.Output)
}

// feed takes a machine on. The power may go before each step.
func feed[M stepper[M]](k *device, at *M, in errand.Input, do func(errand.Output)) {
	next, out := (*at).Step(in)
	*at = next
	for _, o := range out {
		if k.w.fault("cut_before_step", k.id, 0.003) {
			panic(powerCut{})
		}
		do(o)
	}
}

// issue asks for a ticket.
func (k *device) issue(f kiosk.Issue, onGlass bool) {
	request := k.w.requestID(k.id)
	k.w.facts.tapped[request] = k.id
	k.w.tell("kiosk %d: tap %s", k.id, request)
	visit := errand.NewVisit(f, request, onGlass)
	var do func(errand.Output)
	step := func(in errand.Input) { feed(k, &visit, in, do) }
	do = func(o errand.Output) { k.fulfil(o, step) }
	step(errand.Begin{})
}

// fulfil does one output; reply is what answers it.
func (k *device) fulfil(o errand.Output, reply func(errand.Input)) {
	switch o := o.(type) {
	case errand.CheckPrinter:
		k.later(k.w.between("check", k.id, 5*time.Millisecond, 300*time.Millisecond), func() {
			c := k.press.conditions()
			reply(errand.Checked{Ready: len(c) == 0, Conditions: c})
		})
	case errand.Note:
		ok := k.note(o.Record) == nil
		k.later(k.w.between("sync", k.id, 2*time.Millisecond, 30*time.Millisecond), func() { reply(errand.Noted{OK: ok}) })
	case errand.Keep:
		k.keep(o.Record)
	case errand.Ask:
		k.ask(o.Request, reply)
	case errand.Settle:
		k.settle(o.Report)
	case errand.Deliver:
		k.deliver()
	case errand.TellMemory:
		k.tellMemory()
	case errand.Tell:
		k.later(0, func() { k.event(o.Event) })
	}
}

// settle writes down how the person got the number.
func (k *device) settle(f kiosk.Report) {
	for _, r := range errand.Reported(k.book.State(), f) {
		k.keep(r)
	}
}

// note appends a record; what is owed goes first.
func (k *device) note(r journal.Record) error {
	err := k.pay()
	if err == nil {
		err = k.book.Append(r)
	}
	if err != nil {
		k.refused()
	}
	return err
}

// keep notes what has happened already.
func (k *device) keep(r journal.Record) {
	next, fresh := k.memory.Keep(r)
	k.memory = next
	if fresh && k.pay() != nil {
		k.refused()
	}
}

func (k *device) pay() error {
	for {
		r, owed := k.memory.First()
		if !owed {
			return nil
		}
		if err := k.book.Append(r); err != nil {
			return err
		}
		k.memory = k.memory.Paid()
	}
}

func (k *device) refused() {
	k.memory = k.memory.Refused()
	k.later(0, k.tellMemory)
}

func (k *device) tellMemory() {
	if k.memory.Stuck() {
		k.event(kiosk.JournalLost{})
	} else {
		k.event(kiosk.JournalBack{})
	}
}

// mendLater tries a journal that refuses records again every few seconds.
func (k *device) mendLater() {
	k.later(5*time.Second, func() {
		defer k.mendLater()
		if !k.memory.Stuck() || k.book.Check() != nil || k.pay() != nil {
			return
		}
		k.memory = k.memory.Mended()
		k.deliver()
		k.tellMemory()
	})
}
