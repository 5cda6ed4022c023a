package journal_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/appliance/journal"
)

// ram is a folder that remembers how much it has ever held at once.
type ram struct {
	whole, next *bytes.Buffer
	most        int
}

type page struct {
	*bytes.Buffer
	folder *ram
}

func (p page) Write(b []byte) (int, error) {
	n, err := p.Buffer.Write(b)
	held := p.folder.whole.Len()
	if p.folder.next != nil {
		held += p.folder.next.Len()
	}
	p.folder.most = max(p.folder.most, held)
	return n, err
}

func (page) Sync() error  { return nil }
func (page) Close() error { return nil }

func (r *ram) Lock() (io.Closer, error)      { return io.NopCloser(nil), nil }
func (r *ram) Read() ([]byte, error)         { return slices.Clone(r.whole.Bytes()), nil }
func (r *ram) Append() (journal.File, error) { return page{r.whole, r}, nil }
func (r *ram) Aside() ([]byte, error)        { return nil, fs.ErrNotExist }
func (r *ram) PutAside([]byte) error         { return fs.ErrInvalid }

func (r *ram) Create() (journal.File, error) {
	r.next = new(bytes.Buffer)
	return page{r.next, r}, nil
}

func (r *ram) Replace() error {
	r.whole, r.next = r.next, nil
	return nil
}

// visit is what a kiosk writes for one person, in its longest words.
func visit(n int, day string) []journal.Record {
	request := fmt.Sprintf("019ab2a4-7c1e-7000-8000-%012d", n)
	at := time.Date(2026, 11, 23, 10, 0, 0, 123456789, time.FixedZone("", 3600)).Add(time.Duration(n) * 29 * time.Second)
	ticket := journal.Ticket{
		Prefix: "RM", Sequence: n, BusinessDay: day, IssuedAt: at, StatusToken: "Jw0yq2h6mO8cV1bTtQ5r7A", Booked: at,
	}
	evidence := strings.Repeat("no answer after the commit; ", 4)
	rs := []journal.Record{
		{Kind: journal.Tap, Request: request, Service: "rejestracja-pojazdow", Language: "uk", Priority: true},
		{Kind: journal.Issued, Request: request, Ticket: ticket},
		{Kind: journal.Seen, Request: request},
		{Kind: journal.Begin, Request: request, Attempt: 1},
		{Kind: journal.Cleared, Request: request, Attempt: 1, Evidence: evidence},
		{Kind: journal.Begin, Request: request, Attempt: 2},
		{Kind: journal.Outcome, Request: request, Outcome: journal.Unknown, Evidence: evidence},
		{Kind: journal.Settled, Request: request, Outcome: journal.Unknown},
	}
	for i := range rs {
		rs[i].At = at
	}
	return rs
}

// The longest the journal and its successor are together on the card, of which the
// partition has 256 MiB: while the server takes the reports, and after a day of a
// thousand tickets on which it took none of them.
func TestJournal_is_bounded(t *testing.T) {
	const day = 1000
	for name, c := range map[string]struct {
		days    int
		settled bool
		most    int
	}{
		"a_week":                         {5, true, 512 << 10},
		"a_day_that_nobody_took_note_of": {1, false, 4 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			disk := &ram{whole: new(bytes.Buffer)}
			j, _, err := journal.OpenIn(disk)
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			add(t, j, journal.Record{Kind: journal.Boot, Epoch: 4711, Incarnation: "019ab2a4-7c1e-7000-8000-000000000000"})
			for n := range c.days * day {
				rs := visit(n, "2026-11-23")
				if !c.settled {
					rs = rs[:len(rs)-1]
				}
				add(t, j, rs...)
			}
			t.Logf("at most %d KiB", disk.most>>10)
			if disk.most > c.most {
				t.Errorf("got %d bytes, want at most %d", disk.most, c.most)
			}
		})
	}
}
