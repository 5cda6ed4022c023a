package citizen

import (
	"fmt"
	"strconv"
	"strings"

	"numerek/appliance/kiosk"
)

// Issued reads a kiosk's line of log about a ticket that it was given: what of it
// the kiosk's screens show.
func Issued(line string) (kiosk.Ticket, error) {
	t := kiosk.Ticket{ID: attribute(line, "request"), Number: attribute(line, "number")}
	ahead, err := strconv.Atoi(attribute(line, "ahead"))
	if t.ID == "" || t.Number == "" || err != nil {
		return kiosk.Ticket{}, fmt.Errorf("no ticket in %q", line)
	}
	t.Ahead = ahead
	if from, to, ok := strings.Cut(attribute(line, "wait"), "-"); ok {
		t.Wait.Known = true
		if t.Wait.From, err = strconv.Atoi(from); err == nil {
			t.Wait.To, err = strconv.Atoi(to)
		}
	}
	if err != nil {
		return kiosk.Ticket{}, fmt.Errorf("no forecast in %q", line)
	}
	return t, nil
}

// attribute is the value of a key in a line of structured text.
func attribute(line, key string) string {
	_, rest, ok := strings.Cut(line, " "+key+"=")
	if !ok {
		return ""
	}
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		value, _, _ := strings.Cut(quoted, `"`)
		return value
	}
	value, _, _ := strings.Cut(rest, " ")
	return value
}
