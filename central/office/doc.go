// Package office is the use cases of the server: what a kiosk, a page or a
// timer may ask, each one transaction around a decision of a pure package.
//
// It upholds the protocol of tickets that are issued exactly once. Inside
// [Office.Issue] the order is fixed: the fence (device, boot epoch,
// incarnation), then the request's own key, then the business day, then hours
// and caps, then the counter, the ticket and its event; the answer leaves after
// the commit is durable. A repeated key always gets the stored answer, also on
// the next day, and refusals are answers like any other.
//
// It knows no gRPC, no HTTP and no SQL.
package office
