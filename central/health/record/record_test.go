package record_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/central/health/record"
)

var morning = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

const hold = 30 * time.Second

// at is some seconds after the beginning.
func at(seconds int) time.Time { return morning.Add(time.Duration(seconds) * time.Second) }

func report(boot string, seconds int, codes ...string) record.Report {
	r := record.Report{Boot: boot, Version: "v1", Now: at(seconds), StartedAt: morning}
	for _, code := range codes {
		severity := record.Fault
		if code == record.PaperLow {
			severity = record.Warning
		}
		r.Conditions = append(r.Conditions, record.Condition{Code: code, Severity: severity, Since: at(seconds)})
	}
	return r
}

func view(seconds int) record.View {
	return record.View{Now: at(seconds), Watching: morning.Add(-time.Hour), Hold: hold}
}

// holding are the codes that hold.
func holding(r record.Record) string {
	var codes []string
	for _, c := range r.Conditions {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, " ")
}

func TestADeviceThatSaysNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		seen int // of the last report; -1: never
		view record.View
		want string
	}{
		"just_reported":       {0, view(10), ""},
		"in_time":             {0, view(89), ""},
		"silent":              {0, view(90), "silent"},
		"never_reported":      {-1, view(1000), ""},
		"heard_by_this_one":   {0, record.View{Now: at(120), Heard: at(40), Hold: hold}, ""},
		"another_one_hears":   {0, record.View{Now: at(120), Patience: 150 * time.Second, Hold: hold}, ""},
		"server_just_started": {0, record.View{Now: at(600), Watching: at(481), Hold: hold}, ""},
		"server_has_waited":   {0, record.View{Now: at(601), Watching: at(481), Hold: hold}, "silent"},
		"revoked":             {0, record.View{Now: at(600), Retired: true, Hold: hold}, ""},
		"certificate_fresh":   {0, record.View{Now: at(1), RenewBy: at(2), Hold: hold}, ""},
		"certificate_overdue": {0, record.View{Now: at(3), RenewBy: at(2), Hold: hold}, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r record.Record
			if c.seen >= 0 {
				r = r.Take(report("a", c.seen), at(c.seen))
			}
			r, _ = r.Look(c.view)
			if got := holding(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSilenceEndsWithAReport(t *testing.T) {
	t.Parallel()
	r := record.Record{}.Take(report("a", 0), at(0))
	r, changes := r.Look(view(95))
	if len(changes) != 1 || changes[0].Code != record.Silent || changes[0].Closed {
		t.Fatalf("got %+v", changes)
	}
	restarted := view(100)
	restarted.Watching = at(99)
	if r, _ = r.Look(restarted); holding(r) != record.Silent {
		t.Error("a server that starts anew makes it speak")
	}
	r = r.Take(report("a", 120), at(120))
	r, changes = r.Look(view(120))
	if holding(r) != "" || len(changes) != 0 || len(r.Alerts) != 1 {
		t.Fatalf("got %q, %+v, %+v", holding(r), changes, r.Alerts)
	}
	if _, changes = r.Look(view(150)); len(changes) != 1 || !changes[0].Closed || changes[0].Lasted != 25*time.Second {
		t.Errorf("got %+v", changes)
	}
}

func TestClonedCards(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		boots string
		want  string
	}{
		"one_start":       {"aaa", ""},
		"restarted":       {"aab", ""},
		"restarted_often": {"abcd", ""},
		"two_take_turns":  {"aba", "cloned"},
		"later":           {"abcb", "cloned"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r record.Record
			for i, boot := range c.boots {
				r = r.Take(report(string(boot), i*30), at(i*30))
			}
			now := (len(c.boots) - 1) * 30
			if r, _ = r.Look(view(now)); holding(r) != c.want {
				t.Errorf("got %q, want %q", holding(r), c.want)
			}
			r = r.Take(report(string(c.boots[len(c.boots)-1]), now+700), at(now+700))
			if r, _ = r.Look(view(now + 700)); holding(r) != "" {
				t.Errorf("ten minutes later: got %q", holding(r))
			}
		})
	}
}

// A condition that comes and goes is one alert.
// A start is known by its count on the card: a copy repeats one, or falls behind.
func TestClonedCardsByTheirCount(t *testing.T) {
	t.Parallel()
	type said struct {
		boot  string
		epoch int64
	}
	for name, c := range map[string]struct {
		reports []said
		want    string
		next    int64 // with which the last one goes on
	}{
		"the_first_asks_for_one":      {[]said{{"a", 0}}, "", 1},
		"it_has_not_heard_the_answer": {[]said{{"a", 0}, {"a", 0}}, "", 1},
		"starts":                      {[]said{{"a", 0}, {"a", 1}, {"b", 2}, {"c", 3}}, "", 3},
		"starts_without_the_server":   {[]said{{"a", 1}, {"b", 7}}, "", 7},
		"a_new_card":                  {[]said{{"a", 5}, {"b", 0}}, "", 6},
		"a_copy_repeats_it":           {[]said{{"a", 5}, {"b", 5}}, "cloned", 6},
		"the_other_falls_behind":      {[]said{{"a", 5}, {"b", 6}, {"a", 5}}, "cloned", 7},
		"long_after_the_copy_is_gone": {[]said{{"a", 5}, {"b", 6}, {"c", 7}, {"d", 6}}, "cloned", 8},
		"its_answer_is_lost":          {[]said{{"a", 5}, {"b", 5}, {"b", 5}}, "cloned", 6},
		"two_without_a_memory":        {[]said{{"a", 0}, {"b", 0}, {"a", 1}}, "cloned", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r record.Record
			for i, s := range c.reports {
				said := report(s.boot, 30*i)
				said.Epoch = s.epoch
				r, _ = r.Take(said, at(30*i)).Look(view(30 * i))
			}
			if got := holding(r); got != c.want || r.Epoch != c.next {
				t.Errorf("got %q and %d, want %q and %d", got, r.Epoch, c.want, c.next)
			}
		})
	}
}

