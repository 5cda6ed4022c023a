package enrol_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/device"
	"numerek/appliance/link/enrol"
	"numerek/appliance/link/linktest"
)

const token = "K7WQ-3FZM-2XRT-PB5D"

// world is a server and the card of one device.
type world struct {
	t      *testing.T
	folder string
	server *linktest.Server
	*linktest.Enrolment

	mu    sync.Mutex
	log   bytes.Buffer
	ahead []time.Duration // as it was told
	own   time.Duration   // of the device's clock before the world's
}

// Write takes the log.
func (w *world) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

// bubble runs a test with a clock of its own, and a token for the device.
func bubble(t *testing.T, test func(w *world)) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "identity")
	synctest.Test(t, func(t *testing.T) {
		s := linktest.NewEnrolled(t, linktest.NewAuthority(t))
		w := &world{t: t, folder: folder, server: s, Enrolment: s.Enrolment}
		w.Token(token, "koszalin", "kiosk", "kiosk-ratusz")
		test(w)
	})
}

// open opens the identity with other settings than the usual.
func (w *world) open(edit ...func(*enrol.Options)) *enrol.Identity {
	w.t.Helper()
	o := enrol.Options{
		Folder: w.folder, Server: "passthrough:///test", Fingerprint: w.Fingerprint(), Token: token,
		Device: "kiosk-ratusz", Role: "kiosk", Version: "test", Log: slog.New(slog.NewTextHandler(w, nil)), Dial: w.server.Wire(),
		Now: func() time.Time { return time.Now().Add(w.own) }, Clock: w.tellAhead,
	}
	for _, e := range edit {
		e(&o)
	}
	i, err := enrol.Open(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// tellAhead takes how far the clock of the server is ahead.
func (w *world) tellAhead(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead = append(w.ahead, d)
}

// change changes the server while it runs.
func (w *world) change(what func()) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	what()
}

// run lets the identity do what it can without time passing.
func (w *world) run(i *enrol.Identity) (stop func()) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := i.Run(ctx); err != nil {
			w.t.Error(err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	w.t.Cleanup(stop)
	synctest.Wait()
	return stop
}

// asked is what the server was asked since the last call.
func (w *world) asked() string {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	asked := strings.Join(w.Asked, ", ")
	w.Asked = nil
	return asked
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func withToken(word string) func(*enrol.Options) { return func(o *enrol.Options) { o.Token = word } }

func TestEnrol(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open()
		if bar := i.Refused(""); i.Ready() || bar != "" {
			t.Errorf("before it has asked: ready %v, barred by %q", i.Ready(), bar)
		}
		changed := i.Changed()
		stop := w.run(i)
		if !i.Ready() || w.asked() != "Enrol" {
			t.Fatalf("not enrolled: %s\n%s", i.Refused(""), w.log.String())
		}
		select {
		case <-changed:
		default:
			t.Error("nobody was told")
		}
		state := i.State()
		if state.Office != "koszalin" || !state.NotAfter.Equal(time.Now().Add(30*24*time.Hour)) || state.Bar != "" || state.Overdue {
			t.Errorf("state: got %+v", state)
		}
		if _, err := enrol.Open(enrol.Options{Folder: w.folder, Fingerprint: w.Fingerprint()}); !errors.Is(err, enrol.ErrInUse) {
			t.Errorf("a second program: got %v, want %v", err, enrol.ErrInUse)
		}
		stop()
		w.onlyForItself()

		again := w.open()
		if !again.Ready() {
			t.Error("after a restart: not ready at once")
		}
		w.run(again)
		pass(time.Hour)
		if asked := w.asked(); asked != "" {
			t.Errorf("after a restart: it asked %s, want nothing", asked)
		}
	})
}

// onlyForItself checks that nobody else can read the files, and that neither
// they nor the log hold the token.
func (w *world) onlyForItself() {
	w.t.Helper()
	entries, err := os.ReadDir(w.folder)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode() != 0o600 {
			w.t.Errorf("%s: got mode %v, %v, want 0600", e.Name(), info.Mode(), err)
		}
		data, err := os.ReadFile(filepath.Join(w.folder, e.Name()))
		if err != nil || bytes.Contains(data, []byte(token)) {
			w.t.Errorf("%s holds the token, or nothing: %v", e.Name(), err)
		}
		names = append(names, e.Name())
	}
	if want := []string{"authority.pem", "certificate.pem", "floor", "key.pem", "lock"}; !slices.Equal(names, want) {
		w.t.Errorf("got %q, want %q", names, want)
	}
	if info, err := os.Stat(w.folder); err != nil || info.Mode().Perm() != 0o700 {
		w.t.Errorf("folder: got mode %v, %v, want 0700", info.Mode(), err)
	}
	if strings.Contains(w.log.String(), token) {
		w.t.Errorf("the log holds the token:\n%s", w.log.String())
	}
}

