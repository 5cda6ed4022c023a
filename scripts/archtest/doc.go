// Package archtest keeps the house in order: its tests fail when an import goes
// the wrong way, when pure code reaches for the world, and when a file breaks a
// rule of the house. It has no code of its own.
package archtest
