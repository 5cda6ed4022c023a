package app

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
)

func TestSlip_says_where_to_wait(t *testing.T) {
	catalog := kiosk.Catalog{
		Languages:    []string{"pl", "en"},
		OfficeName:   kiosk.Words{"pl": "Urząd"},
		LocationName: kiosk.Words{"pl": "Ratusz", "en": "City Hall"},
		Departments: []kiosk.Department{
			{ID: "km", Name: kiosk.Words{"pl": "Wydział Komunikacji"}, Place: kiosk.Words{"pl": "parter", "en": "ground floor"}},
			{ID: "so", Name: kiosk.Words{"pl": "Sprawy Obywatelskie", "en": "Citizens' Affairs"}},
		},
		Services: []kiosk.Service{
			{ID: "auto", DepartmentID: "km", Label: kiosk.Words{"pl": "Rejestracja", "en": "Registration"}},
			{ID: "dowod", DepartmentID: "so", Label: kiosk.Words{"pl": "Dowód", "en": "ID card"}},
		},
	}
	for name, c := range map[string]struct{ service, place, local string }{
		"place_of_the_department":      {"auto", "ground floor", "Rejestracja"},
		"its_name_where_it_has_no_own": {"dowod", "Citizens' Affairs", "Dowód"},
	} {
		t.Run(name, func(t *testing.T) {
			got := slipOf(kiosk.Ticket{ServiceID: c.service, Language: "en"}, catalog, time.UTC)
			if got.Place != c.place || got.Building != "City Hall" || got.ServiceLocal != c.local {
				t.Errorf("got place %q in %q, service %q for the staff, want %q in \"City Hall\", %q",
					got.Place, got.Building, got.ServiceLocal, c.place, c.local)
			}
		})
	}
}
