package words

import "strconv"

// form is the grammatical number that a count asks for.
type form int

const (
	one form = iota
	few
	many
)

// germanic is the rule of English and German.
func germanic(n int) form {
	if n == 1 {
		return one
	}
	return many
}

// polishForm: 1 osoba; 2–4, 22–24 … osoby; everything else osób.
func polishForm(n int) form {
	if n == 1 {
		return one
	}
	if n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14) {
		return few
	}
	return many
}

// ukrainianForm is the Polish rule, but 21, 31 … count like 1.
func ukrainianForm(n int) form {
	if n%10 == 1 && n%100 != 11 {
		return one
	}
	return polishForm(n)
}

// count writes a number with the word in the form that it asks for.
func count(n int, f form, words ...string) string { return strconv.Itoa(n) + "\u00a0" + words[f] }
