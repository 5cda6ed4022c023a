package e2e_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

// What all tests of the package use, built once, in a folder of its own: a build
// beside the test must not change the program under it.
var (
	programs e2e.Programs
	killat   string
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-e2e-")
	if err == nil {
		defer os.RemoveAll(folder)
		programs, err = e2e.Build(context.Background(), folder)
	}
	if err == nil {
		killat, err = e2e.BuildOne(context.Background(), folder, "killat", "./scripts/e2e/killat")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	watch, err := discreet.Begin()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// soon is the end of patience of one step.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// office is the demonstration office, which gives tickets to whatever crowd.
func office(t *testing.T) string {
	t.Helper()
	path, err := e2e.PatientOffice(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// postgres is the database of scripts/test; a missing one is a failure, not a reason to skip.
func postgres(t *testing.T) string {
	t.Helper()
	url := os.Getenv("TEST_POSTGRES_URL")
	if url == "" {
		t.Fatal("TEST_POSTGRES_URL is not set: scripts/test sets it, and so does: export TEST_POSTGRES_URL=$(scripts/postgres start DIR)")
	}
	return url
}

// start starts a server that is stopped with the test.
func start(t *testing.T, name string, s e2e.Server) *e2e.Central {
	t.Helper()
	if s.Path == "" {
		s.Path = programs.Central
	}
	if s.Data == "" {
		s.Data = t.TempDir()
	}
	c, err := s.Start(soon(t), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Kill)
	return c
}

// hello gives a device that has introduced itself.
func hello(t *testing.T, c *e2e.Central, office, id string) *e2e.Device {
	t.Helper()
	d, err := e2e.Dial(c.Devices, office, id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Hello(soon(t)); err != nil {
		t.Fatalf("hello: %v\n%s", err, c.Tail())
	}
	return d
}
