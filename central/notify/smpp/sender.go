package smpp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/gsm"
)

// Name is the word that the configuration chooses this sender by.
const Name = "smpp"

// Config is an account at a message centre.
type Config struct {
	Address    string         // host:port
	SystemID   string         // the account
	Password   string         // mostly at most eight characters
	SystemType string         // only where the operator gave one
	TLS        bool           // whether the connection is encrypted
	Roots      *x509.CertPool // for TLS, who may vouch for the centre; the system's unless given
	Zone       *time.Location // whose clock the centre writes receipts by; UTC unless given

	Window  int              // texts that may be unanswered at once; 10 unless given
	Timeout time.Duration    // for connecting, and for each answer; 30 s unless given
	Enquire time.Duration    // silence after which the centre is asked whether it is there; 30 s unless given
	Now     func() time.Time // the clock by which texts expire; time.Now unless given
}

// Waiting times between attempts to connect. The first is doubled each time; one
// that the centre has refused by the account is long, lest it locks the account.
const (
	firstPause   = time.Second
	longestPause = time.Minute
	refusedPause = 5 * time.Minute
)

// ErrConfig means that a configuration cannot work.
var ErrConfig = errors.New("smpp configuration")

// Sender is a session with a message centre. Its methods may be used by several goroutines.
type Sender struct {
	config     Config
	deliveries func(context.Context, notify.Delivery) error
	log        *slog.Logger
	dial       func(context.Context) (net.Conn, error)

	mu      sync.Mutex
	current *session
	trying  chan struct{} // closed when an attempt to connect is over, nil after that; the first is to come
	why     error         // there is no session, where that is known
}

var _ notify.Sender = (*Sender)(nil)

// New returns a sender; it does nothing before [Sender.Run]. For each receipt it
// calls deliveries, again and again until that returns nil: the centre keeps the
// receipt meanwhile. Several calls may be about one text, and one may come before
// Send has returned.
func New(config Config, deliveries func(context.Context, notify.Delivery) error, log *slog.Logger) (*Sender, error) {
	if _, _, err := net.SplitHostPort(config.Address); err != nil {
		return nil, fmt.Errorf("%w: address: %w", ErrConfig, err)
	}
	if config.SystemID == "" || strings.Contains(config.SystemID+config.Password+config.SystemType, "\x00") {
		return nil, fmt.Errorf("%w: account", ErrConfig)
	}
	if config.Window <= 0 {
		config.Window = 10
	}
	if config.Timeout <= 0 {
		config.Timeout = 30 * time.Second
	}
	if config.Enquire <= 0 {
		config.Enquire = 30 * time.Second
	}
	if config.Zone == nil {
		config.Zone = time.UTC
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	s := &Sender{config: config, deliveries: deliveries, log: log, trying: make(chan struct{})}
	s.dial = s.dialNet
	return s, nil
}

// Name is the word that the configuration chooses it by.
func (*Sender) Name() string { return Name }

// dialNet connects over the network.
func (s *Sender) dialNet(ctx context.Context) (net.Conn, error) {
	if s.config.TLS {
		dialer := tls.Dialer{Config: &tls.Config{RootCAs: s.config.Roots, MinVersion: tls.VersionTLS12}}
		return dialer.DialContext(ctx, "tcp", s.config.Address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", s.config.Address)
}

// Send asks the centre to take a text, once. While a session is being made, the
// first one included, it waits for it; without one it fails with [notify.ErrNotSent].
func (s *Sender) Send(ctx context.Context, t notify.Text) (notify.Accepted, error) {
	m, err := submission(t, s.config.Now())
	if err != nil {
		return notify.Accepted{}, err
	}
	body, err := m.encode()
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrRefused, err)
	}
	session, err := s.session(ctx)
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrNotSent, err)
	}
	id, err := session.submit(ctx, body)
	if err != nil {
		return notify.Accepted{}, err
	}
	return notify.Accepted{Gateway: id, Parts: gsm.Parts(t.Body)}, nil
}

