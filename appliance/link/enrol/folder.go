package enrol

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// The files of an identity. next.pem is a key that asks for a certificate, until
// it has one and becomes key.pem.
const (
	keyFile         = "key.pem"
	nextFile        = "next.pem"
	asideFile       = "next.pem.newer" // of a newer program, until that is back
	certificateFile = "certificate.pem"
	authorityFile   = "authority.pem"
	floorFile       = "floor"
	lockName        = "lock"
)

// ErrInUse means that another program has the identity open.
var ErrInUse = errors.New("identity is in use by another program")

// folder keeps the files of an identity.
type folder struct {
	path string
	lock *os.File
	// step is called before every change to the disk; an error of it is the
	// disk's. Nil but in the test that cuts the power.
	step func(what string) error
}

// open makes the folder and takes its lock, which the kernel lets go of when
// the program ends, however it ends. Errors: ErrInUse, and those of the disk.
func (f *folder) open() error {
	if f.lock != nil {
		return nil
	}
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(f.path, 0o700); err != nil { //nolint:gosec // A folder needs its x to be entered.
		return err
	}
	lock, err := os.OpenFile(filepath.Join(f.path, lockName), os.O_RDWR|os.O_CREATE|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	err = unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	f.lock = lock
	return nil
}

// close lets another program have the folder.
func (f *folder) close() error {
	if f.lock == nil {
		return nil
	}
	err := f.lock.Close()
	f.lock = nil
	return err
}

// read returns a file, nil if there is none or it cannot be read: what is
// damaged is made anew.
func (f *folder) read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(f.path, name))
	if err != nil {
		return nil
	}
	return data
}

// write replaces a file as a whole: after a power cut it is the old or the new one.
func (f *folder) write(name string, data []byte) error {
	if err := f.open(); err != nil {
		return err
	}
	if err := f.begin("write " + name); err != nil {
		return err
	}
	next, err := os.CreateTemp(f.path, name+".*.new") // mode 0600
	if err != nil {
		return err
	}
	_, err = next.Write(data)
	if err == nil {
		err = next.Sync()
	}
	if err = errors.Join(err, next.Close()); err == nil {
		err = f.rename(filepath.Base(next.Name()), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	return nil
}

// spare keeps the asking key of a newer program aside, which the server may have
// certified already, before another takes its name.
func (f *folder) spare() error {
	if !newer(f.read(nextFile)) {
		return nil
	}
	return f.rename(nextFile, asideFile)
}

// put does what is owed.
func (f *folder) put(o file) error {
	if o.from == "" {
		return f.write(o.name, o.data)
	}
	err := f.rename(o.from, o.name)
	if errors.Is(err, os.ErrNotExist) {
		return nil // somebody took it away: the next start asks again
	}
	return err
}

// rename gives a file its name for good.
func (f *folder) rename(from, to string) error {
	if err := f.begin("rename to " + to); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(f.path, from), filepath.Join(f.path, to)); err != nil {
		return err
	}
	d, err := os.Open(f.path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// sweep removes what a power cut left half written.
func (f *folder) sweep() {
	left, _ := filepath.Glob(filepath.Join(f.path, "*.new"))
	for _, path := range left {
		_ = os.Remove(path) // it only takes room
	}
}

func (f *folder) begin(what string) error {
	if f.step == nil {
		return nil
	}
	return f.step(what)
}

// secret is a private key and the token that it asks with or asked with.
type secret struct {
	key    *ecdsa.PrivateKey
	digest string // of the token; empty where the file does not say
}

// Lines of a key's file before the key. A program of the time before there was a mark
// reads only the first, so that is the token's.
const (
	tokenLine  = "Token-SHA256: " //nolint:gosec // The name of a line; it holds a digest.
	formatLine = "Format: "
)

// keyFormat is the mark of a key's file that this program writes. A higher one stops
// nobody: a key that fits its certificate cannot be misunderstood, and a device that
// may work does.
const keyFormat = 1

// digestOf a token tells it from another without holding it.
func digestOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// newSecret makes a key for a token.
func newSecret(token string) (*secret, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return &secret{key: key, digest: digestOf(token)}, nil
}

// encode is the secret as a file: the lines of the token and of the format, and the
// key in PEM.
func (s *secret) encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		return nil, err
	}
	lines := fmt.Sprintf("%s%s\n%s%d\n", tokenLine, s.digest, formatLine, keyFormat)
	return append([]byte(lines), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...), nil
}

// secretFrom reads a key's file, nil if it holds none.
func secretFrom(data []byte) *secret {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil
	}
	key, ok := any.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil
	}
	return &secret{key: key, digest: said(data, tokenLine)}
}

// said is what a line of a key's file says, empty where there is none.
func said(data []byte, name string) string {
	before, _, _ := bytes.Cut(data, []byte("-----BEGIN "))
	for line := range strings.Lines(string(before)) {
		if value, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// newer says that a key's file holds a key that this program does not know how to
// read, but the one that wrote it does. What a power cut has torn holds none.
func newer(data []byte) bool {
	block, _ := pem.Decode(data)
	mark, _ := strconv.Atoi(said(data, formatLine))
	return secretFrom(data) == nil && (block != nil || mark > keyFormat)
}

// owns says that a certificate is for this key.
func (s *secret) owns(c *x509.Certificate) bool {
	public, ok := c.PublicKey.(*ecdsa.PublicKey)
	return s != nil && ok && public.Equal(&s.key.PublicKey)
}

// request is what the key asks to be certified with.
func (s *secret) request() ([]byte, error) {
	return x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, s.key)
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// certificateFrom reads a certificate's file, nil if it holds none.
func certificateFrom(data []byte) *x509.Certificate {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return c
}

func floorText(t time.Time) []byte { return []byte(t.UTC().Format(time.RFC3339) + "\n") }

// floorFrom reads the floor's file, zero if it holds none. A newer program may have
// more lines in it.
func floorFrom(data []byte) time.Time {
	first, _, _ := strings.Cut(string(data), "\n")
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(first))
	if err != nil {
		return time.Time{}
	}
	return t
}

// place is a device's place in an office, as its certificate names it.
type place struct{ office, role, device string }

// placeOf reads the place from a certificate: numerek://OFFICE/ROLE/DEVICE.
func placeOf(c *x509.Certificate) (place, error) {
	if len(c.URIs) != 1 || c.URIs[0].Scheme != "numerek" {
		return place{}, errors.New("the certificate names no device")
	}
	role, device, ok := strings.Cut(strings.TrimPrefix(c.URIs[0].Path, "/"), "/")
	if !ok {
		return place{}, fmt.Errorf("the certificate names no device: %s", c.URIs[0])
	}
	return place{office: c.URIs[0].Host, role: role, device: device}, nil
}

// isFor says whether the place is the one that the settings name.
func (p place) isFor(o Options) bool {
	return p.role == o.Role && p.device == o.Device && (o.Office == "" || p.office == o.Office)
}
