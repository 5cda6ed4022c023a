package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/mail"
)

// certificate makes one for localhost, and the authorities that know it.
func certificate(t *testing.T) (cert, key string, known *tls.Config) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return cert, key, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// server is aiosmtpd, a mail server that nobody here wrote.
type server struct {
	address string
	tls     *tls.Config
	got     *bufio.Scanner
}

func start(t *testing.T, mode string) *server {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.CommandContext(t.Context(), python, "-c", "import aiosmtpd").Run(); err != nil {
		t.Skip("no mail server: package python3-aiosmtpd")
	}
	cert, key, known := certificate(t)
	cmd := exec.CommandContext(t.Context(), python, "testdata/smtpd.py", cert, key, mode)
	cmd.Stderr = io.Discard
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	s := &server{tls: known, got: bufio.NewScanner(out)}
	s.got.Buffer(nil, 1<<20)
	if !s.got.Scan() {
		t.Fatal("the mail server did not start")
	}
	s.address = net.JoinHostPort("localhost", s.got.Text())
	return s
}

// mail is the next one that the server took, behind its envelope.
func (s *server) mail(t *testing.T) (from, to string, m *netmail.Message) {
	t.Helper()
	if !s.got.Scan() {
		t.Fatal("the mail server has ended")
	}
	line, err := base64.StdEncoding.DecodeString(s.got.Text())
	if err != nil {
		t.Fatal(err)
	}
	parts := bytes.SplitN(line, []byte("\n"), 3)
	if m, err = netmail.ReadMessage(bytes.NewReader(parts[2])); err != nil {
		t.Fatal(err)
	}
	return string(parts[0]), string(parts[1]), m
}

func sender(t *testing.T, c mail.Config) *mail.Sender {
	t.Helper()
	c.From = "kolejka@koszalin.example"
	s, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func text(to string) notify.Text {
	return notify.Text{
		ID: "koszalin.0199e000-0000-7000-8000-000000000001", From: "Urząd Miejski w Koszalinie", To: to,
		Subject: "Wizyta: wtorek, 24 listopada 2026, godz. 10:20 – Zażółć",
		Body:    "Dzień dobry,\n\nwizyta jest zarezerwowana.\n.\nKod: 482 9151\n" + strings.Repeat("długi wiersz ", 100),
	}
}

func TestMail(t *testing.T) {
	for mode, c := range map[string]mail.Config{
		"starttls": {Username: "numerek", Password: "secret of the test"},
		"tls":      {Security: mail.TLS, Username: "numerek", Password: "secret of the test"},
		"none":     {Security: mail.None},
	} {
		t.Run(mode, func(t *testing.T) {
			srv := start(t, mode)
			c.Server, c.TLS = srv.address, srv.tls
			s := sender(t, c)
			want := text("citizen@example.org")
			got, err := s.Send(t.Context(), want)
			if err != nil || got.Gateway != want.ID {
				t.Fatalf("got %+v, %v", got, err)
			}
			from, to, m := srv.mail(t)
			if from != "kolejka@koszalin.example" || to != want.To {
				t.Errorf("envelope: got %s to %s", from, to)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			if err != nil || subject != want.Subject {
				t.Errorf("got subject %q, %v", subject, err)
			}
			if at, err := m.Header.AddressList("From"); err != nil || at[0].Name != want.From || at[0].Address != "kolejka@koszalin.example" {
				t.Errorf("got from %v, %v", at, err)
			}
			if got := m.Header.Get("Message-Id"); got != "<"+want.ID+"@koszalin.example>" {
				t.Errorf("got message id %q", got)
			}
			if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Date") == "" || m.Header.Get("User-Agent") != "" {
				t.Errorf("got header %v", m.Header)
			}
			body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			if err != nil || strings.TrimRight(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n") != strings.TrimRight(want.Body, "\n") {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	srv := start(t, "starttls")
	good := mail.Config{Server: srv.address, TLS: srv.tls, Username: "numerek", Password: "secret of the test"}
	change := func(f func(*mail.Config)) mail.Config {
		c := good
		f(&c)
		return c
	}
	for name, c := range map[string]struct {
		config mail.Config
		to     string
		want   error
	}{
		"no_such_user":      {good, "nobody@example.org", notify.ErrRefused},
		"come_later":        {good, "later@example.org", notify.ErrNotSent},
		"mailbox_full":      {good, "full@example.org", notify.ErrNotSent},
		"not_wanted":        {good, "spam@example.org", notify.ErrRefused},
		"answer_lost":       {good, "lost@example.org", notify.ErrAmbiguous},
		"not_an_address":    {good, "citizen", notify.ErrRefused},
		"header_injection":  {good, "citizen@example.org\r\nBcc: all@example.org", notify.ErrRefused},
		"wrong_password":    {change(func(c *mail.Config) { c.Password = "another" }), "citizen@example.org", notify.ErrNotSent},
		"unknown_authority": {change(func(c *mail.Config) { c.TLS = nil }), "citizen@example.org", notify.ErrNotSent},
		"nobody_listens":    {change(func(c *mail.Config) { c.Server = "localhost:1" }), "citizen@example.org", notify.ErrNotSent},
		"no_such_host":      {change(func(c *mail.Config) { c.Server = "mail.invalid" }), "citizen@example.org", notify.ErrNotSent},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			_, err := sender(t, c.config).Send(ctx, text(c.to))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if user, _, _ := strings.Cut(c.to, "@"); err != nil && (strings.Contains(err.Error(), user+"@") || strings.Contains(err.Error(), "secret of")) {
				t.Errorf("the error says too much: %v", err)
			}
		})
	}
}

// A server that offers no encryption gets no mail unless the office says so.
func TestNothingOverAnOpenLine(t *testing.T) {
	srv := start(t, "none")
	if _, err := sender(t, mail.Config{Server: srv.address}).Send(t.Context(), text("citizen@example.org")); !errors.Is(err, notify.ErrNotSent) {
		t.Errorf("got %v, want %v", err, notify.ErrNotSent)
	}
	for name, c := range map[string]mail.Config{
		"password_in_the_open": {Server: "mail.example:25", From: "a@b.example", Security: mail.None, Username: "u"},
		"no_server":            {From: "a@b.example"},
		"no_port":              {Server: "mail.example:smtp", From: "a@b.example"},
		"no_sender":            {Server: "mail.example"},
		"unknown_security":     {Server: "mail.example", From: "a@b.example", Security: "ssl"},
	} {
		if _, err := mail.New(c); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
}
