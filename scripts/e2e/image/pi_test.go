package image_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/image/emulator"
)

// piPatience is long for reading kernel and RAM disk from the emulated card.
const piPatience = 90 * time.Minute

// The same card in a Raspberry Pi 3B, with Debian's U-Boot for the Pi. Nothing that comes
// over the serial line stops the start, and U-Boot says nothing there, where a printer
// may be. Told to be heard, the script finds the state before the first partition, takes
// a try of slot A, writes the state back, twice, and starts the kernel of that slot.
func TestPi(t *testing.T) {
	needAll(t)
	forget(t)
	folder := t.TempDir()
	var echo io.Writer
	if *pictures != "" {
		log, err := os.Create(filepath.Join(*pictures, "TestPi.log"))
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		echo = log
	}
	path, err := emulator.Card(t.Context(), *card, folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	env, err := emulator.Get(t.Context(), path, "uboot.env")
	if err != nil {
		t.Fatal(err)
	}
	started(t, path, folder, echo, func(ctx context.Context, pi *emulator.Pi) {
		if err := e2e.Until(ctx, "a try of slot A is taken", func() (bool, error) {
			copies := states(t, path)
			return len(copies) == 2 && bytes.Contains(copies[0], []byte("BOOT_A_LEFT=2\x00")) && bytes.Contains(copies[1], []byte("BOOT_A_LEFT=2\x00")), nil
		}); err != nil {
			t.Fatalf("%v\n%s", err, pi.Tail())
		}
		for _, line := range pi.Lines() {
			if strings.Contains(line, "numerek") || strings.Contains(line, "=>") || strings.Contains(line, "U-Boot>") {
				t.Errorf("U-Boot says on the serial line: %s", line)
			}
		}
	})

	heard := filepath.Join(folder, "uboot.env")
	if err := os.WriteFile(heard, loud(t, env), 0o600); err != nil {
		t.Fatal(err)
	}
	if path, err = emulator.Card(t.Context(), *card, folder, map[string]string{"uboot.env": heard}); err != nil {
		t.Fatal(err)
	}
	started(t, path, folder, echo, func(ctx context.Context, pi *emulator.Pi) {
		began, read := time.Now(), 0
		for _, words := range []string{"numerek: boot.scr on mmc 0:1", "numerek: state of copy 1", "numerek: slot A, left A=2 B=0", "Starting kernel"} {
			var err error
			if _, read, err = pi.Said(ctx, read, e2e.Contains(words)); err != nil {
				t.Fatalf("%v\n%s", err, pi.Tail())
			}
			t.Logf("%.0f s: %s", time.Since(began).Seconds(), words)
		}
		figure(t, "image_pi_kernel", "s", time.Since(began).Seconds())
	})
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

// started switches a Raspberry Pi on while somebody types on its serial line, looks, and
// switches it off.
func started(t *testing.T, card, folder string, echo io.Writer, look func(ctx context.Context, pi *emulator.Pi)) {
	t.Helper()
	pi, err := emulator.StartPi(card, folder, echo)
	if err != nil {
		t.Fatal(err)
	}
	defer pi.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), piPatience)
	defer cancel()
	go func() { _ = pi.Disturb(ctx) }() // ends with the machine
	look(ctx, pi)
}

// loud is an environment of U-Boot's that is heard on the serial line: a checksum, and
// names with their values up to an empty one.
func loud(t *testing.T, env []byte) []byte {
	t.Helper()
	const sum = 4
	text := bytes.TrimRight(env[sum:], "\xff")
	for _, name := range []string{"stdout", "stderr"} {
		silent := []byte("\x00" + name + "=nulldev\x00")
		if !bytes.Contains(text, silent) {
			t.Fatalf("uboot.env lets %s be heard: %q", name, text)
		}
		text = bytes.Replace(text, silent, []byte("\x00"+name+"=serial,vidconsole\x00"), 1)
	}
	text = append(text, bytes.Repeat([]byte{0xff}, len(env)-sum-len(text))...)
	return append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(text)), text...)
}
