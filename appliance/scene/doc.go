// Package scene is a screen as plain data: boxes, lettering that is already laid
// out, touch targets, and what a screen reader would say.
//
// One description is painted (package paint), hit-tested, spoken, walked with a
// keypad and compared in golden tests. The package knows no text of its own and
// no state of a device; it refuses to measure or paint anything.
package scene
