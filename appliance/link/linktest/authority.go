package linktest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"net/url"
	"testing"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
)

// Authority signs the certificates of one server and of its devices.
type Authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	// Life of the certificates of devices.
	Life time.Duration
}

// NewAuthority returns one that has just been made.
func NewAuthority(t *testing.T) *Authority {
	t.Helper()
	a := &Authority{t: t, key: newKey(t), Life: 30 * 24 * time.Hour}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "numerek"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(50, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.cert = a.sign(template, template, &a.key.PublicKey)
	return a
}

// Fingerprint is that of the public key.
func (a *Authority) Fingerprint() string {
	return "sha256:" + spki(a.cert)
}

// spki is the hash of a certificate's public key.
func spki(c *x509.Certificate) string {
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// Certificate is the authority's own.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// Leaf is a certificate of a server, changed by edit before it is signed; the
// authority stands beside it.
func (a *Authority) Leaf(edit func(*x509.Certificate)) tls.Certificate {
	a.t.Helper()
	key := newKey(a.t)
	template := &x509.Certificate{
		SerialNumber: serial(), DNSNames: []string{"numerek"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if edit != nil {
		edit(template)
	}
	leaf := a.sign(template, a.cert, &key.PublicKey)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, a.cert.Raw}, PrivateKey: key}
}

// Certify is a certificate of a device: numerek://OFFICE/ROLE/DEVICE.
func (a *Authority) Certify(office, role, device string, key any) *x509.Certificate {
	now := time.Now()
	return a.sign(&x509.Certificate{
		SerialNumber: serial(), NotBefore: now, NotAfter: now.Add(a.Life), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		URIs:        []*url.URL{{Scheme: "numerek", Host: office, Path: "/" + role + "/" + device}},
	}, a.cert, key)
}

// signed says that a certificate is one of a device, from this authority.
func (a *Authority) signed(c *x509.Certificate) bool {
	return c.CheckSignatureFrom(a.cert) == nil && len(c.URIs) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageClientAuth
}

func (a *Authority) sign(template, parent *x509.Certificate, key any) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		panic(err) // of a template that is wrong; the caller may be a handler
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return c
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err)
	}
	return n
}

// roles are the words of the contract for those of a certificate.
var roles = map[string]numerekv1.Role{"kiosk": numerekv1.Role_ROLE_KIOSK, "display": numerekv1.Role_ROLE_DISPLAY}