func TestEnrol_refused(t *testing.T) {
	tests := map[string]struct {
		set  func(w *world)
		want device.Bar
		mend func(w *world)
	}{
		"unknown": {func(w *world) { delete(w.Tokens, token) }, device.BarTokenUnknown, func(w *world) {
			w.Token(token, "koszalin", "kiosk", "kiosk-ratusz")
		}},
		"expired": {func(w *world) { w.Tokens[token].Expires = time.Now().Add(-time.Second) }, device.BarTokenExpired, func(w *world) {
			w.change(func() { w.Tokens[token].Expires = time.Now().Add(time.Hour) })
		}},
		"used": {
			func(w *world) {
				w.folder += "-another"
				w.run(w.open())()
				w.folder = strings.TrimSuffix(w.folder, "-another")
			}, device.BarTokenUsed,
			func(w *world) { w.Token(token, "koszalin", "kiosk", "kiosk-ratusz") },
		},
		"of_another_device": {
			func(w *world) { w.Tokens[token].Device = "kiosk-usc" }, device.BarOtherDevice,
			func(w *world) { w.change(func() { w.Tokens[token].Device = "kiosk-ratusz" }) },
		},
		"of_another_role": {
			func(w *world) { w.Tokens[token].Role = "display" }, device.BarOtherDevice,
			func(w *world) { w.change(func() { w.Tokens[token].Role = "kiosk" }) },
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w *world) {
				tt.set(w)
				w.asked()
				i := w.open()
				w.run(i)
				if got := i.Refused(""); got != tt.want || i.Ready() {
					t.Fatalf("got %q, ready %v, want %q", got, i.Ready(), tt.want)
				}
				w.asked()
				pass(3 * time.Minute)
				if asked := w.asked(); asked != "" {
					t.Errorf("it did not wait for a person: it asked %s", asked)
				}
				tt.mend(w)
				pass(5 * time.Minute)
				if !i.Ready() || i.Refused("") != "" {
					t.Errorf("mended: got %q, ready %v\n%s", i.Refused(""), i.Ready(), w.log.String())
				}
			})
		})
	}
}

func TestEnrol_without_a_token(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open(withToken(""))
		w.run(i)
		pass(24 * time.Hour)
		if got := i.Refused(""); got != device.BarNoToken || w.asked() != "" {
			t.Errorf("got %q, want %q, and nothing asked", got, device.BarNoToken)
		}
	})
}

// The server is away: the device asks for ever, and not too often.
func TestEnrol_server_away(t *testing.T) {
	bubble(t, func(w *world) {
		w.Tokens[token].Expires = time.Now().Add(24 * time.Hour)
		w.server.Stop()
		i := w.open()
		w.run(i)
		pass(2 * time.Hour)
		if got := i.Refused(""); got != "" || i.Ready() {
			t.Errorf("got %q, ready %v", got, i.Ready())
		}
		if lines := strings.Count(w.log.String(), "\n"); lines != 1 {
			t.Errorf("two hours: got %d lines of log, want 1:\n%.800s", lines, w.log.String())
		}
		w.server.Start()
		pass(12 * time.Second)
		if !i.Ready() {
			t.Errorf("the server is back: %q\n%s", i.Refused(""), w.log.String())
		}
	})
}

