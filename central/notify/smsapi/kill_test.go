package smsapi_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
)

// Moments between the commit of a message and its receipt, as its gateway sees
// them: at one of them it kills the server.
const (
	claimed      = "claimed"      // a connection has come: the message is claimed, and nothing is said yet
	submitted    = "submitted"    // the gateway has the text, and has not taken it
	accepted     = "accepted"     // it has taken the text, and has not answered
	answered     = "answered"     // the answer is on its way
	receipt      = "receipt"      // the report is on its way
	acknowledged = "acknowledged" // the report is acknowledged
)

// double is a gateway that speaks SMSAPI's form API, reports every text, and may
// kill the server at a moment.
type double struct {
	t    *testing.T
	url  string
	keys bool // honours them

	mu      sync.Mutex
	shown   map[string]int  // by key: how often the phone showed it
	told    map[string]bool // by key: its report is acknowledged
	reports string          // address for reports, of the server that lives
	at      string          // the moment
	after   int             // so many times it passes
	kill    func()          // of the server that lives
	work    sync.WaitGroup
}

// moment kills the server if it is the one.
func (d *double) moment(m string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m != d.at || d.kill == nil {
		return
	}
	if d.after--; d.after < 0 {
		d.kill()
		d.kill, d.reports = nil, ""
	}
}

// hooked is a listener that tells of connections.
type hooked struct {
	net.Listener
	accepted func()
}

func (h hooked) Accept() (net.Conn, error) {
	conn, err := h.Listener.Accept()
	if err == nil {
		h.accepted()
	}
	return conn, err
}

func newDouble(t *testing.T) *double {
	t.Helper()
	d := &double{t: t, keys: true, shown: map[string]int{}, told: map[string]bool{}}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(d.sms))
	srv.Listener = hooked{srv.Listener, func() { d.moment(claimed) }}
	srv.Config.SetKeepAlivesEnabled(false) // so that each message is a connection
	srv.Start()
	t.Cleanup(func() {
		srv.Close()
		d.work.Wait()
	})
	d.url = srv.URL
	return d
}

func (d *double) sms(w http.ResponseWriter, r *http.Request) {
	idx := r.PostFormValue("idx")
	d.moment(submitted)
	if r.Context().Err() != nil {
		return // the text was not whole
	}
	d.mu.Lock()
	known := d.shown[idx] > 0
	if !known || !d.keys {
		d.shown[idx]++
	}
	d.mu.Unlock()
	d.moment(accepted)
	if known && d.keys {
		_ = json.NewEncoder(w).Encode(map[string]any{"error": 53})
	} else {
		_ = json.NewEncoder(w).Encode(map[string]any{"count": 1, "list": []any{map[string]any{"id": "gw" + idx, "idx": idx}}})
	}
	_ = http.NewResponseController(w).Flush()
	d.moment(answered)
	if !known {
		d.work.Go(func() { d.report(idx) }) //nolint:contextcheck // it outlives the request
	}
}

// report reports until it is acknowledged.
func (d *double) report(idx string) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-d.t.Context().Done():
			return
		case <-tick.C:
		}
		d.mu.Lock()
		to := d.reports
		d.mu.Unlock()
		if to == "" {
			continue
		}
		q := url.Values{"MsgId": {"gw" + idx}, "status": {"404"}, "idx": {idx}}
		ctx := httptrace.WithClientTrace(d.t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { d.moment(receipt) }})
		if said, err := get(ctx, to+"?"+q.Encode()); err != nil || said != "OK" {
			continue
		}
		d.mu.Lock()
		d.told[idx] = true
		d.mu.Unlock()
		d.moment(acknowledged)
		return
	}
}

func (d *double) reported() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.told)
}

// server is the process that is killed.
type server struct {
	dead    chan struct{}
	stop    func() // gracefully
	written chan struct{}
}

// start starts it; under is a program to run it under.
func (d *double) start(database, writes string, under ...string) *server {
	d.t.Helper()
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	command := append(under, self)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), childDatabase+"="+database, childGateway+"="+d.url, childWrites+"="+writes)
	if !d.keys {
		cmd.Env = append(cmd.Env, childKeyless+"=1")
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	said := &lines{}
	r, w := io.Pipe()
	cmd.Stderr = w
	go said.read(r)
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	s := &server{dead: make(chan struct{}), written: make(chan struct{}), stop: func() { in.Close() }}
	d.mu.Lock()
	d.kill = func() { _ = cmd.Process.Kill() }
	d.mu.Unlock()
	d.work.Go(func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "written ") {
				close(s.written)
				continue
			}
			d.mu.Lock()
			if d.kill != nil {
				d.reports = lines.Text()
			}
			d.mu.Unlock()
		}
		_ = cmd.Wait()
		w.Close()
		for _, private := range []string{"+48601", "601000", "482 9151"} {
			if found := said.with(private); len(found) > 0 {
				d.t.Errorf("the log has %q: %q", private, found)
			}
		}
		close(s.dead)
	})
	return s
}

