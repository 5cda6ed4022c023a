package journal_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/journal"
)

// delivered is a whole life that the server has acknowledged.
func delivered(request string, outcome journal.Paper) []journal.Record {
	return []journal.Record{
		{Kind: journal.Tap, Request: request, Service: "rejestracja", Language: "uk"},
		{Kind: journal.Issued, Request: request, Ticket: number},
		{Kind: journal.Begin, Request: request, Attempt: 1},
		{Kind: journal.Outcome, Request: request, Outcome: outcome, Evidence: "it said so"},
		{Kind: journal.Settled, Request: request, Outcome: outcome},
	}
}

func boot(incarnation string) journal.Record {
	return journal.Record{Kind: journal.Boot, Epoch: 4, Incarnation: incarnation}
}

func TestReplay_another_incarnation_is_told_again(t *testing.T) {
	tests := map[string]struct {
		outcome journal.Paper
		more    []journal.Record
		open    int
	}{
		"the_same_one_knows_it":            {journal.Printed, []journal.Record{boot("i1")}, 0},
		"another_one_may_have_lost_it":     {journal.Printed, []journal.Record{boot("i2")}, 1},
		"also_what_was_on_the_screen":      {journal.Shown, []journal.Record{boot("i2")}, 1},
		"also_what_nobody_knows":           {journal.Unknown, []journal.Record{boot("i2")}, 1},
		"what_nobody_has_may_stay_lost":    {journal.NotDelivered, []journal.Record{boot("i2")}, 0},
		"once":                             {journal.Printed, []journal.Record{boot("i2"), {Kind: journal.Settled, Request: "a"}}, 0},
		"and_again_for_every_one":          {journal.Printed, []journal.Record{boot("i2"), {Kind: journal.Settled, Request: "a"}, boot("i3")}, 1},
		"a_start_without_a_word_says_none": {journal.Printed, []journal.Record{boot("")}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			records := append([]journal.Record{boot("i1")}, delivered("a", tt.outcome)...)
			s := journal.Replay(append(records, tt.more...))
			if len(s.Open) != tt.open {
				t.Fatalf("got %d open requests, want %d: %+v", len(s.Open), tt.open, s.Open)
			}
			if tt.open == 0 {
				return
			}
			want := journal.Entry{
				Request: "a", Service: "rejestracja", Language: "uk", Stage: journal.Done, Ticket: number, Attempt: 1,
				Outcome: tt.outcome, Evidence: "it said so",
			}
			if diff := cmp.Diff(want, s.Open[0]); diff != "" {
				t.Errorf("opened again (-want +got):\n%s", diff)
			}
			if len(s.Doubtful) != 0 || len(s.Delivered) != 0 {
				t.Errorf("it stands in %d doubts and %d deliveries, too", len(s.Doubtful), len(s.Delivered))
			}
		})
	}
}

func TestJournal_remembers_deliveries_over_a_rewrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, path)
	add(t, j, boot("i1"))
	for i := range 210 {
		add(t, j, delivered(fmt.Sprint(i), journal.Printed)...)
	}
	before := j.State()
	if n := len(before.Delivered); n != 200 || before.Delivered[n-1].Request != "209" {
		t.Fatalf("got %d deliveries, want the last 200", n)
	}
	again := journal.Replay(journal.Records(before))
	if diff := cmp.Diff(before.Delivered, again.Delivered); diff != "" {
		t.Errorf("after a rewrite (-want +got):\n%s", diff)
	}
	if j.Close(); len(before.Open) != 0 {
		t.Errorf("got %d open requests, want none", len(before.Open))
	}
	_, after := open(t, path)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}
}
