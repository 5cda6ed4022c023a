// Package calendar knows when an office is open: weekly hours, holidays, days
// that differ, the business day, and when tickets are given.
//
// It is pure. Instants, zones and places come in as parameters; civil dates are
// [queue.Day] values and are counted in years, months and days, never by adding
// hours to an instant, so that both daylight-saving nights come out right, also
// in zones that change at midnight.
package calendar
