// Package display is what a wall monitor does and shows: which calls stand on
// it, which of them flash, what is to be spoken, and how all of it looks.
//
// [Update] is the behaviour and [Scene] the look; both are pure. Times are those
// of the device's clock; the server's hour, which every message brings, makes
// good for a clock that goes wrong. What has not been confirmed for [StaleAfter]
// is dimmed and nothing is spoken: a stale call is worse than none.
package display
