//go:build race

package sqlstore_test

// sparse is how many operations lie between two power cuts. The race detector
// makes each some ten times slower; the full count runs without it.
const sparse = 25
