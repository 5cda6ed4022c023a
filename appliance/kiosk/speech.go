package kiosk

// Volumes are the steps of the volume; speech begins at the default one.
const (
	Volumes       = 5
	DefaultVolume = 3
)

// hears takes note of a key for whoever listens. The key that repeats starts
// speech; while there is any, every key interrupts it.
func (m Model) hears(k Press) Model {
	switch {
	case m.Speaking:
		m.Presses++
		m.Repeats++
		if k != Repeat {
			m.Repeats = 0
		}
	case k == Repeat:
		m = m.speaks()
	}
	return m
}

// speaks begins speech.
func (m Model) speaks() Model {
	m.Speaking, m.Volume, m.Presses, m.Repeats = true, DefaultVolume, 0, 0
	return m
}

// plugged starts speech for whoever brings headphones, and ends it when they are
// taken out: what they heard is not for everybody.
func (m Model) plugged(in bool) Model {
	switch {
	case m.Technician.Open(): // whoever comes next has to plug in again
	case in && !m.Speaking:
		m.Touched = m.Now
		return m.speaks().stays()
	case !in:
		m.Speaking, m.Volume = false, 0
	}
	return m
}

// goesOn says whether speech reads the screen on after a Start over: it does for
// the keys of a person who has no ticket yet, and who would not find the way back.
func (m Model) goesOn(e Key) bool {
	return m.Speaking && e.Key == Choose && m.Focus == TargetRestart && m.choosing()
}

// stays gives a person who listens more time where a screen ends by itself.
func (m Model) stays() Model {
	if !m.Speaking {
		return m
	}
	switch m.Screen {
	case ScreenTake, ScreenShown, ScreenAsk, ScreenAgain:
		m.Until = m.Now.Add(ReadFor)
	default:
		// It waits, or is somebody else's to end.
	}
	return m
}

// louder is the next step of the volume, from the loudest to the softest.
func (m Model) louder() Model {
	if m.Speaking {
		m.Volume = m.Volume%Volumes + 1
	}
	return m
}
