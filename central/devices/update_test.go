package devices_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/central/updates"
	"numerek/central/updates/bundle/bundletest"
	"numerek/central/updates/rollout"
	numerekv1 "numerek/proto/numerek/v1"
)

const newVersion = "1.1.0"

// rolledOut adds a bundle and brings it to everybody.
func (f *fort) rolledOut(size int) []byte {
	f.t.Helper()
	text := bundletest.Make(newVersion, "numerek-arm64", size)
	path := filepath.Join(f.t.TempDir(), "any-name")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.updates.Add(f.t.Context(), path); err != nil {
		f.t.Fatal(err)
	}
	if err := f.updates.RollOut(f.t.Context(), newVersion, rollout.Rollout{Share: 100}); err != nil {
		f.t.Fatal(err)
	}
	return text
}

// browser is a client that checks the server as every program does: by its name.
func (m *member) browser() *http.Client {
	m.fort.t.Helper()
	a, err := m.fort.Authority(m.fort.t.Context())
	if err != nil {
		m.fort.t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(a.DER())
	if err != nil {
		m.fort.t.Fatal(err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: x509.NewCertPool(), NextProtos: []string{"http/1.1"}}
	config.RootCAs.AddCert(ca)
	if m.cert != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{m.cert}, PrivateKey: m.key}}
	}
	transport := &http.Transport{TLSClientConfig: config}
	m.fort.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// fetch gets a path, or a part of it. It returns the status, 0 where nobody answered.
func (m *member) fetch(path, part string) (int, []byte) {
	m.fort.t.Helper()
	r, err := http.NewRequestWithContext(m.fort.t.Context(), http.MethodGet, "https://"+m.fort.address+path, nil)
	if err != nil {
		m.fort.t.Fatal(err)
	}
	if part != "" {
		r.Header.Set("Range", part)
	}
	answer, err := m.browser().Do(r)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		m.fort.t.Error(err)
	}
	return answer.StatusCode, text
}

func (m *member) updates() numerekv1.UpdateServiceClient {
	return numerekv1.NewUpdateServiceClient(m.dial())
}

func (m *member) next(version string) *numerekv1.UpdateOffer {
	m.fort.t.Helper()
	out, err := m.updates().NextUpdate(m.fort.t.Context(), &numerekv1.NextUpdateRequest{Version: version, Compatible: "numerek-arm64", Slot: "A"})
	if err != nil {
		m.fort.t.Fatal(err)
	}
	return out.GetOffer()
}

func TestUpdateOfAKiosk(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	m, wall := f.member(ratusz), f.member("ekran-r1")
	if offer := m.next("1.0.0"); offer != nil {
		t.Fatalf("nothing there yet: got %v", offer)
	}
	text := f.rolledOut(100_000)
	offer := m.next("1.0.0")
	if offer.GetVersion() != newVersion || offer.GetSize() != int64(len(text)) || offer.GetNotBefore() != nil {
		t.Fatalf("got %v", offer)
	}
	if offer := wall.next("1.2.0"); offer != nil {
		t.Errorf("a newer one: got %v", offer)
	}
	if code, got := m.fetch(offer.GetPath(), ""); code != http.StatusOK || !bytes.Equal(got, text) {
		t.Errorf("got %d, %d bytes", code, len(got))
	}
	if code, got := wall.fetch(offer.GetPath(), "bytes=1000-1999"); code != http.StatusPartialContent || !bytes.Equal(got, text[1000:2000]) {
		t.Errorf("a part: got %d, %d bytes", code, len(got))
	}
	if code, got := m.fetch(offer.GetPath(), "bytes=-8"); code != http.StatusPartialContent || !bytes.Equal(got, text[len(text)-8:]) {
		t.Errorf("the end: got %d, %d bytes", code, len(got))
	}
	for _, path := range []string{"/", "/updates/", "/updates/x.raucb", "/updates/../secret.key", "/updates/%2e%2e/x", "/healthz"} {
		if code, _ := m.fetch(path, ""); code != http.StatusNotFound && code != http.StatusForbidden {
			t.Errorf("%s: got %d", path, code)
		}
	}
	if code, _ := f.stranger().fetch(offer.GetPath(), ""); code == http.StatusOK || code == http.StatusPartialContent {
		t.Errorf("a stranger: got %d", code)
	}
	say := func(phase, reason string) error {
		_, err := m.updates().ReportUpdate(t.Context(), &numerekv1.ReportUpdateRequest{Version: newVersion, Phase: phase, Reason: reason})
		return err
	}
	if err := say("half-way", ""); status.Code(err) != codes.InvalidArgument {
		t.Errorf("no phase: got %v", err)
	}
	for _, phase := range []string{"installing", "installed", "activated", "rolled_back"} {
		if err := say(phase, "no first frame"); err != nil {
			t.Fatal(err)
		}
	}
	if offer := m.next("1.0.0"); offer != nil {
		t.Errorf("failed it: got %v", offer)
	}
	if offer := wall.next("1.0.0"); offer != nil {
		t.Errorf("halted: got %v", offer)
	}
	if err := f.updates.GoOn(t.Context(), newVersion, "", updates.OthersOnly); err != nil {
		t.Fatal(err)
	}
	if m.next("1.0.0") != nil || wall.next("1.0.0") == nil {
		t.Error("goes on: only for others")
	}
	if err := f.Revoke(t.Context(), "koszalin", ratusz); err != nil {
		t.Fatal(err)
	}
	if code, _ := m.fetch(offer.GetPath(), ""); code == http.StatusOK {
		t.Error("a revoked device was served")
	}
	if _, err := m.updates().NextUpdate(t.Context(), &numerekv1.NextUpdateRequest{}); status.Code(err) != codes.PermissionDenied {
		t.Errorf("revoked: got %v", err)
	}
	f.later(40 * day)
	if code, _ := wall.fetch(offer.GetPath(), ""); code != http.StatusForbidden {
		t.Errorf("an old certificate: got %d", code)
	}
}

