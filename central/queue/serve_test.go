package queue_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/queue"
)

var (
	at       = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	patience = queue.Patience{Repeats: 2, Interval: 30 * time.Second, Longest: 90 * time.Second, ComeBack: 15 * time.Minute}
)

// step is one thing that a desk does to the ticket.
type step func(queue.Ticket) (queue.Ticket, error)

func call(desk int, after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Call(desk, at.Add(after)) }
}

func again(desk int, after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.CallAgain(desk, at.Add(after)) }
}

func begin(desk int, after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Start(desk, at.Add(after)) }
}

func finish(desk int, after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Finish(desk, at.Add(after)) }
}

func miss(desk int, after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Miss(desk, patience, at.Add(after)) }
}

func revive(after time.Duration) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Revive(patience, at.Add(after)) }
}

func park(desk int) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Park(desk) }
}

func transfer(desk int, service string, to int) step {
	return func(t queue.Ticket) (queue.Ticket, error) { return t.Transfer(desk, service, to) }
}

func withdraw(t queue.Ticket) (queue.Ticket, error) { return t.Withdraw(at) }

func TestLife(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		steps []step
		want  queue.State
		err   error // of the last step
		desk  int   // that it wants in the end
	}{
		"served":                       {[]step{call(3, 0), begin(3, 60), finish(3, 600)}, queue.Done, nil, 0},
		"finished_without_start":       {[]step{call(3, 0), finish(3, 600)}, queue.Done, nil, 0},
		"called_twice":                 {[]step{call(3, 0), call(4, 1)}, queue.Called, queue.ErrNotWaiting, 0},
		"started_elsewhere":            {[]step{call(3, 0), begin(4, 1)}, queue.Called, queue.ErrNotHere, 0},
		"finished_elsewhere":           {[]step{call(3, 0), begin(3, 1), finish(4, 1)}, queue.Serving, queue.ErrNotHere, 0},
		"called_again_while_served":    {[]step{call(3, 0), begin(3, 1), again(3, 2)}, queue.Serving, queue.ErrNotHere, 0},
		"missed_at_once":               {[]step{call(3, 0), miss(3, 10*time.Second)}, queue.Called, queue.ErrTooSoon, 0},
		"missed_after_three_calls":     {[]step{call(3, 0), again(3, 1), again(3, 2*time.Second), miss(3, 32*time.Second)}, queue.NoShow, nil, 0},
		"missed_after_the_longest":     {[]step{call(3, 0), miss(3, 90*time.Second)}, queue.NoShow, nil, 0},
		"a_call_begins_the_wait_anew":  {[]step{call(3, 0), again(3, 80*time.Second), miss(3, 90*time.Second)}, queue.Called, queue.ErrTooSoon, 0},
		"missed_while_served":          {[]step{call(3, 0), begin(3, 1), miss(3, time.Hour)}, queue.Serving, queue.ErrNotHere, 0},
		"revived":                      {[]step{call(3, 0), miss(3, 2*time.Minute), revive(17 * time.Minute)}, queue.Waiting, nil, 0},
		"revived_too_late":             {[]step{call(3, 0), miss(3, 2*time.Minute), revive(18 * time.Minute)}, queue.NoShow, queue.ErrTooLate, 0},
		"revived_twice":                {[]step{call(3, 0), miss(3, 2*time.Minute), revive(3 * time.Minute), call(3, 4*time.Minute), miss(3, 6*time.Minute), revive(7 * time.Minute)}, queue.NoShow, queue.ErrRevived, 0},
		"parked_and_back":              {[]step{call(3, 0), begin(3, 1), park(3), queue.Ticket.Resume}, queue.Waiting, nil, 3},
		"resumed_without_being_parked": {[]step{queue.Ticket.Resume}, queue.Waiting, queue.ErrNotAside, 0},
		"parked_by_another":            {[]step{call(3, 0), begin(3, 1), park(4)}, queue.Serving, queue.ErrNotHere, 0},
		"to_another_service":           {[]step{call(3, 0), begin(3, 1), transfer(3, "pesel", 0)}, queue.Waiting, nil, 0},
		"to_another_desk":              {[]step{call(3, 0), transfer(3, "rejestracja", 4)}, queue.Waiting, nil, 4},
		"to_where_it_is":               {[]step{call(3, 0), transfer(3, "rejestracja", 3)}, queue.Called, queue.ErrNowhere, 0},
		"wanted_desk_is_forgotten":     {[]step{call(3, 0), transfer(3, "rejestracja", 4), call(4, time.Minute)}, queue.Called, nil, 0},
		"withdrawn":                    {[]step{withdraw}, queue.Withdrawn, nil, 0},
		"withdrawn_while_parked":       {[]step{call(3, 0), park(3), withdraw}, queue.Withdrawn, nil, 3},
		"withdrawn_while_served":       {[]step{call(3, 0), withdraw}, queue.Called, queue.ErrNotWaiting, 0},
		"raised":                       {[]step{queue.Ticket.Raise}, queue.Waiting, nil, 0},
		"raised_twice":                 {[]step{queue.Ticket.Raise, queue.Ticket.Raise}, queue.Waiting, queue.ErrNotWaiting, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := waiting()
			k.Service, k.IssuedAt = "rejestracja", at
			var err error
			for i, do := range tc.steps {
				before := k
				if k, err = do(k); err != nil {
					if i < len(tc.steps)-1 {
						t.Fatalf("step %d: %v", i+1, err)
					}
					if k != before {
						t.Errorf("refused, but changed to %+v", k)
					}
				} else if k.Revision != before.Revision+1 {
					t.Errorf("step %d: revision %d follows %d", i+1, k.Revision, before.Revision)
				}
			}
			if !errors.Is(err, tc.err) || k.State != tc.want || k.Wants != tc.desk {
				t.Errorf("got %s wanting desk %d, %v; want %s, %d, %v", k.State, k.Wants, err, tc.want, tc.desk, tc.err)
			}
			if k.Number != waiting().Number || k.IssuedAt != at {
				t.Errorf("number or place in time changed: %v, %v", k.Number, k.IssuedAt)
			}
		})
	}
}