// session is the present one, or the one that is being made.
func (s *Sender) session(ctx context.Context) (*session, error) {
	for {
		s.mu.Lock()
		current, trying, why := s.current, s.trying, s.why
		s.mu.Unlock()
		switch {
		case current != nil:
			return current, nil
		case trying == nil:
			return nil, why
		}
		select {
		case <-trying:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Run keeps a session until ctx ends, and then says goodbye: it waits for the
// answers of what is on its way, for at most Config.Timeout.
func (s *Sender) Run(ctx context.Context) {
	pause, said := firstPause, ""
	defer s.settle(nil, errStopped)
	for ctx.Err() == nil {
		bound, why := s.connect(ctx)
		if why == nil {
			s.log.InfoContext(ctx, "message centre connected", "address", s.config.Address)
			began := time.Now()
			why = s.serve(ctx, bound)
			said = ""
			if time.Since(began) >= longestPause { // One that is lost at once is no better than none.
				pause = firstPause
			}
		}
		s.settle(nil, why)
		if ctx.Err() != nil {
			return
		}
		if why.Error() != said { // Once is enough.
			s.log.WarnContext(ctx, "no message centre", "address", s.config.Address, "err", why)
			said = why.Error()
		}
		wait := pause
		if refused, ok := errors.AsType[bindError](why); ok && refused.account() {
			wait = refusedPause
		}
		// Somewhat at random, so that those who lost a centre together do not come back together.
		wait += rand.N(wait / 4) //nolint:gosec // No secret.
		pause = min(2*pause, longestPause)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// account says whether the refusal is about who asks.
func (e bindError) account() bool { return e.status == 0x0e || e.status == 0x0f || e.status == 0x0d }

// settle tells those who send what session there is, or why there is none.
func (s *Sender) settle(current *session, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.why = current, why
	if s.trying != nil {
		close(s.trying)
		s.trying = nil
	}
}

// connect makes a session; whoever sends meanwhile waits for it.
func (s *Sender) connect(ctx context.Context) (made *session, err error) {
	s.mu.Lock()
	if s.trying == nil {
		s.trying = make(chan struct{})
	}
	s.mu.Unlock()
	defer func() { s.settle(made, err) }()
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	fresh := newSession(ctx, conn, s.config.Window, s.config.Timeout)
	who := bind{systemID: s.config.SystemID, password: s.config.Password, systemType: s.config.SystemType}
	if err := fresh.bind(ctx, who); err != nil {
		fresh.end(err)
		<-fresh.silent
		return nil, err
	}
	return fresh, nil
}

// serve keeps a session until it is over or ctx ends. The error is why it is over.
func (s *Sender) serve(ctx context.Context, bound *session) error {
	var working sync.WaitGroup
	working.Go(func() { bound.keepAlive(s.config.Enquire) })
	working.Go(func() { s.receive(ctx, bound) })
	select {
	case <-bound.life.Done():
	case <-ctx.Done():
		s.settle(nil, errStopped)
		bound.leave(ctx)
	}
	working.Wait()
	<-bound.silent
	return bound.why()
}

// receive handles the centre's messages, one after another, until the session is over. What comes after ctx has ended
// is not answered, so that the centre repeats it.
func (s *Sender) receive(ctx context.Context, bound *session) {
	for {
		select {
		case <-bound.life.Done():
			return
		case <-ctx.Done():
			return
		case p := <-bound.inbound:
			if status := s.receipt(ctx, p); status == statusOK {
				bound.reply(p, status, encodeMessageID(""))
			} else {
				bound.reply(p, status, nil)
			}
		}
	}
}

// receipt keeps what a message of the centre says, and gives the answer to it:
// what cannot be understood would not be the next time either.
func (s *Sender) receipt(ctx context.Context, p pdu) Status {
	m, err := decodeMessage(p.body)
	if err != nil {
		s.log.WarnContext(ctx, "message of the message centre not understood", "err", err)
		return statusOK
	}
	if m.esmClass&kindMask != kindReceipt {
		return statusOK // From a person, who has not been promised that anybody reads it.
	}
	r, err := readReceipt(m, s.config.Zone)
	if err != nil {
		s.log.WarnContext(ctx, "receipt not understood", "err", err)
		return statusOK
	}
	d, final := r.delivery()
	if !final {
		return statusOK
	}
	if err := s.deliveries(ctx, d); err != nil {
		s.log.WarnContext(ctx, "receipt not kept: the message centre will repeat it", "gateway", d.Gateway, "err", err)
		return statusTemporary
	}
	return statusOK
}