// TestUpdateOfAReplacedKiosk offers a new kiosk what the one before it has failed.
func TestUpdateOfAReplacedKiosk(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	old := f.member(ratusz)
	f.rolledOut(1000)
	_, err := old.updates().ReportUpdate(t.Context(), &numerekv1.ReportUpdateRequest{Version: newVersion, Phase: "failed", Reason: "the card is full"})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.updates.GoOn(t.Context(), newVersion, "", updates.OthersOnly); err != nil {
		t.Fatal(err)
	}
	if offer := old.next("1.0.0"); offer != nil {
		t.Errorf("failed it: got %v", offer)
	}
	if offer := f.member(ratusz).next("1.0.0"); offer.GetVersion() != newVersion {
		t.Errorf("got %v", offer)
	}
	if said, err := f.updates.Progress(t.Context(), "koszalin"); err != nil || len(said) != 0 {
		t.Errorf("got %v, %v", said, err)
	}
}

// TestRevokedWhileItFetches cuts a device off that takes its time.
func TestRevokedWhileItFetches(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	m := f.member(ratusz)
	f.rolledOut(8 << 20) // more than any buffer on the way
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+f.address+m.next("1.0.0").GetPath(), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := m.browser().Do(r) //nolint:bodyclose // it is closed below
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := f.Revoke(t.Context(), "koszalin", ratusz); err != nil {
		t.Fatal(err)
	}
	cut := make(chan error, 1)
	go func() {
		for {
			select {
			case <-time.After(20 * time.Millisecond): // slowly: 8 MB would take hours
			case <-t.Context().Done():
				cut <- t.Context().Err()
				return
			}
			if _, err := answer.Body.Read(make([]byte, 512)); err != nil {
				cut <- err
				return
			}
			if strings.Contains(f.log.String(), "stream of a device cut") {
				_, err := io.Copy(io.Discard, answer.Body)
				cut <- err
				return
			}
		}
	}()
	select {
	case err := <-cut:
		if err == nil {
			t.Error("got all of it")
		}
	case <-time.After(time.Minute):
		t.Error("not cut within a minute")
	}
}

// TestWhatCurlSays fetches with curl, by address and by name, as RAUC does with its
// library.
func TestWhatCurlSays(t *testing.T) {
	t.Parallel()
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl")
	}
	f := newFort(t, nil)
	m := f.member(ratusz)
	text := f.rolledOut(100_000)
	path := m.next("1.0.0").GetPath()
	dir := t.TempDir()
	a, err := f.Authority(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(m.key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"authority.pem": {Type: "CERTIFICATE", Bytes: a.DER()}, "certificate.pem": {Type: "CERTIFICATE", Bytes: m.cert}, "key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, port, err := net.SplitHostPort(f.address)
	if err != nil {
		t.Fatal(err)
	}
	get := func(host string, more ...string) ([]byte, error) {
		args := append([]string{"--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "60", "--resolve", "numerek.example.pl:" + port + ":127.0.0.1"}, more...)
		c := exec.CommandContext(t.Context(), curl, append(args, fmt.Sprintf("https://%s:%s%s", host, port, path))...)
		c.Dir = dir
		out, err := c.Output()
		if x, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w: %s", err, x.Stderr)
		}
		return out, err
	}
	proof := []string{"--cacert", "authority.pem", "--cert", "certificate.pem", "--key", "key.pem"}
	for _, host := range []string{"127.0.0.1", "localhost", "numerek.example.pl"} {
		if got, err := get(host, append(proof, "--range", "500-999")...); err != nil || !bytes.Equal(got, text[500:1000]) {
			t.Errorf("%s: got %d bytes, %v", host, len(got), err)
		}
	}
	if _, err := get("127.0.0.1", "--cacert", "authority.pem"); err == nil {
		t.Error("served without a certificate")
	}
}

// TestServerWithoutTheBundle offers nothing that it could not serve.
func TestServerWithoutTheBundle(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	m := f.member(ratusz)
	f.rolledOut(1000)
	path := m.next("1.0.0").GetPath()
	all, err := f.updates.Releases(context.WithoutCancel(t.Context()))
	if err != nil || len(all) != 1 || all[0].Missing != nil {
		t.Fatalf("got %v, %v", all, err)
	}
	if err := os.Remove(filepath.Join(f.bundles, all[0].File)); err != nil {
		t.Fatal(err)
	}
	if offer := m.next("1.0.0"); offer != nil {
		t.Errorf("got %v", offer)
	}
	if code, text := m.fetch(path, ""); code != http.StatusNotFound || !strings.Contains(string(text), "add it here, too") {
		t.Errorf("got %d, %s", code, text)
	}
	if n := strings.Count(f.log.String(), "update not offered"); n != 1 {
		t.Errorf("told %d times", n)
	}
}
