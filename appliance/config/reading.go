package config

import (
	"bytes"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"numerek/appliance/mistake"
)

// mostMistakes is after how many lines that cannot be read the rest is left alone.
const mostMistakes = 20

// decode reads a file line by line if it must: a line that cannot be read is told
// and taken out, and the rest is read again. lines are those of the keys.
func decode(text []byte) (f file, lines keyed, wrong []mistake.Mistake) {
	if m, ok := foreign(text); ok {
		return newFile(), nil, []mistake.Mistake{m}
	}
	all := bytes.Split(text, []byte("\n"))
	for {
		f = newFile()
		err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f)
		if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
			wrong = append(wrong, unknown(strict)...)
			break
		}
		if err == nil {
			break
		}
		m := explain(err, text, all)
		wrong = append(wrong, m)
		if len(wrong) >= mostMistakes || !blank(all, m.Line) {
			return newFile(), nil, wrong
		}
		text = bytes.Join(all, []byte("\n"))
	}
	return f, keyLines(text), wrong
}

// listPattern is the head of a list of tables. Settings have none; an office file has many.
var listPattern = regexp.MustCompile(`(?m)^\[\[(departments|desks|locations|services)\]\]`)

// foreign says that a file is another one, or no plain text in UTF-8, and where that
// shows first.
func foreign(text []byte) (mistake.Mistake, bool) {
	if bytes.HasPrefix(text, []byte(`{\rtf`)) {
		return mistake.Mistake{
			Line:    1,
			Polish:  mistake.Text{Wrong: "plik zapisał edytor dokumentów (RTF)", Mend: "zapisz go jako zwykły tekst, najlepiej w Notatniku"},
			English: mistake.Text{Wrong: "a word processor has saved the file (RTF)", Mend: "save it as plain text, best with Notepad"},
		}, true
	}
	if lists := listPattern.FindAllIndex(text, -1); len(lists) > 1 {
		return mistake.Mistake{
			Line:    bytes.Count(text[:lists[0][0]], []byte("\n")) + 1,
			Polish:  mistake.Text{Wrong: "to nie jest plik numerek.toml, lecz inny, na przykład plik urzędu", Mend: "weź ten, który zapisało polecenie central device add"},
			English: mistake.Text{Wrong: "this is no numerek.toml but another file, such as that of the office", Mend: "take the one that central device add has written"},
		}, true
	}
	bad := bytes.IndexByte(text, 0) // as in UTF-16
	for i := 0; bad < 0 && i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			bad = i
		}
		i += n
	}
	if bad < 0 {
		return mistake.Mistake{}, false
	}
	return mistake.Mistake{
		Line:    bytes.Count(text[:bad], []byte("\n")) + 1,
		Polish:  mistake.Text{Wrong: "plik nie jest zapisany w UTF-8", Mend: "w Notatniku wybierz „Zapisz jako”, a pod nazwą kodowanie UTF-8"},
		English: mistake.Text{Wrong: "the file is not written in UTF-8", Mend: "in Notepad choose Save as, and below the name the encoding UTF-8"},
	}, true
}

// blank takes a line out, and what hangs on it: with the head of a table all that
// belongs to it, which would else count as another's, and with a list that is not
// closed its elements. It says whether there was anything.
func blank(all [][]byte, line int) bool {
	if line < 1 || line > len(all) || len(bytes.TrimSpace(all[line-1])) == 0 {
		return false
	}
	first := bytes.TrimSpace(all[line-1])
	_, value, set := bytes.Cut(first, []byte("="))
	list := set && bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")) && !bytes.ContainsRune(value, ']')
	all[line-1] = nil
	for i := line; i < len(all); i++ {
		next := bytes.TrimSpace(all[i])
		switch {
		case bytes.HasPrefix(next, []byte("[")), first[0] != '[' && !list, list && len(next) > 0 && wordBegins(next[0]):
			return true
		}
		all[i] = nil
	}
	return true
}

