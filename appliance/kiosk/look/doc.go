// Package look is what a kiosk looks like and what a screen reader says of it:
// Scene lays a model out on a panel, in the person's language, and decides
// nothing.
//
// Everything to touch is as large and as far apart, and every letter that
// anybody needs as tall, as EN 301 549 asks for on that panel; texts are never
// cut. Fit says beforehand whether the texts of an office keep to that.
package look