// audit reads what the killed servers left: all delivered, and nothing kept.
func audit(t *testing.T, database string, want int) (doubted int) {
	t.Helper()
	s, err := openStore(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.MessagesBetween(t.Context(), "koszalin", time.Now().Add(-time.Hour), time.Now().Add(time.Hour), 10000)
	if err != nil || len(all) != want {
		t.Errorf("got %d messages, %v, want %d", len(all), err, want)
	}
	for _, m := range all {
		if m.State != string(notify.Delivered) || m.To != "" || m.Text != "" {
			t.Errorf("message %s is %s (%s) after %d tries", m.ID, m.State, m.Fault, m.Attempts)
		}
		if m.Attempts > 1 {
			doubted++
		}
	}
	return doubted
}

// No message is lost, and none is shown twice by a phone whose gateway honours
// keys, at whatever moment the server is killed.
func TestKilledAtEachMoment(t *testing.T) {
	const messages = 12
	for _, keys := range []bool{true, false} {
		for _, moment := range []string{claimed, submitted, accepted, answered, receipt, acknowledged} {
			for _, after := range []int{0, 7} {
				if after > 0 && !keys {
					continue
				}
				t.Run(fmt.Sprintf("keys_%t/%s_%d", keys, moment, after), func(t *testing.T) {
					t.Parallel()
					d := newDouble(t)
					d.keys, d.at, d.after = keys, moment, after
					database := filepath.Join(t.TempDir(), "numerek.db")
					first := d.start(database, fmt.Sprintf("0-%d", messages))
					<-first.dead
					d.mu.Lock()
					d.at = ""
					d.mu.Unlock()
					second := d.start(database, "0-0")
					eventually(t, "all are reported", func() bool { return d.reported() == messages })
					second.stop()
					<-second.dead
					audit(t, database, messages)
					d.mu.Lock()
					defer d.mu.Unlock()
					if len(d.shown) != messages {
						t.Errorf("%d messages were shown, want %d", len(d.shown), messages)
					}
					twice := 0
					for key, n := range d.shown {
						if n > 1 {
							twice++
						}
						if keys && n != 1 {
							t.Errorf("%s was shown %d times", key, n)
						}
					}
					if twice > 4 {
						t.Errorf("%d messages were shown twice, want at most those that the four workers had", twice)
					}
				})
			}
		}
	}
}

// TestKilledAtWrites kills the server at its n-th write or sync, of any file or
// socket, for one n after another, each time with new messages, until one lives
// long enough to have them all reported.
func TestKilledAtWrites(t *testing.T) {
	killat := filepath.Join(t.TempDir(), "killat")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", killat, "numerek/scripts/e2e/killat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	step := 4
	if os.Getenv("KILL_POINTS") != "" { // all of them
		step = 1
	}
	d := newDouble(t)
	database := filepath.Join(t.TempDir(), "numerek.db")
	first := d.start(database, "0-3") // makes the database, whose writes are another test's
	eventually(t, "all are reported", func() bool { return d.reported() == 3 })
	first.stop()
	<-first.dead
	began, points, working, written := time.Now(), 0, 0, 3
	for n := 1; d.reported() < written+3; n += step {
		s := d.start(database, fmt.Sprintf("%d-%d", written, written+3), killat, strconv.Itoa(n))
		dead := func() bool {
			select {
			case <-s.dead:
				return true
			default:
				return false
			}
		}
		eventually(t, "it is killed, or has nothing to do any more", func() bool { return dead() || d.reported() == written+3 })
		if !dead() {
			s.stop()
			<-s.dead
			break
		}
		points++
		select {
		case <-s.written:
			working++
			written += 3
		default: // perhaps; the next one writes what is not there
		}
	}
	last := d.start(database, fmt.Sprintf("%d-%d", written, written+3))
	written += 3
	eventually(t, "all are reported", func() bool { return d.reported() == written })
	last.stop()
	<-last.dead
	again := audit(t, database, written)
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, n := range d.shown {
		if n != 1 {
			t.Errorf("%s was shown %d times", key, n)
		}
	}
	t.Logf("count: killed at %d writes, at %d of them with messages on their way; %d messages, %d of them tried again; in %.0f s",
		points, working, written, again, time.Since(began).Seconds())
}
