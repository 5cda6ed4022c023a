package forecast_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"numerek/central/calling"
	"numerek/central/calling/callingtest"
	"numerek/central/forecast"
	"numerek/central/queue"
)

// crowded is the demo office as one hall of 20 desks and 21 services in which n people wait.
func crowded(t testing.TB, n int) forecast.State {
	o := callingtest.Koszalin(t)
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	rng := rand.New(rand.NewPCG(1, 1))
	s := forecast.State{
		Now: now, Services: fromFile(o), NoShow: 0.08, Call: time.Minute, Missed: 2 * time.Minute,
		Policy: calling.Policy{MaxWalkinWait: 45 * time.Minute, BookingsInARow: 2},
	}
	for i, d := range o.Desks {
		s.Desks = append(s.Desks, forecast.Desk{
			Desk: calling.Desk{Number: i + 1, Services: d.Services}, Open: true, Until: now.Add(4 * time.Hour),
			Busy: &forecast.Busy{Service: d.Services[0], Since: now.Add(-time.Duration(rng.IntN(15)) * time.Minute)},
		})
	}
	var today []queue.Ticket
	for i := range n {
		k := queue.Ticket{
			ID: strconv.Itoa(i), Service: o.Services[rng.IntN(len(o.Services))].ID, State: queue.Waiting, Priority: rng.IntN(20) == 0,
			IssuedAt: now.Add(-time.Duration(rng.IntN(90)) * time.Minute), Number: queue.Number{Prefix: "A", N: i + 1},
		}
		today = append(today, k)
		if rng.IntN(4) == 0 {
			k.Booked = now.Add(time.Duration(rng.IntN(30)-20) * time.Minute)
		}
		s.Waiting = append(s.Waiting, k)
	}
	s.Streams = forecast.StreamsOf(today, now)
	return s
}

func BenchmarkAll(b *testing.B) {
	for _, n := range []int{0, 30, 120, 500} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := crowded(b, n)
			for b.Loop() {
				forecast.All(s)
			}
		})
	}
}

func BenchmarkRoom(b *testing.B) {
	for _, n := range []int{0, 30, 120, 500} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := crowded(b, n)
			for b.Loop() {
				forecast.Room(s, forecast.Closing{Safety: 1.15, Quantile: 0.7})
			}
		})
	}
}
