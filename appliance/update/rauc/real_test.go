package rauc_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"numerek/appliance/update/rauc/bustest"
)

// system is RAUC's configuration: two pairs of slots that are files, and a boot loader that is a
// script. The program does not activate what it has installed, as on a card.
const system = `[system]
compatible=numerek-arm64
bootloader=custom
activate-installed=false
statusfile=%[1]s/status
mountprefix=%[1]s/mnt
bundle-formats=plain verity

[handlers]
bootloader-custom-backend=%[1]s/boot

[keyring]
path=%[1]s/cert.pem

[slot.rootfs.0]
device=%[1]s/slot-a
type=raw
bootname=A

[slot.boot.0]
device=%[1]s/boot-a
type=raw
parent=rootfs.0

[slot.rootfs.1]
device=%[1]s/slot-b
type=raw
bootname=B

[slot.boot.1]
device=%[1]s/boot-b
type=raw
parent=rootfs.1
`

// boot keeps the order in a file.
const boot = `#!/bin/sh
f=$(dirname "$0")/primary
case "$1" in
get-primary) cat "$f" ;;
set-primary) echo "$2" >"$f" ;;
get-state) echo good ;;
set-state) ;;
get-current) echo A ;;
*) exit 1 ;;
esac
`

const manifest = `[update]
compatible=numerek-arm64
version=%s

[bundle]
format=plain

[image.rootfs]
filename=rootfs.img

[image.boot]
filename=boot.img
`

// workshop is a folder with keys, slots and a RAUC.
type workshop struct {
	t   *testing.T
	dir string
}

func (w workshop) file(name, text string, mode os.FileMode) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w workshop) run(program string, args ...string) {
	w.t.Helper()
	c := exec.CommandContext(w.t.Context(), program, args...)
	c.Dir = w.dir
	if out, err := c.CombinedOutput(); err != nil {
		w.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

func (w workshop) bundle(version string, sound bool) string {
	w.t.Helper()
	for image, size := range map[string]int{"rootfs.img": 200_000, "boot.img": 50_000} {
		body := make([]byte, size)
		_, _ = rand.Read(body) // it never fails
		w.file(version+"/"+image, string(body), 0o600)
	}
	w.file(version+"/manifest.raucm", fmt.Sprintf(manifest, version), 0o600)
	who := "cert"
	if !sound {
		who = "evil"
	}
	w.run("rauc", "--cert", who+".pem", "--key", who+".key", "bundle", version, version+".raucb")
	return filepath.Join(w.dir, version+".raucb")
}

// tears puts a device that is full in the place of the other slot's boot partition, or
// takes it away.
func (w workshop) tears(on bool) {
	w.t.Helper()
	path := filepath.Join(w.dir, "boot-b")
	if err := os.Remove(path); err != nil {
		w.t.Fatal(err)
	}
	if !on {
		w.file("boot-b", string(make([]byte, 400_000)), 0o600)
		return
	}
	if err := os.Symlink("/dev/full", path); err != nil {
		w.t.Fatal(err)
	}
}

// TestReal runs the suite on the real RAUC. Installing needs the right to mount; parts
// over HTTPS need kernel modules that few test machines have, and are tried in the
// emulator.
func TestReal(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"rauc", "openssl", "mksquashfs"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s", program)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("only root may mount a bundle")
	}
	if _, err := os.Stat("/dev/loop-control"); err != nil {
		t.Skip("this machine has no loop devices")
	}
	address := bustest.Start(t)
	w := workshop{t, t.TempDir()}
	for _, who := range []string{"cert", "evil"} {
		w.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", who+".key", "-out", who+".pem", "-subj", "/CN="+who)
	}
	w.file("boot", boot, 0o700)
	w.file("primary", "A\n", 0o600)
	for _, slot := range []string{"slot-a", "slot-b", "boot-a", "boot-b"} {
		w.file(slot, string(make([]byte, 400_000)), 0o600)
	}
	if err := os.Mkdir(filepath.Join(w.dir, "mnt"), 0o700); err != nil {
		t.Fatal(err)
	}
	conf := w.file("system.conf", fmt.Sprintf(system, w.dir), 0o600)
	c := exec.Command("rauc", "--conf="+conf, "--override-boot-slot=A", "service")
	c.Env = append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS="+address, "DBUS_STARTER_BUS_TYPE=system", "DBUS_STARTER_ADDRESS="+address)
	var said lockedBuffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	waitFor(t, address)
	suite(t, machine{address: address, bundle: w.bundle, tears: w.tears})
}

// waitFor returns once RAUC is on the bus.
func waitFor(t *testing.T, address string) {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 600 {
		var there bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "de.pengutronix.rauc").Store(&there); err != nil {
			t.Fatal(err)
		}
		if there {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
	t.Fatal("RAUC does not come to the bus within a minute")
}

// lockedBuffer is written by a process and read by the test.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
