//go:build race

package faults_test

// raced says whether the race detector watches, which makes each cell some ten times
// slower; all of them run without it.
const raced = true
