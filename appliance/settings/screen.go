package settings

import (
	"fmt"
	"strings"

	"numerek/appliance/config"
)

// turn is what X calls a turn of the picture, and the matrix that turns touches
// with it: it takes a place on the glass, 0 to 1 each way, to one of the picture.
type turn struct{ name, matrix string }

// turns by degrees clockwise.
var turns = map[int]turn{
	90:  {"right", "0 1 0 -1 0 1 0 0 1"},
	180: {"inverted", "-1 0 1 0 -1 1 0 0 1"},
	270: {"left", "0 -1 1 1 0 0 0 0 1"},
}

// screen is the part of the X server's configuration that says how the panel
// hangs, nothing where it is as it comes. The monitor's section holds for every
// output that has none of its own name. Some touch panels say that they are mice,
// so mice are turned as well: a kiosk has none.
func screen(s config.Screen) string {
	var b strings.Builder
	t, turned := turns[s.Rotate]
	if !turned && s.Mode == (config.Size{}) {
		return ""
	}
	b.WriteString("Section \"Monitor\"\n\tIdentifier \"numerek\"\n")
	if s.Mode != (config.Size{}) {
		fmt.Fprintf(&b, "\tOption \"PreferredMode\" \"%dx%d\"\n", s.Mode.Width, s.Mode.Height)
	}
	if turned {
		fmt.Fprintf(&b, "\tOption \"Rotate\" %q\n", t.name)
	}
	b.WriteString("EndSection\n\nSection \"Screen\"\n\tIdentifier \"numerek\"\n\tMonitor \"numerek\"\nEndSection\n")
	if turned {
		for _, kind := range []string{"Touchscreen", "Pointer"} {
			fmt.Fprintf(&b, "\nSection \"InputClass\"\n\tIdentifier \"numerek %s\"\n\tMatchIs%s \"on\"\n\tOption \"TransformationMatrix\" %q\nEndSection\n",
				strings.ToLower(kind), kind, t.matrix)
		}
	}
	return b.String()
}

// turned is how the first picture knows the turn.
func turned(degrees int) string {
	if degrees == 0 {
		return ""
	}
	return fmt.Sprintf("NUMEREK_ROTATE=%d\n", degrees)
}
