package journal_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/appliance/journal"
)

var number = journal.Ticket{Prefix: "R", Sequence: 15, BusinessDay: "2026-11-23", StatusToken: "abcdefghij"}

// life is the course of one ticket, retry on paper included, record by record.
func life(request string) []journal.Record {
	return []journal.Record{
		{Kind: journal.Tap, Request: request, Service: "rejestracja", Language: "uk", Priority: true},
		{Kind: journal.Issued, Request: request, Ticket: number},
		{Kind: journal.Begin, Request: request, Attempt: 1},
		{Kind: journal.Cleared, Request: request, Attempt: 1, Evidence: "paper out"},
		{Kind: journal.Seen, Request: request},
		{Kind: journal.Begin, Request: request, Attempt: 2},
		{Kind: journal.Outcome, Request: request, Outcome: journal.Unknown, Evidence: "port gone"},
		{Kind: journal.Outcome, Request: request, Outcome: journal.Printed, Evidence: "37 22 0001"},
		{Kind: journal.Settled, Request: request},
	}
}

func TestRecover_after_every_record_of_a_life(t *testing.T) {
	want := []journal.Do{
		"",                      // nothing was asked for
		journal.DoAbandon,       // tapped
		journal.DoAbandon,       // issued
		journal.DoReportUnknown, // printing begun
		journal.DoAbandon,       // cleared for certain
		journal.DoReportShown,   // on the screen meanwhile
		journal.DoReportUnknown, // second paper begun
		journal.DoReport,        // unknown
		journal.DoReport,        // printed
		"",                      // settled
	}
	damaged := []journal.Do{
		"",
		journal.DoLeave, // the number may have been issued and printed
		journal.DoReportUnknown,
		journal.DoReportUnknown,
		journal.DoReportUnknown,
		journal.DoReportShown,
		journal.DoReportUnknown,
		journal.DoReport,
		journal.DoReport,
		"",
	}
	for n := range len(life("a")) + 1 {
		records := life("a")[:n]
		if got := do(journal.Recover(journal.Replay(records))); got != want[n] {
			t.Errorf("after %d records: got %q, want %q", n, got, want[n])
		}
		records = append([]journal.Record{{Kind: journal.Lost}}, records...)
		if got := do(journal.Recover(journal.Replay(records))); got != damaged[n] {
			t.Errorf("after %d records of a damaged journal: got %q, want %q", n, got, damaged[n])
		}
	}
}

// do is the only action, or none.
func do(actions []journal.Action) journal.Do {
	if len(actions) == 0 {
		return ""
	}
	return actions[0].Do
}

