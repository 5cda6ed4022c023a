package announce_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/appliance/announce"
)

var eight = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// at is an hour of the stories below, in seconds after eight.
func at(seconds int) time.Time { return eight.Add(time.Duration(seconds) * time.Second) }

// call is the times-th call of a ticket, made so many seconds after eight.
func call(ticket string, times, seconds int) announce.Call {
	return announce.Call{ID: fmt.Sprintf("%s/%d", ticket, times), TicketID: ticket, Prefix: "R", Sequence: 15, Desk: 3, At: at(seconds)}
}

// heardAt plays a story: what is done at each second, with announcements of ten
// seconds. It says which calls were begun and when.
func heardAt(v announce.Voice, until int, story map[int]func(*announce.Queue, time.Time) bool) []string {
	var q announce.Queue
	q.Set(v)
	var out []string
	ends := -1
	for s := range until {
		cut := false
		if do := story[s]; do != nil {
			cut = do(&q, at(s))
		}
		if cut && ends > s {
			out = append(out, fmt.Sprintf("%d cut", s))
			ends = s
		}
		if s == ends {
			q.Done(at(s), true)
		}
		if c, ok := q.Next(at(s)); ok {
			out = append(out, fmt.Sprintf("%d %s", s, c.ID))
			ends = s + 10
		}
	}
	return out
}

