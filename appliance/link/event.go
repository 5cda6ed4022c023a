package link

import (
	"numerek/appliance/kiosk"
	numerekv1 "numerek/proto/numerek/v1"
)

// Event is what a message of the catalogue's stream means to a kiosk: a
// CatalogChanged, StatesChanged or LinkUp.
func Event(m *numerekv1.WatchCatalogResponse) (kiosk.Event, error) { return eventFrom(m) }
