package app

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// unseenFile has how many seconds the machine had run when no panel was connected last,
// as images/root/usr/lib/numerek/trial notes it. Without a panel the appliance does not
// start.
const unseenFile = "/run/numerek-unseen"

// seen is how much of the time that the machine has run there was a panel: a version is
// on trial for no longer, however long the television was off.
func seen(uptime time.Duration, file string) time.Duration {
	text, err := os.ReadFile(file)
	if err != nil {
		return uptime
	}
	seconds, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil {
		return uptime
	}
	return max(0, uptime-time.Duration(seconds)*time.Second)
}
