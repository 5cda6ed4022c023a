// Package visits is the use cases of bookings: what can be booked, taking a slot
// and proving the phone, moving and cancelling, check-in at a kiosk, what clerks
// and managers do with them, and what happens by itself when time passes.
//
// Like package office it decides inside one transaction and answers after it.
// Taking a slot and the check that it is free are one transaction, and so are
// every change and the message that it causes.
package visits
