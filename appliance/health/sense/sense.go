// Package sense looks at what a device can tell of itself without anybody's help:
// how hot it is, and how much room its disk has.
package sense

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/host/v3/sysfs"

	"numerek/appliance/health"
	"numerek/appliance/health/chart"
)

// every is how often is looked.
const every = 15 * time.Second

// Limits. A Raspberry Pi slows down from 80 °C on; what has been too hot counts as
// cool again some degrees below, so that it does not come and go.
const (
	warm = 75.0 // °C
	hot  = 82.0
	cool = 3.0

	little = 0.10 // of a disk, that is free
	least  = 0.03
)

// Thermometer is one sensor; *sysfs.ThermalSensor is one.
type Thermometer interface {
	Sense(e *physic.Env) error
}

// Thermometers finds the sensors of this machine. Where the kernel shows none, there
// are none.
func Thermometers(log *slog.Logger) []Thermometer {
	if _, err := driverreg.Init(); err != nil {
		log.Warn("no thermometers", "err", err)
		return nil
	}
	all := make([]Thermometer, 0, len(sysfs.ThermalSensors))
	for _, s := range sysfs.ThermalSensors {
		all = append(all, s)
	}
	return all
}

// Room tells how much of a disk is free: *Disk does.
type Room func() (free float64, err error)

// Disk is the room on the disk that a folder is on, for those who are not its
// superuser: from 0, full, to 1.
func Disk(folder string) Room {
	return func() (float64, error) {
		var s unix.Statfs_t
		if err := unix.Statfs(folder, &s); err != nil {
			return 0, fmt.Errorf("room of %s: %w", folder, err)
		}
		if s.Blocks == 0 {
			return 1, nil
		}
		return float64(s.Bavail) / float64(s.Blocks), nil
	}
}

// Run looks until ctx is done; room may be nil.
func Run(ctx context.Context, h *health.Health, sensors []Thermometer, room Room) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var heat grade
	for {
		if t, ok := hottest(sensors); ok {
			heat = heat.next(t)
			h.Hold(chart.Temperature, heat != fine, severity(heat), fmt.Sprintf("%.0f °C", t))
		}
		if room != nil {
			look(h, room)
		}
		h.Lines()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look says whether the disk is full. One that does not answer is a matter of the
// journal.
func look(h *health.Health, room Room) {
	free, err := room()
	if err != nil {
		return
	}
	full := fine
	switch {
	case free < least:
		full = bad
	case free < little:
		full = poor
	}
	h.Hold(chart.Disk, full != fine, severity(full), fmt.Sprintf("%.1f %% free", free*100))
}

// hottest is the temperature of the hottest sensor. A sensor that is not readable,
// or that says what no device survives, counts for nothing.
func hottest(sensors []Thermometer) (celsius float64, ok bool) {
	for _, s := range sensors {
		var e physic.Env
		if err := s.Sense(&e); err != nil {
			continue
		}
		t := e.Temperature.Celsius()
		if t < -40 || t > 150 {
			continue
		}
		if !ok || t > celsius {
			celsius, ok = t, true
		}
	}
	return celsius, ok
}

// grade is how something stands.
type grade int

const (
	fine grade = iota
	poor
	bad
)

// next is the grade at a temperature, coming from one.
func (g grade) next(celsius float64) grade {
	for at, limit := range map[grade]float64{poor: warm, bad: hot} {
		if g >= at && celsius >= limit-cool && celsius < limit {
			celsius = limit
		}
	}
	switch {
	case celsius >= hot:
		return bad
	case celsius >= warm:
		return poor
	}
	return fine
}

func severity(g grade) health.Severity {
	if g == bad {
		return health.Fault
	}
	return health.Warning
}
