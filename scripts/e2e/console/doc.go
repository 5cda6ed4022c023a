// Package console is the test of the clerks' pages in a real browser: two clerks
// with number pads, a narrow window, light and dark, no script, and a server that
// dies and comes back.
package console
