package bundle_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"numerek/central/updates/bundle"
	"numerek/central/updates/bundle/bundletest"
)

func read(b []byte) (bundle.About, error) { return bundle.Read(bytes.NewReader(b), int64(len(b))) }

func TestRead(t *testing.T) {
	whole := bundletest.Make("1.2.3", "numerek-arm64", 5000)
	sum := sha256.Sum256(whole)
	want := bundle.About{Version: "1.2.3", Compatible: "numerek-arm64", Size: int64(len(whole)), SHA256: hex.EncodeToString(sum[:])}
	if got, err := read(whole); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, c := range map[string]struct {
		text []byte
		want error
	}{
		"empty":            {nil, bundle.ErrNone},
		"short":            {[]byte("hsqs"), bundle.ErrNone},
		"a_part":           {whole[:len(whole)-1], bundle.ErrNone},
		"half":             {whole[:len(whole)/2], bundle.ErrNone},
		"without_its_head": {whole[1:], bundle.ErrNone},
		"zeros":            {make([]byte, 1000), bundle.ErrNone},
		"huge_signature":   {append(bytes.Clone(whole[:len(whole)-8]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), bundle.ErrNone},
		"detached":         {bundletest.MakeOf("", 100), bundle.ErrFormat},
		"plain":            {bundletest.MakeOf("[update]\nversion=1\ncompatible=x\n", 100), bundle.ErrFormat},
		"no_version":       {bundletest.MakeOf("[update]\ncompatible=x\n[bundle]\nformat=verity\n", 100), bundle.ErrManifest},
		"other_group":      {bundletest.MakeOf("[image]\nversion=1\n[update]\ncompatible=x\n[bundle]\nformat=verity\n", 100), bundle.ErrManifest},
	} {
		if got, err := read(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(bundletest.Make("1.2.3", "numerek-arm64", 10))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := read(b); err == nil && (a.Version == "" || a.Compatible == "" || a.Size != int64(len(b))) {
			t.Errorf("got %+v", a)
		}
	})
}

// incompressible is more than the least that rauc signs.
func incompressible() string {
	b := make([]byte, 100_000)
	_, _ = rand.Read(b) // it never fails
	return string(b)
}

// TestReadWhatRaucMakes reads a bundle that the real rauc has made and signed.
func TestReadWhatRaucMakes(t *testing.T) {
	for _, program := range []string{"rauc", "mksquashfs", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s", program)
		}
	}
	dir := t.TempDir()
	run := func(name string, args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), name, args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o700); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		"rootfs.img":     incompressible(),
		"manifest.raucm": "[update]\ncompatible=numerek-arm64\nversion=1.2.3\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=rootfs.img\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, "content", file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=test")
	run("rauc", "--cert", "cert.pem", "--key", "key.pem", "bundle", "content", "test.raucb")
	whole, err := os.ReadFile(filepath.Join(dir, "test.raucb"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read(whole); err != nil || got.Version != "1.2.3" || got.Compatible != "numerek-arm64" {
		t.Errorf("got %+v, %v", got, err)
	}
}
