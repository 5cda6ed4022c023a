// Package errand knows the order in which a ticket is issued exactly once, as far
// as the kiosk keeps it (design 5): what must be on the card before what is sent,
// what an answer of an older history is worth, when a request is given up, what
// of a paper is written down when, what is told to the server until it
// acknowledges, and what a restart does about what it finds.
//
// Each part is a value whose methods return the next value and what has to be
// done; doing it is the business of packages app and link, or of a simulator.
// What is done outside is answered by an [Input]. Nothing here waits, reads a
// clock or makes an id.
//
//	Visit     from the tap to a number, or to why there is none
//	Paper     from a number to what became of its slip
//	Asking    one question, asked until it is answered
//	Standing  which history of the server counts, and how the kiosk introduces itself
//	Outbox    what the server has to be told
//	Memory    a journal that refuses records for a while
//	Restart   what a restart does about unfinished requests
package errand
