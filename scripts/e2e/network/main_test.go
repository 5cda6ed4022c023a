// Package network has the tests of bad lines: between the shipped server, in a
// process of its own, and kiosks and monitors, once through a proxy that spoils
// what it carries, and once over cables of networks in the kernel, on which packets
// are lost, with devices that enrol as a technician lets them. It has no code of
// its own.
package network_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

var (
	central      string // the program
	errNoNetwork error  // why there is no network but the machine's own
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	central = os.Getenv(inside)
	if central == "" {
		folder, err := os.MkdirTemp("", "numerek-network-")
		if err == nil {
			defer os.RemoveAll(folder)
			central, err = e2e.BuildOne(context.Background(), folder, "central", "./central")
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		var status int
		if status, errNoNetwork = enter(central); errNoNetwork == nil {
			return status
		}
	} else {
		errNoNetwork = command("ip", "link", "set", "lo", "up")
	}
	// All of it waits for most of its time: all lines are bad at once.
	watch, err := discreet.Begin()
	if err = errors.Join(err, flag.Set("test.parallel", "32")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// patience is the end of what a whole test may take on a slow machine.
const patience = 4 * time.Minute

// healLimit is how long after the line's return everything works again.
const healLimit = 10 * time.Second

func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
