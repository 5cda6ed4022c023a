package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/scripts/e2e"
)

// TestRefusedAtOnce: a wrong command line is refused before there is so much as a folder.
func TestRefusedAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"stray_word":    {[]string{"fresh"}, `"fresh" is not an option`},
		"after_a_flag":  {[]string{"--fresh", "--device", "kiosk-usc", "now"}, `"now" is not an option`},
		"no_such_kiosk": {[]string{"--device", "nosuch"}, `no kiosk "nosuch", only kiosk-ratusz and kiosk-usc`},
		"a_display":     {[]string{"--device", "ekran-r1"}, `no kiosk "ekran-r1"`},
		"half_a_size":   {[]string{"--window", "12x"}, `--window: "12x" is not a size`},
		"a_stamp":       {[]string{"--window", "100x100"}, "100x100 does not fit; allowed: 320 to 8192"},
		"no_monitor":    {[]string{"--display", "kiosk-usc"}, `no monitor "kiosk-usc", only ekran-r1, ekran-r2, ekran-r3, ekran-u1, ekran-u2`},
		"half_a_wall":   {[]string{"--display-window", "1280"}, `the monitor: --window: "1280" is not a size`},
		"in_a_tour":     {[]string{"--tour", "TOUR", "kiosk-usc"}, `"kiosk-usc" is not an option`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			args := append([]string{"--data", filepath.Join(dir, "data")}, c.args...)
			for i, a := range args {
				if a == "TOUR" {
					args[i] = filepath.Join(dir, "tour")
				}
			}
			err := run(t.Context(), args, io.Discard)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
			if found := names(t, dir); len(found) > 0 {
				t.Errorf("it made %q", found)
			}
		})
	}
}

// TestDied: a program that ends with an error is quoted with its last words.
func TestDied(t *testing.T) {
	for script, want := range map[string]string{
		"echo first; echo no screen >&2; exit 3": "the kiosk ended: exit status 3: no screen",
		"exit 4":                                 "the kiosk ended: exit status 4",
		"echo good; exit 0":                      "",
	} {
		p, err := e2e.Start(e2e.Command{Name: "kiosk", Path: "/bin/sh", Args: []string{"-c", script}, Env: os.Environ()})
		if err != nil {
			t.Fatal(err)
		}
		<-p.Done()
		got := ""
		if err := died(p); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", script, got, want)
		}
	}
}

// TestAnnouncer: the monitor that speaks where the kiosk stands.
func TestAnnouncer(t *testing.T) {
	office, err := readOffice()
	if err != nil {
		t.Fatal(err)
	}
	for kiosk, want := range map[string]string{"kiosk-ratusz": "ekran-r1", "kiosk-usc": "ekran-u1", "nosuch": ""} {
		if got := announcer(office, kiosk); got != want {
			t.Errorf("%s: got %q, want %q", kiosk, got, want)
		}
	}
}
