package memstore_test

import (
	"testing"

	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) func() store.Backend {
		db := memstore.New()
		return func() store.Backend { return db }
	})
}
