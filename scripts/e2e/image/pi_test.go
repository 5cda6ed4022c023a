package image_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/image/emulator"
)

// piPatience is long for reading kernel and RAM disk from the emulated card.
const piPatience = 90 * time.Minute

// The same card in a Raspberry Pi 3B, with Debian's U-Boot for the Pi: the script
// finds the state before the first partition, takes a try of slot A, writes the state
// back, twice, and starts the kernel of that slot.
func TestPi(t *testing.T) {
	needAll(t)
	folder := t.TempDir()
	path, err := emulator.Card(t.Context(), *card, folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	var echo io.Writer
	if *pictures != "" {
		log, err := os.Create(filepath.Join(*pictures, "TestPi.log"))
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		echo = log
	}
	forget(t)
	began := time.Now()
	pi, err := emulator.StartPi(path, folder, echo)
	if err != nil {
		t.Fatal(err)
	}
	defer pi.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), piPatience)
	defer cancel()
	heard := 0
	for _, words := range []string{"numerek: boot.scr on mmc 0:1", "numerek: state of copy 1", "numerek: slot A, left A=2 B=0", "Starting kernel"} {
		if _, heard, err = pi.Said(ctx, heard, e2e.Contains(words)); err != nil {
			t.Fatalf("%v\n%s", err, pi.Tail())
		}
		t.Logf("%.0f s: %s", time.Since(began).Seconds(), words)
	}
	figure(t, "image_pi_kernel", "s", time.Since(began).Seconds())
	pi.Kill()
	copies := states(t, path)
	if len(copies) != 2 {
		t.Errorf("%d copies of the state are whole, want both", len(copies))
	}
	for _, state := range copies {
		for _, want := range []string{"BOOT_ORDER=A B\x00", "BOOT_A_LEFT=2\x00", "BOOT_B_LEFT=0\x00"} {
			if !bytes.Contains(state, []byte(want)) {
				t.Errorf("a copy of the state lacks %q: %.80q", want, state)
			}
		}
	}
}
