// Package typeface carries the one type family of Numerek, Inter, in the three
// weights that the look uses, and measures, wraps and draws text with it.
//
// Figures are tabular and the capital I and the small l cannot be mixed up
// (scripts/fonts bakes that in). The same faces measure a label in the office
// file, paint the kiosk's screen and the slip, so that what was checked is what
// people see. It is pure: the fonts are compiled in and text is drawn into any
// image that is given.
package typeface
