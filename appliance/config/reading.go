package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
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

// foreign says that a file is not written in UTF-8, and where that shows first.
func foreign(text []byte) (mistake.Mistake, bool) {
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
		English: mistake.Text{Wrong: "the file is not written in UTF-8", Mend: "save it as UTF-8"},
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
	if !ok { // what is there twice has no position
		line, key := twice(text)
		return mistake.Mistake{
			Line: line, Key: key,
			Polish:  mistake.Text{Wrong: "stoi w pliku drugi raz", Mend: "zostaw jeden wiersz, drugi usuń"},
			English: mistake.Text{Wrong: "it is there twice", Mend: "keep one line and take the other away"},
		}
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

// blame says what is wrong with a line that cannot be read.
func blame(line string) (polish, english mistake.Text) {
	key, value, hasValue := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case strings.ContainsAny(value, "„”“‘’«»"):
		return mistake.Text{Wrong: "w wierszu są cudzysłowy drukarskie", Mend: `użyj prostych: "tekst"`},
			mistake.Text{Wrong: "there are curly quotes", Mend: `use straight ones: "text"`}
	case strings.HasPrefix(key, "["):
		return mistake.Text{Wrong: "nazwa grupy jest zapisana błędnie", Mend: "napisz ją tak: [nazwa], w osobnym wierszu"},
			mistake.Text{Wrong: "the name of a table is written wrongly", Mend: "write it so: [name], on a line of its own"}
	case !hasValue:
		return mistake.Text{Wrong: "brak znaku =", Mend: `napisz wiersz tak: klucz = "wartość", a uwagi zaczynaj od #`},
			mistake.Text{Wrong: "there is no =", Mend: `write it so: key = "value"; a remark begins with #`}
	case value == "" || value[0] == '#':
		return mistake.Text{Wrong: "brak wartości po znaku =", Mend: "wpisz ją albo usuń wiersz"},
			mistake.Text{Wrong: "there is nothing after the =", Mend: "write it, or take the line away"}
	case value[0] == '"' && strings.Contains(value, `\`):
		return mistake.Text{Wrong: `znak \ w cudzysłowach ma osobne znaczenie`, Mend: `napisz \\ albo weź pojedyncze: 'tekst'`},
			mistake.Text{Wrong: `a \ between quotes has a meaning of its own`, Mend: `write \\, or take single quotes: 'text'`}
	case strings.Count(value, `"`)%2 == 1 || value[0] == '\'' && strings.Count(value, "'")%2 == 1:
		return mistake.Text{Wrong: "brak cudzysłowu", Mend: `tekst stoi między dwoma: "tekst"`},
			mistake.Text{Wrong: "a quote is missing", Mend: `a text stands between two: "text"`}
	case !strings.ContainsAny(value, `"'[`) && plainKey(key):
		return mistake.Text{Wrong: "tekst bez cudzysłowów", Mend: `napisz: ` + key + ` = "tekst"`},
			mistake.Text{Wrong: "a text without quotes", Mend: `write ` + key + ` = "text"`}
	default:
		return mistake.Text{Wrong: "tego wiersza nie da się odczytać", Mend: `napisz go tak: klucz = "wartość"`},
			mistake.Text{Wrong: "this line cannot be read", Mend: `write it so: key = "value"`}
	}
}

// plainKey says whether the file has a key of this name somewhere.
func plainKey(name string) bool {
	return slices.ContainsFunc(Keys(), func(key string) bool { return key == name || strings.HasSuffix(key, "."+name) })
}

// openList is the line above another in which a list begins that ends nowhere in
// between, 0 where there is none.
func openList(all [][]byte, line int) int {
	for i := line - 2; i >= 0; i-- {
		_, value, set := bytes.Cut(all[i], []byte("="))
		switch {
		case bytes.ContainsRune(all[i], ']'):
			return 0
		case set && bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")):
			return i + 1
		case set:
			return 0
		}
	}
	return 0
}

// unknown tells keys that nobody reads.
func unknown(strict *toml.StrictMissingError) (all []mistake.Mistake) {
	for _, e := range strict.Errors {
		line, _ := e.Position()
		key := strings.Join(e.Key(), ".")
		table, name := cutKey(key)
		allowed := keysOf(table)
		where, wo := "["+table+"]", "["+table+"]"
		if len(allowed) == 0 {
			allowed, where, wo = tables(), "nazwy grup", "tables"
		} else if table == "" {
			where, wo = "na początku pliku", "at the top"
		}
		polish, english := mistake.Text{Wrong: "nie ma takiego klucza"}, mistake.Text{Wrong: "unknown key"}
		if near, ok := nearest(name, append(allowed, around(table)...)); ok {
			polish.Wrong, english.Wrong = fmt.Sprintf("nie ma takiego klucza; czy to ma być %s?", near), fmt.Sprintf("unknown key, perhaps %s", near)
		}
		polish.Mend, english.Mend = "dozwolone "+where+": "+strings.Join(allowed, ", "), "allowed "+wo+": "+strings.Join(allowed, ", ")
		all = append(all, mistake.Mistake{Line: line, Key: key, Polish: polish, English: english})
	}
	return all
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

// twice is the first key, or table, that is there a second time, and its line.
func twice(text []byte) (line int, key string) {
	seen := map[string]bool{}
	eachKey(text, func(k string, at int, _ bool) {
		if seen[k] && line == 0 {
			line, key = at, k
		}
		seen[k] = true
	})
	return line, key
}

// eachKey tells every key and table as far as the text is good TOML.
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
			key += "." + string(n.Data)
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
