// Package bookings is the staff's pages about bookings: for clerks those of a day
// in the building of their desk, one booking with all that can be done with it,
// and booking for somebody who stands there or calls; for managers those that no
// longer fit the hours and desks, the kiosks with many wrong codes, and the
// figures of a day.
//
// Every page works without a script; with one the list of a day stays up to
// date. Who is meant is said by hour, service, first name and the last digits of
// the phone only; a number that is searched for is never part of an address.
package bookings
