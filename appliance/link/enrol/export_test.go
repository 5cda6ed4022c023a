package enrol

import (
	"crypto/x509"
	"errors"
	"time"
)

// OnDisk makes the disk ask step before every change.
func (i *Identity) OnDisk(step func(what string) error) { i.disk.step = step }

// Verify is verify.
func Verify(chain []*x509.Certificate, fingerprint string, floor time.Time) error {
	_, err := verify(chain, fingerprint, floor)
	return err
}

// Floor is the earliest that it can be.
func (i *Identity) Floor() time.Time {
	_, floor := i.standing()
	return floor
}

// KeyText is a key's file as it is written, of the key that another holds.
func KeyText(file []byte) ([]byte, error) {
	s := secretFrom(file)
	if s == nil {
		return nil, errors.New("no key")
	}
	return s.encode()
}

// CertificateText is a certificate's file as it is written, of another's.
func CertificateText(file []byte) []byte { return certificatePEM(certificateFrom(file).Raw) }

// FloorText is the floor's file as it is written, of another's.
func FloorText(file []byte) []byte { return floorText(floorFrom(file)) }
