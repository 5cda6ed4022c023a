package commands_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/central/translations"
)

// Test_priority_has_one_name compares the kiosk's switch with the ticket's page.
func Test_priority_has_one_name(t *testing.T) {
	t.Parallel()
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range words.Languages() {
		catalog := kiosk.Catalog{
			Languages: []string{lang}, PriorityOffered: true,
			Departments: []kiosk.Department{{ID: "d"}, {ID: "e"}},
			Services:    []kiosk.Service{{ID: "s", DepartmentID: "d", State: kiosk.State{Open: true}}, {ID: "r", DepartmentID: "e"}},
		}
		m, _ := kiosk.Update(kiosk.New(time.UTC), kiosk.CatalogChanged{Catalog: catalog}, time.Now())
		said := ""
		for _, u := range scene.Spoken(look.Scene(m, scene.Portrait, fonts)) {
			if u.Target == "priority" {
				said = u.Text
			}
		}
		if want := translations.In(lang).Priority; !strings.HasPrefix(said, want+".") {
			t.Errorf("%s: the kiosk says %q, the page %q", lang, said, want)
		}
	}
}
