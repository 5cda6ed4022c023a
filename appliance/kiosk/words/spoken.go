package words

import "strings"

// Plain is a text as it is spoken: without the spaces of the typesetter.
func Plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2009", " ", "…", "").Replace(s)
}
