package config

import "regexp"

// Board is what a kiosk's cabinet has on GPIO lines, by their names, such as
// "GPIO17"; each is empty where there is none.
type Board struct {
	Lamp     string // status lamp
	Bezel    string // light at the mouth of the printer
	Buzzer   string
	Power    string // relay that cuts the printer's power while it is high
	Key      string // key switch of the technician
	Door     string // contact of the door, high while it is shut
	Presence string // sensor, high while somebody is near
}

// linePattern is what the kernel calls its lines.
var linePattern = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,32}$`)

// check returns what is wrong with the lines.
func (b Board) check(role Role) (ps []problem) {
	taken := map[string]string{} // by line
	for _, line := range []struct{ key, name string }{
		{"board.lamp", b.Lamp},
		{"board.bezel", b.Bezel},
		{"board.buzzer", b.Buzzer},
		{"board.printer_power", b.Power},
		{"board.key", b.Key},
		{"board.door", b.Door},
		{"board.presence", b.Presence},
	} {
		switch first, used := taken[line.name]; {
		case line.name == "":
		case role == Display:
			ps = append(ps, problem{line.key, "a display has no cabinet"})
		case !linePattern.MatchString(line.name):
			ps = append(ps, problem{line.key, "not the name of a line; allowed: a name such as \"GPIO17\""})
		case used:
			ps = append(ps, problem{line.key, line.name + " is taken by " + first + " already"})
		default:
			taken[line.name] = line.key
		}
	}
	return ps
}
