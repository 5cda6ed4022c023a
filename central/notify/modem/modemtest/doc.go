// Package modemtest is a GSM modem and its network in software, on a
// pseudo-terminal: for demonstrations, and for what is hard to do to a real one.
// Debian's gammu takes it for a modem.
//
// It does what modems do when something goes wrong: the cable is pulled, its
// power is cut, it hears nothing, it says nothing, its line hums.
package modemtest
