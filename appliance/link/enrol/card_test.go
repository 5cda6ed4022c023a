package enrol_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/link/enrol"
)

var errCut = errors.New("the power is gone")

// TestPowerCut cuts the power before every change of the card: while the device
// enrols, and while it takes a new token over an old certificate. It always
// ends enrolled, by one key for each token.
func TestPowerCut(t *testing.T) {
	const newer = "NEW7-2222-3333-4444"
	steps := 0
	for cut := 0; cut <= steps; cut++ {
		bubble(t, func(w *world) {
			said := 0 // changes of the card since the beginning
			power := func(i *enrol.Identity) *enrol.Identity {
				i.OnDisk(func(string) error {
					said++
					if cut > 0 && said >= cut {
						return errCut
					}
					return nil
				})
				return i
			}
			first := power(w.open())
			w.run(first)()
			if cut == 0 || said < cut {
				w.Token(newer, "koszalin", "kiosk", "kiosk-ratusz")
				w.run(power(w.open(withToken(newer))))()
			}
			if cut == 0 { // nothing was cut: now we know how many there are
				steps = said
			}
			word := token
			if w.Tokens[newer] != nil {
				word = newer
			}
			i := w.open(withToken(word))
			w.run(i)()
			p := w.Places["koszalin/kiosk/kiosk-ratusz"]
			if !i.Ready() || i.Refused("") != "" {
				t.Fatalf("cut at %d of %d: got %q, ready %v\n%s", cut, steps, i.Refused(""), i.Ready(), w.log.String())
			}
			if old := len(p.Old); word == token && old != 0 || word == newer && old != 1 {
				t.Errorf("cut at %d of %d: %d keys were replaced", cut, steps, old)
			}
			w.onlyForItself()
		})
	}
	if steps < 12 {
		t.Errorf("got %d changes of the card, want at least those of six files, twice", steps)
	}
}

// What is lost or damaged on the card is made anew with the key, or told.
func TestDamage(t *testing.T) {
	half := func(data []byte) []byte { return data[:len(data)/2] }
	for _, damage := range []struct {
		name string
		do   func(data []byte) []byte
	}{
		{"lost", func([]byte) []byte { return nil }},
		{"empty", func([]byte) []byte { return []byte{} }},
		{"half", half},
		{"zeros", func(data []byte) []byte { return make([]byte, len(data)) }},
	} {
		for _, file := range []string{"key.pem", "certificate.pem", "authority.pem", "floor", "lock"} {
			t.Run(damage.name+"_"+file, func(t *testing.T) {
				bubble(t, func(w *world) {
					w.run(w.open())()
					path := filepath.Join(w.folder, file)
					data, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					if bad := damage.do(data); bad == nil {
						err = os.Remove(path)
					} else {
						err = os.WriteFile(path, bad, 0o600)
					}
					if err != nil {
						t.Fatal(err)
					}
					pass(time.Hour) // the token is over
					i := w.open()
					w.run(i)()
					if file == "key.pem" { // nobody else has it
						if got := i.Refused(""); got != device.BarTokenUsed {
							t.Errorf("got %q, want %q", got, device.BarTokenUsed)
						}
						return
					}
					if !i.Ready() || i.Refused("") != "" || len(w.Places["koszalin/kiosk/kiosk-ratusz"].Old) != 0 {
						t.Errorf("got %q, ready %v\n%s", i.Refused(""), i.Ready(), w.log.String())
					}
					if file == "authority.pem" || file == "floor" {
						return // of use only when a certificate comes
					}
					healed, err := os.ReadFile(path)
					if err != nil || file == "certificate.pem" && bytes.Equal(healed, damage.do(data)) {
						t.Errorf("%s was not made anew: %v", file, err)
					}
				})
			})
		}
	}
}

// A card that takes no records holds up a device that has no key yet, says so,
// and does not hold up one that has: it works with what it was given.
func TestCard_full(t *testing.T) {
	bubble(t, func(w *world) {
		var full atomic.Bool
		full.Store(true)
		disk := func(string) error {
			if full.Load() {
				return syscall.EROFS
			}
			return nil
		}
		i := w.open()
		i.OnDisk(disk)
		stop := w.run(i)
		if got := i.Refused(""); got != device.BarCard || w.asked() != "" {
			t.Errorf("got %q, want %q, and no token spent", got, device.BarCard)
		}
		full.Store(false)
		pass(time.Minute)
		if !i.Ready() || i.Refused("") != "" {
			t.Fatalf("the card is well: got %q", i.Refused(""))
		}
		stop()

		i = w.open()
		i.OnDisk(disk)
		stop = w.run(i)
		full.Store(true)
		i.Refused(device.BarCertificateExpired)
		pass(time.Minute)
		if w.asked() != "Enrol, Renew" || !i.Ready() || i.Refused("") != "" {
			t.Errorf("renewing on a full card: got %q, ready %v\n%s", i.Refused(""), i.Ready(), w.log.String())
		}
		until := i.State().NotAfter
		full.Store(false)
		pass(time.Minute)
		stop()
		if got := w.open().State().NotAfter; !got.Equal(until) {
			t.Errorf("on the card when it took records again: got %v, want %v", got, until)
		}
	})
}

// A folder that cannot be made is tried again, and none of it is fatal.
func TestCard_no_folder(t *testing.T) {
	bubble(t, func(w *world) {
		inTheWay := filepath.Dir(w.folder) + "/data"
		if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		w.folder = filepath.Join(inTheWay, "identity")
		i := w.open()
		w.run(i)
		if got := i.Refused(""); got != device.BarCard {
			t.Errorf("got %q, want %q", got, device.BarCard)
		}
		if err := os.Remove(inTheWay); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		if !i.Ready() {
			t.Errorf("got %q, want it enrolled", i.Refused(""))
		}
	})
}

// What a power cut left half written goes.
func TestSweep(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "key.pem.123.new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	bubble(t, func(w *world) {
		w.folder = folder
		w.run(w.open())()
		_, err := os.Stat(filepath.Join(folder, "key.pem.123.new"))
		if entries, _ := os.ReadDir(folder); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v: %v", err, slices.Collect(func(yield func(string) bool) {
				for _, e := range entries {
					yield(e.Name())
				}
			}))
		}
	})
}
