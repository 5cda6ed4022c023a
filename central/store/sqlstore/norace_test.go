//go:build !race

package sqlstore_test

// sparse is how many operations lie between two power cuts.
const sparse = 1
