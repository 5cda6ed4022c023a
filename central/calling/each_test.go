package calling_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/calling"
	"numerek/central/queue"
)

// TestAheadOfEachIsAheadOneByOne holds the one play against a play a ticket.
func TestAheadOfEachIsAheadOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waiting := drawTickets(t)
		desks := []calling.Desk{{Number: 3, Services: []string{"d"}}, drawDesk(t), {Number: 2, Services: []string{"b", "c"}}}
		open := only(rapid.SampledFrom([][]int{{1, 2, 3}, {1, 3}, {2}, {}}).Draw(t, "open")...)
		for i, got := range calling.AheadOfEach(waiting, desks, open, policy, now) {
			if want := calling.Ahead(waiting, waiting[i], desks, open, policy, now); got != want {
				t.Fatalf("%s of %d: got %d before it, want %d", waiting[i].ID, len(waiting), got, want)
			}
		}
	})
}

// BenchmarkAheadOfEach is a morning at which 300 people wait for seven desks.
func BenchmarkAheadOfEach(b *testing.B) {
	var waiting []queue.Ticket
	for i := range 300 {
		waiting = append(waiting, ago("t", []string{"a", "b", "c"}[i%3], i/10, numbered(i+1)))
	}
	var desks []calling.Desk
	for n := range 7 {
		desks = append(desks, calling.Desk{Number: n + 1, Services: []string{"a", "b", "c"}[n%3:]})
	}
	p := calling.Policy{MaxWalkinWait: 45 * time.Minute, BookingsInARow: 2}
	for b.Loop() {
		calling.AheadOfEach(waiting, desks, all, p, now)
	}
}
