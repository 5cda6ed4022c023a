package gsm

import "strings"

// plain maps what the alphabet lacks to what a reader takes for it. German
// umlauts, ß, é and their like are in the alphabet and stay.
var plain = strings.NewReplacer(
	"ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
	"Ą", "A", "Ć", "C", "Ę", "E", "Ł", "L", "Ń", "N", "Ó", "O", "Ś", "S", "Ź", "Z", "Ż", "Z",
	"–", "-", "—", "-", "‑", "-", "−", "-",
	"„", `"`, "”", `"`, "“", `"`, "«", `"`, "»", `"`,
	"’", "'", "‘", "'", "‚", "'",
	"…", "...", "•", "*", "×", "x",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ",
	"\u00ad", "", "\u200b", "", "\u2060", "", "\ufeff", "",
)

// Plain strips the marks of Polish letters and replaces typographic signs, so
// that a text fits the alphabet: with one "ł" a message holds 70 characters
// instead of 160. What it does not know stays.
func Plain(text string) string { return plain.Replace(text) }
