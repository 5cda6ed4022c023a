package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// BenchmarkAgenda loads an agenda of 300 bookings and adds one, where the book
// has 20 000; one after another, so that each is a commit of its own, and 64 at
// once.
func BenchmarkAgenda(b *testing.B) {
	for engine, open := range map[string]func(b *testing.B) (store.Backend, error){
		"sqlite": func(b *testing.B) (store.Backend, error) {
			return sqlstore.OpenSQLite(b.Context(), filepath.Join(b.TempDir(), "numerek.db"), sqlstore.Options{})
		},
		"postgres": func(b *testing.B) (store.Backend, error) {
			return sqlstore.OpenPostgres(b.Context(), newPostgres(b), sqlstore.Options{})
		},
	} {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/clients=%d", engine, clients), func(b *testing.B) {
				backend, err := open(b)
				if err != nil {
					b.Fatal(err)
				}
				addToAgenda(b, backend, clients)
			})
		}
	}
}

func addToAgenda(b *testing.B, backend store.Backend, clients int) {
	s, err := store.New(b.Context(), backend, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const ofDay, days = 300, 67
	first := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	booked := func(day, n int, id string) booking.Booking {
		at := first.AddDate(0, 0, day)
		return booking.Booking{
			Office: powerOffice, ID: id, Location: "ratusz", Service: "dowody", Day: queue.Day(at.Format(time.DateOnly)),
			Start: at.Add(time.Duration(n) * time.Minute), Minutes: 15, State: booking.Confirmed, Language: "pl", CodeHash: "code" + id,
			TokenHash: "link" + id, PhoneHash: fmt.Sprint("phone", n), Origin: fmt.Sprint("origin", n), Code: "sealed", Token: "sealed",
			Person: "sealed name and phone", CreatedAt: first,
		}
	}
	for day := range days {
		if err := s.Update(b.Context(), store.Keys{}, func(tx *store.Tx) error {
			for n := range ofDay {
				tx.PutBooking(booked(day, n, fmt.Sprintf("%d-%d", day, n)))
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	key := store.AgendaKey{Office: powerOffice, Location: "ratusz", Day: queue.Day(first.Format(time.DateOnly))}
	add := func(id string) error {
		needs := store.Keys{
			Bookings: []store.BookingKey{{Office: powerOffice, ID: id}}, Agendas: []store.AgendaKey{key},
			Phones: []store.PhoneKey{{Office: powerOffice, Hash: id}}, Origins: []store.OriginKey{{Office: powerOffice, Hash: id}},
		}
		return s.Update(b.Context(), needs, func(tx *store.Tx) error {
			agenda, err := tx.Agenda(key)
			if err != nil {
				return err
			}
			if len(agenda) < ofDay {
				return fmt.Errorf("got %d bookings, want %d", len(agenda), ofDay)
			}
			// It takes the place of another, so that the agenda keeps its length.
			gone := agenda[len(agenda)-1]
			gone.State = booking.Cancelled
			tx.PutBooking(gone)
			mine := booked(0, 0, id)
			mine.PhoneHash, mine.Origin = id, id
			tx.PutBooking(mine)
			return nil
		})
	}
	b.ResetTimer()
	atOnce(b, clients, add)
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
}
