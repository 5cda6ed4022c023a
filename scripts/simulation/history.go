package simulation

import (
	"math"
	"time"

	"github.com/anishathalye/porcupine"

	"numerek/appliance/errand"
)

// op is one wish for a number as its kiosk saw it: from the first question to the
// first answer under its key.
type op struct {
	kiosk    int
	request  string
	from, to time.Duration
	answered bool
	day      string
	number   int // 0 where it was refused
}

// asked notes that a kiosk sends a question.
func (f *facts) asked(w *World, kiosk int, request string) *op {
	if o := f.wishes[request]; o != nil {
		return o
	}
	o := &op{kiosk: kiosk, request: request, from: w.now}
	f.wishes[request] = o
	f.ops = append(f.ops, o)
	return o
}

// answer notes an answer. All under one key are the same, unless it was given up.
func (o *op) answer(w *World, a errand.Answer) {
	day, number := a.Held.BusinessDay, a.Held.Sequence
	switch {
	case !o.answered:
		o.answered, o.to, o.day, o.number = true, w.now, day, number
	case number != 0 && o.number != 0 && (o.number != number || o.day != day):
		w.violate("I9 one key was answered with %s %d and %s %d", o.day, o.number, day, number)
	}
}

// authority is the giver of numbers as porcupine's model. Strict is without gaps;
// otherwise numbers only grow, because a new line of history jumps, and a new day
// begins anew.
type authority struct {
	day  string
	last int
}

// step is one wish against the model.
func (a authority) step(o *op, strict bool) (bool, authority) {
	switch {
	case o.answered && o.number == 0:
		return true, a // refused
	case !o.answered && strict:
		return true, authority{a.day, a.last + 1} // it may have got one, now or after everything else
	case !o.answered:
		return true, a // whatever number it got, if any, the others tell
	case strict:
		return o.number == a.last+1, authority{o.day, o.number}
	}
	return o.day > a.day || o.day == a.day && o.number > a.last, authority{o.day, o.number}
}

// mostOps is how many questions porcupine is given: its time grows with the number
// of those that were never answered.
const mostOps = 100

// History checks what the kiosks saw of the giver of numbers, strictly where the
// scenario is calm. unknown says that there was too much of it, or too little time.
func (w *World) History(limit time.Duration) (legal, unknown bool) {
	if len(w.facts.ops) > mostOps {
		return true, true
	}
	strict := w.Calm && !w.Night
	var history []porcupine.Operation
	for _, o := range w.facts.ops {
		end := int64(math.MaxInt64)
		if o.answered {
			end = int64(o.to)
		}
		history = append(history, porcupine.Operation{ClientId: o.kiosk, Input: o, Call: int64(o.from), Output: o, Return: end})
	}
	model := porcupine.Model{
		Init: func() any { return authority{} },
		Step: func(state, input, _ any) (bool, any) {
			a, _ := state.(authority)
			o, _ := input.(*op)
			return a.step(o, strict)
		},
		Equal: func(x, y any) bool { return x == y },
	}
	switch porcupine.CheckOperationsTimeout(model, history, limit) {
	case porcupine.Illegal:
		w.violate("the answers of the giver of numbers have no order")
		return false, false
	case porcupine.Unknown:
		return true, true
	default:
		return true, false
	}
}
