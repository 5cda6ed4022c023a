package slip_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"numerek/appliance/slip"
)

// said is everything that a text says, a line each.
func said(t slip.Text) string {
	var b strings.Builder
	for _, l := range t.Lines {
		b.WriteString(l.Text + l.Code + "\n")
	}
	return b.String()
}

func TestLines_say_what_the_picture_says(t *testing.T) {
	want := map[string][]string{
		"pl": {
			"Urząd Miejski w Koszalinie\n", "R 015\n", "Rejestracja pojazdu\n", "Przed Tobą: 4 osoby, ok. 15–25 min\n",
			"poniedziałek, 23 listopada 2026, 8:05\n", "Ratusz, Wydział Komunikacji\n", page + "\n", "Śledź kolejkę w telefonie\n",
		},
		"en":        {"D 142\n", "ID card – collect\n", "Dowód osobisty – odbiór\n", "Priority ticket\n"},
		"de":        {"AUSDRUCK 2 / KOPIE", "F 1015\n", "Vertrauenswürdiges\nProfil\n", "Profil zaufany\n"},
		"pl-booked": {"8:15"},
	}
	for lang, lines := range want {
		got := said(slip.Lines(tickets(t)[lang], 48))
		for _, line := range lines {
			if !strings.Contains(got, line) {
				t.Errorf("%s: got\n%s, want %q in it", lang, got, line)
			}
		}
	}
}

func TestLines_fit_their_columns(t *testing.T) {
	long := tickets(t)["uk"]
	long.Service = strings.Repeat("Einwohnermeldeangelegenheiten", 3)
	all := tickets(t)
	all["long"] = long
	for lang, ticket := range all {
		ticket.Copy = 3
		for _, columns := range []int{0, 16, 24, 32, 42, 48} {
			for _, line := range slip.Lines(ticket, columns).Lines {
				if n := utf8.RuneCountInString(line.Text) * line.Size; n > max(columns, 16) || line.Size < 1 {
					t.Errorf("%s: got %q in size %d, want it in %d columns", lang, line.Text, line.Size, columns)
				}
				if strings.ContainsFunc(line.Text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) && r != ' ' }) {
					t.Errorf("%s: got %q, want ordinary spaces and no control characters", lang, line.Text)
				}
			}
		}
	}
}

func TestLines_a_second_paper_says_so_first_and_large(t *testing.T) {
	ticket := tickets(t)["pl"]
	first := slip.Lines(ticket, 48)
	ticket.Copy = 2
	second := slip.Lines(ticket, 48)
	bar := second.Lines[0]
	if strings.TrimSpace(bar.Text) != "WYDRUK 2 / KOPIA" || !bar.Reverse || bar.Size < 2 || utf8.RuneCountInString(bar.Text)*bar.Size != 48 {
		t.Errorf("got %+v, want WYDRUK 2 / KOPIA in white on black all across", bar)
	}
	if got, want := said(slip.Text{Lines: second.Lines[2:]}), said(first); got != want {
		t.Errorf("below it got\n%s, want the same slip\n%s", got, want)
	}
}

func TestLines_the_number_is_the_largest(t *testing.T) {
	for _, number := range []string{"R 015", "H 1", "MW 12345"} {
		ticket := tickets(t)["pl"]
		ticket.Number = number
		size := map[string]int{}
		for _, line := range slip.Lines(ticket, 32).Lines {
			size[line.Text] = line.Size
		}
		if size[number] < 4 || size[number] <= size["Rejestracja pojazdu"] {
			t.Errorf("%s: got size %d", number, size[number])
		}
	}
}

func TestLines_break_the_date_after_the_weekday(t *testing.T) {
	got := said(slip.Lines(tickets(t)["uk"], 32))
	if !strings.Contains(got, "понеділок,\n23 листопада 2026, 8:05\n") {
		t.Errorf("got\n%s, want the date in one piece", got)
	}
}
