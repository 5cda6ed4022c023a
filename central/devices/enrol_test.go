package devices_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"numerek/central/devices"
	numerekv1 "numerek/proto/numerek/v1"
)

const day = 24 * time.Hour

func TestEnrolUseRenew(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	m := f.stranger()
	out, err := m.enrol(f.token(ratusz))
	if err != nil {
		t.Fatal(err)
	}
	if out.GetOfficeId() != "koszalin" || out.GetDeviceId() != ratusz || out.GetRole() != numerekv1.Role_ROLE_KIOSK ||
		time.Since(out.GetServerTime().AsTime()).Abs() > time.Minute {
		t.Errorf("got %v", out)
	}
	a, err := x509.ParseCertificate(out.GetAuthority())
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(out.GetCertificate())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckSignatureFrom(a); err != nil {
		t.Error(err)
	}
	m.cert = out.GetCertificate()
	k := m.kiosk()
	hello, err := k.Hello(t.Context(), &numerekv1.HelloRequest{BootEpoch: 1, BootId: "one"})
	if err != nil {
		t.Fatal(err)
	}
	issued, err := k.IssueTicket(t.Context(), &numerekv1.IssueTicketRequest{
		RequestId: id(1), ServiceId: "rejestracja", Language: "pl", Incarnation: hello.GetIncarnation(), BootEpoch: 1,
	})
	if err != nil || issued.GetTicket().GetNumber() != "R 001" {
		t.Fatalf("got %v, %v", issued, err)
	}
	f.later(15 * day)
	next, err := m.renew()
	if err != nil {
		t.Fatal(err)
	}
	m.cert = next.GetCertificate()
	f.later(16 * day) // the first one is over
	if _, err := m.kiosk().Hello(t.Context(), &numerekv1.HelloRequest{BootEpoch: 2, BootId: "two"}); err != nil {
		t.Error(err)
	}
	for _, said := range []string{"device enrolled", "certificate renewed", "enrolment token made"} {
		if !strings.Contains(f.log.String(), said) {
			t.Errorf("the log does not say %q:\n%s", said, f.log)
		}
	}
}

func TestRefusalsOfEnrolment(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	token := f.token(ratusz)
	expired := f.token("kiosk-usc")
	if _, err := f.stranger().enrol(token); err != nil {
		t.Fatal(err)
	}
	_, err := f.stranger().enrol(token)
	refused(t, err, codes.PermissionDenied, "TOKEN_USED")
	_, err = f.stranger().enrol("AAAA-AAAA-AAAA-AAAA")
	refused(t, err, codes.PermissionDenied, "TOKEN_UNKNOWN")
	_, err = numerekv1.NewEnrolmentServiceClient(f.stranger().dial()).Enrol(t.Context(), &numerekv1.EnrolRequest{Token: expired, Request: []byte("x")})
	refused(t, err, codes.InvalidArgument, "CERTIFICATE_REQUEST")
	f.later(25 * time.Hour)
	_, err = f.stranger().enrol(expired)
	refused(t, err, codes.PermissionDenied, "TOKEN_EXPIRED")
	for range 10 {
		_, _ = f.stranger().enrol("AAAA-AAAA-AAAA-AAAA")
	}
	_, err = f.stranger().enrol(f.token("ekran-r1"))
	refused(t, err, codes.ResourceExhausted, "TOO_MANY_TRIES")
}

func TestExpiredCertificate(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	m := f.member(ratusz)
	f.later(31 * day)
	_, err := m.kiosk().Hello(t.Context(), &numerekv1.HelloRequest{})
	refused(t, err, codes.Unauthenticated, "CERTIFICATE_EXPIRED")
	next, err := m.renew()
	if err != nil {
		t.Fatal(err)
	}
	m.cert = next.GetCertificate()
	if _, err := m.kiosk().Hello(t.Context(), &numerekv1.HelloRequest{}); err != nil {
		t.Error(err)
	}
	f.later(211 * day)
	_, err = m.renew()
	refused(t, err, codes.Unauthenticated, "CERTIFICATE_EXPIRED")
}

