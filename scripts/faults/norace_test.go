//go:build !race

package faults_test

// raced says whether the race detector watches.
const raced = false