// The answer is lost: the same key asks again and gets the same place, also
// when the token has run out meanwhile, and after a restart.
func TestEnrol_answer_lost(t *testing.T) {
	bubble(t, func(w *world) {
		w.After = func(string) error { return status.Error(codes.Unavailable, "the line broke") }
		i := w.open()
		stop := w.run(i)
		pass(20 * time.Minute)
		if i.Ready() {
			t.Error("ready without a certificate")
		}
		stop()
		key := w.Places["koszalin/kiosk/kiosk-ratusz"].Key
		w.After = nil
		again := w.open()
		w.run(again)
		if p := w.Places["koszalin/kiosk/kiosk-ratusz"]; !again.Ready() || p.Key != key || len(p.Old) > 0 {
			t.Errorf("got %q, ready %v, place %+v, want the key that had asked", again.Refused(""), again.Ready(), p)
		}
	})
}

func TestReplaced(t *testing.T) {
	const newer = "NEW7-2222-3333-4444"
	tests := map[string]struct {
		set     func(w *world)
		token   string
		want    device.Bar // of a server that revokes
		enrols  bool
		replies string
	}{
		"the_same_token": {func(*world) {}, token, device.BarRevoked, false, ""},
		"a_new_token":    {func(w *world) { w.Token(newer, "koszalin", "kiosk", "kiosk-ratusz") }, newer, "", true, "Enrol"},
		"a_forged_token": {func(*world) {}, newer, device.BarTokenUnknown, false, "Enrol, TOKEN_UNKNOWN"},
		"no_token":       {func(*world) {}, "", device.BarRevoked, false, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w *world) {
				w.run(w.open())()
				key := w.Places["koszalin/kiosk/kiosk-ratusz"].Key
				w.Revoke("koszalin", "kiosk", "kiosk-ratusz")
				w.asked()
				tt.set(w)
				i := w.open(withToken(tt.token))
				if !i.Ready() {
					t.Error("the old certificate was thrown away")
				}
				w.run(i)
				if !tt.enrols {
					if got := i.Refused(device.BarRevoked); got != tt.want {
						t.Errorf("got %q, want %q", got, tt.want)
					}
					if got := i.Refused(""); got != "" {
						t.Errorf("only away: got %q, want nothing", got)
					}
				}
				if got := w.asked(); got != tt.replies {
					t.Errorf("asked: got %q, want %q", got, tt.replies)
				}
				p := w.Places["koszalin/kiosk/kiosk-ratusz"]
				if p.Revoked == tt.enrols || (p.Key != key) != tt.enrols {
					t.Errorf("got %+v, want a new key: %v", p, tt.enrols)
				}
			})
		})
	}
}

// Settings for another device make another identity.
func TestMoved(t *testing.T) {
	bubble(t, func(w *world) {
		w.run(w.open())()
		const other = "OTHE-2222-3333-4444"
		w.Token(other, "koszalin", "kiosk", "kiosk-usc")
		moved := func(o *enrol.Options) { o.Device, o.Token = "kiosk-usc", other }
		i := w.open(moved)
		if i.Ready() {
			t.Error("it goes on as the old device")
		}
		w.run(i)()
		if !w.open(moved).Ready() {
			t.Errorf("not enrolled: %s", w.log.String())
		}
	})
}

func TestOpen_refuses(t *testing.T) {
	for _, bad := range []string{"", "sha256:", "sha256:" + strings.Repeat("A", 64), strings.Repeat("a", 64), "sha256:" + strings.Repeat("a", 63)} {
		if i, err := enrol.Open(enrol.Options{Folder: t.TempDir(), Fingerprint: bad}); err == nil {
			t.Errorf("%q: got %v, want an error", bad, i)
		}
	}
}
