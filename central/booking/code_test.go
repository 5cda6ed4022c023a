package booking_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"numerek/central/booking"
)

// Examples of others: 5724 is the example of the literature; it and the rest are
// what Rosetta Code's programs for the Damm algorithm are tried on.
func Test_damm_of_others(t *testing.T) {
	for digits, valid := range map[string]bool{"5724": true, "5727": false, "112946": true, "112949": false} {
		if got := booking.Damm(digits) == '0'; got != valid {
			t.Errorf("%s: got %v, want %v", digits, got, valid)
		}
	}
	if got := booking.Damm("572"); got != '4' {
		t.Errorf("572: got %c, want 4", got)
	}
	if got := booking.Damm("5-7 2"); got != '4' {
		t.Errorf("what is no digit is left out: got %c, want 4", got)
	}
}

// Every wrong digit and every swap of neighbours is found, in five hundred codes of
// every length.
func Test_typing_slips(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 6))
	for digits := booking.MinCodeDigits; digits <= booking.MaxCodeDigits; digits++ {
		for range 500 {
			code := booking.NewCode(r.Uint64(), digits)
			if got, err := booking.ReadCode(code, digits); got != code || err != nil || code[0] == '0' {
				t.Fatalf("%s: read as %q, %v", code, got, err)
			}
			for i := range code {
				for d := byte('0'); d <= '9'; d++ {
					slip := []byte(code)
					if slip[i] = d; d != code[i] {
						refusesSlip(t, code, string(slip))
					}
				}
				if i > 0 && code[i-1] != code[i] {
					slip := []byte(code)
					slip[i-1], slip[i] = slip[i], slip[i-1]
					refusesSlip(t, code, string(slip))
				}
			}
		}
	}
}

func refusesSlip(t *testing.T, code, slip string) {
	t.Helper()
	if got, err := booking.ReadCode(slip, len(code)); !errors.Is(err, booking.ErrCheckDigit) || got != "" {
		t.Fatalf("%s instead of %s: got %q, %v", slip, code, got, err)
	}
}

func Test_ends_of_the_codes(t *testing.T) {
	for _, tc := range []struct {
		random     uint64
		digits     int
		begins     string
		wantLength int
	}{
		{0, 7, "100000", 7},
		{math.MaxUint64, 7, "999999", 7},
		{math.MaxUint64 / 9, 7, "199999", 7},
		{math.MaxUint64/9 + 1, 7, "200000", 7},
		{0, 5, "1000", 5},
		{math.MaxUint64, 9, "99999999", 9},
		{0, 4, "1000", 5},
		{0, 99, "10000000", 9},
	} {
		if got := booking.NewCode(tc.random, tc.digits); !strings.HasPrefix(got, tc.begins) || len(got) != tc.wantLength {
			t.Errorf("%d, %d digits: got %s, want %s and a check digit", tc.random, tc.digits, got, tc.begins)
		}
	}
}

// Every first pair of digits comes as often as the others.
func Test_codes_are_even(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const each = 1000
	count := map[string]int{}
	for range 90 * each {
		count[booking.NewCode(r.Uint64(), 7)[:2]]++
	}
	chi := 0.0
	for _, n := range count {
		chi += float64(n-each) * float64(n-each) / each
	}
	if len(count) != 90 || chi > 135 { // 89 degrees of freedom: one seed in a thousand has more
		t.Errorf("%d beginnings, chi square %.0f", len(count), chi)
	}
}

func Test_read_codes(t *testing.T) {
	code := booking.NewCode(0x5d3c_0000_0000_0000, 7)
	show := booking.ShowCode(code)
	form, slip := booking.ErrCodeForm, booking.ErrCheckDigit
	for name, tc := range map[string]struct {
		typed string
		want  error
	}{
		"plain":                 {code, nil},
		"as_shown":              {show, nil},
		"no_break_space":        {strings.Replace(show, " ", "\u00a0", 1), nil},
		"narrow_no_break_space": {strings.Replace(show, " ", "\u202f", 1), nil},
		"dash":                  {strings.Replace(show, " ", "-", 1), nil},
		"dashes_of_phones":      {strings.Replace(show, " ", "\u2013", 1), nil},
		"minus":                 {strings.Replace(show, " ", "\u2212", 1), nil},
		"end_of_line":           {code + "\r\n", nil},
		"spread":                {" " + strings.Join(strings.Split(code, ""), " "), nil},
		"empty":                 {"", form},
		"blank":                 {" - ", form},
		"one_short":             {code[:6], form},
		"one_more":              {code + "0", form},
		"a_letter":              {code[:6] + "O", form},
		"other_digits":          {"\u0661\u0662\u0663\u0664\u0665\u0666\u0667", form},
		"as_many_bytes":         {code[:5] + "\u00e9", form},
		"zeros":                 {"0000000", slip},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := booking.ReadCode(tc.typed, 7)
			if !errors.Is(err, tc.want) || (err == nil) != (got == code) {
				t.Errorf("%q: got %q, %v", tc.typed, got, err)
			}
		})
	}
	if _, err := booking.ReadCode("", 0); !errors.Is(err, form) {
		t.Errorf("no digits: got %v", err)
	}
}

