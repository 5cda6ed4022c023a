// Package flash has the tests of scripts/flash: which disks it refuses, which
// settings, and that what it writes is what was to be written. It has no code of
// its own.
package flash
