// Package officefile reads, checks and describes office files: the TOML text
// that says what an office is, where it stands, what it is open for and by which
// rules it runs.
//
// [Parse] returns the office, or every problem of the file at once, each with
// its line; a file with a problem is never loaded. One table says for each key
// what it means and what is allowed: reading, checking and [Docs] all use it.
//
// The package is pure but for one look-up: time zones come from the time zone
// database, which the program embeds (time/tzdata). What needs fonts comes in
// through [Checks].
package officefile
