package chart

import "time"

// Counters are counts since the start.
type Counters struct {
	Printed           int64
	Shown             int64
	Unknown           int64
	Copies            int64
	Reconnects        int64
	PrinterReconnects int64
	Stale             time.Duration // in which a monitor said that its list may be old
}

// Report is what a device says of itself.
type Report struct {
	Conditions []Condition
	Version    string
	Now        time.Time
	StartedAt  time.Time
	Boot       string
	Epoch      int64 // of this start, counted on the card; 0: it is not known yet
	Counters   Counters
}

// Answer is the server's word on a report.
type Answer struct {
	ServerTime time.Time // zero: not told
	Epoch      int64     // to go on with; 0: not told
}
