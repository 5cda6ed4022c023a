package visits

import (
	"cmp"
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"numerek/central/calendar"
)

// nextSlots is how many free slots a refusal carries.
const nextSlots = 8

// wanted is a slot that somebody did not get.
type wanted struct {
	start time.Time
	staff bool
	// spread is different for everybody: where thousands want the same hour, the same
	// few others would be gone as quickly. Empty: the nearest are named and no others.
	spread string
}

// instead completes the refusal of a slot with others that are free, those of the
// day first, and says so where there is no such slot. Other errors stay as they are.
func (v *Visits) instead(ctx context.Context, op opening, err error, want wanted) error {
	r, ok := errors.AsType[*Refused](err)
	if !ok || r.Why != SlotTaken {
		return err
	}
	_, exists, free, err := v.look(ctx, op, want)
	if err != nil {
		return err
	}
	if !exists {
		r.Why = Outside
	}
	r.Next = want.among(free)
	return r
}

// look says how many places a slot has, as far as is known, and whether there is
// such a slot at all. Where it has none, it lists those that have some: of the
// day, and of the other days where that has only a few.
func (v *Visits) look(ctx context.Context, op opening, want wanted) (places int, exists bool, free []Slot, err error) {
	today, last := civilDay(op.file, op.now), horizon(op.file).Last(op.now, op.file.Zone)
	day := civilDay(op.file, want.start)
	if day < today || day > last {
		return 0, false, nil, nil
	}
	if want.staff {
		op.earliest = op.now
	}
	shelf, err := v.shelf(ctx, op.office, op)
	if err != nil {
		return 0, false, nil, err
	}
	defer shelf.mu.Unlock()
	if err := shelf.fill(ctx, v.store, op, day, day); err != nil {
		return 0, false, nil, err
	}
	slots := op.later(shelf.slots(op, day))
	if i := slices.IndexFunc(slots, func(s Slot) bool { return s.Start.Equal(want.start) }); i >= 0 {
		places, exists = slots[i].Places, true
	}
	if places > 0 {
		return places, exists, nil, nil
	}
	if free = withPlaces(nil, slots); !exists || len(free) >= nextSlots {
		return places, exists, free, nil
	}
	if err := shelf.fill(ctx, v.store, op, today, last); err != nil {
		return 0, false, nil, err
	}
	for d := today; d <= last; d = calendar.AddDays(d, 1) {
		if d != day {
			free = withPlaces(free, op.later(shelf.slots(op, d)))
		}
	}
	return places, exists, free, nil
}

func withPlaces(free, slots []Slot) []Slot {
	for _, s := range slots {
		if s.Places > 0 {
			free = append(free, s)
		}
	}
	return free
}

// among chooses which slots are named: the nearest, or the nearest and some of the
// others.
func (w wanted) among(free []Slot) []Slot {
	slices.SortStableFunc(free, func(x, y Slot) int {
		return cmp.Compare(x.Start.Sub(w.start).Abs(), y.Start.Sub(w.start).Abs())
	})
	if len(free) <= nextSlots {
		return free
	}
	if w.spread != "" {
		sum := fnv.New64a()
		_, _ = sum.Write([]byte(w.spread + w.start.String()))
		luck := rand.New(rand.NewPCG(sum.Sum64(), 0)) //nolint:gosec // it decides nothing, and is to be the same again
		others := free[nextSlots/2:]
		luck.Shuffle(len(others), func(i, k int) { others[i], others[k] = others[k], others[i] })
	}
	return free[:nextSlots]
}
