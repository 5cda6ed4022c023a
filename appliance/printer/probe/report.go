package probe

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Write writes the report as a person reads it: what, what was found, and how.
func (r Report) Write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PROPERTY\tFOUND\tHOW")
	for _, f := range r.Findings {
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.What, oneLine(f.Found), oneLine(f.How))
	}
	return table.Flush()
}

// oneLine keeps what a printer has said from breaking the table.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}
