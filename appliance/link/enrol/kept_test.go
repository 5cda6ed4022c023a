package enrol_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/kepttest"
	"numerek/appliance/link/enrol"
)

// The key of the golden files is that of RFC 6979, A.2.5, which everybody knows.
const goldenServer = "sha256:e2f1ada8117c10205bced9f6d51a0abc1cbebc89d222189e6347560ae6ad4327"

// The identity that a program has written once is one for every later one: of the time
// before key files had a mark, too.
func TestIdentity_of_earlier_programs(t *testing.T) {
	for _, key := range []string{"key-0.pem", "key-1.pem"} {
		folder := t.TempDir()
		for name, from := range map[string]string{
			"key.pem": key, "certificate.pem": "certificate-0.pem", "authority.pem": "authority-0.pem", "floor": "floor-0",
		} {
			put(t, filepath.Join(folder, name), kepttest.Read(t, filepath.Join("testdata", from)))
		}
		i, err := enrol.Open(enrol.Options{
			Folder: folder, Server: "localhost:1", Fingerprint: goldenServer, Token: token, Device: "kiosk-ratusz", Office: "koszalin", Role: "kiosk",
		})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
		if s := i.State(); !i.Ready() || s.Office != "koszalin" || s.Bar != "" || !s.NotAfter.Equal(begin.Add(30*day)) || !i.Floor().Equal(begin) {
			t.Errorf("%s: ready %v, %+v, floor %v", key, i.Ready(), s, i.Floor())
		}
		if err := i.Close(); err != nil {
			t.Error(err)
		}
		text, err := enrol.KeyText(kepttest.Read(t, filepath.Join("testdata", key)))
		if err != nil {
			t.Fatal(err)
		}
		kepttest.Same(t, "testdata/key-1.pem", text)
	}
	for _, path := range []string{"testdata/certificate-0.pem", "testdata/authority-0.pem"} {
		kepttest.Same(t, path, enrol.CertificateText(kepttest.Read(t, path)))
	}
	kepttest.Same(t, "testdata/floor-0", enrol.FloorText(kepttest.Read(t, "testdata/floor-0")))
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unknown is a key's file of a newer program, of a kind that this one does not know.
func unknown(t *testing.T) []byte {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte("Token-SHA256: ?\nFormat: 2\n"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
}

// in is a file of the identity.
func (w *world) in(name string) string { return filepath.Join(w.folder, name) }

// Files of a newer program that say more than this one knows: the device is who it was,
// and what it does not know of its key stays on the card.
func TestIdentity_of_a_newer_program(t *testing.T) {
	bubble(t, func(w *world) {
		w.run(w.open())()
		w.asked()
		key := kepttest.Read(t, w.in("key.pem"))
		key = bytes.Replace(key, []byte("Format: 1\n"), []byte("Format: 9\nOf-A-Newer-Program: yes\n"), 1)
		put(t, w.in("key.pem"), key)
		put(t, w.in("floor"), append(kepttest.Read(t, w.in("floor")), "of a newer program\n"...))
		put(t, w.in("certificate.pem"), append([]byte("Of-A-Newer-Program: yes\n"), kepttest.Read(t, w.in("certificate.pem"))...))
		i := w.open()
		if i.Floor().IsZero() {
			t.Error("the floor is lost")
		}
		w.run(i)
		i.Refused(device.BarCertificateExpired) // it must be renewed
		pass(time.Minute)
		if got := w.asked(); !i.Ready() || i.Refused("") != "" || got != "Renew" {
			t.Errorf("ready %v, barred by %q, asked %s, want it renewed", i.Ready(), i.Refused(""), got)
		}
		if got := kepttest.Read(t, w.in("key.pem")); !bytes.Equal(got, key) {
			t.Errorf("the key's file was changed:\n%s", got)
		}
	})
}

// A key that this program cannot read stays where it is: the newer program is who it
// was as soon as it is back. Meanwhile a new token lets the device in.
func TestKey_that_only_a_newer_program_reads(t *testing.T) {
	for _, lost := range []string{"nothing", "certificate"} {
		bubble(t, func(w *world) {
			w.run(w.open())()
			pass(time.Hour)
			own, other := kepttest.Read(t, w.in("key.pem")), unknown(t)
			put(t, w.in("key.pem"), other)
			stop := w.run(w.open())
			pass(time.Hour)
			stop()
			if got := kepttest.Read(t, w.in("key.pem")); !bytes.Equal(got, other) || !strings.Contains(w.log.String(), "of a newer program") {
				t.Fatalf("%q of the key, in the log\n%s", got, w.log.String())
			}

			put(t, w.in("key.pem"), own) // as the newer program reads it
			if lost == "certificate" {
				put(t, w.in("certificate.pem"), nil)
			}
			i := w.open()
			w.run(i)
			if !i.Ready() || i.Refused("") != "" || len(w.Places["koszalin/kiosk/kiosk-ratusz"].Old) != 0 {
				t.Errorf("%s lost: ready %v, barred by %q\n%s", lost, i.Ready(), i.Refused(""), w.log.String())
			}
		})
	}
	bubble(t, func(w *world) {
		w.run(w.open())()
		pass(time.Hour)
		put(t, w.in("key.pem"), unknown(t))
		const fresh = "NEW7-2222-3333-4444"
		w.Token(fresh, "koszalin", "kiosk", "kiosk-ratusz")
		i := w.open(withToken(fresh))
		w.run(i)
		if !i.Ready() || i.Refused("") != "" {
			t.Errorf("with a new token: barred by %q\n%s", i.Refused(""), w.log.String())
		}
	})
}

// A newer program has asked with a key, and the answer was lost with it. The key is
// kept for it: its token takes no other.
func TestKey_that_has_asked(t *testing.T) {
	bubble(t, func(w *world) {
		w.change(func() { w.After = func(string) error { return errors.New("the power is gone") } })
		w.run(w.open())()
		w.change(func() { w.After = nil })
		asking, other := kepttest.Read(t, w.in("next.pem")), unknown(t)
		put(t, w.in("next.pem"), other)

		for range 2 {
			i := w.open()
			stop := w.run(i)
			if got := i.Refused(""); got != device.BarTokenUsed {
				t.Errorf("the older program: got %q, want %q", got, device.BarTokenUsed)
			}
			stop()
			if got := kepttest.Read(t, w.in("next.pem.newer")); !bytes.Equal(got, other) {
				t.Fatalf("got %q, want the newer program's key", got)
			}
		}

		put(t, w.in("next.pem.newer"), asking) // as the newer program reads it
		i := w.open()
		stop := w.run(i)
		if !i.Ready() || i.Refused("") != "" {
			t.Errorf("the newer program is back: barred by %q\n%s", i.Refused(""), w.log.String())
		}
		stop()
		w.onlyForItself() // and nothing is kept aside any more
		if _, err := os.Stat(w.in("next.pem.newer")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
}
