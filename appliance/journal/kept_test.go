package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/journal"
	"numerek/appliance/kepttest"
)

// Every record of format 1 is written today as it was then: what has been added since
// is left out where it says nothing.
func TestFormat1_is_written_as_ever(t *testing.T) {
	const path = "testdata/journal-1"
	records, mend, err := journal.Decode(kepttest.Read(t, path))
	if err != nil || mend {
		t.Fatalf("got %v, %v", mend, err)
	}
	var now bytes.Buffer
	for _, r := range records {
		line, err := journal.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		now.Write(line)
	}
	kepttest.Same(t, path, now.Bytes())
}

// Written anew and short, it is what it was, and the same the next time.
func TestFormat1_is_shortened_as_ever(t *testing.T) {
	var short bytes.Buffer
	for _, r := range journal.Records(want1()) {
		line, err := journal.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		short.Write(line)
	}
	kepttest.Same(t, "testdata/journal-1-short", short.Bytes())
	_, got := open(t, place(t, map[string]string{"": "testdata/journal-1-short"}))
	if diff := cmp.Diff(want1(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A newer program that any reader of format 1 understands adds fields and records. This
// one does not know them, and all else is what it was.
func TestNewer_that_only_adds(t *testing.T) {
	var text bytes.Buffer
	text.Write(journal.Line([]byte(`{"kind":"format","format":7,"reader":1,"by":"of a newer program"}`)))
	for i, line := range strings.Split(strings.TrimSpace(content(t, "testdata/journal-1")), "\n")[1:] {
		_, body, _ := strings.Cut(line, " ")
		body = strings.Replace(body, `"ticket":{`, `"ticket":{"colour":["red"],`, 1)
		text.Write(journal.Line([]byte(strings.TrimSuffix(body, "}") + `,"of_a_newer_program":{"words":[1,2]}}`)))
		text.Write(journal.Line(fmt.Appendf(nil, `{"kind":"of_a_newer_program","request":"more-%d","attempt":1}`, i)))
	}
	path := place(t, nil)
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	j, got := open(t, path)
	if diff := cmp.Diff(want1(), got); diff != "" || j.Newer() {
		t.Errorf("newer %v (-want +got):\n%s", j.Newer(), diff)
	}
	add(t, j, journal.Record{Kind: journal.Boot, Epoch: 9})
	j.Close()
	if _, again := open(t, path); again.Epoch != 9 || len(again.Open) != len(want1().Open) {
		t.Errorf("the next start: %+v", again)
	}
}

// Words that only a newer program knows: nothing that may be in somebody's hand is
// given up for them.
func TestNewer_words(t *testing.T) {
	path := place(t, nil)
	j, _ := open(t, path)
	add(t, j,
		journal.Record{Kind: journal.Boot, Epoch: 1, Incarnation: "i1"},
		journal.Record{Kind: journal.Tap, Request: "a", Service: "rejestracja"},
		journal.Record{Kind: journal.Issued, Request: "a", Ticket: want1().Open[0].Ticket},
		journal.Record{Kind: journal.Begin, Request: "a", Attempt: 1},
		journal.Record{Kind: journal.Outcome, Request: "a", Outcome: "engraved"},
		journal.Record{Kind: journal.Tap, Request: "b", Service: "rejestracja"},
		journal.Record{Kind: journal.Abandon, Request: "b", Reason: "boredom"},
	)
	j.Close()
	_, s := open(t, path)
	var did []journal.Do
	for _, a := range journal.Recover(s) {
		did = append(did, a.Do)
	}
	if want := []journal.Do{journal.DoReport, journal.DoAbandon}; !cmp.Equal(did, want) || s.Open[0].Outcome != "engraved" || s.Open[1].Reason != "boredom" {
		t.Errorf("got %v of %+v, want %v", did, s.Open, want)
	}
}
