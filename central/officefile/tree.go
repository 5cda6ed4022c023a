package officefile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// node is a value of the file and the line on which it stands.
type node struct {
	kind  unstable.Kind // Table, Array, String, Integer, Float, Bool or another scalar
	line  int
	text  string // of a scalar
	names []string
	table map[string]*node
	items []*node
	// How a table or array came about decides whether it may be added to.
	inline, defined, dotted bool
}

func newTable(line int) *node {
	return &node{kind: unstable.Table, line: line, table: map[string]*node{}}
}

func (n *node) put(name string, child *node) {
	n.names = append(n.names, name)
	n.table[name] = child
}

// is says what a value is, in words for a message.
func (n *node) is() string {
	switch n.kind {
	case unstable.Table:
		return "a table"
	case unstable.Array:
		return "a list"
	case unstable.String:
		return "a string"
	case unstable.Integer:
		return "a whole number"
	case unstable.Float:
		return "a number"
	case unstable.Bool:
		return "true or false"
	default:
		return "a date or time"
	}
}

// fault is something wrong on a line.
type fault struct {
	line    int
	message string
}

// maxSyntax is how many lines with wrong syntax are told in one run.
const maxSyntax = 20

// readTree parses the text. A line with wrong syntax is told and left out, so
// that one run finds the others; then whole is false, because what the line
// said is missing.
func readTree(data []byte) (root *node, faults []fault, whole bool) {
	data = bytes.Clone(data)
	var syntax []fault
	for {
		b := builder{data: data, root: newTable(1)}
		err := b.read()
		if err == nil {
			return b.root, append(syntax, b.faults...), len(syntax) == 0
		}
		line := b.errorLine(err)
		if len(syntax) > 0 && line == syntax[len(syntax)-1].line+1 {
			return newTable(1), syntax, false // the same fault: something was not closed before
		}
		syntax = append(syntax, fault{line, "not valid TOML: " + parserMessage(err)})
		start, end := lineBounds(data, line)
		if len(syntax) == maxSyntax || bytes.HasPrefix(bytes.TrimSpace(data[start:end]), []byte("[")) ||
			len(bytes.TrimSpace(data[start:end])) == 0 {
			// Without its header a table's keys would be taken for another one's.
			return newTable(1), syntax, false
		}
		for i := start; i < end; i++ {
			data[i] = ' '
		}
	}
}

func parserMessage(err error) string {
	if pe, ok := errors.AsType[*unstable.ParserError](err); ok {
		return pe.Message
	}
	return err.Error()
}

