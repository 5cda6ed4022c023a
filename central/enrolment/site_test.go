package enrolment_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// site is an installation with the Koszalin office, in the bubble of a test.
type site struct {
	*enrolment.Enrolment

	t      *testing.T
	db     *memstore.DB
	store  *store.Store
	log    *journal
	tokens []string // that were made
}

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

const (
	kiosk   = "kiosk-ratusz"
	display = "ekran-r1"
)

// newSite opens a site on an empty database.
func newSite(t *testing.T) *site {
	t.Helper()
	s := openSite(t, memstore.New())
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.load(string(text))
	return s
}

// openSite opens a site on a database that another may be open on, too.
func openSite(t *testing.T, db *memstore.DB) *site {
	t.Helper()
	st, err := store.New(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.New([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, db: db, store: st, log: new(journal)}
	s.Enrolment = enrolment.New(st, office.New(st, office.Options{}), keys, enrolment.Options{Log: slog.New(slog.NewTextHandler(s.log, nil))})
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
		for _, token := range s.tokens {
			if text := strings.ToUpper(s.log.String()); strings.Contains(text, token) || strings.Contains(text, strings.ReplaceAll(token, "-", "")) {
				t.Error("a token is in the log")
			}
		}
	})
	return s
}

func (s *site) load(text string) {
	s.t.Helper()
	file, problems := officefile.Parse("koszalin.toml", []byte(text))
	if err := problems.Err(); err != nil {
		s.t.Fatal(err)
	}
	err := s.store.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		row, _ := tx.Office(file.ID)
		row.ID = file.ID
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// run runs the site until the test is over.
func (s *site) run() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			s.t.Error(err)
		}
	})
}

func (s *site) add(device string) string {
	s.t.Helper()
	i, err := s.Add(s.t.Context(), "", device, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	s.tokens = append(s.tokens, i.Token)
	return i.Token
}

func (s *site) replace(device string) string {
	s.t.Helper()
	i, err := s.Replace(s.t.Context(), "", device, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	s.tokens = append(s.tokens, i.Token)
	return i.Token
}

// enrolled gives a place to a new device.
func (s *site) enrolled(device string) (machine, enrolment.Credentials) {
	s.t.Helper()
	m := newMachine(s.t)
	c, err := s.Enrol(s.t.Context(), m.application(s.add(device)))
	if err != nil {
		s.t.Fatal(err)
	}
	return m, c
}

func (s *site) standing(c enrolment.Credentials) error {
	return s.Standing(s.t.Context(), identity(s.t, c))
}

// machine is a device with its key.
type machine struct {
	t   *testing.T
	key crypto.Signer
}

func newMachine(t *testing.T) machine {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return machine{t, key}
}

func newEd25519(t *testing.T) machine {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return machine{t, key}
}

// request is the machine's certificate request.
func (m machine) request() []byte {
	m.t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, new(x509.CertificateRequest), m.key)
	if err != nil {
		m.t.Fatal(err)
	}
	return der
}

func (m machine) application(token string) enrolment.Application {
	m.t.Helper()
	return enrolment.Application{Token: token, Request: m.request(), Version: "1", Address: "192.0.2.7"}
}

// identity is the one of the certificate, as it is read off a connection.
func identity(t *testing.T, c enrolment.Credentials) enrolment.Identity {
	t.Helper()
	id, err := enrolment.IdentityOf(certificate(t, c.Certificate))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func certificate(t *testing.T, der []byte) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func want(t *testing.T, got, want error) {
	t.Helper()
	if want == nil && got != nil || want != nil && !errors.Is(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
