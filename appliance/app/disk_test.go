package app_test

import (
	"flag"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// TestMain lets go test keep no list of the files that the tests open: it would
// be written while the disk is full, and fail the run.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.testlogfile", ""); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// fullDisk makes every file of this process refuse to grow, until heal is called.
func fullDisk(t *testing.T) (heal func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ) // a refused write, not a dead process
	limit := func(size uint64) {
		var old syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: old.Max}); err != nil {
			t.Fatal(err)
		}
	}
	limit(1)
	heal = func() { limit(1 << 62) }
	t.Cleanup(heal)
	return heal
}
