package smsapi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify/smsapi"
)

// kannel is the SMS gateway of that name with its own fake SMS centre: programs
// that nobody here wrote. Kannel speaks another dialect of HTTP than SMSAPI, so
// the front below translates, and honours keys as SMSAPI does.
type kannel struct {
	send   string // address of its sendsms
	centre *lines // what the centre got
}

// lines collects what a program says.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) read(r io.Reader) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		l.mu.Lock()
		l.all = append(l.all, s.Text())
		l.mu.Unlock()
	}
}

func (l *lines) with(part string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.all {
		if strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return found
}

const fakeCentre = "/usr/lib/kannel/test/fakesmsc"

func startKannel(t *testing.T) *kannel {
	t.Helper()
	bearer, err := exec.LookPath("bearerbox")
	if err != nil {
		bearer = "/usr/sbin/bearerbox"
	}
	for _, program := range []string{bearer, fakeCentre} {
		if _, err := os.Stat(program); err != nil {
			t.Skip("Kannel is not installed: packages kannel and kannel-extras")
		}
	}
	ports := freePorts(t, 4)
	config := filepath.Join(t.TempDir(), "kannel.conf")
	text := fmt.Sprintf(`group = core
admin-port = %d
admin-password = numerek
smsbox-port = %d
box-allow-ip = "127.0.0.1"
admin-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = %d
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %d

group = sendsms-user
username = numerek
password = numerek
max-messages = 1
concatenation = false

group = sms-service
keyword = default
text = "-"
`, ports[0], ports[1], ports[2], ports[3])
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, bearer, config)
	listening(t, ports[1])
	run(t, filepath.Join(filepath.Dir(bearer), "smsbox"), config)
	listening(t, ports[3])
	listening(t, ports[2])
	k := &kannel{send: fmt.Sprintf("http://127.0.0.1:%d/cgi-bin/sendsms", ports[3])}
	k.centre = run(t, fakeCentre, "-H", "127.0.0.1", "-r", fmt.Sprint(ports[2]), "-i", "1", "-m", "0", "100 200 text nop")
	return k
}

func run(t *testing.T, program string, args ...string) *lines {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = t.TempDir()
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := &lines{}
	read := make(chan struct{})
	go func() {
		defer close(read)
		said.read(r)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		w.Close()
		<-read
	})
	return said
}

func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func listening(t *testing.T, port int) {
	t.Helper()
	eventually(t, fmt.Sprintf("somebody listens at %d", port), func() bool {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return false
		}
		conn.Close()
		return true
	})
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("it did not come true that %s", what)
		}
	}
}

// front speaks SMSAPI's form API before Kannel: it checks what SMSAPI checks,
// takes each key once, and turns Kannel's reports into SMSAPI's.
type front struct {
	t      *testing.T
	kannel *kannel
	url    string
	drop   func() bool // says whether this answer is lost on its way

	mu   sync.Mutex
	keys map[string]string // idx to id
	told map[string]string // id to notify_url
}

func newFront(t *testing.T, k *kannel) *front {
	t.Helper()
	f := &front{t: t, kannel: k, keys: map[string]string{}, told: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sms.do", f.sms)
	mux.HandleFunc("GET /report", f.report)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	f.url = srv.URL
	return f
}

func (f *front) sms(w http.ResponseWriter, r *http.Request) {
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	if r.Header.Get("Authorization") != "Bearer "+token {
		w.WriteHeader(http.StatusUnauthorized)
		say(map[string]any{"error": 101, "message": "Authorization failed"})
		return
	}
	idx := r.PostFormValue("idx")
	f.mu.Lock()
	id, sent := f.keys[idx], f.keys[idx] != ""
	if !sent {
		id = fmt.Sprint(1000 + len(f.keys))
		f.keys[idx], f.told[id] = id, r.PostFormValue("notify_url")
	}
	f.mu.Unlock()
	if sent && r.PostFormValue("check_idx") == "1" {
		say(map[string]any{"error": 53, "message": "Not unique idx parameter"})
		return
	}
	q := url.Values{
		"username": {"numerek"}, "password": {"numerek"}, "to": {"+" + r.PostFormValue("to")}, "from": {r.PostFormValue("from")},
		"text": {r.PostFormValue("message")}, "charset": {"UTF-8"}, "coding": {"0"},
		"dlr-mask": {"31"}, "dlr-url": {f.url + "/report?id=" + id + "&idx=" + url.QueryEscape(idx) + "&type=%d"},
	}
	if strings.ContainsFunc(r.PostFormValue("message"), func(r rune) bool { return r > 0x3ff && r != '€' }) {
		q.Set("coding", "2")
	}
	res, err := get(r.Context(), f.kannel.send+"?"+q.Encode())
	if err != nil || !strings.HasPrefix(res, "0: Accepted") {
		say(map[string]any{"error": 200, "message": res})
		return
	}
	if f.drop != nil && f.drop() {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			conn.Close()
		}
		return
	}
	say(map[string]any{"count": 1, "list": []any{map[string]any{"id": id, "points": 0.16, "number": r.PostFormValue("to"), "status": "QUEUE", "idx": idx, "parts": 1}}})
}

