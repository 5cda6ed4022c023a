package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// asProgram is set where the test's own binary is to be the program.
const asProgram = "NUMEREK_TEST_AS_APPLIANCE"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// The program as people start it: what it says, and its exit status.
func TestCommandLine(t *testing.T) {
	tests := map[string]struct {
		args           string
		status         int
		stdout, stderr string // something in them
	}{
		"version":         {"--version", 0, version(), ""},
		"version_as_word": {"version", 0, version(), ""},
		"help":            {"-h", 0, "", "such as 127.0.0.1:7070"},
		"no_such_flag":    {"--devise x", 2, "", "flag provided but not defined: -devise"},
		"wrong_flags":     {"--role kiosk --device x --server here", 2, "", `such as "kolejka.example.pl:7070"`},
		"no_such_file":    {"--config no-such-file", 1, "", "no-such-file"},
		"simulator":       {"printer-simulator", 2, "", "--link is missing"},
		"simulator_flag":  {"printer-simulator --lnk x", 2, "", "flag provided but not defined: -lnk"},
		"simulator_help":  {"printer-simulator -h", 0, "personality", ""},
		"settings":        {"settings --config no-such-file --root .", 0, "", "no-such-file"},
		"settings_flag":   {"settings --rot x", 2, "", "flag provided but not defined: -rot"},
		"settings_help":   {"settings -h", 0, "stands for the root", ""},
		"no_screen_wall":  {"--role display --device x --server 127.0.0.1:1", 1, "", "no screen: set DISPLAY or start it under X"},
		"no_such_clips":   {"--role display --device x --server 127.0.0.1:1 --clips no-such-folder", 1, "", "no-such-folder"},
		"no_screen":       {"--role kiosk --device x --server 127.0.0.1:1", 1, "", "no screen: set DISPLAY or start it under X"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			c := exec.CommandContext(t.Context(), os.Args[0], strings.Fields(tt.args)...)
			c.Dir, c.Stdout, c.Stderr = t.TempDir(), &stdout, &stderr
			c.Env = append(os.Environ(), asProgram+"=1", "DISPLAY=", "WAYLAND_DISPLAY=")
			status := 0
			if err := c.Run(); err != nil {
				exit, ok := errors.AsType[*exec.ExitError](err)
				if !ok {
					t.Fatal(err)
				}
				status = exit.ExitCode()
			}
			if status != tt.status || !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("status %d, want %d\nstdout, want %q:\n%s\nstderr, want %q:\n%s",
					status, tt.status, tt.stdout, stdout.String(), tt.stderr, stderr.String())
			}
			if tt.status != 0 && tt.stderr != "" && strings.Count(stderr.String(), tt.stderr) != 1 {
				t.Errorf("said more than once:\n%s", stderr.String())
			}
		})
	}
}
