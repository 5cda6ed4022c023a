// Package office is the use cases of the server: what a kiosk, a desk, a page or
// a timer may ask, each one transaction around a decision of a pure package.
//
// # Tickets
//
// It upholds the protocol of tickets that are issued exactly once. Inside
// [Office.Issue] the order is fixed: the fence (device, boot epoch,
// incarnation), then the request's own key, then the business day, then hours
// and caps, then the counter, the ticket and its event; the answer leaves after
// the commit is durable. A repeated key always gets the stored answer, also on
// the next day, and refusals are answers like any other.
//
// # Desks
//
// A desk belongs to the workstation that took it last ([Office.TakeDesk]), and a
// workstation has one desk. [Office.Act] does one deed of a desk under a number
// that only grows: the row of the desk keeps the last number with its answer, so
// that a repetition calls nobody twice, and a deed that was overtaken changes
// nothing and says so. Who is next is the decision of package calling over
// everybody who waits, taken inside the transaction; two desks can never call one
// person. The row of a desk names the ticket that it has called or serves, and no
// other desk's row names it too.
//
// A deed keeps what takes it back for [UndoFor]; it is refused once a ticket of
// the deed has changed but for its paper. Each step of a ticket is an event, which
// is also the row of its timeline: desk, clerk and device stand in it.
//
// # Reading
//
// [Office.Floor] is what clerks and phones see, [Office.View] what kiosks see, and
// [Office.Calls] what monitors show. They carry the number of the last event that
// is in them, and when they change although nothing happens. Forecasts, and
// whether the queue still fits before closing, are worked out beside the writer
// from a floor and given out for a while; one that fails or is late keeps nobody
// from a ticket.
//
// It knows no gRPC, no HTTP and no SQL.
package office