func TestQueue(t *testing.T) {
	voice := announce.Voice{RepeatAfter: 30 * time.Second, Volume: 70}
	once := announce.Voice{Volume: 70}
	add := func(calls ...announce.Call) func(*announce.Queue, time.Time) bool {
		return func(q *announce.Queue, now time.Time) (cut bool) {
			for _, c := range calls {
				cut = q.Add(c, now) || cut
			}
			return cut
		}
	}
	drop := func(ticket string) func(*announce.Queue, time.Time) bool {
		return func(q *announce.Queue, _ time.Time) bool { return q.Drop(ticket) }
	}
	set := func(v announce.Voice) func(*announce.Queue, time.Time) bool {
		return func(q *announce.Queue, _ time.Time) bool { return q.Set(v) }
	}
	elsewhere := call("a", 2, 3)
	elsewhere.Desk = 4
	many := make([]announce.Call, 8)
	for i := range many {
		many[i] = call(fmt.Sprint(i), 1, 0)
	}
	type does = map[int]func(*announce.Queue, time.Time) bool
	for name, c := range map[string]struct {
		voice announce.Voice
		story does
		want  []string
	}{
		"twice":                           {voice, does{1: add(call("a", 1, 1))}, []string{"1 a/1", "41 a/1"}},
		"once_if_never_repeated":          {once, does{1: add(call("a", 1, 1))}, []string{"1 a/1"}},
		"two_in_one_instant":              {once, does{1: add(call("a", 1, 1), call("b", 1, 1))}, []string{"1 a/1", "11 b/1"}},
		"in_the_order_of_the_calls":       {once, does{1: add(call("a", 1, 1)), 5: add(call("c", 1, 5), call("b", 1, 4))}, []string{"1 a/1", "11 b/1", "21 c/1"}},
		"fresh_before_repeat":             {voice, does{1: add(call("a", 1, 1)), 35: add(call("b", 1, 35), call("c", 1, 36))}, []string{"1 a/1", "35 b/1", "45 c/1", "55 a/1", "75 b/1", "85 c/1"}},
		"called_again_before_it_began":    {once, does{1: add(call("a", 1, 1), call("b", 1, 1)), 5: add(call("b", 2, 5))}, []string{"1 a/1", "11 b/2"}},
		"called_again_in_place_of_repeat": {voice, does{1: add(call("a", 1, 1)), 20: add(call("a", 2, 20))}, []string{"1 a/1", "20 a/2", "60 a/2"}},
		"called_again_while_spoken":       {voice, does{1: add(call("a", 1, 1)), 3: add(call("a", 2, 3))}, []string{"1 a/1", "11 a/2", "51 a/2"}},
		"called_elsewhere_while_spoken":   {once, does{1: add(call("a", 1, 1)), 3: add(elsewhere)}, []string{"1 a/1", "3 cut", "3 a/2"}},
		"taken_back_before_it_began":      {once, does{1: add(call("a", 1, 1), call("b", 1, 1)), 5: drop("b")}, []string{"1 a/1"}},
		"taken_back_while_spoken":         {voice, does{1: add(call("a", 1, 1)), 5: drop("a")}, []string{"1 a/1", "5 cut"}},
		"over_before_the_repeat":          {voice, does{1: add(call("a", 1, 1)), 20: drop("a")}, []string{"1 a/1"}},
		"another_taken_back":              {once, does{1: add(call("a", 1, 1)), 5: drop("b")}, []string{"1 a/1"}},
		"the_same_call_twice":             {once, does{1: add(call("a", 1, 1)), 5: add(call("a", 1, 1)), 30: add(call("a", 1, 1)), 65: add(call("a", 1, 1))}, []string{"1 a/1"}},
		"taken_back_and_told_again":       {once, does{1: add(call("b", 1, 1), call("a", 1, 1)), 5: drop("a"), 6: add(call("a", 1, 1))}, []string{"1 b/1"}},
		"an_older_call_late":              {once, does{1: add(call("b", 1, 1)), 5: add(call("a", 2, 5), call("a", 1, 2))}, []string{"1 b/1", "11 a/2"}},
		"told_too_late":                   {once, does{70: add(call("a", 1, 9), call("b", 1, 10))}, []string{"70 b/1"}},
		"a_crowd_is_cut_at_a_minute":      {voice, does{0: add(many...)}, []string{"0 0/1", "10 1/1", "20 2/1", "30 3/1", "40 4/1", "50 5/1", "60 6/1", "70 0/1", "80 1/1", "90 2/1"}},
		"silence_skips":                   {voice, does{1: add(call("a", 1, 1), call("b", 1, 1)), 4: set(announce.Voice{}), 6: add(call("c", 1, 6)), 8: set(voice), 9: add(call("c", 1, 6), call("d", 1, 9))}, []string{"1 a/1", "4 cut", "9 d/1", "49 d/1"}},
		"no_repeats_any_more":             {voice, does{1: add(call("a", 1, 1)), 20: set(once)}, []string{"1 a/1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := heardAt(c.voice, 200, c.story); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestQueue_without_sound(t *testing.T) {
	var q announce.Queue
	q.Done(eight, true) // of nothing
	q.Set(announce.Voice{RepeatAfter: 30 * time.Second, Volume: 70})
	q.Add(call("a", 1, 0), at(0))
	for _, s := range []int{0, 5, 60} {
		if c, ok := q.Next(at(s)); !ok || c.ID != "a/1" {
			t.Fatalf("second %d: got %v %t, want the call that nobody heard", s, c.ID, ok)
		}
		if _, ok := q.Next(at(s)); ok {
			t.Fatalf("second %d: two at a time", s)
		}
		if !q.Due().IsZero() {
			t.Errorf("due while something is spoken: %v", q.Due())
		}
		q.Done(at(s), false)
	}
	if _, ok := q.Next(at(61)); ok {
		t.Error("a call that nobody heard was spoken after a minute")
	}
	if !q.Due().IsZero() {
		t.Errorf("due with nothing to say: %v", q.Due())
	}
}

func TestQueue_due(t *testing.T) {
	var q announce.Queue
	q.Set(announce.Voice{RepeatAfter: 30 * time.Second, Volume: 70})
	q.Add(call("a", 1, 0), at(2))
	if got := q.Due(); !got.Equal(at(0)) {
		t.Errorf("due of a call: got %v, want %v", got, at(0))
	}
	q.Next(at(2))
	q.Done(at(12), true)
	if got := q.Due(); !got.Equal(at(42)) {
		t.Errorf("due of its repeat: got %v, want %v", got, at(42))
	}
}

// TestQueue_properties plays random days: whatever happens, and in whatever
// order, the rules of the hall hold.
func TestQueue_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q announce.Queue
		repeat := time.Duration(rapid.SampledFrom([]int{0, 5, 30}).Draw(t, "repeat")) * time.Second
		volume := 70
		q.Set(announce.Voice{RepeatAfter: repeat, Volume: volume})
		var (
			times     = map[string]int{}           // calls of a ticket so far
			newest    = map[string]announce.Call{} // the one that stands
			begun     = map[string]int{}           // by call
			ended     = map[string]time.Time{}
			speaking  *announce.Call
			silencing = map[string]bool{} // calls that must not begin any more
		)
		now := eight
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 15_000).Draw(t, "ms")) * time.Millisecond)
			ticket := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "ticket")
			switch rapid.SampledFrom([]string{"call", "call", "drop", "replay", "volume", "next", "next", "next", "done", "done"}).Draw(t, "what") {
			case "call":
				times[ticket]++
				c := announce.Call{ID: fmt.Sprint(ticket, times[ticket]), TicketID: ticket, Desk: times[ticket] % 3, At: now.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "late")) * time.Second)}
				if old, ok := newest[ticket]; ok {
					if c.At.Before(old.At) {
						continue // the server's calls of a ticket are in order
					}
					silencing[old.ID] = true
				}
				newest[ticket] = c
				silencing[c.ID] = volume == 0
				q.Add(c, now)
			case "replay":
				if c, ok := newest[ticket]; ok {
					q.Add(c, now)
				}
			case "drop":
				q.Drop(ticket)
				silencing[newest[ticket].ID] = true
			case "volume":
				volume = 70 - volume
				q.Set(announce.Voice{RepeatAfter: repeat, Volume: volume})
				if volume == 0 {
					for _, c := range newest {
						silencing[c.ID] = true
					}
				}
			case "done":
				if speaking != nil {
					heard := rapid.Bool().Draw(t, "heard")
					q.Done(now, heard)
					if !heard {
						begun[speaking.ID]--
					} else {
						ended[speaking.ID] = now
					}
					speaking = nil
				}
			case "next":
				c, ok := q.Next(now)
				if !ok {
					continue
				}
				first := ended[c.ID].IsZero()
				switch {
				case speaking != nil:
					t.Fatalf("%s begins while %s is spoken", c.ID, speaking.ID)
				case silencing[c.ID]:
					t.Fatalf("%s begins after it was taken back, replaced or silenced", c.ID)
				case volume == 0:
					t.Fatalf("%s begins in silence", c.ID)
				case first && now.Sub(c.At) > announce.MaxAge:
					t.Fatalf("%s begins %v late", c.ID, now.Sub(c.At))
				case !first && now.Sub(c.At) > announce.MaxAge+repeat:
					t.Fatalf("%s is repeated %v late", c.ID, now.Sub(c.At))
				case !first && (repeat == 0 || now.Before(ended[c.ID].Add(repeat))):
					t.Fatalf("%s is repeated at %v, it ended at %v", c.ID, now, ended[c.ID])
				}
				if begun[c.ID]++; begun[c.ID] > 2 {
					t.Fatalf("%s is spoken %d times", c.ID, begun[c.ID])
				}
				speaking = &c
			}
		}
		// At rest everything that may be spoken is, and nothing waits for ever.
		if speaking != nil {
			q.Done(now, true)
		}
		for due := q.Due(); !due.IsZero(); due = q.Due() {
			if due.After(now) {
				now = due
			}
			if _, ok := q.Next(now); ok {
				q.Done(now, true)
			}
		}
	})
}