// lineBounds returns the offsets of a line without its end.
func lineBounds(data []byte, line int) (start, end int) {
	for ; line > 1; line-- {
		i := bytes.IndexByte(data[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	if i := bytes.IndexByte(data[start:], '\n'); i >= 0 {
		return start, start + i
	}
	return start, len(data)
}

// builder makes the tree from the parser's expressions and tells what TOML
// forbids beyond its grammar: defining anything twice.
type builder struct {
	data    []byte
	ends    []int // offsets of the line breaks
	parser  unstable.Parser
	root    *node
	current *node
	line    int // of the last thing seen
	faults  []fault
}

func (b *builder) read() error {
	for i, c := range b.data {
		if c == '\n' {
			b.ends = append(b.ends, i)
		}
	}
	b.parser.Reset(b.data)
	b.current, b.line = b.root, 1
	for b.parser.NextExpression() {
		e := b.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			b.openTable(b.keys(e.Key()))
		case unstable.ArrayTable:
			b.openItem(b.keys(e.Key()))
		case unstable.KeyValue:
			b.assign(b.current, e)
		default: // comments
		}
	}
	return b.parser.Error()
}

// part is one part of a dotted key.
type part struct {
	name string
	line int
}

func (b *builder) keys(it unstable.Iterator) []part {
	var parts []part
	for it.Next() {
		b.see(it.Node())
		parts = append(parts, part{string(it.Node().Data), b.line})
	}
	return parts
}

// see notes the line of a node; those without a place in the text, such as
// arrays, stand where the last one was.
func (b *builder) see(n *unstable.Node) {
	if n.Raw.Length > 0 {
		b.line = b.lineOf(int(n.Raw.Offset))
	}
}

func (b *builder) lineOf(offset int) int {
	i, _ := slices.BinarySearch(b.ends, offset) // the end of a line belongs to it
	return i + 1
}

func (b *builder) errorLine(err error) int {
	if pe, ok := errors.AsType[*unstable.ParserError](err); ok && len(pe.Highlight) > 0 {
		return b.lineOf(int(b.parser.Range(pe.Highlight).Offset))
	}
	return b.line
}

func (b *builder) twice(what string, at part, first *node) {
	b.faults = append(b.faults, fault{at.line, fmt.Sprintf("%s is given twice, first in line %d", what, first.line)})
}

// notList tells once that a name is used for a list and for something else.
func (b *builder) notList(name string, at part, first *node) {
	message := fmt.Sprintf("[[%s]] begins a list, but %s is %s in line %d", name, name, first.is(), first.line)
	if !slices.ContainsFunc(b.faults, func(f fault) bool { return f.message == message }) {
		b.faults = append(b.faults, fault{at.line, message})
	}
}

// descend finds the table that the parts but the last name, making what is missing.
func (b *builder) descend(from *node, parts []part, dotted bool) (*node, bool) {
	for _, p := range parts {
		next := from.table[p.name]
		switch {
		case next == nil:
			next = newTable(p.line)
			next.dotted = dotted
			from.put(p.name, next)
		case next.kind == unstable.Array && !next.inline && len(next.items) > 0 && !dotted:
			next = next.items[len(next.items)-1]
		case next.kind != unstable.Table || next.inline || dotted && next.defined:
			b.twice(fmt.Sprintf("key %q", p.name), p, next)
			return nil, false
		}
		from = next
	}
	return from, true
}

func (b *builder) openTable(parts []part) {
	last := parts[len(parts)-1]
	b.current = newTable(last.line) // what follows a wrong header goes nowhere
	in, ok := b.descend(b.root, parts[:len(parts)-1], false)
	if !ok {
		return
	}
	t := in.table[last.name]
	switch {
	case t == nil:
		t = newTable(last.line)
		in.put(last.name, t)
	case t.kind != unstable.Table || t.inline || t.defined || t.dotted:
		b.twice("table ["+dotted(parts)+"]", last, t)
		return
	}
	t.defined, t.line = true, last.line
	b.current = t
}

func (b *builder) openItem(parts []part) {
	last := parts[len(parts)-1]
	b.current = newTable(last.line)
	in, ok := b.descend(b.root, parts[:len(parts)-1], false)
	if !ok {
		return
	}
	list := in.table[last.name]
	switch {
	case list == nil:
		list = &node{kind: unstable.Array, line: last.line}
		in.put(last.name, list)
	case list.kind != unstable.Array || list.inline:
		b.notList(dotted(parts), last, list)
		return
	}
	b.current.defined = true
	list.items = append(list.items, b.current)
}

func (b *builder) assign(to *node, e *unstable.Node) {
	parts := b.keys(e.Key())
	last := parts[len(parts)-1]
	value := b.value(e.Value())
	in, ok := b.descend(to, parts[:len(parts)-1], true)
	if !ok {
		return
	}
	if first := in.table[last.name]; first != nil {
		b.twice(fmt.Sprintf("key %q", dotted(parts)), last, first)
		return
	}
	in.put(last.name, value)
}

func (b *builder) value(v *unstable.Node) *node {
	b.see(v)
	n := &node{kind: v.Kind, line: b.line, inline: true}
	switch v.Kind {
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, b.value(it.Node()))
		}
	case unstable.InlineTable:
		n.kind, n.table = unstable.Table, map[string]*node{}
		for it := v.Children(); it.Next(); {
			n.inline = false // its own dotted keys may add to it
			b.assign(n, it.Node())
		}
		n.inline = true
	default:
		n.text = string(v.Data)
	}
	return n
}

func dotted(parts []part) string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	return strings.Join(names, ".")
}
