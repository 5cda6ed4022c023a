package officefile

import (
	"slices"

	"numerek/central/queue"
)

// ModeOn returns how a service is served on a day: [BookingsOnly], [WalkinOnly],
// or "" for both. An entry of Modes concerns what either of its lists names, and
// everything where both are empty. One that names the service decides over one that
// names its department, and that over one that names nothing; among equals the
// later one in the file.
func (b Booking) ModeOn(s Service, day queue.Day) string {
	mode, best := "", 0
	for _, m := range b.Modes {
		if day < queue.Day(m.From) || day > queue.Day(m.To) {
			continue
		}
		if n := m.narrowness(s); n > 0 && n >= best {
			mode, best = m.Mode, n
		}
	}
	return mode
}

// narrowness is larger the more narrowly the mode names a service, and 0 where it
// does not concern it.
func (m Mode) narrowness(s Service) int {
	switch {
	case slices.Contains(m.Services, s.ID):
		return 3
	case slices.Contains(m.Departments, s.Department):
		return 2
	case len(m.Services) == 0 && len(m.Departments) == 0:
		return 1
	}
	return 0
}
