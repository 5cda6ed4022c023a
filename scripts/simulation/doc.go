// Package simulation plays the ticket protocol under faults, one seed a run. It
// drives the shipped code: see README.md.
package simulation