// wordBegins says whether a bare key can begin so.
func wordBegins(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// explain says what is wrong in which line, going by the error of the TOML reader
// and the line itself. It repeats nothing of it: there may be a secret.
func explain(err error, text []byte, all [][]byte) mistake.Mistake {
	bad, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return repeated(text)
	}
	line, _ := bad.Position()
	line = min(max(line, 1), len(all))
	if strings.HasPrefix(err.Error(), "toml: cannot") {
		key := keyAt(text, line)
		polish, english := kindOf(key)
		return mistake.Mistake{Line: line, Key: key, Polish: say("wartość jest innego rodzaju", polish), English: say("a value of another kind", english)}
	}
	if open := openList(all, line); open > 0 {
		return mistake.Mistake{
			Line:    open,
			Polish:  mistake.Text{Wrong: "lista nie jest zamknięta", Mend: `napisz ją tak: klucz = ["jeden", "drugi"]`},
			English: mistake.Text{Wrong: "the list is not closed", Mend: `write it so: key = ["one", "another"]`},
		}
	}
	for line > 1 && len(bytes.TrimSpace(all[line-1])) == 0 { // it ended too soon
		line--
	}
	polish, english := blame(string(all[line-1]))
	return mistake.Mistake{Line: line, Polish: polish, English: english}
}

// around are the other words that a name may have been meant to be.
func around(table string) []string {
	if table == "" {
		return tables()
	}
	return nil
}

// nearest is the word that differs from another in least, if that is little.
func nearest(word string, among []string) (string, bool) {
	best, far := "", 3
	for _, w := range among {
		if d := distance(word, w); d < far && d < len(w) {
			best, far = w, d
		}
	}
	return best, best != ""
}

// distance is how many letters have to be changed, added or taken away.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Keys are all keys of the file, "printer.baud".
func Keys() (all []string) {
	all = keysOf("")
	for _, t := range tables() {
		for _, k := range keysOf(t) {
			all = append(all, t+"."+k)
		}
	}
	return all
}

// tables are the names of the file's tables.
func tables() (all []string) {
	for field := range reflect.TypeFor[file]().Fields() {
		if field.Type.Kind() == reflect.Struct {
			all = append(all, field.Tag.Get("toml"))
		}
	}
	return all
}

// keysOf a table, of the top where it is "", none where there is no such table.
func keysOf(table string) (all []string) {
	in := reflect.TypeFor[file]()
	for field := range reflect.TypeFor[file]().Fields() {
		if field.Tag.Get("toml") == table && field.Type.Kind() == reflect.Struct {
			in = field.Type
		}
	}
	if table != "" && in == reflect.TypeFor[file]() {
		return nil
	}
	for field := range in.Fields() {
		if field.Type.Kind() != reflect.Struct {
			all = append(all, field.Tag.Get("toml"))
		}
	}
	return all
}

// keyValue is the zero value that a key takes, nil where there is no such key.
func keyValue(key string) any {
	v := reflect.ValueOf(file{})
	for name := range strings.SplitSeq(key, ".") {
		found := false
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("toml") == name {
				v, found = v.Field(i), true
				break
			}
		}
		if !found {
			return nil
		}
		if v.Kind() != reflect.Struct {
			break
		}
	}
	return v.Interface()
}

// keyed are the lines of keys, "printer.baud".
type keyed map[string]int

// of is the line of a key, and whether the file has it: perhaps in a table of one line.
func (k keyed) of(key string) (line int, said bool) {
	if line, said = k[key]; !said {
		table, _ := cutKey(key)
		line, said = k[table]
	}
	return line, said
}

// keyLines returns the line of every key.
func keyLines(text []byte) keyed {
	lines := keyed{}
	eachKey(text, func(key string, line int, table bool) {
		if !table {
			lines[key] = line
		}
	})
	return lines
}

// keyAt is the key whose value stands in a line: the last one that begins above.
func keyAt(text []byte, line int) (found string) {
	eachKey(text, func(key string, at int, table bool) {
		if !table && at <= line {
			found = key
		}
	})
	return found
}

// eachKey tells every key and table as far as the text is good TOML, in small letters:
// the reader takes large ones for the same.
func eachKey(text []byte, tell func(key string, line int, table bool)) {
	var p unstable.Parser
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		key, line := "", 0
		for it := e.Key(); it.Next(); {
			n := it.Node()
			if line == 0 {
				line = p.Shape(n.Raw).Start.Line
			}
			key += "." + strings.ToLower(string(n.Data))
		}
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = key
			tell(strings.TrimPrefix(key, "."), line, true)
		case unstable.KeyValue:
			tell(strings.TrimPrefix(table+key, "."), line, false)
		default:
		}
	}
}
