// Package bundle reads what a RAUC bundle says of itself.
//
// A bundle of the format "verity" is a squashfs with its hash tree, behind it the
// signed manifest, a CMS structure that contains it (RFC 5652), and in the last eight
// bytes the size of that (RAUC reference, Bundle Formats). The signature is the
// device's to verify, which has the key: here the manifest is only read, so that a
// wrong file is noticed before devices are.
package bundle

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Errors of reading.
var (
	// ErrNone means that a file is not a RAUC bundle, or only a part of one.
	ErrNone = errors.New("this is no RAUC bundle, or not all of one")
	// ErrFormat means that a bundle has not the format "verity", which alone can be
	// fetched part by part.
	ErrFormat = errors.New(`the bundle has not the format "verity", which devices need to fetch it part by part`)
	// ErrManifest means that a bundle does not say what it is.
	ErrManifest = errors.New("the bundle's manifest does not say its version and what it is compatible with")
)

// largestSignature is more than any signature with its manifest and certificates; RAUC
// takes no larger one.
const largestSignature = 64 << 20

// About is what a bundle says of itself.
type About struct {
	Version    string
	Compatible string
	Size       int64  // in bytes
	SHA256     string // of the whole file, hex
}

// magic begins a squashfs.
var magic = []byte("hsqs")

// Read reads a bundle to its end. Errors: [ErrNone], [ErrFormat], [ErrManifest], and
// those of reading.
func Read(r io.ReaderAt, size int64) (About, error) {
	tail := make([]byte, 8)
	head := make([]byte, len(magic))
	if size < int64(len(head)+len(tail)) {
		return About{}, ErrNone
	}
	if _, err := r.ReadAt(head, 0); err != nil {
		return About{}, err
	}
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil {
		return About{}, err
	}
	n := binary.BigEndian.Uint64(tail)
	if !bytes.Equal(head, magic) || n == 0 || n > largestSignature || n > uint64(size)-uint64(len(tail)) { //nolint:gosec // size is no less
		return About{}, ErrNone
	}
	signed := make([]byte, n)
	if _, err := r.ReadAt(signed, size-int64(len(tail))-int64(n)); err != nil {
		return About{}, err
	}
	text, err := content(signed)
	if err != nil {
		return About{}, err
	}
	about, err := manifest(text)
	if err != nil {
		return About{}, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, 0, size)); err != nil {
		return About{}, err
	}
	about.Size, about.SHA256 = size, hex.EncodeToString(h.Sum(nil))
	return about, nil
}

// oidSigned is the type of signed data (RFC 5652, 5.1).
var oidSigned = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

// content returns what signed data contains. A plain bundle's contains nothing: its
// signature is beside the squashfs.
func content(der []byte) ([]byte, error) {
	var info struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue // [0] SignedData
	}
	if _, err := asn1.Unmarshal(der, &info); err != nil || !info.Type.Equal(oidSigned) {
		return nil, ErrNone
	}
	var signed struct { // what follows, certificates and signatures, is not read
		Version    int
		Algorithms asn1.RawValue
		Content    struct {
			Type asn1.ObjectIdentifier
			Text []byte `asn1:"explicit,optional,tag:0"`
		}
	}
	if _, err := asn1.Unmarshal(info.Content.Bytes, &signed); err != nil {
		return nil, ErrNone
	}
	if len(signed.Content.Text) == 0 {
		return nil, ErrFormat
	}
	return signed.Content.Text, nil
}

// manifest reads the keys that count: it is a file of groups, as GLib's key files.
func manifest(text []byte) (a About, err error) {
	group, format := "", "plain"
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			group = line[1 : len(line)-1]
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		switch group + "." + strings.TrimSpace(key) {
		case "update.version":
			a.Version = strings.TrimSpace(value)
		case "update.compatible":
			a.Compatible = strings.TrimSpace(value)
		case "bundle.format":
			format = strings.TrimSpace(value)
		}
	}
	switch {
	case lines.Err() != nil:
		return About{}, fmt.Errorf("%w: %w", ErrManifest, lines.Err())
	case format != "verity":
		return About{}, fmt.Errorf("%w: %q", ErrFormat, format)
	case a.Version == "" || a.Compatible == "":
		return About{}, ErrManifest
	}
	return a, nil
}
