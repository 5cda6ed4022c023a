// Package notify says what a message to a citizen is, what a gateway for it must
// do, and by which words its fate is known.
//
// The packages below do the rest: gsm knows what fits into one SMS, letter writes
// the texts, phone reads numbers, outbox sends what the store holds, and smsapi,
// smpp, modem, mail and file are gateways. None of them decides who gets a
// message: that is a use case's, in the transaction that causes it.
package notify
