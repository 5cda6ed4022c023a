package modem

import (
	"fmt"
	"strconv"
	"strings"

	"numerek/central/notify"
)

// fault is what a modem says instead of OK.
type fault struct {
	kind string // "CMS" of messages, "CME" of the equipment, empty for a bare ERROR
	code int
}

// readFault reads a final answer that is not OK; false where the line is none.
func readFault(line string) (fault, bool) {
	if line == "ERROR" { // NO CARRIER is none: it also tells that somebody who called has hung up.
		return fault{}, true
	}
	for _, kind := range []string{"CMS", "CME"} {
		if rest, ok := strings.CutPrefix(line, "+"+kind+" ERROR:"); ok {
			code, err := strconv.Atoi(strings.TrimSpace(rest))
			if err != nil {
				code = -1 // In words, which AT+CMEE=1 should have stopped.
			}
			return fault{kind, code}, true
		}
	}
	return fault{}, false
}

// names are those of TS 27.005, 3.2.5, TS 24.011, Annex E, and TS 27.007, 9.2, that are met in life.
var names = map[fault]string{
	{"CMS", 1}: "number is not assigned", {"CMS", 8}: "barred by the operator", {"CMS", 10}: "calls barred",
	{"CMS", 21}: "message rejected", {"CMS", 27}: "destination out of service", {"CMS", 28}: "unidentified subscriber",
	{"CMS", 29}: "facility rejected", {"CMS", 30}: "unknown subscriber", {"CMS", 38}: "network out of order",
	{"CMS", 41}: "temporary failure", {"CMS", 42}: "congestion", {"CMS", 47}: "no resources", {"CMS", 50}: "not subscribed",
	{"CMS", 96}: "information missing", {"CMS", 111}: "protocol error", {"CMS", 192}: "message centre busy",
	{"CMS", 193}: "not subscribed at the message centre", {"CMS", 194}: "message centre failed", {"CMS", 195}: "number is not valid",
	{"CMS", 196}: "destination barred", {"CMS", 300}: "equipment failed", {"CMS", 302}: "not allowed", {"CMS", 304}: "PDU is not valid",
	{"CMS", 310}: "no SIM", {"CMS", 311}: "SIM wants its PIN", {"CMS", 313}: "SIM failed", {"CMS", 314}: "SIM busy",
	{"CMS", 315}: "wrong SIM", {"CMS", 316}: "SIM wants its PUK", {"CMS", 322}: "memory full", {"CMS", 330}: "message centre unknown",
	{"CMS", 331}: "no network", {"CMS", 332}: "network does not answer", {"CMS", 500}: "unknown error",
	{"CME", 3}: "not allowed", {"CME", 4}: "not supported", {"CME", 10}: "no SIM", {"CME", 11}: "SIM wants its PIN",
	{"CME", 12}: "SIM wants its PUK", {"CME", 13}: "SIM failed", {"CME", 14}: "SIM busy", {"CME", 15}: "wrong SIM",
	{"CME", 16}: "wrong PIN", {"CME", 30}: "no network",
}

// Error names the fault as manuals do, so that it can be looked up.
func (f fault) Error() string {
	switch name := names[f]; {
	case f.kind == "":
		return "ERROR"
	case name == "":
		return fmt.Sprintf("+%s ERROR: %d", f.kind, f.code)
	default:
		return fmt.Sprintf("+%s ERROR: %d (%s)", f.kind, f.code, name)
	}
}

// refusals are about the number or the text, so that another try would not change them.
var refusals = map[fault]bool{
	{"CMS", 1}: true, {"CMS", 28}: true, {"CMS", 30}: true, {"CMS", 96}: true, {"CMS", 195}: true, {"CMS", 196}: true, {"CMS", 304}: true,
}

// doubtful are those after which the network may have the message all the same: it
// gave no answer, or the modem does not say or know why, or it has one like it.
func (f fault) doubtful() bool {
	return f.kind == "" || f.kind == "CMS" && (f.code == 127 || f.code == 197 || f.code == 332 || f.code >= 500 || f.code < 0)
}

// err is what the fault means for a text, before the text was given to the modem or after.
func (f fault) err(given bool) error {
	kind := notify.ErrNotSent
	switch {
	case refusals[f]:
		kind = notify.ErrRefused
	case given && f.doubtful():
		kind = notify.ErrAmbiguous
	}
	return fmt.Errorf("%w: %w", kind, f)
}

// ofSIM says whether the modem has lost its SIM or the SIM's trust, as after a power cut.
func (f fault) ofSIM() bool {
	return f.kind == "CMS" && f.code >= 310 && f.code <= 318 || f.kind == "CME" && f.code >= 10 && f.code <= 18
}
