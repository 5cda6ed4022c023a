// Package link is the kiosk's line to the central server: it says hello, follows
// the catalogue, asks for tickets and delivers what became of them, over lost
// connections, restarts and restores (design 5, reliability 2.3 to 2.5).
//
// Everything that changes something carries the request id of the tap and the
// incarnation of the server. An answer of another incarnation is dropped, and
// the link says hello again before it goes on. What has to reach the server
// stands in the journal, and is repeated until the server acknowledges.
//
// Types of the contract stop here: what comes out are the kiosk's own.
package link
