package e2e_test

import (
	"testing"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// TestLedgerFinds shows that the audit, which all the tests of faults rely on, finds each kind of fault.
func TestLedgerFinds(t *testing.T) {
	ticket := func(n int32) *numerekv1.Ticket {
		return &numerekv1.Ticket{BusinessDay: "2026-11-23", Prefix: "R", Sequence: n}
	}
	record := func(request string, n int) e2e.Record {
		return e2e.Record{Request: request, Day: "2026-11-23", Prefix: "R", Sequence: n, Callable: true}
	}
	void := record("b", 2)
	void.Callable = false
	withReason := record("c", 3)
	withReason.Callable, withReason.Reason = false, "abandoned"
	for name, c := range map[string]struct {
		promises map[string]int32
		again    map[string]int32
		records  []e2e.Record
		faults   int
	}{
		"all_there":       {promises: map[string]int32{"a": 1, "b": 2}, records: []e2e.Record{record("a", 1), record("b", 2), withReason}},
		"repeated":        {promises: map[string]int32{"a": 1}, again: map[string]int32{"a": 1}, records: []e2e.Record{record("a", 1)}},
		"repeated_other":  {promises: map[string]int32{"a": 1}, again: map[string]int32{"a": 2}, records: []e2e.Record{record("a", 2)}, faults: 1},
		"twice":           {promises: map[string]int32{"a": 1, "b": 1}, records: []e2e.Record{record("a", 1), record("b", 1)}, faults: 2},
		"lost":            {promises: map[string]int32{"a": 1, "b": 2}, records: []e2e.Record{record("a", 1)}, faults: 1},
		"renumbered":      {promises: map[string]int32{"a": 1}, records: []e2e.Record{record("a", 2)}, faults: 1},
		"gap":             {records: []e2e.Record{record("a", 1), record("b", 3)}, faults: 1},
		"void_for_nobody": {promises: map[string]int32{"a": 1}, records: []e2e.Record{record("a", 1), void}, faults: 1},
		"promised_void":   {promises: map[string]int32{"c": 3}, records: []e2e.Record{withReason}, faults: 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := e2e.NewLedger()
			for _, round := range []map[string]int32{c.promises, c.again} {
				for request, n := range round {
					l.Promised(request, ticket(n))
				}
			}
			if got := l.Audit(c.records); len(got) != c.faults {
				t.Errorf("got %d faults, want %d: %q", len(got), c.faults, got)
			}
		})
	}
}
