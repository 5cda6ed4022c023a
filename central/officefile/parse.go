package officefile

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"numerek/central/notify/gsm"
)

// Problem is one thing that is wrong with an office file.
type Problem struct {
	File    string
	Line    int    // from 1; always a line of the file
	Key     string // such as "services[3].label", entries counted from 1; may be empty
	Message string // what is wrong, and what is allowed
}

// String returns the problem as compilers write it: "file:line: key: message".
func (p Problem) String() string {
	if p.Key == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Key, p.Message)
}

// Problems is all that is wrong with an office file, in order of its lines.
type Problems []Problem

// String returns the problems, one a line.
func (p Problems) String() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems as a [*FileError], nil where there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &FileError{Problems: p}
}

// FileError is that an office file has problems, at least one.
type FileError struct{ Problems Problems }

// Error returns the problems, one a line.
func (e *FileError) Error() string { return e.Problems.String() }

// Checks are the checks that need more than the file. The zero value leaves
// out what it has no function for.
type Checks struct {
	// LabelFits says why a service's label with its line of detail, which may be empty,
	// does not fit its button on a kiosk; nil where it fits.
	LabelFits func(lang, label, detail string) error
	// NameFits is the same for the name of a department and its place.
	NameFits func(lang, name, place string) error
	// Missing returns the letters of a text that kiosk and slip cannot write.
	Missing func(text string) []rune
	// Zone loads a time zone; nil means [time.LoadLocation].
	Zone func(name string) (*time.Location, error)
}

// Parse reads an office file; name is its name in the problems. Where there are
// problems the office is what could be read, and must not be used.
func Parse(name string, data []byte) (*Office, Problems) {
	return Checks{}.Parse(name, data)
}

// Parse is the function Parse with further checks.
func (c Checks) Parse(name string, data []byte) (*Office, Problems) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // editors on Windows put it there
	if line := notUTF8(data); line > 0 {
		return &Office{Zone: time.UTC}, Problems{{File: name, Line: line, Message: "this line is not UTF-8; allowed: the whole file saved as UTF-8"}}
	}
	root, faults, whole := readTree(data)
	d := &decoder{keys: keyTable(), langs: officeLanguages(root), whole: whole, lines: map[string]int{}}
	for _, f := range faults {
		d.add(f.line, "", "%s", f.message)
	}
	o := &Office{}
	d.table(root, at{}, reflect.ValueOf(o).Elem())
	if o.ID == "" {
		o.ID = slug(o.Text(o.Name, o.Default()))
	}
	if whole {
		check(o, c, d)
	}
	complete(o)
	last := 1 + strings.Count(strings.TrimSuffix(string(data), "\n"), "\n")
	for i := range d.found {
		d.found[i].File = name
		d.found[i].Line = min(max(d.found[i].Line, 1), last)
	}
	slices.SortFunc(d.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Message, b.Message))
	})
	return o, d.found
}

// notUTF8 returns the first line that is not UTF-8, 0 where all are.
func notUTF8(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

// officeLanguages looks ahead, because texts come before their languages are known.
func officeLanguages(root *node) (langs []string) {
	office := root.table["office"]
	if office == nil || office.table["languages"] == nil {
		return nil
	}
	for _, item := range office.table["languages"].items {
		if item.kind == unstable.String {
			langs = append(langs, item.text)
		}
	}
	return langs
}

// complete gives every text an entry in every language of the office, and the
// office a zone where it has none.
func complete(o *Office) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	eachText(reflect.ValueOf(o).Elem(), func(t Text) {
		if len(t) == 0 {
			return
		}
		for _, lang := range o.Languages {
			if t[lang] == "" {
				t[lang] = o.Text(t, o.Default())
			}
		}
	})
}

func eachText(v reflect.Value, do func(Text)) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Location]() {
			return
		}
		for _, field := range v.Fields() {
			eachText(field, do)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), do)
		}
	case reflect.Map:
		if t, ok := reflect.TypeAssert[Text](v); ok {
			do(t)
		}
	default: // nothing else holds texts
	}
}

// slug makes an id of a name: "Urząd Miejski" gives "urzad-miejski".
func slug(name string) string {
	german := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")
	words := strings.FieldsFunc(german.Replace(gsm.Plain(strings.ToLower(name))), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
