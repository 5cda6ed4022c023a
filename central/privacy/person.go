package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/phone"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/visits"
)

// Errors about one person.
var (
	// ErrLive means that the person has visits to come, so that nothing was deleted.
	ErrLive = errors.New("this phone has visits to come")
	// ErrKey means that the master key is not the one that the bookings were sealed with,
	// so that nobody would be found.
	ErrKey = errors.New("bookings of this database were sealed with another master key")
)

// Person is everything that an office has about a phone.
type Person struct {
	Office   string    `json:"office"`
	Phone    string    `json:"phone"` // E.164
	At       time.Time `json:"at"`
	Bookings []Visit   `json:"bookings"`
}

// Visit is a booking with what came of it, in times of the office's zone.
type Visit struct {
	ID       string        `json:"id"`
	Location string        `json:"location"`
	Service  string        `json:"service"`
	Start    time.Time     `json:"start"`
	Minutes  int           `json:"minutes"`
	State    booking.State `json:"state"`
	Language string        `json:"language"`

	Phone string `json:"phone,omitempty"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`

	BookedByClerk bool      `json:"booked_by_clerk"`
	CreatedAt     time.Time `json:"created_at"`
	ConfirmedAt   time.Time `json:"confirmed_at,omitzero"`
	RemindedAt    time.Time `json:"reminded_at,omitzero"`
	EndedAt       time.Time `json:"ended_at,omitzero"`
	WantsEarlier  bool      `json:"wants_earlier"`

	Ticket   *Ticket   `json:"ticket,omitempty"`
	Messages []Message `json:"messages"`
}

// Ticket is the ticket that a booking became.
type Ticket struct {
	Number      string      `json:"number"`
	Day         queue.Day   `json:"day"`
	Service     string      `json:"service"`
	State       queue.State `json:"state"`
	Desk        int         `json:"desk,omitempty"`
	IssuedAt    time.Time   `json:"issued_at"`
	FirstCalled time.Time   `json:"first_called,omitzero"`
	ServedAt    time.Time   `json:"served_at,omitzero"`
	EndedAt     time.Time   `json:"ended_at,omitzero"`
}

// Message is one that was written to the person, without its text, which is not kept.
type Message struct {
	Channel   string    `json:"channel"`
	Kind      string    `json:"kind"`
	State     string    `json:"state"`
	CreatedAt time.Time `json:"created_at"`
	SentAt    time.Time `json:"sent_at,omitzero"`
}

// Gone is how much was deleted of one person.
type Gone struct {
	Bookings  int `json:"bookings"`
	Cancelled int `json:"cancelled"` // of them
	Messages  int `json:"messages"`
}