func TestReplay(t *testing.T) {
	rec := func(k journal.Kind) journal.Record { return journal.Record{Kind: k, Request: "a", Attempt: 1} }
	tests := map[string]struct {
		records []journal.Record
		want    []journal.Stage
	}{
		"what_may_be_on_paper_is_never_given_up": {
			[]journal.Record{rec(journal.Tap), rec(journal.Issued), rec(journal.Begin), rec(journal.Abandon)},
			[]journal.Stage{journal.Printing},
		},
		"what_was_seen_is_never_given_up": {
			[]journal.Record{rec(journal.Tap), rec(journal.Issued), rec(journal.Seen), rec(journal.Abandon)},
			[]journal.Stage{journal.Held},
		},
		"what_was_given_up_is_not_printed": {
			[]journal.Record{rec(journal.Tap), rec(journal.Abandon), rec(journal.Issued), rec(journal.Begin)},
			[]journal.Stage{journal.Abandoned},
		},
		"clearing_another_attempt_proves_nothing": {
			[]journal.Record{
				rec(journal.Tap), rec(journal.Issued), rec(journal.Begin),
				{Kind: journal.Begin, Request: "a", Attempt: 2},
				rec(journal.Cleared),
			},
			[]journal.Stage{journal.Printing},
		},
		"a_key_is_used_once": {
			[]journal.Record{rec(journal.Tap), rec(journal.Issued), rec(journal.Begin), rec(journal.Tap)},
			[]journal.Stage{journal.Printing},
		},
		"nothing_is_printed_before_a_number": {
			[]journal.Record{rec(journal.Tap), rec(journal.Begin)},
			[]journal.Stage{journal.Tapped},
		},
		"the_unknown_and_the_empty_change_nothing": {
			[]journal.Record{rec(journal.Tap), rec("presenter"), {Kind: journal.Issued}},
			[]journal.Stage{journal.Tapped},
		},
		"requests_stay_in_the_order_of_their_taps": {
			[]journal.Record{
				rec(journal.Tap),
				{Kind: journal.Tap, Request: "b"},
				{Kind: journal.Issued, Request: "b"},
				{Kind: journal.Settled, Request: "c"},
			},
			[]journal.Stage{journal.Tapped, journal.Held},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []journal.Stage
			for _, e := range journal.Replay(tt.records).Open {
				got = append(got, e.Stage)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("stages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReplay_late_evidence(t *testing.T) {
	outcome := func(p journal.Paper) journal.Record {
		return journal.Record{Kind: journal.Outcome, Request: "a", Outcome: p, Evidence: "it " + string(p)}
	}
	settled := func(p journal.Paper) journal.Record {
		return journal.Record{Kind: journal.Settled, Request: "a", Outcome: p}
	}
	tests := map[string]struct {
		more     []journal.Record
		open     journal.Paper // of the request that has to be reported, "" if none
		doubtful int
	}{
		"settled_as_unknown":           {[]journal.Record{settled(journal.Unknown)}, "", 1},
		"the_person_has_it":            {[]journal.Record{settled(journal.Unknown), outcome(journal.Shown)}, journal.Shown, 0},
		"the_printer_said_so":          {[]journal.Record{settled(""), outcome(journal.Printed)}, journal.Printed, 0},
		"and_that_was_reported":        {[]journal.Record{settled(journal.Unknown), outcome(journal.Printed), settled(journal.Printed)}, "", 0},
		"known_for_good":               {[]journal.Record{settled(journal.Unknown), outcome(journal.Printed), outcome(journal.Shown)}, journal.Printed, 0},
		"as_unknown_as_before":         {[]journal.Record{settled(journal.Unknown), outcome(journal.Unknown)}, "", 1},
		"overtaken_on_the_way":         {[]journal.Record{outcome(journal.Printed), settled(journal.Unknown)}, journal.Printed, 0},
		"what_is_known_is_not_doubted": {[]journal.Record{outcome(journal.Printed), settled(journal.Printed), outcome(journal.Shown)}, "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := journal.Replay(append(life("a")[:7], tt.more...))
			var open journal.Paper
			if len(s.Open) > 0 {
				open = s.Open[0].Outcome
				if s.Open[0].Ticket != number {
					t.Errorf("ticket: got %+v, want the one that was issued", s.Open[0].Ticket)
				}
			}
			if open != tt.open || len(s.Doubtful) != tt.doubtful {
				t.Errorf("got %q to report and %d in doubt, want %q and %d", open, len(s.Doubtful), tt.open, tt.doubtful)
			}
		})
	}
}

func TestReplay_doubts_are_few(t *testing.T) {
	var all []journal.Record
	for i := range 100 {
		request := fmt.Sprint(i)
		all = append(append(all, life(request)[:7]...), journal.Record{Kind: journal.Settled, Request: request})
	}
	s := journal.Replay(all)
	if n := len(s.Doubtful); n != 16 || s.Doubtful[n-1].Request != "99" {
		t.Errorf("got %d doubts, want the last 16", n)
	}
}

func TestReplay_boots(t *testing.T) {
	got := journal.Replay([]journal.Record{
		{Kind: journal.Boot, Epoch: 7, Incarnation: "x"},
		{Kind: journal.Boot, Epoch: 8},
		{Kind: journal.Boot, Epoch: 3, Incarnation: "y"},
	})
	if diff := cmp.Diff(journal.State{Epoch: 8, Incarnation: "y"}, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// anyRecords draws records in any order about a few requests.
func anyRecords() *rapid.Generator[[]journal.Record] {
	kinds := []journal.Kind{
		journal.Tap, journal.Issued, journal.Seen, journal.Begin, journal.Cleared, journal.Outcome,
		journal.Abandon, journal.Settled, journal.Boot, journal.Lost,
	}
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) journal.Record {
		r := journal.Record{
			Kind:    rapid.SampledFrom(kinds).Draw(t, "kind"),
			Request: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "request")),
			Attempt: rapid.IntRange(1, 3).Draw(t, "attempt"),
			Outcome: rapid.SampledFrom([]journal.Paper{journal.Printed, journal.Shown, journal.Unknown, journal.NotDelivered}).Draw(t, "outcome"),
			Reason:  journal.NoAnswer,
			Epoch:   rapid.Int64Range(0, 5).Draw(t, "epoch"),
		}
		if r.Kind == journal.Issued {
			r.Ticket = number
		}
		return r
	}))
}

func TestReplay_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anyRecords().Draw(t, "records")
		state := journal.Replay(all)
		for _, a := range journal.Recover(state) {
			began := 0
			for _, r := range all {
				switch {
				case r.Request != a.Entry.Request:
				case r.Kind == journal.Settled:
					began = 0
				case r.Kind == journal.Begin && a.Entry.Attempt == r.Attempt:
					began = r.Attempt
				case r.Kind == journal.Cleared && r.Attempt == began:
					began = 0
				}
			}
			if a.Do == journal.DoAbandon && a.Entry.Attempt > 0 && began > 0 && a.Entry.Stage != journal.Abandoned {
				t.Fatalf("gives up what may be on paper: %+v", a.Entry)
			}
			if a.Do == journal.DoAbandon && a.Entry.Seen {
				t.Fatalf("gives up what somebody saw: %+v", a.Entry)
			}
			if a.Do == journal.DoAbandon && state.Damaged && a.Entry.Stage != journal.Abandoned {
				t.Fatalf("trusts a damaged journal: %+v", a.Entry)
			}
			if (a.Do == journal.DoReport || a.Do == journal.DoReportUnknown) && a.Entry.Ticket == (journal.Ticket{}) && a.Entry.Stage != journal.Done {
				t.Fatalf("reports a ticket without a number: %+v", a.Entry)
			}
		}
		again := journal.Replay(journal.Records(state))
		if diff := cmp.Diff(state.Doubtful, again.Doubtful); diff != "" {
			t.Fatalf("a rewritten journal doubts something else (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(journal.Recover(state), journal.Recover(again)); diff != "" {
			t.Fatalf("a rewritten journal amounts to something else (-want +got):\n%s", diff)
		}
		if again.Epoch != state.Epoch {
			t.Fatalf("epoch of the rewritten journal: got %d, want %d", again.Epoch, state.Epoch)
		}
	})
}
