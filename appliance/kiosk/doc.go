// Package kiosk is what a ticket kiosk does: Update is its whole behaviour. What
// it looks like is package look, what it says words, and what it says aloud spoken.
//
// Update takes the model, an event and the hour, and gives the next model and
// the effects that the outside must carry out. It numbers the visits: an effect
// carries the number of its visit, and so does the answer, so that an answer
// that comes too late touches nobody else. One touch makes at most one request,
// and every ticket that was issued gets exactly one report.
//
// The package is pure: the hour, the zone and every id come in from outside, and
// it decides nothing that counts. Numbers, opening hours and refusals come from
// the central server; the kiosk only says them in the person's language.
package kiosk