// sealed is what a booking knows of its citizen, as package visits seals it.
type sealed struct {
	Phone string `json:"phone"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

func (p *Privacy) open(b booking.Booking) (who sealed, err error) {
	if b.Person == "" {
		return who, nil
	}
	plain, err := p.keys.Open(b.Office+"/"+b.ID+"/person", b.Person)
	if err != nil {
		return who, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return who, json.Unmarshal([]byte(plain), &who)
}

// find turns a phone as it was typed into what the office knows it by. With
// another key than the server's it would find nobody, and say so of a person who is
// there: the key is tried first. Errors: [phone.ErrNumber] and the others of
// [phone.Parse], [ErrKey].
func (p *Privacy) find(ctx context.Context, officeID, typed string) (e164 string, k store.PhoneKey, err error) {
	if e164, err = phone.Parse(typed, "PL", nil); err != nil {
		return "", k, err
	}
	some, err := p.store.PersonalBefore(ctx, officeID, lastDay, batch)
	if err != nil {
		return "", k, err
	}
	for _, b := range some {
		if b.Person != "" {
			if _, err := p.open(b); err != nil {
				return "", k, err
			}
			break
		}
	}
	return e164, store.PhoneKey{Office: officeID, Hash: p.keys.Hash(officeID, "phone", e164)}, nil
}

// Export returns everything that an office has about a phone, and notes that it
// was asked for. A phone that nobody knows has no bookings. Errors: those of
// [phone.Parse], [ErrKey], [office.ErrUnknownOffice], and of the store.
func (p *Privacy) Export(ctx context.Context, officeID, typed string) (Person, error) {
	f, err := p.office.File(ctx, officeID)
	if err != nil {
		return Person{}, err
	}
	e164, key, err := p.find(ctx, officeID, typed)
	if err != nil {
		return Person{}, err
	}
	err = p.office.Update(ctx, officeID, store.Keys{}, func(u office.Unit) error {
		_, err := u.Tx.Append(store.Event{Office: officeID, At: u.Now, Kind: Exported})
		return err
	})
	if err != nil {
		return Person{}, err
	}
	all, err := p.store.BookingsOfPhone(ctx, officeID, key.Hash)
	if err != nil {
		return Person{}, err
	}
	in := local{f.ZoneOrUTC()}
	out := Person{Office: officeID, Phone: e164, At: in.time(p.office.Now().Truncate(time.Second)), Bookings: []Visit{}}
	for _, b := range all {
		v, err := p.visit(ctx, b, in)
		if err != nil {
			return Person{}, err
		}
		out.Bookings = append(out.Bookings, v)
	}
	return out, nil
}

// local is the office's zone.
type local struct{ zone *time.Location }

func (l local) time(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(l.zone)
}

func (p *Privacy) visit(ctx context.Context, b booking.Booking, in local) (Visit, error) {
	who, err := p.open(b)
	if err != nil {
		return Visit{}, err
	}
	v := Visit{
		ID: b.ID, Location: b.Location, Service: b.Service, Start: in.time(b.Start), Minutes: b.Minutes, State: b.State, Language: b.Language,
		Phone: who.Phone, Name: who.Name, Email: who.Email, BookedByClerk: b.Clerk != "", WantsEarlier: !b.WantsEarlier.IsZero(),
		CreatedAt: in.time(b.CreatedAt), ConfirmedAt: in.time(b.ConfirmedAt), RemindedAt: in.time(b.RemindedAt), EndedAt: in.time(b.EndedAt),
		Messages: []Message{},
	}
	if b.Ticket != "" {
		switch t, err := p.store.Ticket(ctx, b.Office, b.Ticket); {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return Visit{}, err
		default:
			v.Ticket = &Ticket{
				Number: t.Number.String(), Day: t.Day, Service: t.Service, State: t.State, Desk: t.Desk, IssuedAt: in.time(t.IssuedAt),
				FirstCalled: in.time(t.FirstCalled), ServedAt: in.time(t.ServedAt), EndedAt: in.time(t.EndedAt),
			}
		}
	}
	messages, err := p.store.MessagesOf(ctx, b.Office, b.ID)
	for _, m := range messages {
		v.Messages = append(v.Messages, Message{m.Channel, m.Kind, m.State, in.time(m.CreatedAt), in.time(m.SentAt)})
	}
	return v, err
}

// ToCome is what becomes of visits that a person who is forgotten still has.
type ToCome string

// The possibilities.
const (
	KeepVisits   ToCome = ""       // then nothing is deleted
	CancelVisits ToCome = "cancel" // without a message: nobody is there to get it
)

// Forget deletes at once what an office has about a phone: of bookings what leads to the
// person, of messages address and text, and those that wait are not sent. Tickets are
// nobody's and stay. Errors: [ErrLive], with nothing done, where there are visits to
// come that are to be kept; those of [phone.Parse], [ErrKey],
// [office.ErrUnknownOffice], and of the store.
func (p *Privacy) Forget(ctx context.Context, officeID, typed string, toCome ToCome) (gone Gone, err error) {
	_, key, err := p.find(ctx, officeID, typed)
	if err != nil {
		return Gone{}, err
	}
	all, err := p.store.BookingsOfPhone(ctx, officeID, key.Hash)
	if err != nil {
		return Gone{}, err
	}
	var mine []string
	needs := store.Keys{Phones: []store.PhoneKey{key}}
	for _, b := range all {
		messages, err := p.store.MessagesOf(ctx, officeID, b.ID)
		if err != nil {
			return Gone{}, err
		}
		for _, m := range messages {
			needs.Messages = append(needs.Messages, store.MessageKey{Office: officeID, ID: m.ID})
		}
	}
	err = p.office.Update(ctx, officeID, needs, func(u office.Unit) error {
		gone, mine = Gone{}, nil
		bookings, err := u.Tx.OfPhone(key)
		if err != nil {
			return err
		}
		for _, b := range bookings {
			if err := gone.booking(u, b, toCome); err != nil {
				return err
			}
			mine = append(mine, b.ID)
		}
		if err := gone.messages(u, needs.Messages); err != nil {
			return err
		}
		_, err = u.Tx.Append(store.Event{Office: officeID, At: u.Now, Kind: Forgotten, Detail: detail(gone)})
		return err
	})
	if err != nil {
		return Gone{}, err
	}
	return gone, p.late(ctx, officeID, mine, &gone)
}

// booking forgets one, cancelling it first where it is still to come.
func (g *Gone) booking(u office.Unit, b booking.Booking, toCome ToCome) error {
	live := b.State == booking.Held || b.State == booking.Confirmed
	ahead := b.Start.Add(time.Duration(b.Minutes) * time.Minute).After(u.Now)
	switch {
	case live && ahead && toCome != CancelVisits:
		return ErrLive
	case live:
		after, err := b.Cancel("", u.Now)
		if err != nil {
			return err
		}
		b = after
		_, err = u.Tx.Append(store.Event{
			Office: b.Office, At: u.Now, Kind: visits.BookingCancelled, Location: b.Location, Service: b.Service,
			Detail: detail(visits.Detail{Booking: b.ID, Day: b.Day, Start: b.Start}),
		})
		if err != nil {
			return err
		}
		g.Cancelled++
	}
	b.WantsEarlier = time.Time{}
	u.Tx.PutBooking(forget(b))
	g.Bookings++
	return nil
}

// messages empties those that there are.
func (g *Gone) messages(u office.Unit, keys []store.MessageKey) error {
	for _, k := range keys {
		m, err := u.Tx.Message(k)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if m.To == "" && m.Text == "" {
			continue
		}
		if m.State == string(notify.Queued) {
			m.State, m.EndedAt, m.Fault = string(notify.Dropped), u.Now, "forgotten"
		}
		m.To, m.Text = "", ""
		u.Tx.PutMessage(m)
		g.Messages++
	}
	return nil
}

// late empties messages that were written between the reading and the transaction;
// after it none can be.
func (p *Privacy) late(ctx context.Context, officeID string, bookings []string, gone *Gone) error {
	var needs store.Keys
	for _, id := range bookings {
		messages, err := p.store.MessagesOf(ctx, officeID, id)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.To != "" || m.Text != "" {
				needs.Messages = append(needs.Messages, store.MessageKey{Office: officeID, ID: m.ID})
			}
		}
	}
	if len(needs.Messages) == 0 {
		return nil
	}
	return p.office.Update(ctx, officeID, needs, func(u office.Unit) error {
		again := *gone
		return again.messages(u, needs.Messages)
	})
}