func TestTimesOfAVisit(t *testing.T) {
	t.Parallel()
	k := waiting()
	k, _ = k.Call(3, at)
	k, _ = k.CallAgain(3, at.Add(30*time.Second))
	k, _ = k.Start(3, at.Add(50*time.Second))
	k, _ = k.Transfer(3, "pesel", 0)
	k, _ = k.Call(11, at.Add(10*time.Minute))
	k, _ = k.Finish(11, at.Add(20*time.Minute))
	if k.FirstCalled != at || k.CalledAt != at.Add(10*time.Minute) || k.ServedAt != k.CalledAt || k.EndedAt != at.Add(20*time.Minute) {
		t.Errorf("got %+v", k)
	}
}

// A number that a desk has had to do with is somebody's, whatever a kiosk says of
// its paper: the person waits at another desk, or comes back with a form.
func TestWhomADeskHasSeenIsNeverVoid(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{
		"parked and back": {call(3, 0), park(3), queue.Ticket.Resume},
		"sent on":         {call(3, 0), transfer(3, "pesel", 0)},
		"revived":         {call(3, 0), miss(3, 2*time.Minute), revive(3 * time.Minute)},
	} {
		k := waiting()
		for _, do := range steps {
			var err error
			if k, err = do(k); err != nil {
				t.Fatal(name, err)
			}
		}
		if after, err := k.Report(queue.PaperNotDelivered); err != nil || after.State != queue.Waiting || after.Paper != queue.PaperNotDelivered {
			t.Errorf("%s, not delivered: got %s, %s, %v", name, after.State, after.Paper, err)
		}
		if after, err := k.Abandon(); !errors.Is(err, queue.ErrNotWaiting) || after != k {
			t.Errorf("%s, abandoned: got %s, %v", name, after.State, err)
		}
	}
}

// An undone call is none: a number that certainly has no paper is void then,
// and nobody can undo past that.
func TestUndoneCallOfANumberWithoutPaper(t *testing.T) {
	t.Parallel()
	k := waiting()
	called, _ := k.Call(3, at)
	called, _ = called.Report(queue.PaperNotDelivered)
	if after := called.Restore(k); after.State != queue.Void || after.Void != queue.VoidNotDelivered || after.Revision <= called.Revision {
		t.Errorf("got %+v", after)
	}
	for what, end := range map[string]func(queue.Ticket) (queue.Ticket, error){
		"not delivered": func(k queue.Ticket) (queue.Ticket, error) { return k.Report(queue.PaperNotDelivered) },
		"abandoned":     queue.Ticket.Abandon,
		"closed": func(k queue.Ticket) (queue.Ticket, error) {
			k, _, err := k.Close(at)
			return k, err
		},
	} {
		if after, err := end(k); err != nil || after.Revision == k.Revision {
			t.Errorf("%s: revision %d after %d, %v", what, after.Revision, k.Revision, err)
		}
	}
}

// Undoing any step gives back what was before it, but for a paper that was
// reported meanwhile, and never the same revision twice.
func TestRestore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := waiting()
		k.Service = "rejestracja"
		steps := []step{call(3, 0), again(3, 1), begin(3, 2), finish(3, 3), park(3), transfer(3, "pesel", 0), withdraw, queue.Ticket.Resume, queue.Ticket.Raise}
		seen := map[int64]bool{k.Revision: true}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			before := k
			after, err := rapid.SampledFrom(steps).Draw(t, "step")(k)
			if err != nil {
				continue
			}
			k = after
			if rapid.Bool().Draw(t, "undo") {
				if paper := rapid.SampledFrom(append(outcomes, "")).Draw(t, "paper"); paper != "" {
					k, _ = k.Report(paper)
				}
				want := before
				if k.Paper.Outcome() {
					want, _ = before.Report(k.Paper)
				}
				k = k.Restore(before)
				want.Revision = k.Revision
				if k != want {
					t.Fatalf("got %+v, want %+v", k, want)
				}
			}
			if seen[k.Revision] && k.Revision != before.Revision {
				t.Fatalf("revision %d came twice", k.Revision)
			}
			seen[k.Revision] = true
		}
	})
}
