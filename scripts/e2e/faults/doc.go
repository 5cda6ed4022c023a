// Package faults breaks the printer of a kiosk that is a process of its own, on a real pseudo-terminal: sixteen cells of
// the matrix of scripts/faults, with the shipped server, the shipped printer in software and all of a kiosk but its window.
// In virtual time the matrix is whole and a blow strikes between two instructions; here the operating system kills, and
// the terminal holds bytes back and loses them as it does.
package faults
