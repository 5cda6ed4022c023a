package visits

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/letter"
	"numerek/central/notify/outbox"
	"numerek/central/notify/phone"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
)

// Book knows what is secret about bookings, and writes their messages. It is the
// companion of the tickets that bookings become.
type Book struct {
	keys  *secret.Keys
	mails bool
}

var _ office.Companion = (*Book)(nil)

// NewBook returns a book. mails says whether the server can send mail.
func NewBook(keys *secret.Keys, mails bool) *Book { return &Book{keys: keys, mails: mails} }

// Mails says whether the server can send mail, so that an address is worth asking for.
func (b *Book) Mails() bool { return b.mails }

// person is what a booking knows of its citizen.
type person struct {
	Phone string `json:"phone,omitempty"` // E.164
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// What is sealed is bound to what it is about, so that it opens nowhere else.
func aboutPerson(k booking.Booking) string { return k.Office + "/" + k.ID + "/person" }
func aboutCode(k booking.Booking) string   { return k.Office + "/" + k.ID + "/code" }
func aboutToken(k booking.Booking) string  { return k.Office + "/" + k.ID + "/token" }

// Kinds of keyed hashes.
const (
	hashCode   = "code"
	hashToken  = "token"
	hashPhone  = "phone"
	hashOrigin = "origin"
)

func (b *Book) person(k booking.Booking) (p person, err error) {
	if k.Person == "" {
		return p, nil
	}
	plain, err := b.keys.Open(aboutPerson(k), k.Person)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(plain), &p)
}

func (b *Book) seal(k *booking.Booking, p person) error {
	plain, err := json.Marshal(p)
	k.Person = ""
	if p != (person{}) {
		k.Person = b.keys.Seal(aboutPerson(*k), string(plain))
	}
	if k.PhoneHash = ""; p.Phone != "" {
		k.PhoneHash = b.keys.Hash(k.Office, hashPhone, p.Phone)
	}
	return err
}

// unseal opens one text of a booking; an empty one stays empty.
func (b *Book) unseal(about, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	return b.keys.Open(about, sealed)
}

// note is a message to the citizen of a booking.
type note struct {
	kind    string
	words   string // kind whose text an SMS has; empty: its own
	which   string // tells two of a kind apart, such as a reminder on the day from that of the eve
	expires time.Time
	facts   letter.Facts // beyond those of the booking
	ticket  string
}

