// Package live fans committed events out to watchers.
//
// A subscription is ordered, unique, atomic, without holes and resumable: it
// delivers every event of an office after a position, in the order of their
// sequence numbers, each once. A position is an incarnation and a sequence
// number. Who has fallen too far behind, or knew another incarnation, is told
// to take a snapshot; who reads too slowly is cut and resumes.
//
// One goroutine reads the event table when the store rings, for as many
// watchers as there are; the ring only wakes it and carries nothing.
package live