func TestFlapping(t *testing.T) {
	t.Parallel()
	var r record.Record
	var opened, closed int
	step := func(second int, codes ...string) {
		r = r.Take(report("a", second, codes...), at(second))
		var changes []record.Change
		r, changes = r.Look(view(second))
		for _, c := range changes {
			if c.Closed {
				closed++
			} else {
				opened++
			}
		}
	}
	for second := 0; second < 600; second += 20 {
		if second/20%2 == 0 {
			step(second, record.CoverOpen)
		} else {
			step(second)
		}
	}
	if opened != 1 || closed != 0 || len(r.Alerts) != 1 {
		t.Errorf("while it flaps: got %d opened, %d closed, %+v", opened, closed, r.Alerts)
	}
	step(620)
	step(700)
	if opened != 1 || closed != 1 || len(r.Alerts) != 0 {
		t.Errorf("afterwards: got %d opened, %d closed, %+v", opened, closed, r.Alerts)
	}
}

func TestLookingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	r := record.Record{}.Take(report("a", 0, record.PaperOut, record.PaperLow), at(0))
	r, changes := r.Look(view(10))
	if len(changes) != 2 {
		t.Fatalf("got %+v", changes)
	}
	again, changes := r.Look(view(10))
	if len(changes) != 0 || text(t, again) != text(t, r) {
		t.Errorf("got %+v\n%s\nwant\n%s", changes, text(t, again), text(t, r))
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhatIsTakenOfAReport(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ż", 300)
	r := record.Record{}.Take(record.Report{
		Boot: "a", Now: time.Unix(1000, 0), StartedAt: time.Unix(940, 0), Version: long,
		Conditions: []record.Condition{
			{Code: "paper_out", Severity: record.Fault, Since: time.Unix(990, 0), Detail: "a\nb\x00\xff"},
			{Code: "paper_out", Severity: record.Info},
			{Code: "silent", Severity: record.Fault}, // only the server says so
			{Code: "", Severity: record.Fault},
			{Code: "later", Severity: "strange", Since: time.Unix(2000, 0), Detail: long},
		},
	}, at(60))
	if got := holding(r); got != "later paper_out" {
		t.Fatalf("got %q", got)
	}
	out, _ := r.Condition(record.PaperOut)
	if !out.Since.Equal(at(50)) || out.Detail != "ab" {
		t.Errorf("by a clock that is wrong: got %+v", out)
	}
	later, _ := r.Condition("later")
	if !later.Since.Equal(at(60)) || later.Severity != record.Warning || len([]rune(later.Detail)) != 200 {
		t.Errorf("got %+v", later)
	}
	if !r.StartedAt.Equal(morning) || len([]rune(r.Version)) != 100 {
		t.Errorf("got %s, %q", r.StartedAt, r.Version)
	}
	if worst := r.Worst(); worst != record.Fault {
		t.Errorf("worst: got %q", worst)
	}
	// The clock of the device drifts: it is still the same condition.
	drifted := record.Report{Boot: "a", Now: time.Unix(1031, 0), Version: long, Conditions: []record.Condition{
		{Code: "later", Severity: record.Warning, Since: time.Unix(1030, 0), Detail: long},
		{Code: "paper_out", Severity: record.Fault, Since: time.Unix(992, 0), Detail: "ab"},
	}}
	if !r.Same(drifted, at(90)) {
		t.Error("a drifting clock is a change")
	}
	drifted.Conditions = drifted.Conditions[:1]
	if r.Same(drifted, at(90)) {
		t.Error("a condition that is over is no change")
	}
}

func TestCounters(t *testing.T) {
	t.Parallel()
	before := record.Counters{Printed: 5, StaleSeconds: 10, Copies: 3}
	now := record.Counters{Printed: 8, StaleSeconds: 10, Copies: 1, Unknown: 2}
	want := record.Counters{Printed: 3, Copies: 1, Unknown: 2}
	if got := now.Minus(before); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	if !record.Fault.AtLeast(record.Warning) || record.Info.AtLeast(record.Warning) || record.Severity("").AtLeast(record.Info) {
		t.Error("the order is wrong")
	}
	codes := record.Codes()
	if slices.Sort(codes); len(slices.Compact(codes)) != 18 {
		t.Errorf("got %q", codes)
	}
}

// FuzzTake shows that whatever a device reports can be stored and is the same a
// second time.
func FuzzTake(f *testing.F) {
	f.Add("paper_out", "fault", "detail", int64(1000), int64(900))
	f.Add("", "\xff", "\x00", int64(-1), int64(1<<40))
	f.Fuzz(func(t *testing.T, code, severity, detail string, now, since int64) {
		rep := record.Report{
			Now: time.Unix(now%(1<<40), 0), Boot: code, Version: detail,
			Conditions: []record.Condition{{Code: code, Severity: record.Severity(severity), Detail: detail, Since: time.Unix(since%(1<<40), 0)}},
		}
		r := record.Record{}.Take(rep, at(60))
		for _, c := range r.Conditions {
			if c.Code == "" || c.Since.After(at(60)) || strings.ContainsRune(c.Detail, 0) || len([]rune(c.Detail)) > 200 {
				t.Errorf("got %+v", c)
			}
		}
		rep.Boot, rep.Version = r.Boot, r.Version
		if !r.Same(rep, at(60)) {
			t.Errorf("%+v is another one than %+v", rep, r)
		}
		r, _ = r.Look(view(60))
		var back record.Record
		if err := json.Unmarshal([]byte(text(t, r)), &back); err != nil || text(t, back) != text(t, r) {
			t.Errorf("got %s, %v, want %s", text(t, back), err, text(t, r))
		}
	})
}
