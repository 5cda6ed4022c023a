// Package faults holds the tests that break things: the shipped kiosk, the shipped server and the shipped printer driver in
// one bubble of virtual time, over a network and a serial line in memory, with a simulated printer at the end.
//
// The matrix strikes every fault of a printer at every point of a ticket's way to paper, alone and together with the death
// of the kiosk, the death of the server and a cut of the network. The week is five office days with random faults from a
// seed. After each of them the same is asked: no number on two papers, no number lost, no paper that nobody calls, nothing
// reported as printed that is not on paper.
//
// Nothing here knows the inside of the programs: the printer says how far a job has come, the kiosk's journal what is
// unfinished, the database what was given, and the papers speak for themselves, by the code that is printed on them.
package faults