// report gets Kannel's word: 1 delivered, 2 undelivered, 8 taken by the centre.
func (f *front) report(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	f.mu.Lock()
	to := f.told[id]
	f.mu.Unlock()
	status := map[string]string{"1": "404", "2": "405", "16": "407"}[r.FormValue("type")]
	if status == "" {
		status = "403"
	}
	q := url.Values{"MsgId": {id}, "status": {status}, "idx": {r.FormValue("idx")}, "donedate": {fmt.Sprint(time.Now().Unix())}}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 40 { // until it is acknowledged, as SMSAPI does
		if said, err := get(r.Context(), to+"?"+q.Encode()); err == nil && said == "OK" {
			w.WriteHeader(http.StatusOK)
			return
		}
		<-tick.C
	}
	f.t.Errorf("report %s about %s was not acknowledged", status, id)
}

func get(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	return string(bytes.TrimSpace(said)), err
}

// The messages of an office go through the outbox, this sender and Kannel to the
// phone, each once although every third answer is lost, and the reports come back.
func TestThroughKannel(t *testing.T) {
	k := startKannel(t)
	f := newFront(t, k)
	var mu sync.Mutex
	n := 0
	f.drop = func() bool {
		mu.Lock()
		defer mu.Unlock()
		n++
		return n%3 == 0
	}
	mux := http.NewServeMux()
	reports := httptest.NewServer(mux)
	t.Cleanup(reports.Close)
	const secret = "5f1d0c7be2a94836"
	sender, err := smsapi.New(smsapi.Config{URL: f.url + "/sms.do", Token: token, NotifyURL: reports.URL + smsapi.Path + secret})
	if err != nil {
		t.Fatal(err)
	}
	b := newBed(t, sender)
	if err := (smsapi.Reports{Secret: secret, Deliver: b.box.Deliver}).Register(mux); err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"UM Koszalin: wt 24.11 g. 10:20. KOD 482 9151 [a] {b} 5€", "Rathaus Koszalin: früherer Termin frei, Grüße",
		"Кошалін вт 24.11 10:20. КОД 482 9151. Відмова koszalin.pl/w/7KQ4MNPXT2",
	}
	var ids []string
	for i := range 30 {
		id := fmt.Sprintf("%08d-0000-7000-8000-000000000000", i)
		ids = append(ids, id)
		b.write(id, fmt.Sprintf("+4860123%04d", i), texts[i%3])
	}
	eventually(t, "all are delivered", func() bool { return b.delivered(ids) == len(ids) })
	got := k.centre.with("Got message")
	if len(got) != len(ids) {
		t.Errorf("the centre got %d messages, want %d:\n%s", len(got), len(ids), strings.Join(got, "\n"))
	}
	for i := range ids {
		to := fmt.Sprintf("+4860123%04d ", i)
		line := k.centre.with(to)
		if len(line) != 1 {
			t.Errorf("%s got %d messages, want one", to, len(line))
			continue
		}
		_, said, _ := strings.Cut(line[0], to)
		if got := shown(t, said); got != texts[i%3] {
			t.Errorf("%s shows %q, want %q", to, got, texts[i%3])
		}
	}
}

// shown is the text in the centre's own notation.
func shown(t *testing.T, said string) string {
	t.Helper()
	said = strings.TrimSuffix(said, ">")
	if text, ok := strings.CutPrefix(said, "text "); ok {
		return text
	}
	octets, err := url.QueryUnescape(strings.TrimPrefix(said, "ucs-2 "))
	if err != nil {
		t.Fatal(err)
	}
	return decodeUCS2(t, octets)
}
