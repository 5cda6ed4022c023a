package app

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

// serviceBook is the small file beside the journal that helps the technician: the
// paper since the roll was changed, and what a copy of the last tickets needs.
// Nothing that counts depends on it: one that is lost begins anew.
type serviceBook struct {
	path string

	mu      sync.Mutex
	now     bookFile
	changed bool
}

// bookFile is the book as it stands on the card.
type bookFile struct {
	Format int `json:"format"` // bookFormat; 0 is of the time before there was a mark
	Roll   struct {
		Changed     time.Time `json:"changed,omitzero"`
		Papers      int       `json:"papers"`
		Millimetres float64   `json:"millimetres"`
	} `json:"roll"`
	Tickets []bookTicket `json:"tickets"` // the newest last
}

// bookTicket is what the paper of a ticket says.
type bookTicket struct {
	Request  string    `json:"request"`
	Number   string    `json:"number"`
	Service  string    `json:"service"`
	Issued   time.Time `json:"issued"`
	Ahead    int       `json:"ahead"`
	Known    bool      `json:"wait_known"`
	From     int       `json:"wait_from"`
	To       int       `json:"wait_to"`
	URL      string    `json:"url"`
	Priority bool      `json:"priority"`
	Language string    `json:"language"`
	Day      string    `json:"day"`
	Booked   time.Time `json:"booked,omitzero"`
	Copies   int       `json:"copies,omitempty"`
}

// ticket is the ticket again.
func (b bookTicket) ticket() kiosk.Ticket {
	return kiosk.Ticket{
		ID: b.Request, Number: b.Number, ServiceID: b.Service, IssuedAt: b.Issued, Ahead: b.Ahead,
		Wait:      kiosk.Wait{Known: b.Known, From: b.From, To: b.To},
		StatusURL: b.URL, Priority: b.Priority, Language: b.Language, Day: b.Day, Booked: b.Booked,
	}
}

// bookFormat is the format of the book that this program reads and writes.
const bookFormat = 1

// openServiceBook reads the book; one that cannot be read is an empty one. A newer
// program's, which an update that was taken back has left, is kept aside for it.
func openServiceBook(path string) *serviceBook {
	b := &serviceBook{path: path}
	text, err := os.ReadFile(path)
	if err == nil && bookMark(text) > bookFormat {
		_ = os.Rename(path, b.aside()) // one that cannot be kept is only a help that is lost
		text = nil
	}
	if json.Unmarshal(text, &b.now) != nil {
		b.now = bookFile{}
	}
	b.now.Format = bookFormat
	b.takeBack()
	return b
}

// bookMark is the format of a book, read alone: the rest of a newer one may be of
// kinds that this program does not expect.
func bookMark(text []byte) int {
	var mark struct {
		Format int `json:"format"`
	}
	_ = json.Unmarshal(text, &mark) // what is no book has no mark
	return mark.Format
}

// aside is the path of a newer program's book.
func (b *serviceBook) aside() string { return b.path + ".newer" }

// takeBack goes on with a book that was kept aside, if this program is the one that
// can read it: its paper is on the same roll, and its tickets came before.
func (b *serviceBook) takeBack() {
	var before bookFile
	text, err := os.ReadFile(b.aside())
	if err != nil || bookMark(text) > bookFormat || json.Unmarshal(text, &before) != nil {
		return
	}
	if b.now.Roll.Changed.IsZero() {
		b.now.Roll.Changed = before.Roll.Changed
		b.now.Roll.Papers += before.Roll.Papers
		b.now.Roll.Millimetres += before.Roll.Millimetres
	}
	all := append(before.Tickets, b.now.Tickets...)
	b.now.Tickets, b.changed = all[max(0, len(all)-2*lastTickets):], true
	if b.save(nil) == nil {
		_ = os.Remove(b.aside()) // or it is taken back once more
	}
}

// spent is paper that has left the printer.
type spent struct {
	papers      int
	millimetres float64
}

// save writes the book, with the paper that was used meanwhile, if anything has
// changed. The old file stays whole until the new one is.
func (b *serviceBook) save(used *spent) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if used != nil {
		b.now.Roll.Papers += used.papers
		b.now.Roll.Millimetres += used.millimetres
		b.changed = true
	}
	if !b.changed {
		return nil
	}
	text, err := json.MarshalIndent(b.now, "", "\t")
	if err != nil {
		return err
	}
	if err := replaceFile(b.path, append(text, '\n')); err != nil {
		return err
	}
	b.changed = false
	return nil
}

// replaceFile puts a file in the place of another, at once and for good.
func replaceFile(path string, text []byte) error {
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// roll is the paper since the roll was changed.
func (b *serviceBook) roll() technician.Roll {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.now.Roll
	return technician.Roll{Changed: r.Changed, Papers: r.Papers, Millimetres: int(math.Round(r.Millimetres))}
}

// newRoll begins to count anew.
func (b *serviceBook) newRoll(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now.Roll.Changed, b.now.Roll.Papers, b.now.Roll.Millimetres, b.changed = now, 0, 0, true
}

// keep remembers a ticket among the last ones.
func (b *serviceBook) keep(t kiosk.Ticket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.ContainsFunc(b.now.Tickets, func(k bookTicket) bool { return k.Request == t.ID }) {
		return
	}
	kept := append(slices.Clone(b.now.Tickets), bookTicket{
		Request: t.ID, Number: t.Number, Service: t.ServiceID, Issued: t.IssuedAt, Ahead: t.Ahead,
		Known: t.Wait.Known, From: t.Wait.From, To: t.Wait.To,
		URL: t.StatusURL, Priority: t.Priority, Language: t.Language, Day: t.Day, Booked: t.Booked,
	})
	b.now.Tickets, b.changed = kept[max(0, len(kept)-2*lastTickets):], true
}

// find is a ticket of the book.
func (b *serviceBook) find(request string) (bookTicket, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.now.Tickets, func(k bookTicket) bool { return k.Request == request })
	if i < 0 {
		return bookTicket{}, false
	}
	return b.now.Tickets[i], true
}

// copied counts one more copy of a ticket, and returns how many there are.
func (b *serviceBook) copied(request string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, k := range b.now.Tickets {
		if k.Request == request {
			b.now.Tickets = slices.Clone(b.now.Tickets)
			b.now.Tickets[i].Copies, b.changed = k.Copies+1, true
			return k.Copies + 1
		}
	}
	return 0
}
