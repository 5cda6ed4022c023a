package storetest

import (
	"testing"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

func testPurges(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	purge := func(on queue.Day) store.Purge {
		return store.Purge{
			PurgeKey: store.PurgeKey{Office: office, Day: on}, BegunAt: now, EndedAt: now.Add(time.Second), Counts: `{"tickets":7}`,
		}
	}
	first, second, third := purge("2026-11-22"), purge(day), purge("2026-11-24")
	third.EndedAt = time.Time{}
	elsewhere := purge("2026-11-25")
	elsewhere.Office = "elsewhere"
	update(t, s, func(tx *store.Tx) error {
		same(t, store.Purge{PurgeKey: first.PurgeKey})(tx.Purge(first.PurgeKey))
		for _, p := range []store.Purge{second, first, elsewhere, third} {
			tx.PutPurge(p)
		}
		same(t, second)(tx.Purge(second.PurgeKey))
		return nil
	})
	same(t, []store.Purge{third, second, first})(s.Purges(ctx, office, 10))
	same(t, []store.Purge{third, second})(s.Purges(ctx, office, 2))
	same(t, []store.Purge{elsewhere})(s.Purges(ctx, "elsewhere", 10))
	third.Counts, third.EndedAt = `{"tickets":8}`, now.Add(time.Minute)
	if err := s.Update(ctx, store.Keys{Purges: []store.PurgeKey{third.PurgeKey, elsewhere.PurgeKey}}, func(tx *store.Tx) error {
		same(t, elsewhere)(tx.Purge(elsewhere.PurgeKey))
		tx.PutPurge(third)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	same(t, []store.Purge{third})(s.Purges(ctx, office, 1))
	if n := length(s.Purges(ctx, "nowhere", 10)); n != 0 {
		t.Errorf("nowhere: got %d rows", n)
	}
}