// Open streams end, and say why, when their device loses its place; those of others
// go on.
func TestOpenStreamsAreCut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lose   func(*fort) error
		code   codes.Code
		reason string
	}{
		"revoked":  {func(f *fort) error { return f.Revoke(f.t.Context(), "", ratusz) }, codes.PermissionDenied, "REVOKED"},
		"replaced": {func(f *fort) error { _, err := f.stranger().enrol(f.token(ratusz)); return err }, codes.PermissionDenied, "REPLACED"},
		"expired":  {func(f *fort) error { f.later(31 * day); return nil }, codes.Unauthenticated, "CERTIFICATE_EXPIRED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFort(t, nil)
			m, other := f.member(ratusz), f.member("kiosk-usc")
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			catalog, err := m.kiosk().WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := catalog.Recv(); err != nil {
				t.Fatal(err)
			}
			beside, err := other.kiosk().WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.lose(f); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			for err = nil; err == nil; {
				_, err = catalog.Recv()
			}
			refused(t, err, c.code, c.reason)
			t.Logf("cut after %s", time.Since(began).Round(time.Millisecond))
			_, err = m.kiosk().Hello(ctx, &numerekv1.HelloRequest{})
			refused(t, err, c.code, c.reason)
			if name != "expired" {
				for range 2 { // the second one is a heartbeat, after the cut
					if _, err := beside.Recv(); err != nil {
						t.Errorf("another kiosk: %v", err)
					}
				}
			}
			if !strings.Contains(f.log.String(), "stream of a device cut") || !strings.Contains(f.log.String(), "device call refused") {
				t.Errorf("the log does not say so:\n%s", f.log)
			}
		})
	}
}

// A device is who its certificate says, whatever it says itself.
func TestNobodyElse(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	f.load(regexp.MustCompile(`(?m)^id +=  *"koszalin"`).ReplaceAllString(string(text), `id = "drugi"`))
	m := f.member(ratusz)
	ctx := metadata.AppendToOutgoingContext(t.Context(), devices.MetadataDevice, "kiosk-usc", devices.MetadataOffice, "drugi")
	stream, err := m.kiosk().WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := stream.Recv()
	if c := first.GetSnapshot(); err != nil || c.GetOfficeId() != "koszalin" || c.GetLocationId() != "ratusz" {
		t.Errorf("got %s/%s, %v", c.GetOfficeId(), c.GetLocationId(), err)
	}
	// A service of the other building is not the kiosk's to give.
	k := m.kiosk()
	hello, err := k.Hello(ctx, &numerekv1.HelloRequest{BootEpoch: 1, BootId: "one"})
	if err != nil {
		t.Fatal(err)
	}
	out, err := k.IssueTicket(ctx, &numerekv1.IssueTicketRequest{
		RequestId: id(1), ServiceId: "odpisy", Language: "pl", Incarnation: hello.GetIncarnation(), BootEpoch: 1,
	})
	if err != nil || out.GetRefusal().GetReason() != numerekv1.RefusalReason_REFUSAL_REASON_UNKNOWN_SERVICE {
		t.Errorf("got %v, %v", out, err)
	}
	// Nor is a ticket of it the kiosk's to void, even if it knows the id.
	there := f.member("kiosk-usc").kiosk()
	hello, err = there.Hello(t.Context(), &numerekv1.HelloRequest{BootEpoch: 1, BootId: "two"})
	if err != nil {
		t.Fatal(err)
	}
	out, err = there.IssueTicket(t.Context(), &numerekv1.IssueTicketRequest{
		RequestId: id(2), ServiceId: "odpisy", Language: "pl", Incarnation: hello.GetIncarnation(), BootEpoch: 1,
	})
	if err != nil || out.GetTicket() == nil {
		t.Fatalf("got %v, %v", out, err)
	}
	_, err = k.AbandonTicket(ctx, &numerekv1.AbandonTicketRequest{RequestId: id(2), Incarnation: hello.GetIncarnation(), BootEpoch: 1})
	refused(t, err, codes.NotFound, "UNKNOWN_TICKET")
	_, err = k.ReportTicket(ctx, &numerekv1.ReportTicketRequest{
		Ticket:      &numerekv1.HeldTicket{RequestId: id(2), Paper: numerekv1.Paper_PAPER_NOT_DELIVERED, Attempt: 1},
		Incarnation: hello.GetIncarnation(), BootEpoch: 1,
	})
	refused(t, err, codes.NotFound, "UNKNOWN_TICKET")
}

