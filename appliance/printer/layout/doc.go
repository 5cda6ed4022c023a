// Package layout brings slips into the bytes that a printer takes: stored and released where it can store, in bands where
// it cannot, in its own letters where it prints no pictures. It knows nothing of lines, answers or time, and decides
// nothing about what becomes of a slip.
package layout
