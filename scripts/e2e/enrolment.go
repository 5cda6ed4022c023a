package e2e

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"numerek/scripts/e2e/discreet"
)

// Device runs "central device" on the database of the server, which may be
// running, and returns what it said.
func (s Server) Device(ctx context.Context, args ...string) (string, error) {
	args = append(append([]string{"device"}, args...), "--data", s.Data)
	if s.Database != "" {
		args = append(args, "--database", s.Database)
	}
	if s.Secret != "" {
		args = append(args, "--secret", s.Secret)
	}
	said, err := exec.CommandContext(ctx, s.Path, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("central %s: %w: %s", strings.Join(args[:3], " "), err, said)
	}
	return string(said), nil
}

// What stands in a numerek.toml.
var (
	serverLine = regexp.MustCompile(`(?m)^server *=.*$`)
	tokenLine  = regexp.MustCompile(`(?m)^token *= *"(.*)"`)
)

// Enrol gives a device its numerek.toml, as a technician does with the card of a
// new one, and returns how to start it: with a token that the server makes, the
// first time, and as it was later. Everything but the file is as in a.
func (a Appliance) Enrol(ctx context.Context, s Server) (Appliance, error) {
	invitation := filepath.Join(a.Data, "invitation.toml")
	if _, err := os.Stat(invitation); errors.Is(err, fs.ErrNotExist) {
		if _, err := s.Device(ctx, "add", a.Device, "--server", a.Server, "--out", invitation); err != nil {
			return a, err
		}
	}
	text, err := os.ReadFile(invitation)
	if err != nil {
		return a, err
	}
	if token := tokenLine.FindSubmatch(text); token != nil {
		if err := discreet.Used(string(token[1]), strings.ReplaceAll(string(token[1]), "-", "")); err != nil {
			return a, err
		}
	}
	a.Config = filepath.Join(a.Data, "numerek.toml")
	// The server may have moved to another port.
	text = serverLine.ReplaceAll(text, fmt.Appendf(nil, "server = %q", a.Server))
	return a, os.WriteFile(a.Config, append(text, a.settings()...), 0o600)
}

// settings are the lines of numerek.toml that the server does not know.
func (a Appliance) settings() (lines string) {
	lines = fmt.Sprintf("\ndata = %q\n", a.Data)
	if a.Window != "" {
		lines += fmt.Sprintf("window = %q\n", a.Window)
	}
	if a.Printer != "" {
		lines += fmt.Sprintf("[printer]\npath = %q\n", a.Printer)
	}
	if a.Record != "" {
		lines += fmt.Sprintf("[sound]\nrecord = %q\n", a.Record)
	}
	return lines + a.Settings
}
