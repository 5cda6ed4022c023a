package enrol

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/credentials"
)

// serverName is the name in the certificate of every server; which one it is
// tells its authority.
const serverName = "numerek"

// ErrWrongServer means that another server answers than the one whose
// fingerprint was given, or somebody in its place.
var ErrWrongServer = errors.New("not the server of the fingerprint")

// errNobody means that the device has no certificate to show.
var errNobody = errors.New("not enrolled yet")

// FingerprintOf an authority is that of its public key: "sha256:" and 64
// hexadecimal digits in lower case.
func FingerprintOf(authority *x509.Certificate) string {
	sum := sha256.Sum256(authority.RawSubjectPublicKeyInfo)
	return fingerprintMark + hex.EncodeToString(sum[:])
}

const fingerprintMark = "sha256:"

// checkFingerprint says what is wrong with a fingerprint.
func checkFingerprint(s string) error {
	sum, err := hex.DecodeString(strings.TrimPrefix(s, fingerprintMark))
	if err != nil || len(sum) != sha256.Size || s != fingerprintMark+hex.EncodeToString(sum) {
		return fmt.Errorf("%q is no fingerprint", s)
	}
	return nil
}

// verify checks a server's certificates and returns the authority. floor is the
// earliest that it can be: the clock of the device does not count.
// Errors wrap ErrWrongServer.
func verify(chain []*x509.Certificate, fingerprint string, floor time.Time) (authority *x509.Certificate, err error) {
	wrong := func(format string, args ...any) (*x509.Certificate, error) {
		return nil, fmt.Errorf("%w: "+format, append([]any{ErrWrongServer}, args...)...)
	}
	if len(chain) == 0 {
		return wrong("it shows no certificate")
	}
	leaf, last := chain[0], chain[len(chain)-1]
	known := slices.IndexFunc(chain[1:], func(c *x509.Certificate) bool { return FingerprintOf(c) == fingerprint })
	if known < 0 {
		return wrong("its authority is %s", FingerprintOf(last))
	}
	authority = chain[1+known]
	// A leaf made before the floor and good after it is good at the floor; a newer
	// one is good from its own beginning.
	at := floor
	for _, c := range []*x509.Certificate{leaf, authority} {
		if c.NotBefore.After(at) {
			at = c.NotBefore
		}
	}
	if leaf.NotAfter.Before(at) {
		return wrong("its certificate ran out on %s, and it is %s at the earliest",
			leaf.NotAfter.Format(time.DateOnly), at.Format(time.DateOnly))
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	_, err = leaf.Verify(x509.VerifyOptions{
		DNSName: serverName, Roots: roots, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return wrong("%w", err)
	}
	return authority, nil
}

// transport opens connections as the device, or as a stranger.
type transport struct {
	i        *Identity
	stranger bool
}

var _ credentials.TransportCredentials = (*transport)(nil)

// TransportCredentials are those of the device for every call but the one that
// enrols: TLS 1.3 with its certificate, to the server of the fingerprint and to
// no other. A connection that an older certificate opened is closed when there
// is a newer one, so that it never outlives its right.
func (i *Identity) TransportCredentials() credentials.TransportCredentials { return &transport{i: i} }

// ClientHandshake checks the server and shows it the certificate.
func (t *transport) ClientHandshake(ctx context.Context, _ string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	proof, floor := t.i.standing()
	switch {
	case t.stranger:
		proof = nil
	case proof == nil: // whoever calls already would keep a connection that proves nothing
		return nil, nil, errNobody
	}
	var chain []*x509.Certificate
	var authority *x509.Certificate
	var wrong error
	conn, info, err := credentials.NewTLS(&tls.Config{
		MinVersion: tls.VersionTLS13,
		ServerName: serverName,
		// The usual check would ask the device's clock and the machine's authorities.
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection checks chain, name, use and time, always.
		VerifyConnection: func(s tls.ConnectionState) error {
			chain = s.PeerCertificates
			authority, wrong = verify(chain, t.i.o.Fingerprint, floor)
			return wrong
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if proof == nil {
				return &tls.Certificate{}, nil
			}
			return proof, nil
		},
	}).ClientHandshake(ctx, serverName, raw)
	if wrong != nil || err == nil {
		t.i.met(ctx, chain, authority, wrong)
	}
	if err != nil {
		return nil, nil, err
	}
	if t.stranger {
		return conn, info, nil
	}
	kept, err := t.i.keep(conn, proof)
	if err != nil {
		return nil, nil, err
	}
	return kept, info, nil
}

// ServerHandshake is for servers.
func (*transport) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("a device is no server")
}

// Info says which protocol it is.
func (*transport) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

// Clone is the same: nothing in it changes.
func (t *transport) Clone() credentials.TransportCredentials {
	return &transport{i: t.i, stranger: t.stranger}
}

// OverrideServerName changes nothing: every server has the same name.
func (*transport) OverrideServerName(string) error { return nil }

// connections are those that are open, each with the certificate that opened it.
type connections struct {
	mu   sync.Mutex
	open map[*connection]struct{}
}

// connection is one of them.
type connection struct {
	net.Conn
	proof *tls.Certificate
	all   *connections
}

// Close ends it and forgets it.
func (c *connection) Close() error {
	c.all.mu.Lock()
	delete(c.all.open, c)
	c.all.mu.Unlock()
	return c.Conn.Close()
}

// keep remembers a connection until it is closed.
func (i *Identity) keep(conn net.Conn, proof *tls.Certificate) (net.Conn, error) {
	c := &connection{Conn: conn, proof: proof, all: &i.connections}
	i.connections.mu.Lock()
	if i.connections.open == nil {
		i.connections.open = map[*connection]struct{}{}
	}
	i.connections.open[c] = struct{}{}
	i.connections.mu.Unlock()
	if now, _ := i.standing(); now != proof {
		return nil, errors.Join(errors.New("the certificate was renewed meanwhile"), c.Close())
	}
	return c, nil
}

// closeOld ends what another certificate than the present one has opened.
func (i *Identity) closeOld() {
	now, _ := i.standing()
	i.connections.mu.Lock()
	var old []*connection
	for c := range i.connections.open {
		if c.proof != now {
			old = append(old, c)
		}
	}
	i.connections.mu.Unlock()
	for _, c := range old {
		_ = c.Close() // the line notices and begins again
	}
}
