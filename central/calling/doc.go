// Package calling decides which waiting ticket a desk calls next, and says why.
//
// It is pure: the answer follows from the waiting tickets, the desk, its last
// calls, the policy and the time, and is the same for the same input in any
// order. All tickets and desks of one question stand at one location: numbers
// of desks count there only.
//
// A desk serves the services that it lists, and whoever waits for this very
// desk. Who waits for another desk is left to it as long as a clerk sits there.
//
// # The rule
//
// Decided in this order:
//
//  1. Limits, which keep bookings from shutting walk-ins out. After
//     BookingsInARow bookings in a row the desk calls a walk-in, if one waits.
//     Once a walk-in has waited MaxWalkinWait, it is overdue: then after one
//     booking the desk calls an overdue walk-in. A limit comes before priority
//     and bars bookings with priority too; otherwise it would not be one.
//  2. Raised priority.
//  3. A booking whose hour has come.
//  4. The desk's preference: who waits for this very desk and who has waited
//     MaxWalkinWait come first and are equals; then the services as listed.
//  5. Arrival, a booking from its hour; then the number.
//
// Before its hour a booking is called only when nobody else waits, priority or not.
//
// # What a walk-in can rely on
//
// Let an overdue walk-in W be served by m desks, let a walk-ins that came
// before W be called by them before it, and p walk-ins with priority. Nobody
// else without priority who walked in is called before W: W comes first in (4),
// and whoever is its equal there came earlier. While W waits, two bookings of
// one desk always have an overdue walk-in between them, because after the first
// the limit asks for one. So each desk calls at most one booking more than
// overdue walk-ins, all desks call at most m + a + p bookings, and W sees at most
//
//	K = m + 2(a + p)
//
// further calls by desks that serve it. An office whose people with priority
// never end serves nobody else; that is what priority means. Where W has
// priority itself, a counts only who else has, and p is 0.
package calling
