package journal_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/journal"
)

// newer is the journal of a program whose records this one would misunderstand: it
// has been with a ticket at the printer.
const newer = "testdata/journal-newer"

// place copies files of testdata into a folder and returns the path of the journal.
func place(t *testing.T, files map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	for end, from := range files {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+end, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// want1 is what the journal of format 1 in testdata amounts to, which every later
// program must find in it.
func want1() journal.State {
	ticket := func(n int) journal.Ticket {
		return journal.Ticket{
			Prefix: "R", Sequence: n, BusinessDay: "2026-11-23", StatusToken: "token",
			IssuedAt: time.Date(2026, 11, 23, 9, 0, n, 0, time.UTC),
		}
	}
	entry := func(request string, n int, stage journal.Stage) journal.Entry {
		return journal.Entry{
			Request: request, Service: "rejestracja", Language: "pl", Stage: stage, Ticket: ticket(n), Seen: n > 0, Attempt: min(n, 1),
		}
	}
	printed, doubtful, shown := entry("printed", 1, journal.Done), entry("doubtful", 2, journal.Done), entry("shown", 3, journal.Done)
	printed.Outcome, printed.Evidence, printed.Copies, printed.Seen = journal.Printed, "process id 1", 1, false
	doubtful.Outcome, doubtful.Evidence, doubtful.Seen = journal.Unknown, "port vanished", false
	shown.Outcome, shown.Attempt, shown.Priority = journal.Shown, 0, true
	shown.Ticket.Booked = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	delivered := doubtful
	printing, given := entry("printing", 4, journal.Printing), entry("given up", 0, journal.Abandoned)
	printing.Attempt, printing.Seen = 2, true
	given.Ticket, given.Reason = journal.Ticket{}, journal.NoAnswer
	return journal.State{
		Epoch: 4, Incarnation: "i1", Damaged: true,
		Open: []journal.Entry{shown, printing, given}, Doubtful: []journal.Entry{doubtful}, Delivered: []journal.Entry{printed, delivered},
	}
}

func TestFormat1_is_read_for_ever(t *testing.T) {
	path := place(t, map[string]string{"": "testdata/journal-1"})
	j, got := open(t, path)
	if diff := cmp.Diff(want1(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if j.Newer() {
		t.Error("it counts as newer")
	}
}

// A card that was rolled back: the kiosk works, and nothing of the newer program is
// touched, however often the kiosk starts.
func TestNewer_is_kept_aside(t *testing.T) {
	path := place(t, map[string]string{"": newer})
	for start := range 3 {
		j, s := open(t, path)
		if start == 0 && !cmp.Equal(s, journal.State{}) || !j.Newer() {
			t.Errorf("start %d: newer %v, %+v, want a journal of its own", start, j.Newer(), s)
		}
		add(t, j, journal.Record{Kind: journal.Boot, Epoch: int64(9 + start), Incarnation: "i1"}, journal.Record{Kind: journal.Tap, Request: "since"})
		j.Close()
		if content(t, path+".newer") != content(t, newer) {
			t.Fatalf("start %d: the newer journal was changed", start)
		}
	}
	if _, s := open(t, path); s.Epoch != 11 || len(s.Open) != 1 {
		t.Errorf("got %+v, want what happened since", s)
	}
}

// The newer program is back: here this one, which finds a file that it understands.
func TestNewer_is_taken_back(t *testing.T) {
	path := place(t, map[string]string{".newer": "testdata/journal-1"})
	// Meanwhile, in a file of the program before.
	since := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, since)
	add(t, j, journal.Record{Kind: journal.Boot, Epoch: 9, Incarnation: "i1"}, journal.Record{Kind: journal.Tap, Request: "since"})
	j.Close()
	text := content(t, since)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}

	j, got := open(t, path)
	want := want1()
	want.Epoch, want.Open = 9, append(want.Open, journal.Entry{Request: "since", Stage: journal.Tapped})
	if diff := cmp.Diff(want, got); diff != "" || j.Newer() {
		t.Errorf("newer %v (-want +got):\n%s", j.Newer(), diff)
	}
	j.Close()
	if _, err := os.Stat(path + ".newer"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want nothing kept aside any more", err)
	}
	if _, again := open(t, path); !cmp.Equal(want, again) {
		t.Errorf("the next start (-want +got):\n%s", cmp.Diff(want, again))
	}
}

// The server's history went back while the older program was there: what the newer
// one knows is presented.
func TestNewer_meets_another_incarnation(t *testing.T) {
	path := place(t, map[string]string{".newer": "testdata/journal-1"})
	j, _ := open(t, path)
	add(t, j, journal.Record{Kind: journal.Boot, Epoch: 10, Incarnation: "i2"})
	if s := j.State(); len(s.Open) != 5 || len(s.Delivered) != 0 {
		t.Errorf("got %+v, want all five to be reported", s)
	}
}

func TestNewer_of_two_roll_backs(t *testing.T) {
	path := place(t, map[string]string{"": newer})
	j, _ := open(t, path)
	j.Close()
	other := strings.Replace(content(t, newer), "\n", "\nanother line\n", 1)
	if err := os.WriteFile(path, []byte(other+"torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	j, _ = open(t, path)
	if got, want := content(t, path+".newer"), content(t, newer)+other; got != want || !j.Newer() {
		t.Errorf("got %q, want %q", got, want)
	}
}

// cutting is a folder of which the power is cut at the n-th change.
type cutting struct {
	journal.Folder
	left int
}

var errCut = errors.New("the power is cut")

func (c *cutting) step() error {
	if c.left--; c.left < 0 {
		return errCut
	}
	return nil
}

func (c *cutting) Create() (journal.File, error) {
	if err := c.step(); err != nil {
		return nil, err
	}
	return c.Folder.Create()
}

func (c *cutting) Replace() error {
	if err := c.step(); err != nil {
		return err
	}
	return c.Folder.Replace()
}

func (c *cutting) PutAside(file []byte) error {
	if err := c.step(); err != nil {
		return err
	}
	return c.Folder.PutAside(file)
}

// However the power is cut while a journal is put aside or taken back, nothing of it
// is lost.
func TestNewer_and_power_cuts(t *testing.T) {
	for cut := range 4 {
		path := place(t, map[string]string{"": newer})
		c := &cutting{Folder: journal.Directory(path), left: cut}
		if j, _, err := journal.OpenIn(c); err == nil {
			j.Close()
		} else if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		if j, _ := open(t, path); !j.Newer() || content(t, path+".newer") != content(t, newer) {
			t.Errorf("put aside, cut at %d: the newer journal is lost", cut)
		}

		path = place(t, map[string]string{".newer": "testdata/journal-1"})
		c = &cutting{Folder: journal.Directory(path), left: cut}
		if j, _, err := journal.OpenIn(c); err == nil {
			j.Close()
		} else if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		if _, s := open(t, path); !cmp.Equal(want1(), s) {
			t.Errorf("taken back, cut at %d (-want +got):\n%s", cut, cmp.Diff(want1(), s))
		}
	}
}
