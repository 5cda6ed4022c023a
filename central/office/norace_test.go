//go:build !race

package office_test

// wholeDays says whether every day of Koszalin is played.
const wholeDays = true
