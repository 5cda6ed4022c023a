package officefile

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// decoder fills the structs from the tree by the key table and notes where
// every value stands.
type decoder struct {
	keys  map[string]key
	langs []string // of the office; a text given as one string is in the first
	whole bool     // the file had no syntax errors, so what is missing is missing
	lines map[string]int
	found Problems
}

func (d *decoder) add(line int, where, format string, args ...any) {
	d.found = append(d.found, Problem{Line: line, Key: where, Message: fmt.Sprintf(format, args...)})
}

// at is the place of a value: its path in the table of keys and its own name,
// in which entries of lists are counted from 1.
type at struct{ path, name string }

func (a at) key(name string) at {
	if a.path == "" {
		return at{name, name}
	}
	return at{a.path + "." + name, a.name + "." + name}
}

func (a at) any(name string) at { return at{a.path + ".*", a.name + "." + name} }

func (a at) item(i int) at { return at{a.path, fmt.Sprintf("%s[%d]", a.name, i+1)} }

// table fills a struct. A nil node is a table that the file leaves out: its
// keys get their defaults.
func (d *decoder) table(n *node, where at, v reflect.Value) {
	if n != nil && n.kind != unstable.Table {
		d.add(n.line, where.name, "must be a table, but is %s", n.is())
		n = nil
	}
	if n != nil && where.name != "" {
		d.lines[where.name] = n.line
	}
	var names []string
	rest := reflect.Value{}
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("toml")
		switch tag {
		case "-":
			continue
		case ",remain":
			rest = v.Field(i)
			continue
		}
		names = append(names, tag)
		d.field(n, where.key(tag), tag, v.Field(i))
	}
	if n == nil {
		return
	}
	if rest.IsValid() {
		d.byName(n, where, rest, names)
		return
	}
	for _, name := range n.names {
		if !slices.Contains(names, name) {
			d.add(n.table[name].line, where.key(name).name, "unknown key %q%s%s", name,
				didYouMean(name, names), "; allowed here: "+strings.Join(names, ", "))
		}
	}
}

func (d *decoder) field(in *node, where at, name string, v reflect.Value) {
	k := d.keys[where.path]
	var n *node
	if in != nil {
		n = in.table[name]
	}
	switch {
	case n != nil:
		d.value(n, k, where, v)
	case k.def != "":
		root, _, _ := readTree([]byte("x = " + k.def))
		d.value(root.table["x"], k, where, v)
		delete(d.lines, where.name)
	case k.kind == aTable && !k.required:
		d.table(nil, where, v)
	case k.required && in != nil && d.whole:
		d.add(in.line, where.name, "%s is missing: %s%s", name, lowerFirst(k.means), means(k))
	}
}

