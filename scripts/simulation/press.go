package simulation

import (
	"time"

	"numerek/appliance/errand"
	"numerek/appliance/kiosk"
)

// paper is one that came out of a printer.
type paper struct {
	request string
	number  string
	day     string
	kiosk   int
}

// press is a kiosk's printer. It has a supply of its own: what it has begun it
// may finish although the kiosk is dead.
type press struct {
	w     *World
	kiosk *device
	out   bool // of paper
	stuck bool // jammed
	gone  bool // does not answer
	job   int  // the present one
	dooms int  // jobs up to this one are forgotten
}

// conditions are what stands in the way of printing.
func (p *press) conditions() (all []kiosk.Condition) {
	if p.out {
		all = append(all, kiosk.PaperOut)
	}
	if p.stuck {
		all = append(all, kiosk.CutterStuck)
	}
	if p.gone {
		all = append(all, kiosk.PrinterGone)
	}
	return all
}

// ail makes a condition come, and go after a while.
func (p *press) ail(what *bool, lasts time.Duration) {
	*what = true
	p.say()
	p.w.after(lasts, func() {
		*what = false
		p.say()
	})
}

// say tells the kiosk about the conditions, if it lives.
func (p *press) say() {
	if p.kiosk.up {
		p.kiosk.live(func() { p.kiosk.event(kiosk.PrinterChanged{Conditions: p.conditions()}) })
	}
}

// clear makes the printer forget the job of the last run.
func (p *press) clear() { p.dooms = p.job }

// powerCut is the kiosk's: half of the printers hang on the same socket.
func (p *press) powerCut() {
	if p.w.chance("same_socket", p.kiosk.id, 0.5) {
		p.dooms = p.job
	}
}

// slip is one ticket's paper on its way.
type slip struct {
	k      *device
	ticket kiosk.Ticket
	at     errand.Paper
}

// print prints the paper of a ticket.
func (k *device) print(f kiosk.Print) {
	s := &slip{k: k, ticket: f.Ticket, at: errand.NewPaper(f)}
	s.feed(errand.Begin{})
}

func (s *slip) feed(in errand.Input) { feed(s.k, &s.at, in, s.do) }

func (s *slip) do(o errand.Output) {
	k := s.k
	switch o := o.(type) {
	case errand.Print:
		s.attempt()
	case errand.Note: // the printer waits for it
		ok := k.note(o.Record) == nil
		k.later(k.w.between("sync", k.id, 2*time.Millisecond, 30*time.Millisecond), func() {
			s.feed(errand.Noted{OK: ok})
			s.commit()
		})
	case errand.Await:
		if k.w.chance("late_word", k.id, 0.5) {
			k.later(k.w.between("late_word_after", k.id, time.Second, 90*time.Second), func() {
				if k.w.facts.printed(s.ticket.ID) {
					s.feed(errand.LateConfirmed{})
				}
			})
		}
	default:
		k.fulfil(o, s.feed)
	}
}

// attempt stores the picture in the printer.
func (s *slip) attempt() {
	k, p := s.k, s.k.press
	p.job++
	if len(p.conditions()) > 0 || k.w.fault("paper_out_before", k.id, 0.01) {
		k.later(50*time.Millisecond, func() { s.feed(errand.Ended{Outcome: errand.NotPrinted, Evidence: "not ready"}) })
		return
	}
	k.later(k.w.between("store", k.id, 200*time.Millisecond, 600*time.Millisecond), func() { s.feed(errand.Committing{}) })
}

// commit lets the printer print, if the journal knows of it.
func (s *slip) commit() {
	k, p, w := s.k, s.k.press, s.k.w
	switch {
	case !s.at.Begun():
		s.feed(errand.Ended{Outcome: errand.NotPrinted, Evidence: "the journal refuses"})
		return
	case w.fault("paper_out_at_commit", k.id, 0.01):
		p.ail(&p.out, w.between("refill", k.id, 3*time.Second, 40*time.Second))
		k.later(400*time.Millisecond, func() { s.feed(errand.Ended{Outcome: errand.NotPrinted, Evidence: "paper out"}) })
		return
	case w.fault("jam", k.id, 0.015):
		p.ail(&p.stuck, w.between("unjam", k.id, 3*time.Second, 40*time.Second))
		k.later(900*time.Millisecond, func() { s.feed(errand.Ended{Outcome: errand.NotCompleted, Evidence: "cutter"}) })
		return
	}
	job := p.job
	fast := w.between("paper", k.id, 300*time.Millisecond, 900*time.Millisecond)
	w.after(fast, func() { // whatever becomes of the kiosk
		if p.dooms < job {
			w.paper(paper{s.ticket.ID, s.ticket.Number, s.ticket.Day, k.id})
		}
	})
	if w.fault("cut_while_printing", k.id, 0.02) {
		k.later(w.between("cut_while", k.id, 10*time.Millisecond, 1300*time.Millisecond), func() { panic(powerCut{}) })
	}
	if w.fault("answer_lost", k.id, 0.02) {
		p.ail(&p.gone, w.between("gone", k.id, time.Second, 20*time.Second))
		k.later(1500*time.Millisecond, func() {
			s.feed(errand.Ended{Outcome: errand.Unknown, Evidence: "the port vanished", Late: true})
		})
		return
	}
	k.later(fast+200*time.Millisecond, func() { s.feed(errand.Ended{Outcome: errand.Printed, Evidence: "id"}) })
}
