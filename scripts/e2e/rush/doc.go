// Package rush is citizens before the booking pages, many at once: people who
// book by the pages' forms as a browser without scripts does, floods of requests
// that nobody waits for, and offices that have only so many places to sell.
package rush
