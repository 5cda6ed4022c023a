package officefile_test

import (
	"strings"
	"testing"
	"time"

	"numerek/central/officefile"
)

// withDuty is the demo office with its table of the duty, the last one, replaced.
func withDuty(t *testing.T, lines ...string) (*officefile.Office, officefile.Problems) {
	t.Helper()
	text, _, ok := strings.Cut(string(demo(t)), "\n[duty]\n")
	if !ok {
		t.Fatal("the demo office has no table of the duty")
	}
	return officefile.Parse("office.toml", []byte(text+"\n"+strings.Join(lines, "\n")+"\n"))
}

func Test_duty(t *testing.T) {
	o, problems := withDuty(t,
		`[duty]`, `quiet = "22:00-05:30"`, `[[duty.people]]`, `id = "serwis"`, `mail = "serwis@urzad.example"`,
		`phone = "+48601234567"`, `from = "warning"`, `[[duty.people]]`, `id = "it"`, `mail = "it@urzad.example"`)
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	d := o.Duty
	if d.Hold() != 30*time.Second || d.Gather() != time.Minute || len(d.People) != 2 ||
		d.People[0].From != officefile.DutyWarning || d.People[1].From != officefile.DutyFault || d.People[1].Language != "pl" {
		t.Errorf("got %+v", d)
	}
	for at, want := range map[string]bool{"21:59": false, "22:00": true, "00:00": true, "05:29": true, "05:30": false} {
		clock, err := time.Parse("15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.QuietAt(clock); got != want {
			t.Errorf("%s: got %t", at, got)
		}
	}
	if o, problems := withDuty(t, `[duty]`, `quiet = "00:00-00:00"`); len(problems) != 0 || o.Duty.QuietAt(time.Time{}) {
		t.Errorf("no quiet hours: got %v", problems)
	}
	if o, _ := withDuty(t); len(o.Duty.People) != 0 || o.Duty.HoldS != 30 {
		t.Errorf("without the table: got %+v", o.Duty)
	}
}

func Test_duty_that_reaches_nobody(t *testing.T) {
	for name, c := range map[string]struct{ lines, want string }{
		"no_way":         {`id = "a"`, `"a" cannot be told: give a mail, a phone or both`},
		"no_address":     {"id = \"a\"\nmail = \"Serwis <a@b.example>\"", `is not an e-mail address`},
		"no_country":     {"id = \"a\"\nphone = \"601234567\"", `"601234567" is not a number with its country`},
		"letters":        {"id = \"a\"\nphone = \"+48601ABC567\"", `is not a number with its country`},
		"abroad":         {"id = \"a\"\nphone = \"+4915112345678\"", `gets no SMS; policy.notify.prefixes: "+48"`},
		"other_severity": {"id = \"a\"\nmail = \"a@b.example\"\nfrom = \"all\"", `allowed: one of "warning", "fault"`},
		"no_id":          {"mail = \"a@b.example\"", `id is missing`},
		"strange_id":     {"id = \"A b\"\nmail = \"a@b.example\"", `"A b" is not an id`},
		"twice":          {"id = \"a\"\nmail = \"a@b.example\"\n[[duty.people]]\nid = \"a\"\nmail = \"a@b.example\"", `person "a" is given twice`},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := withDuty(t, "[[duty.people]]", c.lines)
			if len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
				t.Errorf("got %v, want %s", problems, c.want)
			}
		})
	}
}
