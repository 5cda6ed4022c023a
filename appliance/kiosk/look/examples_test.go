package look_test

import (
	"slices"
	"strings"
	"testing"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
)

// Under a department stand the first of its services, as many as there is room
// for: none is left out before one that is there, wherever the buttons stand.
func TestExamplesComeInTheOrderOfTheOffice(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, lang := range words.Languages() {
			for _, aid := range []string{"", "low"} {
				v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("language:" + lang)
				if aid != "" {
					v.Tap(aid)
				}
				shown := 0
				for _, it := range look.Scene(v.Model, size, f).Items {
					department, ok := strings.CutPrefix(it.Target, "department:")
					if !ok {
						continue
					}
					var words []string
					for _, r := range it.Runs {
						words = append(words, strings.Split(r.Text, " · ")...)
					}
					missing := ""
					for _, s := range v.Model.Catalog.Services {
						name, _, _ := strings.Cut(s.Label[lang], " – ")
						switch there := slices.Contains(words, name); {
						case s.DepartmentID != department:
						case !there:
							missing = name
						case missing != "":
							t.Errorf("%s in %s %s: %q without %q before it", kiosktest.PanelName(size), lang, aid, name, missing)
						default:
							shown++
						}
					}
				}
				if shown == 0 && size.Large() {
					t.Errorf("%s in %s %s: no example at all", kiosktest.PanelName(size), lang, aid)
				}
			}
		}
	}
}
