package citizen_test

import (
	"io"
	"log/slog"
	"testing"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/citizen"
)

// BenchmarkPhone is what one phone costs when somebody before it is called: find
// the ticket on the floor, and draw what is new.
func BenchmarkPhone(b *testing.B) {
	s := newSite(b, false)
	var all []queue.Ticket
	for n := range 300 {
		all = append(all, s.take(n, "rejestracja", "pl", false).Ticket)
	}
	floor, err := s.Floor(b.Context(), "koszalin")
	if err != nil {
		b.Fatal(err)
	}
	assets, err := web.NewAssets()
	if err != nil {
		b.Fatal(err)
	}
	pages, err := citizen.New(s.Office, nil, assets, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	t := translations.In("pl")
	follow := func(b *testing.B, i int) office.Phone {
		k, err := s.Follow(b.Context(), floor, all[i%len(all)])
		if err != nil {
			b.Fatal(err)
		}
		return floor.Phone(k, s.clock.now)
	}
	b.Run("nothing_new", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			follow(b, i)
		}
	})
	b.Run("drawn", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := pages.Draw(io.Discard, follow(b, i), t); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor_of_300", func(b *testing.B) { // once for all phones
		for b.Loop() {
			fresh, err := s.Floor(b.Context(), "koszalin")
			if err != nil {
				b.Fatal(err)
			}
			if n := fresh.Ahead(all[299]); n != 299 {
				b.Fatalf("%d before the last one", n)
			}
		}
	})
}
