package store

import "numerek/central/booking"

// Booking returns a booking, or [ErrNotFound].
func (t *Tx) Booking(k BookingKey) (booking.Booking, error) {
	v, ok, err := find(t, &t.job.bookings, k, Keys{Bookings: []BookingKey{k}})
	return found(v, ok, err, "booking", k.ID)
}

// PutBooking adds or replaces a booking.
func (t *Tx) PutBooking(v booking.Booking) { t.job.bookings.put(BookingKey{v.Office, v.ID}, v) }

// DropBooking deletes a booking; one that is not there is no error.
func (t *Tx) DropBooking(k BookingKey) { t.job.bookings.remove(k) }

// Agenda returns the live bookings of a location and day as [ByStart] orders
// them. Because no other transaction runs beside this one, a slot that is free in
// it is free until the commit.
func (t *Tx) Agenda(k AgendaKey) ([]booking.Booking, error) {
	return gather(t, &t.base.agendas, &t.job.bookings, k, Keys{Agendas: []AgendaKey{k}})
}

// OfPhone returns the bookings of a phone, whatever became of them, as
// [ByBooking] orders them. The empty hash has none.
func (t *Tx) OfPhone(k PhoneKey) ([]booking.Booking, error) {
	return gather(t, &t.base.phones, &t.job.bookings, k, Keys{Phones: []PhoneKey{k}})
}

// OfOrigin likewise returns the bookings of a network address.
func (t *Tx) OfOrigin(k OriginKey) ([]booking.Booking, error) {
	return gather(t, &t.base.origins, &t.job.bookings, k, Keys{Origins: []OriginKey{k}})
}

// Message returns a message, or [ErrNotFound].
func (t *Tx) Message(k MessageKey) (Message, error) {
	v, ok, err := find(t, &t.job.messages, k, Keys{Messages: []MessageKey{k}})
	return found(v, ok, err, "message", k.ID)
}

// PutMessage adds or replaces a message.
func (t *Tx) PutMessage(v Message) { t.job.messages.put(MessageKey{v.Office, v.ID}, v) }

// DropMessage deletes a message; one that is not there is no error.
func (t *Tx) DropMessage(k MessageKey) { t.job.messages.remove(k) }

// Keypad returns the keypad of a kiosk, all zero but for its key before the first
// wrong code.
func (t *Tx) Keypad(k KeypadKey) (Keypad, error) {
	v, _, err := find(t, &t.job.keypads, k, Keys{Keypads: []KeypadKey{k}})
	v.KeypadKey = k
	return v, err
}

// PutKeypad adds or replaces the keypad of a kiosk.
func (t *Tx) PutKeypad(v Keypad) { t.job.keypads.put(v.KeypadKey, v) }

// Figure returns what is counted in a bucket, all zero but for its key before
// anything was.
func (t *Tx) Figure(k FigureKey) (Figure, error) {
	v, _, err := find(t, &t.job.figures, k, Keys{Figures: []FigureKey{k}})
	v.FigureKey = k
	return v, err
}

// PutFigure adds or replaces what is counted in a bucket.
func (t *Tx) PutFigure(v Figure) { t.job.figures.put(v.FigureKey, v) }

// Purge returns what was deleted on a business day, all zero but for its key
// before anything was.
func (t *Tx) Purge(k PurgeKey) (Purge, error) {
	v, _, err := find(t, &t.job.purges, k, Keys{Purges: []PurgeKey{k}})
	v.PurgeKey = k
	return v, err
}

// PutPurge adds or replaces what was deleted on a business day.
func (t *Tx) PutPurge(v Purge) { t.job.purges.put(v.PurgeKey, v) }
