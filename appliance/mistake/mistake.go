// Package mistake is what is wrong in a settings file, for whoever has to mend
// it: where, what, and how, in Polish and in English. It knows no file and no key.
package mistake

import (
	"fmt"
	"strings"
)

// Text is a mistake in one language. None of it repeats a secret.
type Text struct {
	Wrong string // what is wrong, "\"door\" is not a role"; empty where something is missing
	Mend  string // how to mend it, "allowed: …"; may be empty
}

// String is an English text on one line.
func (t Text) String() string {
	wrong := t.Wrong
	if wrong == "" {
		wrong = "missing"
	}
	if t.Mend == "" {
		return wrong
	}
	return wrong + "; " + t.Mend
}

// Mistake is one thing that is wrong.
type Mistake struct {
	Line int    // from 1; 0 where it is the whole file
	Key  string // "printer.baud"; empty where no key can be told
	// Missing says that the key is not in the file at all; Line is then where it ends.
	Missing         bool
	Polish, English Text
}

// ValueError is a value that turned out to be wrong only when it was used, such as the
// name of a file that is not there. Who has read the settings file knows its line.
type ValueError struct {
	Key             string // "printer.profile"
	Polish, English Text
	Err             error // that it turned out by; may be nil
}

// Error implements error.
func (v *ValueError) Error() string { return v.Key + ": " + v.English.String() }

// Unwrap is the error that it turned out by.
func (v *ValueError) Unwrap() error { return v.Err }

// FileError is all that is wrong in one file. It is an error whose text is English, one
// line for each mistake: "name:line: key: what is wrong; how to mend it".
type FileError struct {
	File string // its name or path, as it was given
	All  []Mistake
}

// Error implements error.
func (l *FileError) Error() string {
	lines := make([]string, 0, len(l.All))
	for _, m := range l.All {
		var b strings.Builder
		b.WriteString(l.File)
		if m.Line > 0 {
			fmt.Fprintf(&b, ":%d", m.Line)
		}
		if m.Key != "" {
			b.WriteString(": " + m.Key)
		}
		b.WriteString(": " + m.English.String())
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n")
}
