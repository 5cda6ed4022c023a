package enrolment

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"numerek/central/store"
)

// sealedKey is what the authority's key is sealed for.
const sealedKey = "authority key"

// ServerName is the name in the servers' certificates: devices know a server by the
// authority that signed it, wherever it stands.
const ServerName = "numerek"

const serverValid = 365 * 24 * time.Hour

// skew is how far behind the clock of another server may be.
const skew = time.Hour

// never is how X.509 writes that a certificate has no end (RFC 5280, 4.1.2.5): the
// devices that pin the authority have nobody to ask for another.
var never = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)

// Authority signs the certificates of devices and of servers. It is the same for all
// servers on one database.
type Authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// Authority returns the installation's, which it makes the first time.
func (e *Enrolment) Authority(ctx context.Context) (*Authority, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.authority != nil {
		return e.authority, nil
	}
	row, err := e.store.Authority(ctx)
	if errors.Is(err, store.ErrNotFound) {
		row, err = e.makeAuthority(ctx)
	}
	if err != nil {
		return nil, err
	}
	a, err := e.openAuthority(row)
	if err != nil {
		return nil, fmt.Errorf("the authority of devices: %w", err)
	}
	e.authority = a
	return a, nil
}

// makeAuthority keeps a new one, unless another server was first: then that counts.
func (e *Enrolment) makeAuthority(ctx context.Context) (store.Authority, error) {
	now := e.now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return store.Authority{}, err
	}
	serial, err := newSerial()
	if err != nil {
		return store.Authority{}, err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Numerek devices"},
		NotBefore: now.Add(-skew), NotAfter: never,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}, &x509.Certificate{Subject: pkix.Name{CommonName: "Numerek devices"}}, key.Public(), key)
	if err != nil {
		return store.Authority{}, err
	}
	plain, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return store.Authority{}, err
	}
	fresh := store.Authority{
		Certificate: base64.StdEncoding.EncodeToString(der), MadeAt: now,
		Key: e.keys.Seal(sealedKey, base64.StdEncoding.EncodeToString(plain)),
	}
	var row store.Authority
	made := false
	err = e.store.Update(ctx, store.Keys{Authority: true}, func(tx *store.Tx) error {
		row, err = tx.Authority()
		if made = errors.Is(err, store.ErrNotFound); made {
			tx.PutAuthority(fresh)
			row, err = fresh, nil
		}
		return err
	})
	if err == nil && made {
		e.log.InfoContext(ctx, "authority of devices made")
	}
	return row, err
}

func (e *Enrolment) openAuthority(row store.Authority) (*Authority, error) {
	plain, err := e.keys.Open(sealedKey, row.Key)
	if err != nil {
		return nil, err
	}
	raw, err1 := base64.StdEncoding.DecodeString(plain)
	der, err2 := base64.StdEncoding.DecodeString(row.Certificate)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(raw)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a %T cannot sign", key)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Authority{certificate: c, key: signer}, nil
}

// DER returns the authority's certificate, X.509.
func (a *Authority) DER() []byte { return slices.Clone(a.certificate.Raw) }

// Fingerprint is what devices recognise the servers by: the hash of its public key.
func (a *Authority) Fingerprint() string {
	return "sha256:" + keyHash(a.certificate.RawSubjectPublicKeyInfo)
}

// Verify returns who a certificate proves its holder to be, whatever the time is:
// whether it has run out depends on what the holder wants.
func (a *Authority) Verify(c *x509.Certificate) (Identity, error) {
	if err := c.CheckSignatureFrom(a.certificate); err != nil {
		return Identity{}, fmt.Errorf("certificate is not of this authority: %w", err)
	}
	if c.IsCA || !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) || len(c.UnhandledCriticalExtensions) > 0 {
		return Identity{}, errors.New("certificate is not a device's")
	}
	return IdentityOf(c)
}

// Server returns a new certificate for a server, with a new key that is kept nowhere,
// and the authority's behind it. Devices know it by [ServerName]; programs that look
// for the name or the address that they called find host, too, where it is not empty.
// It is valid from the authority's first day on, for those whose clock is slow.
func (a *Authority) Server(now time.Time, host string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	names := &x509.Certificate{
		Subject: pkix.Name{CommonName: ServerName}, DNSNames: []string{ServerName},
		NotBefore: a.certificate.NotBefore, NotAfter: now.Add(serverValid), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		names.IPAddresses = []net.IP{ip.Unmap().WithZone("").AsSlice()}
	} else if host != "" && host != ServerName {
		names.DNSNames = append(names.DNSNames, host)
	}
	leaf, err := a.sign(names, key.Public())
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, a.DER()}, PrivateKey: key, Leaf: leaf}, nil
}

// device returns a certificate for the public key of a device.
func (a *Authority) device(id Identity, public crypto.PublicKey, now time.Time) (*x509.Certificate, error) {
	return a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: id.Device}, URIs: []*url.URL{id.name()},
		NotBefore: now.Add(-skew), NotAfter: now.Add(CertificateValid), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, public)
}

func (a *Authority) sign(c *x509.Certificate, public crypto.PublicKey) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	c.SerialNumber, c.KeyUsage, c.BasicConstraintsValid = serial, x509.KeyUsageDigitalSignature, true
	der, err := x509.CreateCertificate(rand.Reader, c, a.certificate, public, a.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// newSerial returns 127 random bits and a one, so that it is never 0.
func newSerial() (*big.Int, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	return n.SetBit(n, 0, 1), nil
}
