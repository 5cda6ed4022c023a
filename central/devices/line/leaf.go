package line

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync"
	"time"

	"numerek/central/enrolment"
)

const (
	// freshLeaf is the age at which the server's certificate, which is valid for a
	// year, is made anew.
	freshLeaf = 30 * 24 * time.Hour
	// makeLeaf is how long it may take to ask the database for the authority.
	makeLeaf = 5 * time.Second
)

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
