package health_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/scripts/e2e"
)

// patience is how long a step may take on a slow machine.
const patience = 2 * time.Minute

// post is a mail server that nobody here wrote: aiosmtpd, which shows what it gets.
type post struct {
	address string

	mu  sync.Mutex
	got []string // lines
}

func openPost(t *testing.T) *post {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.CommandContext(t.Context(), python, "-c", "import aiosmtpd").Run(); err != nil {
		t.Skip("no mail server: package python3-aiosmtpd")
	}
	address, err := e2e.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), python, "-u", "-m", "aiosmtpd", "-n", "-l", address, "-c", "aiosmtpd.handlers.Debugging", "stdout")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &post{address: address}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.got = append(p.got, lines.Text())
			p.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait()
	})
	until(t.Context(), t, "the mail server listens", func() (bool, error) {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil, err
	})
	return p
}

var errNoMail = errors.New("no such mail")

// all is everything that came.
func (p *post) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.got, "\n")
}

// has says whether a mail came with a text in its subject and one in its body.
func (p *post) has(subject, body string) bool {
	for mail := range strings.SplitSeq(p.all(), "---------- MESSAGE FOLLOWS ----------") {
		if mail = strings.TrimLeft(mail, "\n"); strings.HasPrefix(mail, "mail options:") { // of the envelope
			_, mail, _ = strings.Cut(mail, "\n\n")
		}
		head, text, _ := strings.Cut(mail, "\n\n")
		plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text)))
		if err != nil {
			plain = []byte(text)
		}
		said, err := new(mime.WordDecoder).DecodeHeader(strings.ReplaceAll(head, "\n ", " "))
		if err != nil {
			said = head
		}
		if strings.Contains(said, subject) && strings.Contains(string(plain), body) {
			return true
		}
	}
	return false
}

// until waits for something.
func until(ctx context.Context, t *testing.T, what string, settled func() (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := e2e.Until(ctx, what, settled); err != nil {
		t.Fatal(err)
	}
}

// manager looks at the pages.
type manager struct {
	base    string
	browser *http.Client
}

// hire makes a manager's account, and logs it in.
func hire(t *testing.T, s e2e.Server, c *e2e.Central) *manager {
	t.Helper()
	u := e2e.User{Name: "kierownik", FullName: "Kierownik", Role: "manager", Password: "an-end-to-end-password"}
	if err := s.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &manager{base: "http://" + c.HTTP, browser: &http.Client{Jar: jar, Timeout: patience}}
	form := url.Values{"name": {u.Name}, "password": {u.Password}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, m.base+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := m.browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("logging in: got %s", res.Status)
	}
	return m
}

// card is what the page of the devices says of one of them.
func (m *manager) card(ctx context.Context, device string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.base+"/manage/devices", http.NoBody)
	if err != nil {
		return "", err
	}
	res, err := m.browser.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	_, card, found := strings.Cut(string(body), `id="device-`+device+`"`)
	card, _, _ = strings.Cut(card, "</details>")
	if res.StatusCode != http.StatusOK || !found {
		return "", fmt.Errorf("%s: no card of %s", res.Status, device)
	}
	return card, nil
}

// officeOnDuty writes the demonstration office with somebody on duty who is told soon.
func officeOnDuty(t *testing.T) string {
	t.Helper()
	demo, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("hold_s   = 30", "hold_s   = 2", "gather_s = 60", "gather_s = 1", "people   = [] ",
		`people = [{ id = "serwis", mail = "serwis@urzad.example", phone = "+48601234567", from = "warning" }] #`).Replace(string(text))
	file := filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAKioskThatNeedsPaper(t *testing.T) {
	ctx := t.Context()
	mail := openPost(t)
	programs, err := e2e.Build(ctx, t.TempDir())
	must(t, err)
	gateway := filepath.Join(t.TempDir(), "gateway.toml")
	must(t, os.WriteFile(gateway, fmt.Appendf(nil, "[mail]\nserver = %q\nsecurity = \"none\"\nfrom = \"kolejka@urzad.example\"\n", mail.address), 0o600))
	server := e2e.Server{
		Path: programs.Central, Data: t.TempDir(), Office: officeOnDuty(t), Clock: e2e.Monday(), Args: []string{"--gateway", gateway},
	}
	central, err := server.Start(ctx, "central")
	must(t, err)
	t.Cleanup(func() { central.Kill() })
	screen, err := e2e.StartScreen(ctx, 540, 960, t.TempDir())
	must(t, err)
	t.Cleanup(screen.Kill)
	printer, err := e2e.StartPrinter(ctx, programs, t.TempDir(), nil)
	must(t, err)
	t.Cleanup(printer.Kill)
	kiosk, err := e2e.Appliance{
		Path: programs.Appliance, Server: central.Devices, Device: "kiosk-ratusz", Window: "540x960", Printer: printer.Line,
		Data: t.TempDir(), Env: screen.Env(),
	}.Start("kiosk")
	must(t, err)
	t.Cleanup(kiosk.Kill)

	manager := hire(t, server, central)
	shows := func(want ...string) {
		t.Helper()
		until(ctx, t, fmt.Sprintf("the page says %q", want), func() (bool, error) {
			card, err := manager.card(ctx, "kiosk-ratusz")
			for _, w := range want {
				if err == nil && !strings.Contains(card, w) {
					err = fmt.Errorf("got %s\nkiosk:\n%s", card, kiosk.Tail())
				}
			}
			return err == nil, err
		})
	}
	texted := func(want string) {
		t.Helper()
		until(ctx, t, "an SMS says "+want, func() (bool, error) {
			text, err := os.ReadFile(filepath.Join(server.Data, "messages.txt"))
			return strings.Contains(string(text), want), err
		})
	}
	mailed := func(subject, body string) {
		t.Helper()
		until(ctx, t, "a mail says "+subject, func() (bool, error) {
			if mail.has(subject, body) {
				return true, nil
			}
			return false, fmt.Errorf("%w: got\n%s", errNoMail, mail.all())
		})
	}
	shows("Działa", "ostatni meldunek")
	if said, err := printer.Do(ctx, "paper out"); err != nil {
		t.Fatal(said, err)
	}
	shows("Nie działa", "Brak papieru", "Włóż nową rolkę papieru.")
	texted("Urzadzenia: kiosk-ratusz brak papieru")
	mailed("kiosk-ratusz: brak papieru", "Biletomat kiosk-ratusz, Ratusz, parter")
	if said, err := printer.Do(ctx, "paper in"); err != nil {
		t.Fatal(said, err)
	}
	shows("Działa", "Brak papieru – początek", "Brak papieru – koniec po")
	texted("OK kiosk-ratusz brak papieru")
	mailed("Już w porządku: kiosk-ratusz: brak papieru", "koniec po")

	status, metrics, err := central.Get(ctx, "/metrics")
	must(t, err)
	for _, want := range []string{
		`numerek_device_alerts_total{code="paper_out"} 1`, `numerek_duty_messages_total{channel="mail"} 2`,
		`numerek_duty_messages_total{channel="sms"} 2`, `numerek_devices{state="ok"} 1`,
	} {
		if !strings.Contains(string(metrics), want+"\n") {
			t.Errorf("the metrics, status %d, do not say %s", status, want)
		}
	}
	must(t, kiosk.Stop())
	must(t, central.Stop())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
