package phone_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"numerek/central/notify/phone"
)

func TestParse(t *testing.T) {
	poland := []string{"+48"}
	for name, c := range map[string]struct {
		typed    string
		prefixes []string
		want     string
		err      error
	}{
		"as_people_write_it":        {"601 234 567", poland, "+48601234567", nil},
		"without_blanks":            {"601234567", poland, "+48601234567", nil},
		"with_dashes":               {"601-234-567", poland, "+48601234567", nil},
		"with_the_country":          {"+48 601 234 567", poland, "+48601234567", nil},
		"with_the_country_in_zeros": {"0048 601 234 567", poland, "+48601234567", nil},
		"country_without_plus":      {"48601234567", poland, "+48601234567", nil},
		"in_brackets":               {"(+48) 601 234 567", poland, "+48601234567", nil},
		"blanks_around":             {"  601 234 567 ", poland, "+48601234567", nil},
		"hard_blanks":               {"601\u00a0234\u00a0567", poland, "+48601234567", nil},

		"nothing":          {"", poland, "", phone.ErrNumber},
		"a_word":           {"telefon", poland, "", phone.ErrNumber},
		"letters_in_it":    {"601 CALL ME", poland, "", phone.ErrNumber},
		"too_short":        {"601 234 56", poland, "", phone.ErrNumber},
		"too_long":         {"601 234 567 89", poland, "", phone.ErrNumber},
		"with_extension":   {"601234567;ext=12", poland, "", phone.ErrNumber},
		"two_numbers":      {"601 234 567 / 602 345 678", poland, "", phone.ErrNumber},
		"no_such_range":    {"+48 000 000 000", poland, "", phone.ErrNumber},
		"very_long":        {strings.Repeat("6", 5000), poland, "", phone.ErrNumber},
		"emergency":        {"112", poland, "", phone.ErrNumber},
		"fixed_line":       {"94 348 86 00", poland, "", phone.ErrNotMobile},
		"premium":          {"701 234 567", poland, "", phone.ErrPremium},
		"shared_cost":      {"801 123 456", poland, "", phone.ErrPremium},
		"toll_free":        {"800 123 456", poland, "", phone.ErrPremium},
		"abroad":           {"+380 50 123 4567", poland, "", phone.ErrPrefix},
		"abroad_listed":    {"+380 50 123 4567", []string{"+48", "+380"}, "+380501234567", nil},
		"abroad_all":       {"+380 50 123 4567", nil, "+380501234567", nil},
		"premium_abroad":   {"+1 900 234 5678", poland, "", phone.ErrPrefix},
		"premium_listed":   {"+1 900 234 5678", []string{"+1"}, "", phone.ErrPremium},
		"part_of_a_plan":   {"+1 809 234 5678", []string{"+1809"}, "+18092345678", nil},
		"other_part":       {"+1 212 736 5000", []string{"+1809"}, "", phone.ErrPrefix},
		"no_half_code":     {"+48 601 234 567", []string{"+4"}, "", phone.ErrPrefix},
		"satellite":        {"+881 6 1234 5678", poland, "", phone.ErrPrefix},
		"script_injection": {"<script>1</script>", poland, "", phone.ErrNumber},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := phone.Parse(c.typed, "PL", c.prefixes)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestPrefixAndMask(t *testing.T) {
	for number, want := range map[string]string{"+48601234567": "+48", "+380501234567": "+380", "+18092345678": "+1", "": "", "office@example.org": ""} {
		if got := phone.Prefix(number); got != want {
			t.Errorf("Prefix(%q): got %q, want %q", number, got, want)
		}
	}
	for number, want := range map[string]string{"+48601234567": "*** *** 567", "": "*** *** ***", "567": "*** *** ***"} {
		if got := phone.Mask(number, "*** *** {last3}"); got != want {
			t.Errorf("Mask(%q): got %q, want %q", number, got, want)
		}
	}
	for number, want := range map[string]string{"+48601234567": "601 234 567", "+380501234567": "+380 50 123 4567"} {
		if got, err := phone.Spaced(number, "PL"); err != nil || got != want {
			t.Errorf("Spaced(%q): got %q, %v, want %q", number, got, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"601 234 567", "+48601234567", "tel:+48601234567;phone-context=+1", "＋48６０１２３４５６７", "\xff", "+"} {
		f.Add(s)
	}
	e164 := regexp.MustCompile(`^\+48[0-9]{9}$`)
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := phone.Parse(typed, "PL", []string{"+48"})
		if err != nil {
			if got != "" || len(typed) > 4 && strings.Contains(err.Error(), typed) {
				t.Errorf("got %q and error %v", got, err)
			}
			return
		}
		if !e164.MatchString(got) || phone.Prefix(got) != "+48" {
			t.Errorf("got %q of %q", got, typed)
		}
		if again, err := phone.Parse(got, "PL", []string{"+48"}); err != nil || again != got {
			t.Errorf("read again: got %q, %v, want %q", again, err, got)
		}
	})
}
