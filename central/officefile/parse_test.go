package officefile_test

import (
	"os"
	"testing"

	"numerek/central/officefile"
)

// demo returns the text of the demo office.
func demo(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func Test_demo_office_has_no_problem(t *testing.T) {
	o, problems := officefile.Parse("koszalin.toml", demo(t))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if len(o.Departments) != 5 || len(o.Services) != 21 || len(o.Desks) != 20 {
		t.Errorf("got %d departments, %d services, %d desks, want 5, 21, 20",
			len(o.Departments), len(o.Services), len(o.Desks))
	}
	s, ok := o.Service("rejestracja")
	if !ok || s.Prefix != "R" || s.Label.In("de") != "Kfz-Zulassung" || s.Label.In("fr", "pl") != "Rejestracja pojazdu" {
		t.Errorf("got service %+v, %v", s, ok)
	}
}
