// Package citizen is the pages for people who wait: the page of a ticket, that
// the QR on the slip leads to, and the front page of an office. They need no
// script, no cookie and no log-in, and say no more than the ticket does.
//
// Where there are scripts, the page of a ticket follows it: whenever the office's
// floor changes, each phone gets the part of its own page that is new, and nothing
// where nothing is. Without, the page loads again every few seconds. What a phone
// costs is a goroutine, its ticket as it was last shown, and drawing what changed.
package citizen
