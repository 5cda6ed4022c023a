// Package messages is the administrator's page about the messages to people: when
// and why each was written, to whom as far as a masked number says it, and what
// became of it. What it says is not shown, because it may hold the code of a
// visit; only a server without a gateway, in a demonstration, shows it as the
// phone would.
package messages
