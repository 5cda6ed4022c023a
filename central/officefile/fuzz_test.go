package officefile_test

import (
	"bytes"
	"strings"
	"testing"

	"numerek/central/officefile"
)

// FuzzParse asks that no text makes Parse panic, and that every problem is on
// a line of the file and says something. A file without problems is an office
// that answers every question.
func FuzzParse(f *testing.F) {
	text := demo(f)
	f.Add(text)
	for _, m := range mutations() {
		f.Add([]byte(strings.Replace(string(text), m.old, m.new, 1)))
	}
	for _, s := range []string{
		"", "\n", "a", "[", "[[a", "a=", "a=[", "a={", "a='''", `a="\ud800"`, "a.b.c=1\n[a]\n[[a.b]]", "[[a]]\n[a]\n[a.b]\n[[a]]",
		"office=1", "office=[]", "[office]\nname=[]", "[office]\nlanguages=[1,[2],{}]", "locations=[1]", "[[locations]]\nkiosks={}",
		"hours={a={mon=[1]}}", "hours.a.mon=['24:00-24:00']", "[audio]\npl={place=1}", "[sms]\n\"\"={}", "\"a.b[1]\"=1", "a=1 b=2",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, problems := officefile.Parse("f", data)
		lines := 1 + bytes.Count(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || p.Message == "" {
				t.Errorf("got %+v in a file of %d lines", p, lines)
			}
		}
		if len(problems) > 0 {
			return
		}
		_ = o.Calendar()
		for _, s := range o.Services {
			if _, ok := o.Location(o.LocationOf(s.ID)); !ok || len(o.DesksFor(s.ID)) == 0 || o.Text(s.Label, "xx") == "" {
				t.Errorf("service %q has no location, desk or label", s.ID)
			}
		}
		if o.ID == "" || o.Zone == nil || len(o.InkColour()) != 7 {
			t.Errorf("got an office %q in zone %v, coloured %s", o.ID, o.Zone, o.InkColour())
		}
	})
}
