// Package health tests, with the programs as they ship, that a kiosk which needs
// somebody is seen on the page of the devices and told to whoever is on duty, and
// so is that it works again.
package health
