package officefile_test

import (
	"testing"

	"numerek/central/officefile"
	"numerek/central/queue"
)

func Test_mode_of_a_day(t *testing.T) {
	const b, w = officefile.BookingsOnly, officefile.WalkinOnly
	type modes = []officefile.Mode
	mode := func(word, departments, services string) officefile.Mode {
		m := officefile.Mode{From: "2022-01-10", To: "2022-02-11", Mode: word}
		if departments != "" {
			m.Departments = []string{departments}
		}
		if services != "" {
			m.Services = []string{services}
		}
		return m
	}
	const in = queue.Day("2022-01-20")
	cases := map[string]struct {
		modes modes
		day   queue.Day
		want  string
	}{
		"none":                           {nil, in, ""},
		"the_day_before":                 {modes{mode(b, "km", "")}, "2022-01-09", ""},
		"the_first_day":                  {modes{mode(b, "km", "")}, "2022-01-10", b},
		"the_last_day":                   {modes{mode(b, "km", "")}, "2022-02-11", b},
		"the_day_after":                  {modes{mode(b, "km", "")}, "2022-02-12", ""},
		"its_service":                    {modes{mode(w, "", "rejestracja")}, in, w},
		"another_service":                {modes{mode(w, "", "zbycie")}, in, ""},
		"another_department":             {modes{mode(w, "so", "")}, in, ""},
		"everything":                     {modes{mode(w, "", "")}, in, w},
		"either_list":                    {modes{mode(w, "so", "rejestracja")}, in, w},
		"service_before_department":      {modes{mode(b, "", "rejestracja"), mode(w, "km", "")}, in, b},
		"department_before_everything":   {modes{mode(b, "km", ""), mode(w, "", "")}, in, b},
		"service_after_department":       {modes{mode(w, "km", ""), mode(b, "", "rejestracja")}, in, b},
		"the_later_of_equals":            {modes{mode(b, "km", ""), mode(w, "km", "")}, in, w},
		"the_later_of_equals_by_service": {modes{mode(w, "", "rejestracja"), mode(b, "", "rejestracja")}, in, b},
		"the_later_of_equals_over_all":   {modes{mode(w, "", ""), mode(b, "", "")}, in, b},
		"an_elder_that_has_ended": {
			modes{{Services: []string{"rejestracja"}, From: "2021-01-01", To: "2021-12-31", Mode: b}, mode(w, "km", "")}, in, w,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			rules := officefile.Booking{Modes: tc.modes}
			got := rules.ModeOn(officefile.Service{ID: "rejestracja", Department: "km"}, tc.day)
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
