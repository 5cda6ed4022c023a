package enrol_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"numerek/appliance/device"
	"numerek/appliance/link/enrol"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// impostor answers on real TCP with a certificate, and counts who told it a token.
type impostor struct {
	numerekv1.UnimplementedEnrolmentServiceServer
	told atomic.Int32
}

func (i *impostor) Enrol(context.Context, *numerekv1.EnrolRequest) (*numerekv1.EnrolResponse, error) {
	i.told.Add(1)
	return nil, errors.New("thank you")
}

// serve serves in place of the server until the end of the test.
func (i *impostor) serve(t *testing.T, config *tls.Config) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
	numerekv1.RegisterEnrolmentServiceServer(s, i)
	go s.Serve(listener)
	t.Cleanup(s.Stop)
	return listener.Addr().String()
}

// Somebody in the server's place, or the server with something wrong: the
// device says so, and tells no token.
func TestImpersonation(t *testing.T) {
	a, other := linktest.NewAuthority(t), linktest.NewAuthority(t)
	built := time.Now().Add(-day)
	tests := map[string]struct {
		leaf    tls.Certificate
		oldest  uint16
		trusted bool
	}{
		"the_server":           {leaf: a.Leaf(nil), trusted: true},
		"another_authority":    {leaf: other.Leaf(nil)},
		"only_the_leaf":        {leaf: tls.Certificate{Certificate: a.Leaf(nil).Certificate[:1], PrivateKey: a.Leaf(nil).PrivateKey}},
		"a_device_as_server":   {leaf: a.Leaf(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })},
		"another_name":         {leaf: a.Leaf(func(c *x509.Certificate) { c.DNSNames = []string{"kolejka.example"} })},
		"expired":              {leaf: a.Leaf(func(c *x509.Certificate) { c.NotAfter = built.Add(-time.Second) })},
		"not_yet_by_our_clock": {leaf: a.Leaf(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = time.Now().Add(day), time.Now().Add(2*day) }), trusted: true},
		"over_by_our_clock": {leaf: a.Leaf(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = built.Add(-2*day), time.Now().Add(-time.Hour)
		}), trusted: true}, // the floor is earlier: nothing says that our clock is right
		"borrowed_authority": {leaf: tls.Certificate{
			Certificate: [][]byte{other.Leaf(nil).Certificate[0], a.Certificate().Raw}, PrivateKey: other.Leaf(nil).PrivateKey,
		}},
	}
	// The key belongs to its leaf.
	for _, name := range []string{"only_the_leaf", "borrowed_authority"} {
		tt := tests[name]
		from := a
		if name == "borrowed_authority" {
			from = other
		}
		leaf := from.Leaf(nil)
		tt.leaf.PrivateKey = leaf.PrivateKey
		tt.leaf.Certificate = slices.Concat([][]byte{leaf.Certificate[0]}, tt.leaf.Certificate[1:])
		tests[name] = tt
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var server impostor
			address := server.serve(t, &tls.Config{Certificates: []tls.Certificate{tt.leaf}, MinVersion: tls.VersionTLS13})
			i, err := enrol.Open(enrol.Options{
				Folder: filepath.Join(t.TempDir(), "identity"), Server: address, Fingerprint: a.Fingerprint(), Token: token,
				Device: "kiosk-ratusz", Role: "kiosk", Built: built, Log: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			done := make(chan struct{})
			go func() { defer close(done); i.Run(ctx) }()
			for changed := i.Changed(); !tt.trusted && i.Refused("") == "" && ctx.Err() == nil; changed = i.Changed() {
				select {
				case <-changed:
				case <-ctx.Done():
				}
			}
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for tt.trusted && server.told.Load() == 0 && ctx.Err() == nil {
				<-tick.C
			}
			bar, want := i.Refused(""), device.BarWrongServer
			if tt.trusted {
				want = ""
			}
			if told := server.told.Load(); bar != want || (told > 0) != tt.trusted {
				t.Errorf("got %q, and the token told %d times, want %q", bar, told, want)
			}
			stop()
			<-done
		})
	}
}

// A server that is known but speaks an old protocol is no server for a device.
func TestOldProtocol(t *testing.T) {
	a := linktest.NewAuthority(t)
	var server impostor
	address := server.serve(t, &tls.Config{Certificates: []tls.Certificate{a.Leaf(nil)}, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12})
	i, err := enrol.Open(enrol.Options{
		Folder: filepath.Join(t.TempDir(), "identity"), Server: address, Fingerprint: a.Fingerprint(), Token: token,
		Device: "kiosk-ratusz", Role: "kiosk", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, _, err := i.TransportCredentials().ClientHandshake(t.Context(), "", conn); err == nil {
		t.Error("TLS 1.2 was good enough")
	}
}

func TestVerify_floor(t *testing.T) {
	a := linktest.NewAuthority(t)
	end := time.Now().Add(10 * day).Truncate(time.Second)
	leaf, err := x509.ParseCertificate(a.Leaf(func(c *x509.Certificate) { c.NotAfter = end }).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	chain := []*x509.Certificate{leaf, a.Certificate()}
	for name, tt := range map[string]struct {
		floor time.Time
		good  bool
	}{
		"no_floor":   {time.Time{}, true},
		"1970":       {time.Unix(0, 0), true},
		"within":     {time.Now(), true},
		"at_its_end": {end, true},
		"after":      {end.Add(time.Second), false},
		"2040":       {time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), false},
	} {
		if err := enrol.Verify(chain, a.Fingerprint(), tt.floor); (err == nil) != tt.good || err != nil && !errors.Is(err, enrol.ErrWrongServer) {
			t.Errorf("%s: got %v, want good: %v", name, err, tt.good)
		}
	}
	for name, chain := range map[string][]*x509.Certificate{"nothing": nil, "alone": {leaf}, "authority_alone": {a.Certificate()}} {
		if err := enrol.Verify(chain, a.Fingerprint(), time.Time{}); !errors.Is(err, enrol.ErrWrongServer) {
			t.Errorf("%s: got %v, want %v", name, err, enrol.ErrWrongServer)
		}
	}
}
