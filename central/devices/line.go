package devices

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/peer"

	"numerek/central/enrolment"
)

const (
	// tlsHandshake is the first byte of whoever speaks TLS (RFC 8446, 5.1).
	tlsHandshake = 0x16
	// freshLeaf is the age at which the server's certificate, which is valid for a
	// year, is made anew.
	freshLeaf = 30 * 24 * time.Hour
	// makeLeaf is how long it may take to ask the database for the authority.
	makeLeaf = 5 * time.Second
)

var (
	errPlain = errors.New("plain text is for devices of this machine, where the server runs with --local")
	errNoTLS = errors.New("this server takes no certificates")
)

// lines say with every connection who is at its other end, by the certificate that
// came over it, and remember what it goes over, so that one that is stuck can be
// closed: gRPC has no way to give up a send.
type lines struct {
	credentials.TransportCredentials // of plain text

	secure credentials.TransportCredentials // nil where there is no TLS
	local  bool                             // whether plain text is taken from this machine
	log    *slog.Logger
}

// line is what is known of a connection once it is made.
type line struct {
	credentials.AuthInfo

	conn    net.Conn
	plain   bool
	device  *enrolment.Identity // nil where no certificate came
	expires time.Time           // of the certificate
	told    atomic.Bool         // a refusal was logged
}

func newLines(e *enrolment.Enrolment, local bool, log *slog.Logger) *lines {
	l := &lines{TransportCredentials: insecure.NewCredentials(), local: local, log: log}
	if e != nil {
		own := &leaf{enrolment: e}
		l.secure = credentials.NewTLS(&tls.Config{
			MinVersion:             tls.VersionTLS13,
			ClientAuth:             tls.RequestClientCert, // a stranger may enrol; what came is verified below
			GetCertificate:         own.certificate,
			VerifyConnection:       own.verify,
			SessionTicketsDisabled: true, // whoever comes back proves himself again
		})
	}
	return l
}

// ServerHandshake implements [credentials.TransportCredentials]. gRPC bounds the time
// that it may take.
func (l *lines) ServerHandshake(conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	first := make([]byte, 1)
	if _, err := conn.Read(first); err != nil {
		return nil, nil, err
	}
	again := &peeked{Conn: conn, first: first}
	if first[0] != tlsHandshake {
		if !l.local || !isLocal(conn.RemoteAddr()) {
			l.log.Warn("connection refused", "address", conn.RemoteAddr().String(), "err", errPlain)
			return nil, nil, errPlain
		}
		secured, info, err := l.TransportCredentials.ServerHandshake(again)
		return secured, &line{AuthInfo: info, conn: conn, plain: true}, err
	}
	if l.secure == nil {
		return nil, nil, errNoTLS
	}
	secured, info, err := l.secure.ServerHandshake(again)
	if err != nil {
		l.log.Warn("connection refused", "address", conn.RemoteAddr().String(), "err", err)
		return nil, nil, err
	}
	known := &line{AuthInfo: info, conn: conn}
	if t, ok := info.(credentials.TLSInfo); ok && len(t.State.PeerCertificates) > 0 {
		id, err := enrolment.IdentityOf(t.State.PeerCertificates[0]) // verified by now
		if err != nil {
			return nil, nil, err
		}
		known.device, known.expires = &id, t.State.PeerCertificates[0].NotAfter
		// The certificates were checked; nobody asks for them again.
		t.State = tls.ConnectionState{Version: t.State.Version, CipherSuite: t.State.CipherSuite, NegotiatedProtocol: t.State.NegotiatedProtocol}
		known.AuthInfo = t
	}
	return secured, known, nil
}

// Clone implements [credentials.TransportCredentials].
func (l *lines) Clone() credentials.TransportCredentials {
	return &lines{TransportCredentials: l.TransportCredentials.Clone(), secure: l.secure, local: l.local, log: l.log}
}

// peeked is a connection whose first byte was read already.
type peeked struct {
	net.Conn

	first []byte // until it is read again
}

// Read implements [net.Conn].
func (p *peeked) Read(b []byte) (int, error) {
	if len(p.first) == 0 || len(b) == 0 {
		return p.Conn.Read(b)
	}
	n := copy(b, p.first)
	p.first = p.first[n:]
	return n, nil
}

// leaf is the server's own certificate, in memory only.
type leaf struct {
	enrolment *enrolment.Enrolment

	mu   sync.Mutex
	own  *tls.Certificate
	made time.Time
}

func (l *leaf) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.enrolment.Now()
	if age := now.Sub(l.made); l.own != nil && age >= 0 && age < freshLeaf {
		return l.own, nil
	}
	a, err := l.authority()
	if err != nil {
		return nil, err
	}
	own, err := a.Server(now)
	if err != nil {
		return nil, err
	}
	l.own, l.made = &own, now
	return l.own, nil
}

// verify lets strangers pass, who may only enrol, and devices of this authority.
// Whether their time is over depends on what they ask for.
func (l *leaf) verify(state tls.ConnectionState) error {
	switch len(state.PeerCertificates) {
	case 0:
		return nil
	case 1:
	default:
		return fmt.Errorf("%d certificates came, not one", len(state.PeerCertificates))
	}
	a, err := l.authority()
	if err != nil {
		return err
	}
	_, err = a.Verify(state.PeerCertificates[0])
	return err
}

func (l *leaf) authority() (*enrolment.Authority, error) {
	ctx, cancel := context.WithTimeout(context.Background(), makeLeaf)
	defer cancel()
	return l.enrolment.Authority(ctx)
}

// lineOf is what is known of the connection over which a call came.
func lineOf(ctx context.Context) *line {
	if p, ok := peer.FromContext(ctx); ok {
		if l, ok := p.AuthInfo.(*line); ok {
			return l
		}
	}
	return &line{}
}

// isLocal says whether an address is on this machine. What is not TCP (a socket file,
// a pipe in a test) cannot come from elsewhere.
func isLocal(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return a != nil && (!ok || tcp.IP.IsLoopback())
}
