package smpp

import (
	"fmt"

	"numerek/central/notify"
)

// Status is the command_status of an answer, SMPP 3.4, 5.1.3.
type Status uint32

// Those that something is decided by.
const (
	statusOK        Status = 0x00
	statusInvalidID Status = 0x03
	statusQueueFull Status = 0x14
	statusThrottled Status = 0x58
	statusTemporary Status = 0x64 // of the receiving application: say it again later
)

// names are the standard's own, which operators and their manuals speak in.
var names = map[Status]string{
	0x01: "ESME_RINVMSGLEN", 0x02: "ESME_RINVCMDLEN", 0x03: "ESME_RINVCMDID", 0x04: "ESME_RINVBNDSTS",
	0x05: "ESME_RALYBND", 0x06: "ESME_RINVPRTFLG", 0x07: "ESME_RINVREGDLVFLG", 0x08: "ESME_RSYSERR",
	0x0a: "ESME_RINVSRCADR", 0x0b: "ESME_RINVDSTADR", 0x0c: "ESME_RINVMSGID", 0x0d: "ESME_RBINDFAIL",
	0x0e: "ESME_RINVPASWD", 0x0f: "ESME_RINVSYSID", 0x11: "ESME_RCANCELFAIL", 0x13: "ESME_RREPLACEFAIL",
	0x14: "ESME_RMSGQFUL", 0x15: "ESME_RINVSERTYP", 0x33: "ESME_RINVNUMDESTS", 0x34: "ESME_RINVDLNAME",
	0x40: "ESME_RINVDESTFLAG", 0x42: "ESME_RINVSUBREP", 0x43: "ESME_RINVESMCLASS", 0x44: "ESME_RCNTSUBDL",
	0x45: "ESME_RSUBMITFAIL", 0x48: "ESME_RINVSRCTON", 0x49: "ESME_RINVSRCNPI", 0x50: "ESME_RINVDSTTON",
	0x51: "ESME_RINVDSTNPI", 0x53: "ESME_RINVSYSTYP", 0x54: "ESME_RINVREPFLAG", 0x55: "ESME_RINVNUMMSGS",
	0x58: "ESME_RTHROTTLED", 0x61: "ESME_RINVSCHED", 0x62: "ESME_RINVEXPIRY", 0x63: "ESME_RINVDFTMSGID",
	0x64: "ESME_RX_T_APPN", 0x65: "ESME_RX_P_APPN", 0x66: "ESME_RX_R_APPN", 0x67: "ESME_RQUERYFAIL",
	0xc0: "ESME_RINVOPTPARSTREAM", 0xc1: "ESME_ROPTPARNOTALLWD", 0xc2: "ESME_RINVPARLEN",
	0xc3: "ESME_RMISSINGOPTPARAM", 0xc4: "ESME_RINVOPTPARAMVAL", 0xfe: "ESME_RDELIVERYFAILURE", 0xff: "ESME_RUNKNOWNERR",
}

// refusals are what another try would not change: faults of the text or of its addresses.
var refusals = map[Status]bool{
	0x01: true, 0x06: true, 0x07: true, 0x0a: true, 0x0b: true, 0x15: true, 0x33: true, 0x34: true, 0x40: true,
	0x42: true, 0x43: true, 0x48: true, 0x49: true, 0x50: true, 0x51: true, 0x61: true, 0x62: true, 0x63: true,
	0x65: true, 0x66: true, 0xc0: true, 0xc1: true, 0xc2: true, 0xc3: true, 0xc4: true, 0xfe: true,
}

// String is the standard's name of a status and its number.
func (s Status) String() string {
	if name := names[s]; name != "" {
		return fmt.Sprintf("%s (0x%02X)", name, uint32(s))
	}
	return fmt.Sprintf("status 0x%02X", uint32(s))
}

// err is what a status means for a text: nothing when it was taken. Whatever it
// is otherwise, the centre has not taken it. Operators' own numbers, such as
// those for an empty account, may change with time, so they are tried again.
func (s Status) err() error {
	switch {
	case s == statusOK:
		return nil
	case s == statusThrottled || s == statusQueueFull:
		return fmt.Errorf("%v: %w", s, &notify.Throttled{})
	case refusals[s]:
		return fmt.Errorf("%w: %v", notify.ErrRefused, s)
	default:
		return fmt.Errorf("%w: %v", notify.ErrNotSent, s)
	}
}
