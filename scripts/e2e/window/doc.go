// Package window has the kiosk's real window used by a real X server: short
// clicks, drags, the five keys, a printer that fails and a server that dies.
// What is on the glass is compared, pixel by pixel, with what the kiosk's own
// rules say must be there. It has no code of its own beside that.
package window
