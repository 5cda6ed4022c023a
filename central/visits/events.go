package visits

import (
	"encoding/json"
	"time"

	"numerek/central/booking"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// Kinds of the events about bookings. They are kept in the database; their
// detail is a [Detail].
const (
	BookingHeld      = "booking.held"
	BookingConfirmed = "booking.confirmed"
	BookingMoved     = "booking.moved"
	BookingArrived   = "booking.arrived"
	BookingReopened  = "booking.reopened" // its ticket came to nothing
	BookingMissed    = "booking.missed"
	BookingCancelled = "booking.cancelled"
	BookingLapsed    = "booking.lapsed"
	BookingAsked     = "booking.asked" // for an earlier slot, or not any more
	BookingReplanned = "booking.replanned"
	PhoneLookedUp    = "phone.looked_up" // by a clerk
	KioskAlarmed     = "kiosk.alarm"     // many wrong codes were typed at it
)

// Detail is the detail of an event about a booking. Nothing in it is personal.
type Detail struct {
	Booking string    `json:"booking"`
	Day     queue.Day `json:"day"`
	Start   time.Time `json:"start"`
	From    queue.Day `json:"from,omitempty"` // day before it was moved
}

// keep saves a booking with its event, and with the desks that the plan gave to others.
func keep(u office.Unit, before, after booking.Booking, kind, clerk string) error {
	u.Tx.PutBooking(after)
	d := Detail{Booking: after.ID, Day: after.Day, Start: after.Start}
	if before.Day != after.Day {
		d.From = before.Day
	}
	return appendEvent(u, store.Event{
		Office: after.Office, Kind: kind, Location: after.Location, Service: after.Service, Ticket: after.Ticket, Clerk: clerk,
	}, d)
}

func appendEvent(u office.Unit, e store.Event, detail any) error {
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	e.At, e.Detail = u.Now, string(b)
	_, err = u.Tx.Append(e)
	return err
}
