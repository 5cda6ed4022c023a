// Package mail sends messages by SMTP, to the office's own mail server or to a
// provider. SMTP knows no keys: after a lost answer a mail may come twice, with
// the same Message-ID, by which mail programs show one.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"numerek/central/notify"
)

// Name is the word of this sender in the configuration and in the store.
const Name = "mail"

// Security of the connection.
type Security string

// Kinds of security. StartTLS is taken where nothing is said; without it nothing
// is sent.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"  // from the first byte on, port 465
	None     Security = "none" // for a server on the same machine
)

// Config of a sender.
type Config struct {
	Server   string   // "mail.koszalin.example:587"; port 587 where there is none, or 465 with TLS
	Security Security // empty: StartTLS
	Username string   // empty: without logging in
	Password string
	From     string      // address of the sender; the name is the office's
	TLS      *tls.Config // nil: the system's authorities
}

// Sender is a [notify.Sender].
type Sender struct {
	config Config
	host   string
	port   int
	domain string // of the sender's address
}

var _ notify.Sender = (*Sender)(nil)

// timeout of a connection and of each answer on it.
const timeout = 20 * time.Second

// New returns a sender.
func New(c Config) (*Sender, error) {
	if c.Security == "" {
		c.Security = StartTLS
	}
	s := &Sender{config: c, port: 587}
	switch c.Security {
	case TLS:
		s.port = 465
	case StartTLS, None:
	default:
		return nil, fmt.Errorf("mail: %q is no security; there are %s, %s and %s", c.Security, StartTLS, TLS, None)
	}
	host, port, err := net.SplitHostPort(c.Server)
	if err != nil {
		host, port = c.Server, strconv.Itoa(s.port)
	}
	if s.port, err = strconv.Atoi(port); err != nil || host == "" {
		return nil, fmt.Errorf("mail: %q is no server; such as \"mail.koszalin.example:587\"", c.Server)
	}
	s.host = host
	from, err := netmail.ParseAddress(c.From)
	if err != nil || from.Name != "" {
		return nil, fmt.Errorf("mail: the sender %q is not an address", c.From)
	}
	_, s.domain, _ = strings.Cut(from.Address, "@")
	if c.Username != "" && c.Security == None && !isLoopback(host) {
		return nil, errors.New("mail: a password is not sent over an open line")
	}
	return s, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name implements [notify.Sender].
func (s *Sender) Name() string { return Name }

// Send implements [notify.Sender].
func (s *Sender) Send(ctx context.Context, t notify.Text) (notify.Accepted, error) {
	m, err := s.compose(t)
	if err != nil {
		return notify.Accepted{}, err
	}
	client, err := s.client(ctx)
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("mail: %w: %w", notify.ErrNotSent, err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return notify.Accepted{}, unreached(err)
	}
	defer func() { _ = client.Close() }() // the mail is there or not by now
	if err := client.Send(m); err != nil && !m.IsDelivered() {
		return notify.Accepted{}, refusal(err)
	}
	return notify.Accepted{Gateway: t.ID}, nil
}

// compose writes the mail.
func (s *Sender) compose(t notify.Text) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.FromFormat(t.From, s.config.From); err != nil {
		return nil, fmt.Errorf("mail: %w: sender's address", notify.ErrNotSent)
	}
	to, err := netmail.ParseAddress(t.To)
	if err != nil {
		return nil, fmt.Errorf("mail: %w: not an address", notify.ErrRefused) // the error would repeat it
	}
	m.ToMailAddress(&netmail.Address{Address: to.Address})
	m.Subject(t.Subject)
	m.SetMessageIDWithValue(t.ID + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence notice answers it
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetBodyString(mail.TypeTextPlain, t.Body)
	return m, nil
}

func (s *Sender) client(ctx context.Context) (*mail.Client, error) {
	wait := timeout
	if deadline, ok := ctx.Deadline(); ok {
		wait = max(min(wait, time.Until(deadline)), time.Millisecond)
	}
	options := []mail.Option{mail.WithPort(s.port), mail.WithTimeout(wait), mail.WithHELO(s.domain)}
	switch s.config.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case None:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.config.TLS != nil {
		c := s.config.TLS.Clone()
		c.ServerName = s.host
		options = append(options, mail.WithTLSConfig(c))
	}
	if s.config.Username != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.config.Username), mail.WithPassword(s.config.Password))
	}
	return mail.NewClient(s.host, options...)
}

// unreached is about a server that was not reached, or does not let us in.
func unreached(err error) error {
	what := "no connection"
	switch _, dial := errors.AsType[*net.OpError](err); {
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered), strings.Contains(err.Error(), "AUTH"):
		what = "login refused"
	case !dial:
		what = "connection refused or not secured"
	}
	return fmt.Errorf("mail: %w: %s", notify.ErrNotSent, what)
}

// refusal says what may be done after a mail was not taken. The server's words
// may repeat the address, so only its code is kept.
func refusal(err error) error {
	failed, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return fmt.Errorf("mail: %w: broke off", notify.ErrAmbiguous)
	}
	as, code := notify.ErrNotSent, failed.ErrorCode()
	switch failed.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData:
		if code >= 500 {
			as = notify.ErrRefused
		}
	case mail.ErrSMTPDataClose:
		switch {
		case code >= 500:
			as = notify.ErrRefused
		case code < 400: // no answer to the whole mail
			as = notify.ErrAmbiguous
		}
	default: // the sender's address, or the line before the mail was whole
	}
	return fmt.Errorf("mail: %w: %s, code %d", as, failed.Reason, code)
}
