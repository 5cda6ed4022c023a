package app

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/printer"
	"numerek/appliance/printer/letters"
	"numerek/appliance/typeface"
)

func TestDraw_text_in_a_language_that_the_printer_has_letters_for(t *testing.T) {
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	catalog := kiosk.Catalog{
		Languages:    []string{"pl", "en", "uk"},
		OfficeName:   kiosk.Words{"pl": "Urząd Miejski", "en": "City Hall", "uk": "Міська рада"},
		LocationName: kiosk.Words{"pl": "Ratusz"},
		Services:     []kiosk.Service{{ID: "auto", Label: kiosk.Words{"pl": "Wydział Łączności", "uk": "Реєстрація", "en": "Registration"}}},
	}
	polish := map[letters.Name]byte{letters.CP852: 18}
	both := map[letters.Name]byte{letters.CP852: 18, letters.WPC1251: 46}
	for name, c := range map[string]struct {
		tables map[letters.Name]byte
		lang   string
		copies int
		want   string
	}{
		"has_them":             {both, "uk", 0, "Міська рада"},
		"has_only_polish":      {polish, "uk", 0, "Urząd Miejski"},
		"has_only_ascii":       {nil, "en", 0, ""},
		"a_second_paper":       {both, "uk", 2, "ДРУК 2 / КОПІЯ"},
		"a_second_polish_one":  {polish, "uk", 3, "WYDRUK 3 / KOPIA"},
		"polish_where_it_must": {polish, "pl", 0, "Wydział Łączności"},
	} {
		p := &press{fonts: fonts, profile: printer.Profile{Dots: 576, DPI: 203, Baud: 9600, Letters: letters.Set{Columns: 48, Tables: c.tables}}}
		s, err := p.draw(kiosk.Ticket{ServiceID: "auto", Language: c.lang, Number: "R 015"}, catalog, time.UTC, c.copies)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: got %+v, want an error: the name of the service has letters that it lacks in every language", name, s)
			}
			continue
		}
		var said []string
		for _, line := range s.text.Lines {
			said = append(said, strings.TrimSpace(line.Text))
		}
		if all := strings.Join(said, "\n"); err != nil || !s.isText || !strings.Contains(all, c.want) {
			t.Errorf("%s: got %v\n%s\nwant %q in it", name, err, all, c.want)
		}
	}
}
