package escpos

import "bytes"

// RealTime is a command that a printer obeys when it arrives, before what waits in its buffer.
type RealTime struct {
	Op Op   // OpAskStatus, OpRecover or OpClear
	N  byte // the argument: which status, which recovery
}

// Scanner finds real-time commands in the stream as it arrives, wherever they stand, pictures included. It leaves the
// stream as it is: [Parser] meets the same bytes again in their turn. The zero value is ready.
type Scanner struct {
	seen [10]byte // the last bytes
}

// Feed takes the next byte and says whether it completed a real-time command.
func (s *Scanner) Feed(b byte) (RealTime, bool) {
	copy(s.seen[:], s.seen[1:])
	s.seen[len(s.seen)-1] = b
	last := s.seen[len(s.seen)-3:]
	switch {
	case last[0] == dle && last[1] == eot && (b >= 1 && b <= 4 || b == fullStatus):
		return RealTime{Op: OpAskStatus, N: b}, true
	case last[0] == dle && last[1] == enq && (b == 1 || b == 2):
		return RealTime{Op: OpRecover, N: b}, true
	case bytes.Equal(s.seen[:], Clear()):
		return RealTime{Op: OpClear, N: 8}, true
	}
	return RealTime{}, false
}
