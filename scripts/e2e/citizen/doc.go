// Package citizen plays a person at a kiosk: it looks at the glass, moves a real
// pointer, presses and lifts, and compares what it sees with what a kiosk that
// does everything right would show.
//
// That other kiosk is a twin: the same pure rules (package kiosk), fed with the
// same catalogue and the same touches, painted by the same painter, in this
// process. The shipped program - its window, its threads, its line to server and
// printer - has to come out at the same picture.
package citizen
