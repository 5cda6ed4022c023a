// Package booking is the visit agreed for an hour: which slots there are, how
// many of each can be sold, when a code works, what a code and a link look like,
// and the life of a booking.
//
// Capacity is desk time. A mix of bookings can be sold only if each can be given
// to one desk that serves it, at one time one visit to a desk, within the share
// of the desk's time that the office gives to bookings.
//
// It is pure: it knows neither databases nor clocks, and randomness and keys come
// in as parameters.
package booking
