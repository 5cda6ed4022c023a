package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/calendar"
)

const minute = "2006-01-02 15:04"

func rule() calendar.IssuingRule {
	return calendar.IssuingRule{Before: 15 * time.Minute, LastMinutes: 15 * time.Minute}
}

func Test_issuing(t *testing.T) {
	c := office(t)
	cases := map[string]struct {
		at, location  string
		reason        calendar.Reason
		opens, closes string
		until         string
		note          string
	}{
		"before_tickets":         {"2026-11-23 07:44", "ratusz", calendar.NotYetOpen, "2026-11-23 07:45", "2026-11-23 15:45", "2026-11-23 07:45", ""},
		"before_the_doors":       {"2026-11-23 07:45", "ratusz", "", "2026-11-23 07:45", "2026-11-23 15:45", "2026-11-23 15:45", ""},
		"last_minute":            {"2026-11-23 15:44", "ratusz", "", "2026-11-23 07:45", "2026-11-23 15:45", "2026-11-23 15:45", ""},
		"closing":                {"2026-11-23 15:45", "ratusz", calendar.Closing, "2026-11-24 07:45", "2026-11-24 14:15", "2026-11-23 16:00", ""},
		"closed":                 {"2026-11-23 16:00", "ratusz", calendar.Closed, "2026-11-24 07:45", "2026-11-24 14:15", "2026-11-24 00:00", ""},
		"closing_for_a_break":    {"2026-11-25 11:50", "ratusz", calendar.Closing, "2026-11-25 12:45", "2026-11-25 15:45", "2026-11-25 12:00", ""},
		"in_the_break":           {"2026-11-25 12:10", "ratusz", calendar.NotYetOpen, "2026-11-25 12:45", "2026-11-25 15:45", "2026-11-25 12:45", ""},
		"friday_night":           {"2026-11-27 20:00", "ratusz", calendar.Closed, "2026-11-30 07:45", "2026-11-30 15:45", "2026-11-28 00:00", ""},
		"weekend":                {"2026-11-28 12:00", "ratusz", calendar.Closed, "2026-11-30 07:45", "2026-11-30 15:45", "2026-11-29 00:00", ""},
		"holiday":                {"2027-11-11 09:00", "ratusz", calendar.Holiday, "2027-11-12 07:45", "2027-11-12 14:15", "2027-11-12 00:00", "Święto Niepodległości"},
		"day_in_lieu":            {"2026-12-28 09:00", "ratusz", calendar.Holiday, "2026-12-29 07:45", "2026-12-29 14:15", "2026-12-29 00:00", "za 26 grudnia"},
		"shortened_day":          {"2026-12-31 12:46", "ratusz", calendar.Closing, "2027-01-01 07:45", "2027-01-01 14:15", "2026-12-31 13:00", ""},
		"never_open":             {"2027-02-23 09:00", "attic", calendar.Closed, "", "", "2027-02-24 00:00", ""},
		"two_days_without_break": {"2026-03-29 01:30", "night", "", "2026-03-28 21:45", "2026-03-29 05:45", "2026-03-29 05:45", ""},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			at, err := time.ParseInLocation(minute, want.at, c.Zone)
			if err != nil {
				t.Fatal(err)
			}
			got := c.Issuing(at, calendar.Place{Location: want.location}, rule())
			if got.Open != (want.reason == "") || got.Reason != want.reason {
				t.Errorf("got open %v, reason %q, want reason %q", got.Open, got.Reason, want.reason)
			}
			if s := show(got.OpensAt, c.Zone); s != want.opens {
				t.Errorf("opens: got %s, want %s", s, want.opens)
			}
			if s := show(got.ClosesAt, c.Zone); s != want.closes {
				t.Errorf("closes: got %s, want %s", s, want.closes)
			}
			if s := show(got.Until, c.Zone); s != want.until {
				t.Errorf("until: got %s, want %s", s, want.until)
			}
			if got.Note["pl"] != want.note {
				t.Errorf("note: got %q, want %q", got.Note["pl"], want.note)
			}
		})
	}
}

func show(at time.Time, z *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.In(z).Format(minute)
}

// In the night in which the clock is put back, a span from 02:00 to 03:00 has
// two hours; in the one in which it is put forward it has none.
func Test_issuing_in_the_nights_of_the_change(t *testing.T) {
	c := calendar.Calendar{
		Zone:      zone(t, "Europe/Warsaw"),
		Locations: map[string]calendar.Week{"a": {time.Sunday: []calendar.Span{span(t, "02:00-03:00")}}},
	}
	at := time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC)
	d := c.Issuing(at, calendar.Place{Location: "a"}, calendar.IssuingRule{})
	if got := d.ClosesAt.Sub(d.OpensAt); got != 2*time.Hour {
		t.Errorf("autumn: got %s, want 2h", got)
	}
	at = time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)
	d = c.Issuing(at, calendar.Place{Location: "a"}, calendar.IssuingRule{})
	if got := show(d.OpensAt, c.Zone); got != "2026-04-05 02:00" {
		t.Errorf("spring: got %s, want the Sunday after", got)
	}
}

// What a decision promises comes true: it holds until Until, tickets are given
// at OpensAt and not before, and not at ClosesAt.
func Test_decisions_come_true(t *testing.T) {
	c := office(t)
	rapid.Check(t, func(t *rapid.T) {
		p := calendar.Place{
			Location:   rapid.SampledFrom([]string{"ratusz", "night", "attic"}).Draw(t, "location"),
			Department: rapid.SampledFrom([]string{"", "km", "so"}).Draw(t, "department"),
			Service:    rapid.SampledFrom([]string{"", "kasa", "zgon"}).Draw(t, "service"),
		}
		r := calendar.IssuingRule{
			Before:      time.Duration(rapid.IntRange(0, 240).Draw(t, "before")) * time.Minute,
			LastMinutes: time.Duration(rapid.IntRange(0, 240).Draw(t, "last")) * time.Minute,
		}
		at := time.Unix(rapid.Int64Range(1_770_000_000, 1_830_000_000).Draw(t, "at"), 0)
		d := c.Issuing(at, p, r)
		if d.Open != (d.Reason == "") || !d.Until.After(at) {
			t.Fatalf("got %+v", d)
		}
		if before := c.Issuing(d.Until.Add(-time.Second), p, r); before.Open != d.Open || before.Reason != d.Reason {
			t.Errorf("at %s got %+v, but before its end %+v", at, d, before)
		}
		if d.OpensAt.IsZero() {
			return
		}
		if !d.ClosesAt.After(d.OpensAt) {
			t.Errorf("closes %s, opens %s", d.ClosesAt, d.OpensAt)
		}
		if !c.Issuing(d.OpensAt, p, r).Open {
			t.Errorf("not open at %s", d.OpensAt)
		}
		if c.Issuing(d.ClosesAt, p, r).Open {
			t.Errorf("open at %s", d.ClosesAt)
		}
		if !d.Open {
			between := at.Add(time.Duration(rapid.Int64Range(0, int64(d.OpensAt.Sub(at))-1).Draw(t, "between")))
			if c.Issuing(between, p, r).Open {
				t.Errorf("open at %s, before %s", between, d.OpensAt)
			}
		}
	})
}

func BenchmarkIssuing(b *testing.B) {
	c := office(b)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		c.Issuing(at, calendar.Place{Location: "ratusz"}, rule())
	}
}
