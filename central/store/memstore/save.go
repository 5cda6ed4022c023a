package memstore

import (
	"fmt"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

// unique is an index while rows are checked: what is there, and over it what the
// rows before have changed.
type unique[K comparable] struct {
	have  map[K]string // to the id of a row
	moved map[K]string // likewise; empty where it was freed
}

func over[K comparable](have map[K]string) unique[K] {
	return unique[K]{have: have, moved: make(map[K]string)}
}

// take gives key to the row, or says that another has it.
func (u unique[K]) take(k K, id string) bool {
	by, changed := u.moved[k]
	if !changed {
		by = u.have[k]
	}
	if by != "" && by != id {
		return false
	}
	u.moved[k] = id
	return true
}

func (u unique[K]) free(k K) { u.moved[k] = "" }

// check finds the rows that would break a uniqueness, one after another as the
// databases do.
func (d *data) check(r store.Rows) error {
	if err := d.checkTickets(r.Tickets, r.GoneTickets); err != nil {
		return err
	}
	if err := d.checkBookings(r.Bookings, r.GoneBookings); err != nil {
		return err
	}
	if err := d.checkEnrolments(r.Enrolments); err != nil {
		return err
	}
	for _, e := range r.Events {
		if n := len(d.events[e.Office]); n > 0 && e.Seq <= d.events[e.Office][n-1].Seq {
			return fmt.Errorf("event %d: %w", e.Seq, store.ErrExists)
		}
	}
	return nil
}

func (d *data) checkTickets(tickets []queue.Ticket, gone []store.RequestKey) error {
	numbers, tokens := over(d.numbers), over(d.tokens)
	free := func(k store.RequestKey) {
		if old, ok := d.tickets[k]; ok {
			numbers.free(numberKey{old.Series(), old.Number.N})
			tokens.free(tokenKey{old.Office, old.Token})
		}
	}
	for _, k := range gone {
		free(k)
	}
	for _, t := range tickets {
		free(store.RequestKey{Office: t.Office, Request: t.ID})
		if !numbers.take(numberKey{t.Series(), t.Number.N}, t.ID) {
			return fmt.Errorf("ticket %s: number %s: %w", t.ID, t.Number, store.ErrExists)
		}
		if t.Token != "" && !tokens.take(tokenKey{t.Office, t.Token}, t.ID) {
			return fmt.Errorf("ticket %s: token: %w", t.ID, store.ErrExists)
		}
	}
	return nil
}

func (d *data) checkBookings(bookings []booking.Booking, gone []store.BookingKey) error {
	codes, links := over(d.codes), over(d.links)
	free := func(k store.BookingKey) {
		if old, ok := d.bookings[k]; ok {
			codes.free(tokenKey{old.Office, old.CodeHash})
			links.free(tokenKey{old.Office, old.TokenHash})
		}
	}
	for _, k := range gone {
		free(k)
	}
	for _, b := range bookings {
		free(store.BookingKey{Office: b.Office, ID: b.ID})
		if b.CodeHash != "" && !codes.take(tokenKey{b.Office, b.CodeHash}, b.ID) {
			return fmt.Errorf("booking %s: code: %w", b.ID, store.ErrExists)
		}
		if b.TokenHash != "" && !links.take(tokenKey{b.Office, b.TokenHash}, b.ID) {
			return fmt.Errorf("booking %s: token: %w", b.ID, store.ErrExists)
		}
	}
	return nil
}

// apply puts checked rows into the tables.
func (d *data) apply(r store.Rows) {
	d.remove(r)
	if r.Installation != nil {
		d.installation = r.Installation
	}
	for _, v := range r.Offices {
		d.offices[v.ID] = v
	}
	for _, v := range r.Files {
		d.files[v.Office] = v
	}
	for _, v := range r.Devices {
		d.devices[store.DeviceKey{Office: v.Office, ID: v.ID}] = v
	}
	for _, v := range r.Answers {
		d.answers[store.RequestKey{Office: v.Office, Request: v.Request}] = v
	}
	for _, v := range r.Tickets {
		k := store.RequestKey{Office: v.Office, Request: v.ID}
		d.dropTicket(k)
		d.tickets[k] = v
		d.numbers[numberKey{v.Series(), v.Number.N}] = v.ID
		if v.Token != "" {
			d.tokens[tokenKey{v.Office, v.Token}] = v.ID
		}
	}
	for _, v := range r.Series {
		d.series[v.Series] = v
	}
	for _, v := range r.Tallies {
		d.tallies[store.TallyKey{Office: v.Office, Service: v.Service, Day: v.Day}] = v
	}
	for _, v := range r.Desks {
		d.desks[v.DeskKey] = v
	}
	for _, v := range r.Halls {
		d.halls[v.HallKey] = v
	}
	for _, v := range r.Users {
		d.users[v.UserKey] = v
	}
	for _, v := range r.Sessions {
		d.sessions[v.Token] = v
	}
	for _, v := range r.Events {
		d.events[v.Office] = append(d.events[v.Office], v)
	}
	d.applyVisits(r)
	d.applyFleet(r)
}

func (d *data) applyVisits(r store.Rows) {
	for _, v := range r.Bookings {
		k := store.BookingKey{Office: v.Office, ID: v.ID}
		d.dropBooking(k)
		d.bookings[k] = v
		if v.CodeHash != "" {
			d.codes[tokenKey{v.Office, v.CodeHash}] = v.ID
		}
		if v.TokenHash != "" {
			d.links[tokenKey{v.Office, v.TokenHash}] = v.ID
		}
	}
	for _, v := range r.Messages {
		d.messages[store.MessageKey{Office: v.Office, ID: v.ID}] = v
	}
	for _, v := range r.Keypads {
		d.keypads[v.KeypadKey] = v
	}
	for _, v := range r.Figures {
		d.figures[v.FigureKey] = v
	}
	for _, v := range r.Purges {
		d.purges[v.PurgeKey] = v
	}
}

// remove deletes the rows that go, before the others come.
func (d *data) remove(r store.Rows) {
	for _, token := range r.EndedSession {
		delete(d.sessions, token)
	}
	for _, k := range r.GoneTickets {
		d.dropTicket(k)
	}
	for _, k := range r.GoneBookings {
		d.dropBooking(k)
	}
	for _, k := range r.GoneMessages {
		delete(d.messages, k)
	}
}

func (d *data) dropTicket(k store.RequestKey) {
	if old, ok := d.tickets[k]; ok {
		release(d.numbers, numberKey{old.Series(), old.Number.N}, old.ID)
		release(d.tokens, tokenKey{old.Office, old.Token}, old.ID)
		delete(d.tickets, k)
	}
}

func (d *data) dropBooking(k store.BookingKey) {
	if old, ok := d.bookings[k]; ok {
		release(d.codes, tokenKey{old.Office, old.CodeHash}, old.ID)
		release(d.links, tokenKey{old.Office, old.TokenHash}, old.ID)
		delete(d.bookings, k)
	}
}

// release frees a key that a row has, unless another has it by now.
func release[K comparable](of map[K]string, k K, id string) {
	if of[k] == id {
		delete(of, k)
	}
}
