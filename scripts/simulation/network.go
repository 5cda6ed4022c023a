package simulation

import "time"

// Actors of the network: kiosks are 0 to 2, consoles 10 to 12.
const firstConsole = 10

// send carries one message between an actor and the server, in either direction:
// late, twice, or not at all.
func (w *World) send(actor int, arrive func()) {
	if w.cut[actor] > 0 || w.fault("drop", actor, 0.04) {
		return
	}
	often := 0.025
	if w.Lossy { // what is on its way while history goes back is what the fences are for
		often = 0.08
	}
	delay := w.between("delay", actor, time.Millisecond, 80*time.Millisecond)
	if w.fault("late", actor, often) {
		delay += w.between("late_by", actor, 500*time.Millisecond, 12*time.Second)
	}
	carry := func() {
		if w.cut[actor] == 0 {
			arrive()
		}
	}
	w.after(delay, carry)
	if w.fault("twice", actor, often) {
		w.after(delay+w.between("twice_by", actor, time.Millisecond, 9*time.Second), carry)
	}
}

// call asks one of the servers something and carries the answer back. The answer
// may come more than once, much later, or never. An error of serve is an answer.
func call[R any](w *World, actor int, what string, serve func(*process) R, answer func(R)) {
	w.send(actor, func() {
		p := w.site.pick(actor)
		if !p.up {
			return
		}
		life := p.life
		w.after(w.between("work", actor, time.Millisecond, 4*time.Millisecond), func() {
			if !p.up || p.life != life {
				return
			}
			var r R
			if !p.serving(what, func() { r = serve(p) }) {
				return // it fell on the way
			}
			w.send(actor, func() { answer(r) })
		})
	})
}

// partition cuts an actor off for a while.
func (w *World) partition(actor int, lasts time.Duration) {
	w.cut[actor]++
	w.tell("actor %d cut off for %s", actor, lasts)
	w.after(lasts, func() {
		if w.cut[actor] > 0 {
			w.cut[actor]--
		}
	})
}