// messageID is the same for the same note, so that it is written once.
func (b *Book) messageID(k booking.Booking, channel string, n note) string {
	h := b.keys.Hash(k.Office, "message", k.ID+"/"+n.kind+"/"+n.which+"/"+channel)
	return fmt.Sprintf("%s-%s-8%s-a%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:32])
}

// send puts a note into the outbox, in the transaction that causes it.
func (b *Book) send(tx *store.Tx, f *officefile.Office, k booking.Booking, n note, now time.Time) error {
	who, err := b.person(k)
	if err != nil {
		return err
	}
	facts, err := b.facts(f, k, n)
	if err != nil {
		return err
	}
	if who.Phone != "" {
		sms, err := letter.SMS(f, k.Language, cmp.Or(n.words, n.kind), facts)
		if err == nil {
			err = b.put(tx, k, n, notify.SMS, who.Phone, sms, outbox.Due(f, n.kind, now), now)
		}
		if err != nil {
			return err
		}
	}
	// Mail proves no phone: the code goes out by it only when it was typed.
	if who.Email != "" && b.mails && (n.kind != wording.Confirm || k.State == booking.Confirmed) {
		mail, err := letter.Mail(f, k.Language, n.kind, facts)
		if err != nil {
			return err
		}
		return b.put(tx, k, n, notify.Mail, who.Email, mail, now, now)
	}
	return nil
}

func (b *Book) put(tx *store.Tx, k booking.Booking, n note, channel, to string, text letter.Letter, due, now time.Time) error {
	id := b.messageID(k, channel, n)
	key := store.MessageKey{Office: k.Office, ID: id}
	switch m, err := tx.Message(key); {
	case err == nil && m.State != string(notify.Dropped):
		return nil // it was written before
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	}
	m := store.Message{
		Office: k.Office, ID: id, Channel: channel, Kind: n.kind, Booking: k.ID, Ticket: n.ticket, Language: text.Language,
		State: string(notify.Queued), Due: due, Expires: n.expires, CreatedAt: now,
	}
	about := outbox.About(m)
	m.To, m.Text = b.keys.Seal(about, to), b.keys.Seal(about, text.Whole())
	if channel == notify.SMS {
		m.Prefix, m.Parts = phone.Prefix(to), text.Parts
	}
	tx.PutMessage(m)
	return nil
}

// mostAlike is how many notes of a kind there are about one booking, such as
// moves: whoever plays with the pages costs the office no more.
const mostAlike = 20

// sendAnother is send for a kind of which there may be several notes. Those that
// no worker has yet are taken back: only the last one holds.
func (b *Book) sendAnother(tx *store.Tx, f *officefile.Office, k booking.Booking, n note, now time.Time) error {
	n, room, err := b.unsendAll(tx, k, n, now)
	if err != nil || !room {
		return err
	}
	return b.send(tx, f, k, n, now)
}

// unsendAll takes back all notes of a kind that no worker has yet. The next one
// is returned, and whether there may be one more.
func (b *Book) unsendAll(tx *store.Tx, k booking.Booking, n note, now time.Time) (next note, room bool, err error) {
	for i := range mostAlike {
		n.which = strconv.Itoa(i + 1)
		if written, err := b.unsend(tx, k, n, now); err != nil || !written {
			return n, true, err
		}
	}
	return n, false, nil
}

// unsend takes a note back that no worker has yet, and says whether it was written.
func (b *Book) unsend(tx *store.Tx, k booking.Booking, n note, now time.Time) (written bool, err error) {
	for _, channel := range []string{notify.SMS, notify.Mail} {
		m, err := tx.Message(store.MessageKey{Office: k.Office, ID: b.messageID(k, channel, n)})
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		written = true
		if m.State == string(notify.Queued) {
			m.State, m.EndedAt, m.To, m.Text, m.Fault = string(notify.Dropped), now, "", "", "taken back"
			tx.PutMessage(m)
		}
	}
	return written, nil
}

// facts fills in what a text says of the booking.
func (b *Book) facts(f *officefile.Office, k booking.Booking, n note) (facts letter.Facts, err error) {
	facts = n.facts
	facts.Service, facts.Location = k.Service, k.Location
	if facts.At.IsZero() {
		facts.At, facts.From = k.Start, window(f).Opens(k.Start)
	}
	if facts.Code, err = b.unseal(aboutCode(k), k.Code); err != nil {
		return facts, err
	}
	facts.Token, err = b.unseal(aboutToken(k), k.Token)
	return facts, err
}

// TicketChanged keeps a booking in step with its ticket, and tells the citizen of
// a call.
func (b *Book) TicketChanged(tx *store.Tx, f *officefile.Office, before, after queue.Ticket, now time.Time) error {
	k, err := tx.Booking(store.BookingKey{Office: after.Office, ID: after.BookingID})
	if errors.Is(err, store.ErrNotFound) {
		return nil // deleted with its time, or lost with history
	}
	if err != nil {
		return err
	}
	was, is := before.State, after.State
	switch {
	case before.ID == "" || was == is && before.Calls == after.Calls:
		return nil
	case is == queue.Void: // nobody has the number: the code works again
		open, err := k.Reopen(after.ID)
		if err != nil {
			return nil //nolint:nilerr // It has another ticket already.
		}
		tx.PutBooking(open)
		detail, err := json.Marshal(Detail{Booking: k.ID, Day: k.Day, Start: k.Start})
		if err == nil {
			_, err = tx.Append(store.Event{
				Office: k.Office, Kind: BookingReopened, At: now, Location: k.Location, Service: k.Service, Ticket: after.ID, Detail: string(detail),
			})
		}
		return err
	case was == queue.Void: // a paper turned up after all
		if again, err := k.Arrive(after.ID); err == nil {
			tx.PutBooking(again)
		}
		return nil
	case is == queue.Called && was != queue.Called && f.Policy.Notify.Called:
		return b.sendAnother(tx, f, k, callNote(after), now)
	case was == queue.Called && is == queue.Waiting: // the call was taken back
		_, _, err = b.unsendAll(tx, k, callNote(after), now)
		return err
	}
	return nil
}

// callNote tells the owner of a ticket where to go. A minute later it is stale.
func callNote(t queue.Ticket) note {
	return note{
		kind: wording.Called, ticket: t.ID, expires: t.CalledAt.Add(5 * time.Minute),
		facts: letter.Facts{Ticket: t.Number.String(), Desk: t.Desk},
	}
}
