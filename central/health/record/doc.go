// Package record is what the server knows of the health of one device, and what
// follows from it: which conditions hold, which alerts are open, and who has to
// be told of what.
//
// A condition is what holds now. An alert is the same with patience: it opens
// with its condition, is told to people only after it has held for a while, and
// closes only after it has been gone for a while, so that a condition that comes
// and goes is one alert and not twenty. An alert of the same device and code is
// told once an hour at most.
//
// The package is pure: the time comes in.
package record
