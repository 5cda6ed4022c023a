package devices_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"numerek/central/devices"
	"numerek/central/devices/download"
	"numerek/central/devices/line"
	"numerek/central/enrolment"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/updates"
	numerekv1 "numerek/proto/numerek/v1"
)

// fort is a server with the Koszalin office that speaks TLS on a port.
type fort struct {
	*enrolment.Enrolment

	t       *testing.T
	store   *store.Store
	updates *updates.Updates
	bundles string // the folder of those
	address string
	log     *journal
	ahead   atomic.Int64 // of the server's clock for certificates, nanoseconds
}

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
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

// newFort starts a server. around may put something around its listener and add to
// its services.
func newFort(t *testing.T, around func(net.Listener, *grpc.Server) net.Listener) *fort {
	t.Helper()
	s, err := store.New(t.Context(), memstore.New(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := &fort{t: t, store: s, log: new(journal)}
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	f.load(string(text))
	keys, err := secret.New([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(f.log, nil))
	monday := time.Date(2026, time.November, 23, 9, 30, 0, 0, time.FixedZone("CET", 3600))
	o := office.New(s, office.Options{Clock: office.ClockFrom(monday)})
	hub := live.New(s, live.Options{})
	f.Enrolment = enrolment.New(s, o, keys, enrolment.Options{Log: logger, Now: func() time.Time {
		return time.Now().Add(time.Duration(f.ahead.Load()))
	}})
	var l net.Listener
	if l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	f.bundles = filepath.Join(t.TempDir(), "bundles")
	f.updates = updates.New(o, s, updates.Options{Log: logger, Folder: f.bundles})
	files := line.NewFiles(l.Addr())
	g, _ := devices.New(o, hub, devices.Options{Log: logger, Enrolment: f.Enrolment, Updates: f.updates, Files: files}).GRPC()
	f.address = l.Addr().String()
	if around != nil {
		l = around(l, g)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 4)
	go func() { ended <- g.Serve(l) }()
	go func() { ended <- hub.Run(ctx) }()
	go func() { ended <- f.Run(ctx) }()
	go func() { ended <- download.Serve(ctx, files, f.updates, f.Enrolment, logger) }()
	t.Cleanup(func() {
		g.Stop()
		cancel()
		for range cap(ended) {
			if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func (f *fort) load(text string) {
	f.t.Helper()
	file, problems := officefile.Parse("koszalin.toml", []byte(text))
	if err := problems.Err(); err != nil {
		f.t.Fatal(err)
	}
	err := f.store.Update(f.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// member is a device with its key and its certificate, if it has one.
type member struct {
	fort *fort
	key  crypto.Signer
	cert []byte // X.509 in DER; none: a stranger
}

func (f *fort) stranger() *member {
	f.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	return &member{fort: f, key: key}
}

func (f *fort) token(device string) string {
	f.t.Helper()
	i, err := f.Add(f.t.Context(), "koszalin", device, 0)
	if errors.Is(err, enrolment.ErrEnrolled) {
		i, err = f.Replace(f.t.Context(), "koszalin", device, 0)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return i.Token
}

// member enrols a new device over the wire.
func (f *fort) member(device string) *member {
	f.t.Helper()
	m := f.stranger()
	out, err := m.enrol(f.token(device))
	if err != nil {
		f.t.Fatal(err)
	}
	m.cert = out.GetCertificate()
	return m
}

func (m *member) request() []byte {
	m.fort.t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, new(x509.CertificateRequest), m.key)
	if err != nil {
		m.fort.t.Fatal(err)
	}
	return der
}

func (m *member) enrol(token string) (*numerekv1.EnrolResponse, error) {
	m.fort.t.Helper()
	return numerekv1.NewEnrolmentServiceClient(m.dial()).Enrol(m.fort.t.Context(),
		&numerekv1.EnrolRequest{Token: token, Request: m.request(), Version: "1"})
}

// dial connects as a device does: it knows the server by its authority alone.
func (m *member) dial() *grpc.ClientConn {
	m.fort.t.Helper()
	a, err := m.fort.Authority(m.fort.t.Context())
	if err != nil {
		m.fort.t.Fatal(err)
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, // by name: the authority's key is checked below
		VerifyConnection: func(s tls.ConnectionState) error {
			chain := s.PeerCertificates
			if len(chain) != 2 {
				return errors.New("the authority is missing")
			}
			sum := sha256.Sum256(chain[1].RawSubjectPublicKeyInfo)
			if "sha256:"+hex.EncodeToString(sum[:]) != a.Fingerprint() {
				return errors.New("another server")
			}
			return chain[0].CheckSignatureFrom(chain[1])
		},
	}
	if m.cert != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{m.cert}, PrivateKey: m.key}}
	}
	conn, err := grpc.NewClient(m.fort.address, grpc.WithTransportCredentials(credentials.NewTLS(config)))
	if err != nil {
		m.fort.t.Fatal(err)
	}
	m.fort.t.Cleanup(func() { conn.Close() })
	return conn
}

func (m *member) kiosk() numerekv1.KioskServiceClient {
	return numerekv1.NewKioskServiceClient(m.dial())
}

func (m *member) renew() (*numerekv1.RenewResponse, error) {
	m.fort.t.Helper()
	return numerekv1.NewEnrolmentServiceClient(m.dial()).Renew(m.fort.t.Context(), &numerekv1.RenewRequest{Request: m.request()})
}

// later moves the clock of certificates.
func (f *fort) later(by time.Duration) { f.ahead.Add(int64(by)) }
