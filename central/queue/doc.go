// Package queue is the life of a ticket and the rules of its number.
//
// It is pure: it decides what may happen to a ticket and what a number looks
// like, and knows neither databases nor clocks.
package queue
