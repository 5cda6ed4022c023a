package enrolment

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
)

// Role is what a device does.
type Role string

// The roles, as the office file and certificates write them.
const (
	Kiosk   Role = "kiosk"
	Display Role = "display"
)

// scheme of the name in a device's certificate: numerek://OFFICE/ROLE/DEVICE.
const scheme = "numerek"

// Identity is who a certificate says that a device is.
type Identity struct {
	Office  string
	Role    Role
	Device  string
	KeyHash string // SHA-256 of its public key, hex
}

// String names the device as its certificate does.
func (id Identity) String() string { return id.name().String() }

func (id Identity) name() *url.URL {
	return &url.URL{Scheme: scheme, Host: id.Office, Path: "/" + string(id.Role) + "/" + id.Device}
}

// IdentityOf reads the name in a certificate, which must be a device's. It does not
// say whether to believe it: see [Authority.Verify].
func IdentityOf(c *x509.Certificate) (Identity, error) {
	if len(c.URIs) != 1 {
		return Identity{}, fmt.Errorf("certificate has %d names, not one", len(c.URIs))
	}
	u := c.URIs[0]
	role, device, two := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	id := Identity{Office: u.Host, Role: Role(role), Device: device, KeyHash: keyHash(c.RawSubjectPublicKeyInfo)}
	if !two || id.Role != Kiosk && id.Role != Display || id.Office == "" || device == "" || u.String() != id.String() {
		return Identity{}, fmt.Errorf("certificate has the name %q, which no device has", u)
	}
	return id, nil
}

// keyHash names a public key.
func keyHash(spki []byte) string {
	sum := sha256.Sum256(spki)
	return hex.EncodeToString(sum[:])
}