func means(k key) string {
	var out string
	if a := k.allows(); a != "" {
		out = " Allowed: " + a + "."
	}
	if k.example != "" {
		out += " Example: " + k.name() + " = " + k.example
	}
	return out
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// value fills v by the key's kind.
func (d *decoder) value(n *node, k key, where at, v reflect.Value) {
	d.lines[where.name] = n.line
	switch k.kind {
	case aTable:
		d.table(n, where, v)
	case named, languages:
		if d.isTable(n, where) {
			d.byName(n, where, v, nil)
		}
	case tables:
		d.tables(n, where, v)
	case text:
		d.text(n, k, where, v)
	case words:
		d.words(n, where, v)
	case strs, spans:
		d.list(n, k, where, v)
	default:
		d.scalar(n, k, where, v)
	}
}

func (d *decoder) isTable(n *node, where at) bool {
	if n.kind != unstable.Table {
		d.add(n.line, where.name, "must be a table, but is %s", n.is())
		return false
	}
	return true
}

// byName fills a map of structs with the keys that are not in but.
func (d *decoder) byName(n *node, where at, v reflect.Value, but []string) {
	out := reflect.MakeMap(v.Type())
	for _, name := range n.names {
		if slices.Contains(but, name) {
			continue
		}
		child := n.table[name]
		if child.kind != unstable.Table {
			d.add(child.line, where.any(name).name, "unknown key %q%s%s", name, didYouMean(name, but), orTable(but))
			continue
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		d.table(child, where.any(name), elem)
		out.SetMapIndex(reflect.ValueOf(name), elem)
	}
	v.Set(out)
}

func orTable(but []string) string {
	if len(but) == 0 {
		return "; only tables are allowed here"
	}
	return "; allowed here: " + strings.Join(but, ", ") + ", or a table of that name"
}

func (d *decoder) tables(n *node, where at, v reflect.Value) {
	if n.kind != unstable.Array {
		d.add(n.line, where.name, "must be a list of tables, each under [[%s]], but is %s", where.path, n.is())
		delete(d.lines, where.name) // so that nobody asks what is in it
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		d.table(item, where.item(i), out.Index(i))
	}
	v.Set(out)
}

func (d *decoder) text(n *node, k key, where at, v reflect.Value) {
	t := Text{}
	switch n.kind {
	case unstable.String:
		if len(d.langs) > 0 {
			t[d.langs[0]] = n.text
		}
		d.str(n, k, where)
	case unstable.Table:
		for _, lang := range n.names {
			child := n.table[lang]
			d.lines[where.name+"."+lang] = child.line
			if child.kind != unstable.String {
				d.add(child.line, where.name+"."+lang, "must be a string, but is %s", child.is())
				continue
			}
			t[lang] = child.text
			d.str(child, k, at{where.path, where.name + "." + lang})
		}
	default:
		d.add(n.line, where.name, "must be a text, such as %s, but is %s", k.example, n.is())
	}
	d.languages(n, t, k, where)
	v.Set(reflect.ValueOf(t))
}

// languages checks that a text has the languages of the office and no others.
func (d *decoder) languages(n *node, t Text, k key, where at) {
	if len(d.langs) == 0 || n.kind != unstable.Table && n.kind != unstable.String {
		return
	}
	for _, lang := range n.names {
		if !slices.Contains(d.langs, lang) {
			d.add(d.lines[where.name+"."+lang], where.name+"."+lang, "%q is not a language of the office; office.languages: %s",
				lang, quoted(d.langs))
		}
	}
	var missing []string
	for i, lang := range d.langs {
		if s, ok := t[lang]; !ok && n.table[lang] == nil && (i == 0 || k.every) || ok && s == "" && n.table != nil {
			missing = append(missing, lang)
		}
	}
	if len(missing) > 0 {
		d.add(n.line, where.name, "the text is missing in %s; it is needed %s", quoted(missing), needed(k, d.langs))
	}
}

func needed(k key, langs []string) string {
	if k.every {
		return "in every language of the office: " + quoted(langs)
	}
	return "in the office's first language, " + langs[0] + ", and in no other one empty"
}

func (d *decoder) words(n *node, where at, v reflect.Value) {
	if !d.isTable(n, where) {
		return
	}
	out := map[string]string{}
	for _, word := range n.names {
		child := n.table[word]
		d.lines[where.name+"."+word] = child.line
		if child.kind != unstable.String {
			d.add(child.line, where.name+"."+word, "must be a string, but is %s", child.is())
			continue
		}
		out[word] = child.text
	}
	v.Set(reflect.ValueOf(out))
}

func (d *decoder) list(n *node, k key, where at, v reflect.Value) {
	if n.kind != unstable.Array || !n.inline {
		d.add(n.line, where.name, "must be a list, but is %s; example: %s", n.is(), k.sample())
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		d.lines[where.item(i).name] = item.line
		d.scalar(item, k, where.item(i), out.Index(i))
	}
	v.Set(out)
}

// sample is the key's example, or else its default.
func (k key) sample() string {
	if k.example != "" {
		return k.example
	}
	return k.def
}

func (d *decoder) scalar(n *node, k key, where at, v reflect.Value) {
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		if n.kind != unstable.String {
			d.add(n.line, where.name, "must be a string, but is %s; example: %s", n.is(), k.sample())
		} else if err := u.UnmarshalText([]byte(n.text)); err != nil {
			d.add(n.line, where.name, "%q is %v; example: %s", n.text, err, k.sample())
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if n.kind != unstable.String {
			d.add(n.line, where.name, "must be a string, but is %s", n.is())
			return
		}
		v.SetString(n.text)
		d.str(n, k, where)
	case reflect.Bool:
		if n.kind != unstable.Bool {
			d.add(n.line, where.name, "must be true or false, but is %s", n.is())
			return
		}
		v.SetBool(n.text == "true")
	case reflect.Int:
		if i, ok := d.whole64(n, k, where); ok {
			v.SetInt(i)
		}
	case reflect.Pointer: // an optional whole number
		if i, ok := d.whole64(n, k, where); ok {
			p := int(i)
			v.Set(reflect.ValueOf(&p))
		}
	case reflect.Float64:
		if n.kind != unstable.Float && n.kind != unstable.Integer {
			d.add(n.line, where.name, "must be a number, but is %s", n.is())
			return
		}
		f, err := strconv.ParseFloat(strings.ReplaceAll(n.text, "_", ""), 64)
		if err == nil && d.inRange(n, k, where, f) {
			v.SetFloat(f)
		} else if err != nil {
			d.add(n.line, where.name, "%s is not a decimal number; allowed: %s", n.text, k.allows())
		}
	default:
		panic("officefile: no reader for " + where.path)
	}
}

func (d *decoder) whole64(n *node, k key, where at) (int64, bool) {
	if n.kind != unstable.Integer {
		d.add(n.line, where.name, "must be a whole number, but is %s", n.is())
		return 0, false
	}
	i, err := strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 0, 64)
	if err != nil {
		d.add(n.line, where.name, "%s is not a number that fits; allowed: %s", n.text, k.allows())
		return 0, false
	}
	return i, d.inRange(n, k, where, float64(i))
}

func (d *decoder) inRange(n *node, k key, where at, f float64) bool {
	if k.max != 0 && !(f >= k.min && f <= k.max) { // so that not-a-number is outside
		d.add(n.line, where.name, "%s is out of range; allowed: %s", n.text, k.allows())
		return false
	}
	return true
}

// str checks a string by what the table says of its key.
func (d *decoder) str(n *node, k key, where at) {
	switch {
	case strings.ContainsFunc(n.text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		d.add(n.line, where.name, "%q has a control character or a line break; allowed: one line of text", n.text)
	case len(k.oneOf) > 0 && !slices.Contains(k.oneOf, n.text):
		d.add(n.line, where.name, "%q is not allowed%s; allowed: %s", n.text, didYouMean(n.text, k.oneOf), k.allows())
	case k.longest > 0 && utf8.RuneCountInString(n.text) > k.longest:
		d.add(n.line, where.name, "%q has %d characters; allowed: %s", n.text, utf8.RuneCountInString(n.text), k.allows())
	case k.ascii && strings.ContainsFunc(n.text, func(r rune) bool { return r > '~' }):
		d.add(n.line, where.name, "%q has letters that are not ASCII; allowed: %s", n.text, k.allows())
	case k.required && strings.TrimSpace(n.text) == "":
		d.add(n.line, where.name, "must not be empty: %s%s", lowerFirst(k.means), means(k))
	}
}
