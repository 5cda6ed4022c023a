package config

import (
	"regexp"

	"numerek/appliance/mistake"
)

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

// check notes what is wrong with the lines.
func (b Board) check(role Role, ps *problems) {
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
			ps.add(line.key,
				mistake.Text{Wrong: "monitor nie ma obudowy z liniami GPIO", Mend: "usuń ten wiersz"},
				mistake.Text{Wrong: "a display has no cabinet", Mend: "take this line away"})
		case !linePattern.MatchString(line.name):
			ps.add(line.key,
				mistake.Text{Wrong: "to nie jest nazwa linii", Mend: `wpisz nazwę taką jak "GPIO17"`},
				mistake.Text{Wrong: "not the name of a line", Mend: `allowed: a name such as "GPIO17"`})
		case used:
			ps.add(line.key, say("linia %s jest już zajęta przez %s", "wpisz inną linię", line.name, first),
				say("%s is taken by %s already", "write another line", line.name, first))
		default:
			taken[line.name] = line.key
		}
	}
}
