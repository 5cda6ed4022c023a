package faults_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

var programs e2e.Programs

func TestMain(m *testing.M) {
	if os.Getenv(kioskEnv) != "" {
		os.Exit(beKiosk())
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-faults-")
	if err == nil {
		defer os.RemoveAll(folder)
		programs, err = e2e.Build(context.Background(), folder)
	}
	// The cells wait for people, motors and power supplies, and hardly for a processor.
	flag.Parse()
	if err == nil {
		err = flag.Set("test.parallel", strconv.Itoa(len(cells())))
	}
	var watch *discreet.Watch
	if err == nil {
		watch, err = discreet.Begin()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}