func Test_show_codes(t *testing.T) {
	for code, want := range map[string]string{
		"4829151": "482 9151", "482915": "482 915", "48291": "48 291", "48291512": "4829 1512", "482915123": "4829 15123", "": "", "4": "4",
	} {
		if got := booking.ShowCode(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

func Fuzz_read_code(f *testing.F) {
	for _, s := range []string{"482 9151", "4829151", "0", "", "\u00a0\u2013", "\xff\xfe123"} {
		f.Add(s, 7)
	}
	f.Add("12345", -1)
	f.Fuzz(func(t *testing.T, typed string, digits int) {
		code, err := booking.ReadCode(typed, digits)
		if err != nil {
			if code != "" || !errors.Is(err, booking.ErrCodeForm) && !errors.Is(err, booking.ErrCheckDigit) {
				t.Fatalf("%q: got %q, %v", typed, code, err)
			}
			return
		}
		if len(code) != digits || strings.Trim(code, "0123456789") != "" || booking.Damm(code[:digits-1]) != code[digits-1] {
			t.Fatalf("%q: got %q", typed, code)
		}
		if again, err := booking.ReadCode(booking.ShowCode(code), digits); again != code || err != nil {
			t.Fatalf("%q: shown as %q, read as %q, %v", code, booking.ShowCode(code), again, err)
		}
	})
}

func Test_links(t *testing.T) {
	for random, want := range map[uint64]string{
		0:                "0000000000",
		1:                "0000000001",
		31:               "000000000Z",
		1<<50 - 1:        "ZZZZZZZZZZ",
		1 << 50:          "0000000000", // only the lower 50 bits count
		math.MaxUint64:   "ZZZZZZZZZZ",
		0b00111 << 45:    "7000000000",
		0b10011<<40 | 10: "0K0000000A",
	} {
		if got := booking.NewLink(random); got != want {
			t.Errorf("%b: got %s, want %s", random, got, want)
		}
	}
	for typed, want := range map[string]string{
		"7KQ4MNPXT2": "7KQ4MNPXT2", "7kq4mnpxt2": "7KQ4MNPXT2", " 7KQ4M-NPXT2\n": "7KQ4MNPXT2", "OoIiLl0123": "0011110123",
		"": "", "7KQ4MNPXT": "", "7KQ4MNPXT22": "", "7KQ4MNPXTU": "", "7KQ4MNPX\u017b": "", "7KQ4MNPX?2": "", "7\u212aQ4MNPX": "",
	} {
		got, err := booking.ReadLink(typed)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, booking.ErrLink) {
			t.Errorf("%q: got %q, %v, want %q", typed, got, err, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.Uint64().Draw(t, "random")
		link := booking.NewLink(random)
		if got, err := booking.ReadLink(strings.ToLower(link)); got != link || err != nil {
			t.Fatalf("%s: got %q, %v", link, got, err)
		}
		if other := random ^ 1<<rapid.IntRange(0, 49).Draw(t, "bit"); booking.NewLink(other) == link {
			t.Fatalf("%b and %b are the same", random, other)
		}
	})
}

func Fuzz_read_link(f *testing.F) {
	f.Add("7KQ4MNPXT2")
	f.Add("oil-oil oil\xff")
	f.Fuzz(func(t *testing.T, typed string) {
		link, err := booking.ReadLink(typed)
		if err != nil {
			if link != "" || !errors.Is(err, booking.ErrLink) {
				t.Fatalf("%q: got %q, %v", typed, link, err)
			}
			return
		}
		if again, err := booking.ReadLink(link); again != link || err != nil || len(link) != 10 {
			t.Fatalf("%q: got %q, then %q, %v", typed, link, again, err)
		}
	})
}
