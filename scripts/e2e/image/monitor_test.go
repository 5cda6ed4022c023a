package image_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/voice/sound"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/hall"
	"numerek/scripts/e2e/image/emulator"
)

const (
	monitor     = "ekran-r1"
	place       = "ratusz"
	desk        = 3
	wallInches  = 32
	leastSpoken = 1500 * time.Millisecond // of a gong, a number and a desk
	audible     = 1000                    // of 32767
)

// A card with the role of a display is a wall monitor: it shows a call, and says it.
func TestMonitor(t *testing.T) {
	needAll(t)
	s := newSite(t)
	clerk, err := s.server.Employ(soon(t), s.central, "urzednik")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(clerk.Take(soon(t), place, desk), clerk.Do(soon(t), "give_out", "service", service, "language", "pl")); err != nil {
		t.Fatal(err)
	}
	recording := filepath.Join(t.TempDir(), "heard.wav")
	k := insert(t, s.settings(monitor, fmt.Sprintf("\nlog = \"text\"\n\n[screen]\ninches = %d\n", wallInches)), emulator.Options{
		Width: 800, Height: 480,
		Args: []string{
			"-audiodev", "wav,id=sound,path=" + recording + ",out.frequency=24000,out.channels=1,out.format=s16",
			"-device", "virtio-sound-pci,audiodev=sound,streams=1",
		},
	})
	k.says(startPatience, "first frame")
	watcher, err := hall.New(k.Machine, k.size(wallInches), s.server.Devices, monitor, func(name string, picture *image.RGBA) error {
		k.save(name, picture)
		return nil
	})
	k.must(err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = watcher.Follow(ctx) }() // ends with the test
	k.must(watcher.See(soon(t), "0-waiting", func(m display.Model) bool { return len(m.Rows) == 0 }))
	if spoken := heard(t, recording); spoken != 0 {
		t.Errorf("%v of sound before anybody was called", spoken)
	}
	k.must(clerk.Do(soon(t), "call_next"))
	k.must(watcher.See(soon(t), "1-called", func(m display.Model) bool { return len(m.Rows) > 0 && m.Rows[0].Call.Desk == desk }))
	k.must(e2e.Until(soon(t), "the call is heard", func() (bool, error) { return heard(t, recording) > leastSpoken, nil }))
	t.Logf("count: %.1f s of voice came out of the sound card", heard(t, recording).Seconds())
}

// heard is how much of a recording is louder than silence. Where the machine is slow,
// there are gaps in it.
func heard(t *testing.T, recording string) time.Duration {
	t.Helper()
	data, err := os.ReadFile(recording)
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	// A piece of 10 ms is heard when its loudest sample is.
	const piece = 2 * sound.Rate / 100
	pieces := 0
	for data = data[min(len(data), sound.HeaderSize):]; len(data) >= piece; data = data[piece:] {
		for i := 0; i < piece; i += 2 {
			if v := int16(binary.LittleEndian.Uint16(data[i:])); v > audible || v < -audible {
				pieces++
				break
			}
		}
	}
	return time.Duration(pieces) * 10 * time.Millisecond
}
