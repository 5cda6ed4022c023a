package app

import (
	"context"
	"strings"

	"numerek/appliance/display"
	"numerek/appliance/kiosk"
	"numerek/appliance/system"
)

// Supervisor starts the device anew when it hangs, and is told how it is;
// *system.Service is one.
type Supervisor interface {
	// Watch hears of every proof that the device gets on, until ctx is done.
	Watch(ctx context.Context, proofs ...system.Proof)
	// Say tells in one line how the device is. It does not wait.
	Say(status string)
	// CanReboot says whether the whole device can be started anew.
	CanReboot() bool
}

var _ Supervisor = (*system.Service)(nil)

// lively is a screen that can prove that it gets on; *ui.Window is one.
type lively interface {
	Alive(ctx context.Context) error
}

// supervise lets the supervisor watch a machine and its screen until ctx is done.
func supervise(ctx context.Context, s Supervisor, machine system.Proof, screen Screen) {
	if s == nil {
		return
	}
	proofs := []system.Proof{machine}
	if window, ok := screen.(lively); ok {
		proofs = append(proofs, window.Alive)
	}
	s.Watch(ctx, proofs...)
}

// kioskStatus is how a kiosk is, in one line.
func kioskStatus(m kiosk.Model) string {
	switch {
	case m.Broken:
		return "out of order: the card takes no records"
	case m.Barred.Bar != "":
		return "not let in by the server: " + string(m.Barred.Bar)
	case !m.Online && !m.Known && !m.Away:
		return "looking for the server"
	case !m.Online:
		return "the server is away"
	case m.Technician.Open():
		return "in the hands of a technician"
	case len(m.Printer) > 0:
		words := make([]string, len(m.Printer))
		for i, c := range m.Printer {
			words[i] = strings.ReplaceAll(string(c), "_", " ")
		}
		return "printer: " + strings.Join(words, ", ")
	}
	return "ready"
}

// displayStatus is how a monitor is, in one line.
func displayStatus(m display.Model) string {
	switch {
	case m.Barred.Bar != "":
		return "not let in by the server: " + string(m.Barred.Bar)
	case !m.Known && !m.Away:
		return "looking for the server"
	case m.Away || m.Stale():
		return "the server is away"
	}
	return "showing calls"
}
