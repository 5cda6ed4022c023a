package journal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"numerek/appliance/journal"
)

func TestReplay_a_copy_is_reported_although_all_was(t *testing.T) {
	copies := func(n int) journal.Record { return journal.Record{Kind: journal.Copy, Request: "a", Copies: n} }
	settled := func(o journal.Paper, n int) journal.Record {
		return journal.Record{Kind: journal.Settled, Request: "a", Outcome: o, Copies: n}
	}
	tests := map[string]struct {
		outcome journal.Paper
		more    []journal.Record
		open    int // copies of the only open request; -1 where none is open
	}{
		"after_the_paper":               {journal.Printed, []journal.Record{copies(1)}, 1},
		"of_a_number_on_the_screen":     {journal.Shown, []journal.Record{copies(1)}, 1},
		"of_what_nobody_knows":          {journal.Unknown, []journal.Record{copies(1)}, 1},
		"acknowledged":                  {journal.Printed, []journal.Record{copies(1), settled(journal.Printed, 1)}, -1},
		"a_second_one":                  {journal.Printed, []journal.Record{copies(1), settled(journal.Printed, 1), copies(2)}, 2},
		"a_second_one_on_the_way":       {journal.Printed, []journal.Record{copies(1), copies(2), settled(journal.Printed, 1)}, 2},
		"said_twice":                    {journal.Printed, []journal.Record{copies(1), settled(journal.Printed, 1), copies(1)}, -1},
		"of_another_incarnation":        {journal.Printed, []journal.Record{copies(1), settled(journal.Printed, 1), boot("i2")}, 1},
		"of_what_certainly_nobody_had":  {journal.NotDelivered, []journal.Record{copies(1)}, -1},
		"of_what_it_does_not_know_more": {journal.Printed, []journal.Record{{Kind: journal.Copy, Request: "z", Copies: 1}}, -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			records := append([]journal.Record{boot("i1")}, delivered("a", tt.outcome)...)
			s := journal.Replay(append(records, tt.more...))
			switch {
			case tt.open < 0 && len(s.Open) != 0, tt.open >= 0 && len(s.Open) != 1:
				t.Fatalf("open: got %+v", s.Open)
			case tt.open >= 0 && (s.Open[0].Copies != tt.open || s.Open[0].Outcome != tt.outcome || s.Open[0].Stage != journal.Done):
				t.Errorf("got %+v, want %d copies, still %s", s.Open[0], tt.open, tt.outcome)
			}
			again := journal.Replay(journal.Records(s))
			if diff := cmp.Diff(s, again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("a shortened file amounts to something else (-before +after):\n%s", diff)
			}
		})
	}
}
