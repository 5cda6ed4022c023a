package store

import (
	"cmp"
	"strings"

	"numerek/central/booking"
	"numerek/central/queue"
)

// ByNumber orders tickets of a day by location, prefix and number. Texts are
// compared by their bytes, which databases do not agree to do.
func ByNumber(a, b queue.Ticket) int {
	return cmp.Or(
		strings.Compare(a.Location, b.Location),
		strings.Compare(a.Number.Prefix, b.Number.Prefix),
		cmp.Compare(a.Number.N, b.Number.N),
	)
}

// ByIssue orders tickets by the time of issue, those of the same millisecond by
// number.
func ByIssue(a, b queue.Ticket) int {
	return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), ByNumber(a, b))
}

// ByCall orders tickets by their last call, the latest first.
func ByCall(a, b queue.Ticket) int {
	return cmp.Or(b.CalledAt.Compare(a.CalledAt), ByNumber(a, b))
}

// ByPlace orders desks by location and number.
func ByPlace(a, b Desk) int {
	return cmp.Or(strings.Compare(a.Location, b.Location), cmp.Compare(a.Number, b.Number))
}

// ByStart orders bookings by their hour, those of one hour as [ByBooking] does.
func ByStart(a, b booking.Booking) int {
	return cmp.Or(a.Start.Compare(b.Start), ByBooking(a, b))
}

// ByBooking orders bookings by when they were made, those of the same
// millisecond by id.
func ByBooking(a, b booking.Booking) int {
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
}

// ByHold orders held bookings by the end of their hold.
func ByHold(a, b booking.Booking) int {
	return cmp.Or(a.HeldUntil.Compare(b.HeldUntil), ByBooking(a, b))
}

// ByVisit orders bookings by day, those of a day as [ByBooking] does.
func ByVisit(a, b booking.Booking) int {
	return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), ByBooking(a, b))
}

// ByMessage orders messages by when they were written, those of the same
// millisecond by id.
func ByMessage(a, b Message) int {
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
}

// ByDue orders messages by when they may be sent.
func ByDue(a, b Message) int {
	return cmp.Or(a.Due.Compare(b.Due), ByMessage(a, b))
}

// ByBucket orders figures by day, service, desk and minute.
func ByBucket(a, b Figure) int {
	return cmp.Or(
		strings.Compare(string(a.Day), string(b.Day)),
		strings.Compare(a.Service, b.Service),
		cmp.Compare(a.Desk, b.Desk),
		cmp.Compare(a.Minute, b.Minute),
	)
}

// ByChange orders places by their last change.
func ByChange(a, b Enrolment) int { return cmp.Compare(a.Change, b.Change) }

// ByPurge orders purges by day, the latest first.
func ByPurge(a, b Purge) int { return strings.Compare(string(b.Day), string(a.Day)) }
