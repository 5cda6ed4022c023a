package rollout

import (
	"cmp"
	"regexp"
	"strings"
)

// longest is how long a version may be.
const longest = 64

var version = regexp.MustCompile(`^[0-9]([0-9A-Za-z.+~-]*[0-9A-Za-z.+~])?$`)

// ValidVersion says whether a text is a version: a digit, and then letters, digits
// and the signs that Debian allows.
func ValidVersion(s string) bool { return len(s) <= longest && version.MatchString(s) }

// Compare orders versions as Debian does (deb-version(7), without epochs): by runs of
// digits and runs of other signs; letters come before other signs, and ~ even before
// the end, so that 1.2.0~rc1 is older than 1.2.0, and 1.2.0 older than 1.10.0.
func Compare(a, b string) int {
	a, aRevision := split(a)
	b, bRevision := split(b)
	return cmp.Or(compare(a, b), compare(aRevision, bRevision))
}

// split cuts the revision off, which is behind the last hyphen; without one it is "0".
func split(s string) (upstream, revision string) {
	if i := strings.LastIndexByte(s, '-'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, "0"
}

func compare(a, b string) int {
	for a != "" || b != "" {
		for a != "" && !digit(a[0]) || b != "" && !digit(b[0]) {
			if c := cmp.Compare(weight(a), weight(b)); c != 0 {
				return c
			}
			a, b = a[min(1, len(a)):], b[min(1, len(b)):]
		}
		var x, y string
		x, a = number(a)
		y, b = number(b)
		if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
			return c
		}
	}
	return 0
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// weight orders the first sign of a run that is no number.
func weight(s string) int {
	switch {
	case s == "" || digit(s[0]):
		return 0
	case s[0] == '~':
		return -1
	case 'A' <= s[0] && s[0] <= 'Z' || 'a' <= s[0] && s[0] <= 'z':
		return int(s[0])
	}
	return 256 + int(s[0])
}

// number cuts a run of digits off, without zeros in front.
func number(s string) (digits, rest string) {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return strings.TrimLeft(s[:n], "0"), s[n:]
}
