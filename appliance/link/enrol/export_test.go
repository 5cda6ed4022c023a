package enrol

import (
	"crypto/x509"
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
