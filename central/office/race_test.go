//go:build race

package office_test

// wholeDays says whether every day of Koszalin is played. The race detector makes
// each some ten times slower; all of them run without it.
const wholeDays = false
