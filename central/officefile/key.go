package officefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// kind is the type of a key's value.
type kind string

const (
	aTable    kind = "table"
	tables    kind = "list of tables"
	named     kind = "tables by name"
	languages kind = "tables by language"
	words     kind = "texts by word"
	text      kind = "text" // a string, or a string for each language
	str       kind = "string"
	strs      kind = "list of strings"
	integer   kind = "whole number"
	number    kind = "number"
	boolean   kind = "true or false"
	clock     kind = "time"
	span      kind = "span"
	spans     kind = "list of spans"
)

// key is what is known of one key of the office file. A key that is neither
// required nor has a default may be left out and is then empty.
type key struct {
	path     string // "services.label"; "*" stands for any name
	kind     kind
	required bool
	def      string   // default, as TOML
	min, max float64  // of numbers, where max is not 0
	oneOf    []string // of strings and their lists
	longest  int      // characters of a string, where not 0
	ascii    bool     // a string of printable ASCII only
	every    bool     // a text that must be given in every language of the office
	means    string
	allowed  string // in words, where the fields above do not say it
	example  string // as TOML
}

// name is the last part of the path.
func (k key) name() string { return k.path[strings.LastIndexByte(k.path, '.')+1:] }

// allows says in words what the key may hold.
func (k key) allows() string {
	var parts []string
	if len(k.oneOf) > 0 {
		parts = append(parts, "one of "+quoted(k.oneOf))
	}
	if k.max != 0 {
		parts = append(parts, fmt.Sprintf("from %s to %s", plain(k.min), plain(k.max)))
	}
	if k.longest > 0 {
		parts = append(parts, fmt.Sprintf("at most %d characters", k.longest))
	}
	if k.ascii {
		parts = append(parts, "plain ASCII, without diacritics")
	}
	if k.every {
		parts = append(parts, "in every language of the office")
	}
	if k.allowed != "" {
		parts = append(parts, k.allowed)
	}
	return strings.Join(parts, "; ")
}

// keyTable indexes the table by path.
func keyTable() map[string]key {
	index := map[string]key{}
	for _, k := range allKeys() {
		index[k.path] = k
	}
	return index
}

// allKeys is the one table of all keys, in the order of the documentation.
func allKeys() []key {
	return slices.Concat(officeKeys(), policyKeys(), accessibilityKeys(), serviceKeys(), voiceKeys(), dutyKeys())
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strconv.Quote(s)
	}
	return strings.Join(out, ", ")
}

// didYouMean returns `; did you mean "x"?` for the nearest of the choices, or nothing.
func didYouMean(s string, choices []string) string {
	best, at := "", max(1, len(s)/3)+1
	for _, c := range choices {
		if d := distance(s, c); d < at {
			best, at = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance counts the letters to add, drop, change or swap with a neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
