// Package words is everything that a kiosk says by itself, in four languages,
// with the grammar that counts and hours need: on the glass, on paper and aloud.
//
// It knows no screen and no state. What an office says comes from its file.
package words
