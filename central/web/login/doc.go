// Package login lets staff in: the page to log in, the session of a browser, and
// the door in front of every page that is not for everybody.
//
// A session is a random token in a cookie and a row in the database under the
// token's hash, so that it outlives the server and nobody can read it there. It
// ends after twelve hours, after ten without a request, when its user logs out or
// is disabled, and when the password changes. Sessions live by the machine's
// clock, also where the office's clock is set for a demonstration.
package login
