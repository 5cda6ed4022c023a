package line

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/peer"

	"numerek/central/enrolment"
)

// tlsHandshake is the first byte of whoever speaks TLS (RFC 8446, 5.1).
const tlsHandshake = 0x16

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
	files  *Files                           // nil where there are none
	turns  *turns
	log    *slog.Logger
}

// Line is what is known of a connection once it is made.
type Line struct {
	credentials.AuthInfo

	Conn    net.Conn
	Plain   bool                // it came in plain text, from this machine
	Device  *enrolment.Identity // nil where no certificate came
	Expires time.Time           // of the certificate

	refused atomic.Bool
}

// FirstRefusal says once for every line that this is the first refusal on it.
func (l *Line) FirstRefusal() bool { return l.refused.CompareAndSwap(false, true) }

// Credentials are those of a gRPC server to whom devices of an enrolment speak TLS;
// where there is none, nobody does. local lets callers of this machine in in plain text.
// A device that speaks HTTP/1.1 goes to files, which may be nil.
func Credentials(e *enrolment.Enrolment, local bool, files *Files, log *slog.Logger) credentials.TransportCredentials {
	l := &lines{TransportCredentials: insecure.NewCredentials(), local: local, files: files, turns: newTurns(log), log: log}
	if e != nil {
		own := &leaves{enrolment: e, own: make(map[string]leaf)}
		var protocols []string // beside gRPC's, which credentials.NewTLS adds
		if files != nil {
			protocols = []string{http11}
		}
		l.secure = credentials.NewTLS(&tls.Config{
			MinVersion:             tls.VersionTLS13,
			ClientAuth:             tls.RequestClientCert, // a stranger may enrol; what came is verified below
			GetConfigForClient:     inTurn,
			GetCertificate:         own.certificate,
			VerifyConnection:       own.verify,
			SessionTicketsDisabled: true, // whoever comes back proves himself again
			NextProtos:             protocols,
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
		if !l.local || !IsLocal(conn.RemoteAddr()) {
			l.log.Warn("connection refused", "address", conn.RemoteAddr().String(), "err", errPlain)
			return nil, nil, errPlain
		}
		secured, info, err := l.TransportCredentials.ServerHandshake(again)
		return secured, &Line{AuthInfo: info, Conn: conn, Plain: true}, err
	}
	if l.secure == nil {
		return nil, nil, errNoTLS
	}
	paced := &pacedConn{Conn: again, turns: l.turns}
	secured, info, err := l.secure.ServerHandshake(paced)
	paced.leave()
	if errors.Is(err, errBusy) { // which turns tell
		return nil, nil, err
	}
	if err != nil {
		l.log.Warn("connection refused", "address", conn.RemoteAddr().String(), "err", err)
		return nil, nil, err
	}
	known := &Line{AuthInfo: info, Conn: conn}
	if t, ok := info.(credentials.TLSInfo); ok && len(t.State.PeerCertificates) > 0 {
		id, err := enrolment.IdentityOf(t.State.PeerCertificates[0]) // verified by now
		if err != nil {
			return nil, nil, err
		}
		known.Device, known.Expires = &id, t.State.PeerCertificates[0].NotAfter
		// The certificates were checked; nobody asks for them again.
		t.State = tls.ConnectionState{Version: t.State.Version, CipherSuite: t.State.CipherSuite, NegotiatedProtocol: t.State.NegotiatedProtocol}
		known.AuthInfo = t
	}
	if t, ok := info.(credentials.TLSInfo); ok && l.files != nil && t.State.NegotiatedProtocol == http11 {
		return nil, nil, l.files.take(secured, known)
	}
	return secured, known, nil
}

// Clone implements [credentials.TransportCredentials].
func (l *lines) Clone() credentials.TransportCredentials {
	return &lines{TransportCredentials: l.TransportCredentials.Clone(), secure: l.secure, local: l.local, files: l.files, turns: l.turns, log: l.log}
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

// Of is what is known of the connection over which a call came; never nil.
func Of(ctx context.Context) *Line {
	if p, ok := peer.FromContext(ctx); ok {
		if l, ok := p.AuthInfo.(*Line); ok {
			return l
		}
	}
	return &Line{}
}
