// Package slip turns a ticket into the picture that a printer puts on paper.
//
// Everything on the paper is drawn here with the fonts that are compiled in,
// so that every letter of every language looks the same on every printer, and
// so that the paper can be tested without one. The layout follows the size of
// the paper: measures are millimetres, turned into dots once.
//
// It is pure: the same slip on the same paper gives the same dots. It does not
// know how dots reach a printer.
package slip
