package smpp

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"numerek/central/notify"
)

// What esm_class of a deliver_sm says in bits 2 to 5: what it is, SMPP 3.4, 5.2.12.
const (
	kindMask    = 0x3c
	kindReceipt = 0x04
)

// states are those of message_state, SMPP 3.4, 5.2.28, by the words of receipts in text, Appendix B.
var states = [...]string{1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}

// receipt is what a message centre says of a text that it had taken.
type receipt struct {
	id    string
	state string // a word of states
	at    time.Time
	fault string // the network's own code, where it is neither missing nor 0
}

// maxFault is how much of a centre's own words is kept.
const maxFault = 16

// field finds one of the receipt's fields by its name; values have no blanks, but for the text at the end.
var field = regexp.MustCompile(`(?i)\b(id|done date|stat|err):\s*(\S+)`)

// readReceipt reads a receipt from its parameters and from its text, where the
// parameters count. Its date is by the clock of zone. It is errMalformed without
// id or state.
func readReceipt(m message, zone *time.Location) (receipt, error) {
	text := m.text
	if payload, ok := m.parameter(messagePayload); ok && len(text) == 0 {
		text = payload
	}
	// The citizen's own text may follow; nothing in it is a field.
	head := text
	if i := bytes.Index(bytes.ToLower(text), []byte(" text:")); i >= 0 {
		head = text[:i]
	}
	var r receipt
	for _, found := range field.FindAllSubmatch(head, -1) {
		value := string(found[2])
		switch strings.ToLower(string(found[1])) {
		case "id":
			r.id = decodeMessageID(found[2])
		case "stat":
			r.state = strings.ToUpper(value)
		case "done date":
			r.at = readTime(value, zone)
		case "err":
			if strings.Trim(value, "0") != "" {
				r.fault = "error " + printable(value, maxFault)
			}
		}
	}
	if id, ok := m.parameter(receiptedMessageID); ok {
		// The standard closes it with a zero; not every centre does.
		r.id = decodeMessageID(id)
	}
	if state, ok := m.parameter(messageState); ok && len(state) == 1 && 0 < state[0] && int(state[0]) < len(states) {
		r.state = states[state[0]]
	}
	if code, ok := m.parameter(networkErrorCode); ok && len(code) == 3 && (code[1] != 0 || code[2] != 0) {
		r.fault = fmt.Sprintf("network %d error %d", code[0], int(code[1])<<8|int(code[2]))
	}
	if r.id == "" || r.state == "" {
		return receipt{}, fmt.Errorf("%w: a receipt without id or state", errMalformed)
	}
	return r, nil
}

// readTime reads a date of a receipt. Most centres write ten digits, some twelve with seconds.
func readTime(s string, zone *time.Location) time.Time {
	for _, layout := range []string{"0601021504", "060102150405"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t
		}
	}
	return time.Time{}
}

// delivery is what becomes of a text by its receipt; false where it is still on its way.
func (r receipt) delivery() (notify.Delivery, bool) {
	d := notify.Delivery{Sender: Name, Gateway: r.id, At: r.at}
	switch r.state {
	case "ENROUTE", "ACCEPTD":
		return notify.Delivery{}, false
	case "DELIVRD":
		d.State = notify.Delivered
	default:
		d.State = notify.Undelivered
		d.Fault = strings.TrimSpace(printable(r.state, maxFault) + " " + r.fault)
	}
	return d, true
}
