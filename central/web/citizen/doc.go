// Package citizen is the pages for people who wait: the page of a ticket, that
// the QR on the slip leads to, and the front page of an office. They need no
// script, no cookie and no log-in, and say no more than the ticket does.
package citizen
