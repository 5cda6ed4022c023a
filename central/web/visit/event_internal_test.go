package visit

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// unfold joins the folded lines of a calendar file (RFC 5545, 3.1).
func unfold(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

// FuzzLine folds whatever text, and finds it again.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "Rejestracja pojazdu", strings.Repeat("ż", 200), strings.Repeat("Кошалін, ", 30), "a\nb;c,d\\e", strings.Repeat("x", 75)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00") {
			t.Skip()
		}
		var out ics
		out.text("SUMMARY", s)
		got := out.String()
		if !strings.HasSuffix(got, "\r\n") || strings.Contains(strings.ReplaceAll(got, "\r\n", ""), "\n") {
			t.Errorf("got %q", got)
		}
		for line := range strings.SplitSeq(got, "\r\n") {
			if len(line) > longestLine || !utf8.ValidString(line) {
				t.Errorf("a line of %d octets: %q", len(line), line)
			}
		}
		value, ok := strings.CutPrefix(strings.TrimSuffix(unfold(got), "\r\n"), "SUMMARY:")
		back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(value)
		if !ok || back != s {
			t.Errorf("got %q back for %q", back, s)
		}
	})
}
