// Package device is what the kiosk and the wall monitor have in common: texts of
// an office in several languages, the hour, and what bars a device from its server.
package device
