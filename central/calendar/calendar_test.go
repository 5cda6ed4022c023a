package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/calendar"
	"numerek/central/queue"
)

// Dates from the tables of the Church, Samoa to Koszalin the same; the years
// with the earliest and the latest Easter among them.
func Test_easter(t *testing.T) {
	for _, want := range []queue.Day{
		"1583-04-10", "1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2011-04-24",
		"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22",
	} {
		var year int
		for _, digit := range want[:4] {
			year = year*10 + int(digit-'0')
		}
		if got := calendar.Easter(year); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for year := 1583; year < 4100; year++ {
		day := calendar.Easter(year)
		if md := day[5:]; calendar.Weekday(day) != time.Sunday || md < "03-22" || md > "04-25" {
			t.Errorf("got %s, a %s", day, calendar.Weekday(day))
		}
	}
}

func span(t testing.TB, s string) calendar.Span {
	t.Helper()
	out, err := calendar.ParseSpan(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// office is open on weekdays as Koszalin's town hall is, with a break on
// Wednesdays; the cash desk has its own hours.
func office(t testing.TB) calendar.Calendar {
	t.Helper()
	long, short := []calendar.Span{span(t, "08:00-16:00")}, []calendar.Span{span(t, "08:00-14:30")}
	broken := []calendar.Span{span(t, "08:00-12:00"), span(t, "13:00-16:00")}
	name := func(s string) map[string]string { return map[string]string{"pl": s} }
	return calendar.Calendar{
		Zone: zone(t, "Europe/Warsaw"),
		Locations: map[string]calendar.Week{
			"ratusz": {time.Monday: long, time.Tuesday: short, time.Wednesday: broken, time.Thursday: short, time.Friday: short},
			"night":  {time.Saturday: {span(t, "22:00-24:00")}, time.Sunday: {span(t, "00:00-06:00"), span(t, "02:00-03:00")}},
		},
		Services: map[string]calendar.Week{"kasa": {time.Saturday: []calendar.Span{span(t, "10:00-12:00")}}},
		Fixed: []calendar.Fixed{
			{Month: time.November, Day: 11, Name: name("Święto Niepodległości")},
			{Month: time.December, Day: 24, FromYear: 2025, Name: name("Wigilia")},
		},
		Movable: []calendar.Movable{{Offset: 60, Name: name("Boże Ciało")}, {Offset: -2, FromYear: 2027, Name: name("Wielki Piątek")}},
		Exceptions: []calendar.Exception{
			{Day: "2026-12-28", Locations: []string{"ratusz"}, Closed: true, Reason: name("za 26 grudnia")},
			{Day: "2026-12-28", Services: []string{"zgon"}, Hours: []calendar.Span{span(t, "09:00-11:00")}, Reason: name("dyżur")},
			{Day: "2026-12-31", Hours: []calendar.Span{span(t, "08:00-13:00")}},
			{Day: "2026-12-31", Departments: []string{"so"}, Hours: []calendar.Span{span(t, "08:00-10:00")}},
			{Day: "2026-12-30", Closed: true, Reason: name("awaria")},
			{Day: "2026-12-30", Hours: short},
			{Day: "2026-11-11", Departments: []string{"km"}, Hours: []calendar.Span{span(t, "10:00-12:00")}},
		},
	}
}

func Test_hours(t *testing.T) {
	c := office(t)
	ratusz := calendar.Place{Location: "ratusz", Department: "km", Service: "rejestracja"}
	cases := map[string]struct {
		day  queue.Day
		at   calendar.Place
		want string
		from calendar.Source
		note string
	}{
		"monday":                       {"2026-11-23", ratusz, "08:00-16:00", calendar.FromWeek, ""},
		"a_break":                      {"2026-11-25", ratusz, "08:00-12:00 13:00-16:00", calendar.FromWeek, ""},
		"sunday":                       {"2026-11-22", ratusz, "", calendar.FromWeek, ""},
		"unknown_location":             {"2026-11-23", calendar.Place{Location: "x"}, "", calendar.FromWeek, ""},
		"own_hours_of_a_service":       {"2026-11-28", calendar.Place{Location: "ratusz", Service: "kasa"}, "10:00-12:00", calendar.FromWeek, ""},
		"own_hours_closed_on_monday":   {"2026-11-23", calendar.Place{Location: "ratusz", Service: "kasa"}, "", calendar.FromWeek, ""},
		"fixed_holiday":                {"2027-11-11", ratusz, "", calendar.FromHoliday, "Święto Niepodległości"},
		"holiday_closes_own_hours_too": {"2027-12-24", calendar.Place{Location: "ratusz", Service: "kasa"}, "", calendar.FromHoliday, "Wigilia"},
		"not_yet_a_holiday":            {"2024-12-24", ratusz, "08:00-14:30", calendar.FromWeek, ""},
		"corpus_christi":               {"2026-06-04", ratusz, "", calendar.FromHoliday, "Boże Ciało"},
		"movable_not_yet":              {"2026-04-03", ratusz, "08:00-14:30", calendar.FromWeek, ""},
		"movable_from_2027":            {"2027-03-26", ratusz, "", calendar.FromHoliday, "Wielki Piątek"},
		"exception_on_a_holiday":       {"2026-11-11", ratusz, "10:00-12:00", calendar.FromException, ""},
		"that_of_another_department":   {"2026-11-11", calendar.Place{Location: "ratusz", Department: "so"}, "", calendar.FromHoliday, "Święto Niepodległości"},
		"closed_location":              {"2026-12-28", ratusz, "", calendar.FromException, "za 26 grudnia"},
		"open_service_there":           {"2026-12-28", calendar.Place{Location: "ratusz", Department: "usc", Service: "zgon"}, "09:00-11:00", calendar.FromException, "dyżur"},
		"other_location":               {"2026-12-28", calendar.Place{Location: "usc"}, "", calendar.FromWeek, ""},
		"shortened_day":                {"2026-12-31", ratusz, "08:00-13:00", calendar.FromException, ""},
		"shorter_in_a_department":      {"2026-12-31", calendar.Place{Location: "ratusz", Department: "so"}, "08:00-10:00", calendar.FromException, ""},
		"closed_beats_hours":           {"2026-12-30", ratusz, "", calendar.FromException, "awaria"},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			spans, note := c.Hours(want.day, want.at)
			got := ""
			for i, s := range spans {
				if i > 0 {
					got += " "
				}
				got += s.String()
			}
			if got != want.want || note.Source != want.from || note.Text["pl"] != want.note {
				t.Errorf("got %q by %s %q, want %q by %s %q", got, note.Source, note.Text["pl"], want.want, want.from, want.note)
			}
		})
	}
}

func Test_clocks_and_spans(t *testing.T) {
	for _, good := range []string{"00:00-24:00", "08:00-16:00", "20:00-07:30"} {
		s, err := calendar.ParseSpan(good)
		if err != nil || s.String() != good {
			t.Errorf("got %s, %v, want %s", s, err, good)
		}
	}
	for _, bad := range []string{"", "8:00-16:00", "08:00", "08:00-16:60", "08:00-24:01", "08.00-16.00", "08:00–16:00", "-1:00-02:00", "08:00-1６:00"} {
		if s, err := calendar.ParseSpan(bad); err == nil {
			t.Errorf("%q: got %s, want an error", bad, s)
		}
	}
	inside := map[string]bool{"19:59": false, "20:00": true, "23:59": true, "00:00": true, "07:29": true, "07:30": false}
	for at, want := range inside {
		c, err := calendar.ParseClock(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := span(t, "20:00-07:30").Contains(c); got != want {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
	}
	if span(t, "08:00-09:00").Contains(9 * 60) {
		t.Error("the end belongs to the span")
	}
}

func FuzzParseSpan(f *testing.F) {
	f.Add("08:00-16:00")
	f.Add("24:00-00:00")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := calendar.ParseSpan(s)
		if err == nil && got.String() != s {
			t.Errorf("got %s of %q", got, s)
		}
	})
}

func Test_week_is_indexed_by_weekday(t *testing.T) {
	want := []calendar.Span{span(t, "08:00-16:00")}
	if diff := cmp.Diff(want, calendar.Week{time.Sunday: want}.On(time.Sunday)); diff != "" {
		t.Error(diff)
	}
}
