package words

import "fmt"

// Wait writes a range of minutes until a call, both ends included, as short as
// it can be read: "ok. 15–25 min", "ok. 15 min", "do 5 min".
func (t Text) Wait(from, to int) string {
	from, to = ordered(from, to)
	switch from {
	case 0:
		return fmt.Sprintf(t.UpTo, to)
	case to:
		return fmt.Sprintf(t.About, to)
	}
	return fmt.Sprintf(t.Between, from, to)
}

// SpokenWait says it in whole words: "około 15 do 25 minut".
func (t Text) SpokenWait(from, to int) string {
	from, to = ordered(from, to)
	minutes := t.Minutes(to)
	switch from {
	case 0:
		return fmt.Sprintf(t.UpToSpoken, minutes)
	case to:
		return fmt.Sprintf(t.AboutSpoken, minutes)
	}
	return fmt.Sprintf(t.BetweenSpoken, from, minutes)
}

// ordered is a range that can be written: no call takes less than no time, and
// "up to 0 minutes" is no range.
func ordered(from, to int) (int, int) {
	from = max(from, 0)
	return from, max(to, from, 1)
}

// Before says how many wait before the holder of a ticket, and for how long;
// wait is Wait or SpokenWait, empty where nothing can be said.
func (t Text) Before(n int, wait string) string {
	switch {
	case n <= 0 && wait == "":
		return t.Nobody
	case n <= 0: // the time is not the one that nobody waits for
		return t.Nobody + " · " + wait
	case wait == "":
		return fmt.Sprintf(t.Ahead, t.People(n))
	}
	return fmt.Sprintf(t.Ahead, t.People(n)) + ", " + wait
}

// genitive is the grammatical number that a count asks for after "about" and "up
// to" in Polish, English and German: one, or everything else.
func genitive(n int) form { return germanic(n) }

// ukrainianGenitive: близько 21 хвилини, близько 22 хвилин.
func ukrainianGenitive(n int) form {
	if n%10 == 1 && n%100 != 11 {
		return one
	}
	return many
}
