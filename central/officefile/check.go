package officefile

import "time"

// check finds what no single key shows.
func check(o *Office, c Checks, d *decoder) {
	load := c.Zone
	if load == nil {
		load = time.LoadLocation
	}
	if zone, err := load(o.Timezone); err == nil {
		o.Zone = zone
	}
}
