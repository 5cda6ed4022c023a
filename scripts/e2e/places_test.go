package e2e_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

// place is a device that talks to servers which it knows by a fingerprint.
type place struct {
	t           *testing.T
	key         *ecdsa.PrivateKey
	fingerprint string
	certificate []byte
}

func (p *place) dial(server *e2e.Central) *grpc.ClientConn {
	p.t.Helper()
	config := &tls.Config{
		MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, // by name: the authority's key is checked here
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) != 2 {
				return errors.New("the authority is missing")
			}
			sum := sha256.Sum256(s.PeerCertificates[1].RawSubjectPublicKeyInfo)
			if "sha256:"+hex.EncodeToString(sum[:]) != p.fingerprint {
				return errors.New("another authority")
			}
			return s.PeerCertificates[0].CheckSignatureFrom(s.PeerCertificates[1])
		},
	}
	if p.certificate != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{p.certificate}, PrivateKey: p.key}}
	}
	conn, err := grpc.NewClient(server.Devices, grpc.WithTransportCredentials(credentials.NewTLS(config)))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { conn.Close() })
	return conn
}

// watch opens the kiosk's stream and waits for its first message.
func (p *place) watch(ctx context.Context, server *e2e.Central) grpc.ServerStreamingClient[numerekv1.WatchCatalogResponse] {
	p.t.Helper()
	stream, err := numerekv1.NewKioskServiceClient(p.dial(server)).WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
	if err == nil {
		_, err = stream.Recv()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return stream
}

func reasonOf(err error) string {
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// TestPlacesOfTwoServers: two servers on one database are one to a device. It enrols at
// one, works at the other, and a command beside them cuts it off from both.
func TestPlacesOfTwoServers(t *testing.T) {
	address, secret := newDatabase(t, "places"), filepath.Join(t.TempDir(), "secret.key")
	how := e2e.Server{Database: address, Secret: secret, Office: office(t), Clock: e2e.Monday(), Certified: true}
	first := start(t, "first", how)
	how.Office = ""
	second := start(t, "second", how)
	command := func(words ...string) string {
		t.Helper()
		words = slices.Concat([]string{"device"}, words, []string{"--database", address, "--secret", secret})
		said, err := exec.CommandContext(t.Context(), programs.Central, words...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		return string(said)
	}
	file := command("add", "kiosk-ratusz", "--server", first.Devices)
	value := func(key string) string {
		t.Helper()
		found := regexp.MustCompile(`(?m)^` + key + ` *= "([^"]+)"`).FindStringSubmatch(file)
		if found == nil {
			t.Fatalf("no %s in\n%s", key, file)
		}
		return found[1]
	}
	if err := discreet.Used(value("token")); err != nil { // which no log may have
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, new(x509.CertificateRequest), key)
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, key: key, fingerprint: value("fingerprint")}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := numerekv1.NewEnrolmentServiceClient(p.dial(first)).Enrol(ctx, &numerekv1.EnrolRequest{Token: value("token"), Request: request})
	if err != nil {
		t.Fatal(err)
	}
	p.certificate = out.GetCertificate()
	streams := []grpc.ServerStreamingClient[numerekv1.WatchCatalogResponse]{p.watch(ctx, first), p.watch(ctx, second)}
	began := time.Now()
	command("revoke", "kiosk-ratusz")
	for i, s := range streams {
		for err = nil; err == nil; {
			_, err = s.Recv()
		}
		if reasonOf(err) != "REVOKED" || time.Since(began) > time.Minute {
			t.Errorf("server %d: got %v after %s", i+1, err, time.Since(began))
		}
		t.Logf("server %d: cut off after %s", i+1, time.Since(began).Round(time.Millisecond))
	}
	for i, server := range []*e2e.Central{first, second} {
		_, err := numerekv1.NewKioskServiceClient(p.dial(server)).Hello(ctx, &numerekv1.HelloRequest{})
		if reasonOf(err) != "REVOKED" {
			t.Errorf("server %d: got %v", i+1, err)
		}
	}
}
