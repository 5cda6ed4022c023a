package officefile

import (
	"fmt"
	"strings"
)

const docsHead = `# The office file

An office file is TOML in UTF-8. It says what an office is, where it stands, when
it is open and by which rules it runs. "central office check FILE" tells every
problem of a file with its line; a file with a problem is not loaded. A key that
is not named here is a problem.

Kinds of values:

- text: a string for each language, { pl = "Ratusz", en = "City Hall" }; a plain
  string is the text in the office's first language. The first language is always
  needed; where another one is missing, the first is shown, unless the key says
  "in every language of the office".
- time: "08:00"; "24:00" is the end of the day.
- span: "08:00-16:00", from the first minute on, up to the last but not with it.

Times are local times of office.timezone. Weekdays are mon to sun. In a name below
"*" stands for a name or a language that the file chooses, and [[list]] for a table
that may come many times.
`

// Docs returns the description of every key of the office file: type, default,
// meaning, what is allowed and an example. It is made from the table by which
// files are read and checked.
func Docs() string {
	var b strings.Builder
	b.WriteString(docsHead)
	for _, section := range allKeys() {
		if !section.isTable() {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", heading(section), section.means)
		if rest := section.facts(); rest != "" {
			fmt.Fprintf(&b, "%s\n", rest)
		}
		for _, k := range allKeys() {
			if k.isTable() || k.path[:max(strings.LastIndexByte(k.path, '.'), 0)] != section.path {
				continue
			}
			fmt.Fprintf(&b, "\n%s (%s): %s\n", k.name(), k.kind, k.means)
			fmt.Fprintf(&b, "%s\n", k.facts())
		}
	}
	return b.String()
}

func (k key) isTable() bool {
	return k.kind == aTable || k.kind == tables || k.kind == named || k.kind == languages
}

func heading(k key) string {
	if k.kind == tables {
		return "[[" + k.path + "]]"
	}
	return "[" + k.path + "]"
}

// facts says in one line whether the key is needed, what is allowed and what it looks like.
func (k key) facts() string {
	var parts []string
	switch {
	case k.required:
		parts = append(parts, "Required.")
	case k.def != "":
		parts = append(parts, "Default: "+k.def+".")
	case !k.isTable():
		parts = append(parts, "May be left out.")
	}
	if a := k.allows(); a != "" {
		parts = append(parts, "Allowed: "+a+".")
	}
	if k.example != "" {
		parts = append(parts, "Example: "+k.name()+" = "+k.example)
	}
	if len(parts) == 0 {
		return ""
	}
	return "    " + strings.Join(parts, " ")
}
