// Package outbox sends the messages that the store holds, each by the sender of
// its channel, and keeps what became of them.
//
// A use case writes a message in the transaction that causes it. A worker claims
// it in a transaction of its own, with a lease, hands it to the gateway outside of
// any, and records the outcome in another. Whatever dies in between, the lease
// ends, and another worker sends it again under the same key: a gateway that
// honours the key sends it once, others at least once, and that is counted.
//
// A message is given up when it comes too late to be of use (its Expires, which
// for a confirmation is the end of the hold), or after a hundred tries, which
// take at least sixteen hours. A refused one is given up at once.
//
// Numbers and texts are sealed in the store, opened for the gateway alone, and
// forgotten as soon as the gateway has them or will never get them. Neither
// stands in any log.
package outbox
