// Package secret keeps what the database must not be able to tell: codes, links
// and people. It hashes them with a key for look-up and seals them with another
// one; both come from one master key in a file beside the database, or wherever
// the administrator puts it.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrSealed says that a text was not sealed with this key, or for something else.
var ErrSealed = errors.New("sealed with another key, or damaged")

// ErrKey says that a file holds no master key.
var ErrKey = errors.New("not a master key: 64 hexadecimal digits")

// masterBytes is the length of the master key.
const masterBytes = 32

// Keys are the keys of an installation.
type Keys struct {
	hash []byte
	seal cipher.AEAD
}

// New returns the keys that follow from 32 random bytes.
func New(master [masterBytes]byte) (*Keys, error) {
	hash, err := hkdf.Key(sha256.New, master[:], nil, "numerek hash", 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, master[:], nil, "numerek seal", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return &Keys{hash: hash, seal: seal}, err
}

// Load reads the master key from a file, and makes it where there is none. The
// file is for the server alone. Without it no sealed text can be read again: it
// belongs into the backup, but not beside the database's. Errors: [ErrKey].
func Load(file string) (*Keys, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if text, err = create(file); errors.Is(err, fs.ErrExist) { // another server was first
			text, err = os.ReadFile(file)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != masterBytes {
		return nil, fmt.Errorf("master key %s: %w", file, ErrKey)
	}
	return New([masterBytes]byte(raw))
}

// create writes a new key so that the file is whole or not there.
func create(file string) ([]byte, error) {
	raw := make([]byte, masterBytes)
	_, _ = rand.Read(raw) // which never fails
	text := []byte(hex.EncodeToString(raw) + "\n")
	f, err := os.CreateTemp(filepath.Dir(file), ".key-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), file); err != nil {
		return nil, err
	}
	return text, syncFolder(filepath.Dir(file))
}

// syncFolder keeps the new name of a file over a loss of power: what is sealed
// with a key outlives it otherwise.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Hash returns the keyed hash of a value of some kind in an office, 32 hexadecimal
// digits: equal values of one kind and office have equal hashes, others do not.
func (k *Keys) Hash(office, kind, value string) string {
	h := hmac.New(sha256.New, k.hash)
	for _, part := range []string{office, kind, value} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Seal encrypts a text that is about something, such as a booking's id: it can be
// opened for the same thing only.
func (k *Keys) Seal(about, plain string) string {
	return base64.RawStdEncoding.EncodeToString(k.seal.Seal(nil, nil, []byte(plain), []byte(about))) //nolint:gosec // G407: the cipher makes its own random nonce.
}

// Open decrypts what Seal returned. Errors: [ErrSealed].
func (k *Keys) Open(about, sealed string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fmt.Errorf("%s: %w", about, ErrSealed)
	}
	plain, err := k.seal.Open(nil, nil, raw, []byte(about))
	if err != nil {
		return "", fmt.Errorf("%s: %w", about, ErrSealed)
	}
	return string(plain), nil
}
