package errand_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
)

// A hello says what became of a paper, and nothing of its copies.
func TestMeet_copies_stay_to_be_reported(t *testing.T) {
	e := journal.Entry{Request: "a", Stage: journal.Done, Outcome: journal.Printed}
	copied := e
	copied.Request, copied.Copies = "b", 1
	at := errand.Standing{Epoch: 2, Incarnation: "i"}
	_, records := at.Meet(errand.Welcome{Epoch: 2, Incarnation: "i", Settled: []string{"a", "b"}}, []journal.Entry{e, copied})
	if diff := cmp.Diff([]journal.Record{errand.Acknowledged(e)}, records); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
