package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// BenchmarkSQLite takes durable tickets of one series.
func BenchmarkSQLite(b *testing.B) {
	for _, clients := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			db, err := sqlstore.OpenSQLite(b.Context(), filepath.Join(b.TempDir(), "numerek.db"), sqlstore.Options{})
			if err != nil {
				b.Fatal(err)
			}
			takeTickets(b, db, clients, store.Options{})
		})
	}
}

// BenchmarkPostgres compares grouped commits with one transaction for each
// ticket.
func BenchmarkPostgres(b *testing.B) {
	for _, mode := range []struct {
		name            string
		clients, atMost int
	}{{"one", 1, 0}, {"grouped", 64, 0}, {"one_by_one", 64, 1}} {
		b.Run(fmt.Sprintf("%s/clients=%d", mode.name, mode.clients), func(b *testing.B) {
			db, err := sqlstore.OpenPostgres(b.Context(), newPostgres(b), sqlstore.Options{})
			if err != nil {
				b.Fatal(err)
			}
			takeTickets(b, db, mode.clients, store.Options{MaxBatch: mode.atMost})
		})
	}
}

func takeTickets(b *testing.B, backend store.Backend, clients int, opts store.Options) {
	var commits atomic.Int64
	opts.Committed = func(int, time.Duration) { commits.Add(1) }
	s, err := store.New(b.Context(), backend, opts)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Update(b.Context(), store.Keys{}, putOffice(1)); err != nil {
		b.Fatal(err)
	}
	commits.Store(0)
	b.ResetTimer()
	atOnce(b, clients, func(id string) error {
		_, err := takeTicket(b.Context(), s, id)
		return err
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
	b.ReportMetric(float64(b.N)/float64(commits.Load()), "tickets/commit")
}

// atOnce has clients do something b.N times in all, each time under another id.
func atOnce(b *testing.B, clients int, do func(id string) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := do(strconv.FormatInt(n, 10)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
