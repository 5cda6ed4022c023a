// Package desk is the test of the staff's pages about bookings in a real browser:
// a clerk works with the keyboard alone, a colleague's list changes by itself, a
// manager settles what does not fit, and a checker of accessibility that nobody
// here wrote judges every page.
package desk
