package officefile_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"numerek/central/calendar"
	"numerek/central/officefile"
)

// pathsOf lists the keys that a struct reads, as the table of keys writes them.
func pathsOf(v reflect.Type, under string) []string {
	join := func(name string) string {
		if under == "" {
			return name
		}
		return under + "." + name
	}
	var out []string
	for f := range v.Fields() {
		tag := f.Tag.Get("toml")
		path := join(tag)
		if tag == ",remain" {
			path = under
		}
		switch elem := f.Type; {
		case tag == "-":
			continue
		case tag == "":
			panic("no toml tag: " + v.Name() + "." + f.Name)
		case elem.Kind() == reflect.Struct && elem != reflect.TypeFor[calendar.Span]():
			out = append(out, path)
			out = append(out, pathsOf(elem, path)...)
		case elem.Kind() == reflect.Slice && elem.Elem().Kind() == reflect.Struct && elem.Elem() != reflect.TypeFor[calendar.Span]():
			out = append(out, path)
			out = append(out, pathsOf(elem.Elem(), path)...)
		case elem.Kind() == reflect.Map && elem.Elem().Kind() == reflect.Struct:
			if tag != ",remain" {
				out = append(out, path)
			}
			out = append(out, path+".*")
			out = append(out, pathsOf(elem.Elem(), path+".*")...)
		default:
			out = append(out, path)
		}
	}
	return out
}

func Test_table_and_structs_have_the_same_keys(t *testing.T) {
	want := pathsOf(reflect.TypeFor[officefile.Office](), "")
	slices.Sort(want)
	got := slices.Sorted(maps.Keys(officefile.AllKeys()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("structs (-) and table (+) differ:\n%s", diff)
	}
	if n := officefile.NumberOfKeys(); n != len(got) {
		t.Errorf("got %d rows for %d keys", n, len(got))
	}
}

func Test_every_key_has_a_meaning_and_is_in_the_docs(t *testing.T) {
	docs := officefile.Docs()
	for path, means := range officefile.Means() {
		if !strings.HasSuffix(means, ".") {
			t.Errorf("%s: got meaning %q, want sentences", path, means)
		}
		if !strings.Contains(docs, means) {
			t.Errorf("%s: its meaning is not in the docs", path)
		}
	}
	for _, want := range []string{
		"## [office]", "## [[locations.kiosks]]", "## [hours.*]", "## [policy.issuing]", "## [sms.*]",
		"from_before_open_min (whole number): Minutes before the doors open from which tickets are given.\n    Default: 15. Allowed: from 0 to 240.",
	} {
		if !strings.Contains(docs, want) {
			t.Errorf("the docs do not say %q", want)
		}
	}
}

// The demo office shows every key that is not optional by nature, so that whoever
// copies it starts from a whole file.
func Test_demo_office_shows_the_keys(t *testing.T) {
	absent := []string{
		"departments.place", "services.daily_cap", "services.hours", "exceptions.departments", "exceptions.services",
		"hours.*.sat", "hours.*.sun", "holidays.easter_offset.from_year",
		"policy.booking.modes.departments", "policy.booking.modes.services", "policy.booking.modes.from",
		"policy.booking.modes.to", "policy.booking.modes.mode", "policy.privacy.notice",
	}
	text := string(demo(t))
	for path := range officefile.AllKeys() {
		name := path[strings.LastIndexByte(path, '.')+1:]
		if name != "*" && !strings.Contains(text, name) && !slices.Contains(absent, path) {
			t.Errorf("%s is not in the demo office", path)
		}
	}
}

func Test_examples_and_defaults_are_toml(t *testing.T) {
	for path, sample := range officefile.AllKeys() {
		var into map[string]any
		if err := toml.Unmarshal([]byte("x = "+sample), &into); err != nil && sample != "" {
			t.Errorf("%s: %q: %v", path, sample, err)
		}
	}
}

// The same file gives the same problems in the same order, however maps are walked.
func Test_problems_have_an_order(t *testing.T) {
	text := strings.NewReplacer("{letter}", "{l}", "{d}", "{day}", "08:00-14", "8-14").Replace(string(demo(t)))
	_, want := officefile.Parse("office.toml", []byte(text))
	if len(want) < 20 {
		t.Fatalf("got %d problems, want many", len(want))
	}
	for range 10 {
		_, got := officefile.Parse("office.toml", []byte(text))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}
