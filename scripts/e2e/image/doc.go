// Package image has the tests of the SD card: they boot the very image that
// scripts/build-image made, in an emulator, and play the technician and the
// citizen. scripts/test-image runs them; without a card they are skipped. It has
// no code of its own.
package image
