package smpp_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/smpp"
	"numerek/scripts/e2e/npm"
)

// patience is how long anything may take on a machine that is busy.
const patience = 20 * time.Second

// event is one line of testdata/centre.js.
type event struct {
	Event, To, Text, From, Type, ID                string
	Port, Ton, Coding, Registered, Version, Status int
	Minutes                                        int
}

// centre is the message centre of the npm package smpp.
type centre struct {
	port   int
	events chan event
	stdin  io.Writer
}

// program fails where a program is not installed, and says where it comes from.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install %s", name, debian)
	}
	return path
}

func startCentre(t *testing.T, args ...string) *centre {
	t.Helper()
	program(t, "npm", "npm")
	packages, err := npm.In(t.Context(), "testdata", "../../../.cache/smpp-npm")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program(t, "node", "nodejs"), append([]string{"testdata/centre.js"}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &centre{events: make(chan event, 1000), stdin: stdin}
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(c.events)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			var e event
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				c.events <- e
			}
		}
	})
	t.Cleanup(func() {
		stdin.Close()
		reading.Wait()
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Errorf("node: %v\n%s", err, stderr.Bytes())
		}
	})
	c.port = c.wait(t, "listening").Port
	return c
}

// wait reads the centre's events up to one of a kind.
func (c *centre) wait(t *testing.T, kind string) event {
	t.Helper()
	return await(t, c.events, func(e event) bool { return e.Event == kind }, "event "+kind)
}

func (c *centre) tell(t *testing.T, command string) {
	t.Helper()
	if _, err := io.WriteString(c.stdin, command+"\n"); err != nil {
		t.Fatal(err)
	}
}

// await reads a channel up to something that is wanted.
func await[T any](t *testing.T, from <-chan T, wanted func(T) bool, what string) T {
	t.Helper()
	end := time.After(patience)
	for {
		select {
		case got, open := <-from:
			if !open {
				t.Fatalf("%s: the other side has ended", what)
			}
			if wanted(got) {
				return got
			}
		case <-end:
			t.Fatalf("%s: nothing in %v", what, patience)
		}
	}
}

// office is a running sender, what it was told of deliveries, and its log.
type office struct {
	*smpp.Sender
	deliveries chan notify.Delivery
	mu         sync.Mutex
	refusals   int // of deliveries, that are still to come
	log        *lockedBuffer
	stop       func()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func startOffice(t *testing.T, config smpp.Config) *office {
	t.Helper()
	o := &office{deliveries: make(chan notify.Delivery, 100), log: &lockedBuffer{}}
	sender, err := smpp.New(config, o.deliver, slog.New(slog.NewTextHandler(o.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	o.Sender = sender
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() { o.Run(ctx) })
	o.stop = func() { cancel(); running.Wait() }
	t.Cleanup(func() {
		o.stop()
		said := strings.ReplaceAll(o.log.String(), config.Address, "") // whose port has any digits
		for _, secret := range []string{"tajne", "4860", "Kod"} {
			if strings.Contains(said, secret) {
				t.Errorf("the log tells %q:\n%s", secret, o.log)
			}
		}
	})
	return o
}

func (o *office) deliver(_ context.Context, d notify.Delivery) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refusals > 0 {
		o.refusals--
		return io.ErrClosedPipe
	}
	o.deliveries <- d
	return nil
}

func (o *office) delivery(t *testing.T) notify.Delivery {
	t.Helper()
	return await(t, o.deliveries, func(notify.Delivery) bool { return true }, "delivery")
}

// connected waits until texts are taken.
func (o *office) connected(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, err := o.Send(t.Context(), text("03", "czy jest?")); err == nil {
			o.delivery(t)
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatalf("not connected in %v:\n%s", patience, o.log)
}

// text is one to a number with these last digits.
func text(digits, body string) notify.Text {
	return notify.Text{ID: "m-" + digits, From: "UM Koszalin", To: "+486012345" + digits, Body: body, Expires: time.Now().Add(2 * time.Hour)}
}

func account(port int) smpp.Config {
	return smpp.Config{Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), SystemID: "urzad", Password: "tajne", SystemType: "UM", Timeout: 10 * time.Second}
}

// certificate makes one for 127.0.0.1, and the files that a server needs.
func certificate(t *testing.T) (roots *x509.CertPool, keyFile, certFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(cert)
	keyFile, certFile = filepath.Join(t.TempDir(), "key.pem"), filepath.Join(t.TempDir(), "cert.pem")
	for name, block := range map[string]*pem.Block{keyFile: {Type: "PRIVATE KEY", Bytes: private}, certFile: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return roots, keyFile, certFile
}
