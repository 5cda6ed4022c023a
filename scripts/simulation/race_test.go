//go:build race

package simulation_test

// raceEnabled says that the tests run under the race detector, which is ten times slower.
const raceEnabled = true
