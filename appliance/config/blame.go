package config

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"numerek/appliance/mistake"
)

// blame says what is wrong with a line that cannot be read.
func blame(line string) (polish, english mistake.Text) {
	key, value, hasValue := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case strings.ContainsAny(value, "„”“‘’«»"):
		return mistake.Text{Wrong: "w wierszu są cudzysłowy drukarskie", Mend: `użyj prostych: "tekst"`},
			mistake.Text{Wrong: "there are curly quotes", Mend: `use straight ones: "text"`}
	case strings.ContainsAny(quoted.ReplaceAllString(line, ""), "\u00a0\u2007\u200b\u202f\ufeff"):
		return mistake.Text{Wrong: "w wierszu jest niewidoczny znak, na przykład twarda spacja", Mend: "napisz ten wiersz od nowa, zamiast go kopiować"},
			mistake.Text{Wrong: "there is an invisible character, such as a no-break space", Mend: "type the line anew instead of copying it"}
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
	case !strings.ContainsAny(value, `"'[`) && !takesText(key):
		polish, english := kindOf(fullKey(key))
		return mistake.Text{Wrong: "wartość jest zapisana błędnie", Mend: polish}, mistake.Text{Wrong: "the value is written wrongly", Mend: english}
	case !strings.ContainsAny(value, `"'[`) && fullKey(key) != "":
		return mistake.Text{Wrong: "tekst bez cudzysłowów", Mend: `napisz: ` + key + ` = "tekst"`},
			mistake.Text{Wrong: "a text without quotes", Mend: `write ` + key + ` = "text"`}
	default:
		return mistake.Text{Wrong: "tego wiersza nie da się odczytać", Mend: `napisz go tak: klucz = "wartość"`},
			mistake.Text{Wrong: "this line cannot be read", Mend: `write it so: key = "value"`}
	}
}

// quoted is a text between its quotes.
var quoted = regexp.MustCompile(`"[^"]*"|'[^']*'`)

// fullKey is the first key of the file that has this name, empty where there is none.
func fullKey(name string) string {
	for _, key := range Keys() {
		if key == name || strings.HasSuffix(key, "."+name) {
			return key
		}
	}
	return ""
}

// takesText says whether a key takes a text. One that is not known may.
func takesText(name string) bool {
	key := fullKey(name)
	_, text := keyValue(key).(string)
	return key == "" || text
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
		if polish, english, ok := misplaced(table, name); ok {
			all = append(all, mistake.Mistake{Line: line, Key: key, Polish: polish, English: english})
			continue
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

// misplaced says where a key belongs that is known, but not where it stands.
func misplaced(table, name string) (polish, english mistake.Text, ok bool) {
	if slices.Contains(keysOf(""), name) {
		return mistake.Text{Wrong: "ten klucz należy na początek pliku", Mend: "przenieś go nad pierwszą grupę, która jest w nawiasach []"},
			mistake.Text{Wrong: "this key belongs at the top of the file", Mend: "move it above the first table, which is in brackets []"}, true
	}
	home, _ := cutKey(fullKey(name))
	if home == "" || table != "" && len(keysOf(table)) == 0 {
		return polish, english, false
	}
	return say("ten klucz należy do grupy [%s]", "napisz nad nim wiersz ["+home+"], a jeśli taki już jest, przenieś pod niego ten klucz", home),
		say("this key belongs to [%s]", "write the line ["+home+"] above it, or move it below that one if it is there already", home), true
}

// repeated says what stands in a file again, or as a list: the TOML reader tells no
// line of that.
func repeated(text []byte) (m mistake.Mistake) {
	for i, line := range bytes.Split(text, []byte("\n")) {
		name := strings.ToLower(strings.Trim(string(line), "[] \t\r"))
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte("[[")) && slices.Contains(tables(), name) {
			return mistake.Mistake{
				Line: i + 1, Key: name,
				Polish:  mistake.Text{Wrong: "grupa ma podwójne nawiasy", Mend: "napisz ją tak: [" + name + "]"},
				English: mistake.Text{Wrong: "the table has double brackets", Mend: "write it so: [" + name + "]"},
			}
		}
	}
	m.Line = 1
	m.Polish = mistake.Text{Wrong: "pliku nie da się odczytać", Mend: "zacznij od pliku, który dał serwer, i dopisuj po jednym wierszu"}
	m.English = mistake.Text{Wrong: "the file cannot be read", Mend: "begin with the file of the server, and add line by line"}
	first := map[string]int{}
	eachKey(text, func(key string, line int, table bool) {
		switch before, seen := first[key]; {
		case m.Key != "":
		case !seen:
			first[key] = line
		case table:
			m.Line, m.Key = line, key
			m.Polish = say("grupa stoi w pliku drugi raz, pierwszy raz w wierszu %d", "przenieś jej klucze pod pierwszą, a ten wiersz usuń", before)
			m.English = say("it is there twice, first in line %d", "move its keys below the first, and take this line away", before)
		default:
			m.Line, m.Key = line, key
			m.Polish = say("stoi w pliku drugi raz, pierwszy raz w wierszu %d", "zostaw jeden z nich, drugi usuń", before)
			m.English = say("it is there twice, first in line %d", "keep one of them and take the other away", before)
		}
	})
	return m
}
