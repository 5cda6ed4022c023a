package line

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"numerek/central/enrolment"
)

const (
	// freshLeaf is the age at which the server's certificate, which is valid for a
	// year, is made anew.
	freshLeaf = 30 * 24 * time.Hour
	// mostLeaves is how many are kept: those of names by which nobody knows the server
	// push each other out.
	mostLeaves = 64
	// makeLeaf is how long it may take to ask the database for the authority.
	makeLeaf = 5 * time.Second
)

// leaves are the server's own certificates, in memory only: one for each name or
// address by which it is called. Devices do not mind by which; the program that
// fetches their updates does.
type leaves struct {
	enrolment *enrolment.Enrolment

	mu  sync.Mutex
	own map[string]leaf
}

type leaf struct {
	certificate *tls.Certificate
	made        time.Time
}

func (l *leaves) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	host, now := calledBy(hello), l.enrolment.Now()
	known, ok := l.own[host]
	if age := now.Sub(known.made); ok && age >= 0 && age < freshLeaf {
		return known.certificate, nil
	}
	a, err := l.authority()
	if err != nil {
		return nil, err
	}
	own, err := a.Server(now, host)
	if err != nil {
		return nil, err
	}
	if len(l.own) >= mostLeaves {
		clear(l.own)
	}
	l.own[host] = leaf{&own, now}
	return &own, nil
}

// calledBy is the name by which a caller knows the server, or the address that he
// reached where he has not said one (RFC 6066, 3).
func calledBy(hello *tls.ClientHelloInfo) string {
	if hello.ServerName != "" {
		return hello.ServerName
	}
	if hello.Conn == nil || hello.Conn.LocalAddr() == nil {
		return ""
	}
	at, err := netip.ParseAddrPort(hello.Conn.LocalAddr().String())
	if err != nil {
		return ""
	}
	return at.Addr().Unmap().WithZone("").String()
}

// verify lets strangers pass, who may only enrol, and devices of this authority.
// Whether their time is over depends on what they ask for. Programs on OpenSSL send the
// authority's own certificate behind theirs, where they know it.
func (l *leaves) verify(state tls.ConnectionState) error {
	came := len(state.PeerCertificates)
	if came == 0 {
		return nil
	}
	a, err := l.authority()
	if err != nil {
		return err
	}
	if came > 2 || came == 2 && !bytes.Equal(state.PeerCertificates[1].Raw, a.DER()) {
		return fmt.Errorf("%d certificates came, not one", came)
	}
	_, err = a.Verify(state.PeerCertificates[0])
	return err
}

func (l *leaves) authority() (*enrolment.Authority, error) {
	ctx, cancel := context.WithTimeout(context.Background(), makeLeaf)
	defer cancel()
	return l.enrolment.Authority(ctx)
}
