// Package app puts a device together: a kiosk of machine, window, link, printer
// and journal, or a wall monitor of machine, window, link and voice. It is where the order of design 5 is kept: the tap is on the card
// before it is sent, the number before it is printed or shown, the outcome
// before it is reported.
//
// main starts it with a real window; tests start it with none, press targets
// and read the model.
package app