// What another authority signed, or nobody, does not even connect.
func TestForgedCertificate(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	real := f.member(ratusz)
	c, err := x509.ParseCertificate(real.cert)
	if err != nil {
		t.Fatal(err)
	}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	forger := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Numerek devices"}, SubjectKeyId: c.AuthorityKeyId, NotBefore: c.NotBefore,
		NotAfter: c.NotAfter, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	template := &x509.Certificate{
		SerialNumber: c.SerialNumber, Subject: c.Subject, URIs: c.URIs, NotBefore: c.NotBefore, NotAfter: c.NotAfter, ExtKeyUsage: c.ExtKeyUsage,
	}
	forged, err := x509.CreateCertificate(rand.Reader, template, forger, own.Public(), own)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*member{
		"own_authority":    {fort: f, key: own, cert: forged},
		"another_one's":    {fort: f, key: own, cert: real.cert},
		"the_authority's":  {fort: f, key: own, cert: authorityOf(t, f)},
		"a_server's_chain": {fort: f, key: own, cert: serverOf(t, f)},
	} {
		_, err := m.kiosk().Hello(t.Context(), &numerekv1.HelloRequest{})
		if status.Code(err) != codes.Unavailable {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if n := strings.Count(f.log.String(), "connection refused"); n < 4 {
		t.Errorf("the log has %d refusals:\n%s", n, f.log)
	}
}

func authorityOf(t *testing.T, f *fort) []byte {
	t.Helper()
	a, err := f.Authority(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a.DER()
}

func serverOf(t *testing.T, f *fort) []byte {
	t.Helper()
	conn, err := tls.Dial("tcp", f.address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].Raw
}

// The server's own certificate is made anew long before it runs out.
func TestFreshLeaf(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	first := serverOf(t, f)
	f.later(29 * day)
	if string(serverOf(t, f)) != string(first) {
		t.Error("after 29 days: another one")
	}
	f.later(2 * day)
	if string(serverOf(t, f)) == string(first) {
		t.Error("after 31 days: the same")
	}
}

// TLS 1.2, plain text and whoever says nothing get nowhere.
func TestLines(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	if conn, err := tls.Dial("tcp", f.address, &tls.Config{
		InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, NextProtos: []string{"h2"},
	}); err == nil {
		conn.Close()
		t.Error("TLS 1.2 was taken")
	}
	_, err := numerekv1.NewKioskServiceClient(dial(t, f.address)).Hello(t.Context(), &numerekv1.HelloRequest{})
	refused(t, err, codes.Unavailable, "")
	if !strings.Contains(f.log.String(), "plain text is for devices of this machine") {
		t.Errorf("the log does not say so:\n%s", f.log)
	}
}

// Reflection and gRPC's own health are for the server's machine, with TLS, too.
func TestOperatorsElsewhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		around func(net.Listener, *grpc.Server) net.Listener
		code   codes.Code
	}{
		"here":      {nil, codes.OK},
		"elsewhere": {func(l net.Listener, _ *grpc.Server) net.Listener { return stranger{l} }, codes.PermissionDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFort(t, c.around)
			for who, m := range map[string]*member{"stranger": f.stranger(), "kiosk": f.member(ratusz)} {
				conn := m.dial()
				_, err := grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
				if status.Code(err) != c.code {
					t.Errorf("health, %s: got %v", who, err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				stream, err := grpc_reflection_v1.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
				if err == nil {
					_ = stream.Send(&grpc_reflection_v1.ServerReflectionRequest{
						MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{},
					})
					_, err = stream.Recv()
				}
				if status.Code(err) != c.code {
					t.Errorf("reflection, %s: got %v", who, err)
				}
				cancel()
			}
			// A device of another machine works all the same.
			if _, err := f.member("kiosk-usc").kiosk().Hello(t.Context(), &numerekv1.HelloRequest{}); err != nil {
				t.Error(err)
			}
		})
	}
}
