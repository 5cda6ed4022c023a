package network_test

import (
	"context"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/config"
	"numerek/appliance/display"
	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// trouble is a fault of a cable.
type trouble struct {
	begin  func(w *wire) error // an error is that of a kernel that does not know how
	end    func(w *wire)
	silent bool // the server is not heard
	early  bool // the devices have to enrol in the midst of it
}

// losing is a trouble in which packets are lost.
func losing(up, down string) trouble {
	return trouble{
		begin: func(w *wire) error { w.lose(up, down); return nil },
		end:   (*wire).find, silent: down == everything || up == everything,
	}
}

// shaped is one in which both ends send as tc says, from the beginning.
func shaped(discipline string) trouble {
	return trouble{
		begin: func(w *wire) error { return w.shape(strings.Fields(discipline)...) },
		end:   (*wire).unshape, early: true,
	}
}

func troubles() map[string]trouble {
	lossy := losing(some, some)
	lossy.early = true
	return map[string]trouble{
		"lossy": lossy,
		// As a modem of 1996 with a queue before it.
		"slow":    shaped("tbf rate 32kbit burst 2kb latency 2s"),
		"delayed": shaped("netem delay 300ms 100ms loss 5%"),
		"cut":     losing(everything, everything),
		// The server hears, and is not heard: what is asked for is done, and nobody knows.
		"deaf": losing(nothing, everything),
		"mute": losing(everything, nothing),
		"unplugged": {
			begin: func(w *wire) error { return command(w.there("ip", "link", "set", "eth0", "down")...) },
			end:   func(w *wire) { w.mustThere("ip", "link", "set", "eth0", "up") }, silent: true,
		},
		// After a moment without a line something between has forgotten all connections:
		// both ends keep them, and nothing of them comes through, for good.
		"forgotten": {
			begin: func(w *wire) error { w.lose(everything, everything); w.forget(); return nil },
			end:   (*wire).find,
		},
	}
}

// hub is a hall that only takes devices that have enrolled, with a kiosk and a
// monitor on good lines, which see what others may miss.
type hub struct {
	*hall
	port    string
	kiosk   *headless.Kiosk
	monitor *headless.Display

	mu    sync.Mutex
	calls []heard
}

// heard is a call, and when all monitors could know of it.
type heard struct {
	number string
	at     time.Time
}

func openHub(t *testing.T) *hub {
	t.Helper()
	if errNoNetwork != nil {
		t.Skipf("no network of our own: %v", errNoNetwork)
	}
	address, err := e2e.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{hall: open(t, e2e.Server{Certified: true, Devices: "0.0.0.0:" + port}), port: port}
	good := newWire(t)
	h.kiosk, h.monitor = h.startKiosk(t, good, devices-1), h.startMonitor(t, good, devices-1)
	return h
}

// enrol lets a device in that stands at the other end of a wire, and gives its
// configuration and its way to the server.
func (h *hub) enrol(t *testing.T, w *wire, id string) (config.Config, grpc.DialOption) {
	t.Helper()
	a, err := e2e.Appliance{Device: id, Server: net.JoinHostPort(w.server, h.port), Data: t.TempDir()}.Enrol(t.Context(), h.how)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	return c, grpc.WithContextDialer(w.dial)
}

func (h *hub) startKiosk(t *testing.T, w *wire, n int) *headless.Kiosk {
	t.Helper()
	c, dial := h.enrol(t, w, kioskID(n))
	return h.keep(headless.StartKiosk(t, c, nil, dial))
}

func (h *hub) startMonitor(t *testing.T, w *wire, n int) *headless.Display {
	t.Helper()
	c, dial := h.enrol(t, w, monitorID(n))
	d := headless.StartDisplay(t, c, dial)
	h.neverStaleAsFresh(t, n, d)
	return d
}

// call has somebody called, waits until the monitor on the good line shows it, and
// returns the number.
func (h *hub) call(ctx context.Context, t *testing.T) string {
	t.Helper()
	h.calling.Lock()
	defer h.calling.Unlock()
	before := newest(h.monitor.Model())
	if err := h.clerk.Do(ctx, "call_next"); err != nil {
		t.Fatal(err)
	}
	var number string
	if err := e2e.Until(ctx, "the call is shown", func() (bool, error) {
		number = newest(h.monitor.Model())
		return number != before, nil
	}); err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls = append(h.calls, heard{number, time.Now()})
	return number
}

func newest(m display.Model) string {
	if len(m.Rows) == 0 {
		return ""
	}
	return m.Rows[0].Call.Number
}

// shows says whether a number is in a monitor's list.
func shows(m display.Model, number string) bool {
	return slices.ContainsFunc(m.Rows, func(r display.Row) bool { return r.Call.Number == number })
}

// overdue is the last call of more than so long ago; empty if there was none.
func (h *hub) overdue(age time.Duration) (number string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.calls {
		if time.Since(c.at) > age {
			number = c.number
		}
	}
	return number
}

// lag is what a machine that does much else may need to change a screen.
const lag = 5 * time.Second

// neverStaleAsFresh watches a monitor to the end of the test: one that does not
// say that its list is old shows every call of more than 15 s ago.
func (h *hub) neverStaleAsFresh(t *testing.T, n int, d *headless.Display) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped })
	began := time.Now()
	go func() {
		defer close(stopped)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-stop:
				return
			}
			number := h.overdue(display.StaleAfter + lag)
			if m := d.Model(); number != "" && time.Since(began) > display.StaleAfter+lag && m.Known && !m.Stale() && !shows(m, number) {
				t.Errorf("monitor %d does not show %s, and does not say that its list is old", n, number)
				return
			}
		}
	}()
}

// TestTroubles has a kiosk and a monitor work while their cable is in trouble, in
// every way, and after it: a number on paper is one that the server has, a list that
// is old says so, and within ten seconds of the line's return everything is well.
func TestTroubles(t *testing.T) {
	t.Parallel()
	h := openHub(t)
	t.Run("all", func(t *testing.T) {
		all := troubles()
		for n, name := range slices.Sorted(maps.Keys(all)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h.story(t, n, name, all[name])
			})
		}
	})
	h.audit()
}

// story is one trouble with one kiosk and one monitor.
func (h *hub) story(t *testing.T, n int, name string, trouble trouble) {
	t.Helper()
	ctx, w := patient(t), newWire(t)
	begin := func() {
		if err := trouble.begin(w); err != nil {
			t.Skip(err)
		}
	}
	if trouble.early {
		begin()
	}
	began := time.Now()
	k, d := h.startKiosk(t, w, n), h.startMonitor(t, w, n)
	err := e2e.Until(ctx, "the devices are at work", func() (bool, error) { return k.Ready() && d.Model().Known, nil })
	if err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	t.Logf("count: %s: enrolled and at work after %.1f s", name, time.Since(began).Seconds())
	for given := 0; given < 2; { // and two will be called
		if h.take(ctx, t, k) {
			given++
		}
	}
	if !trouble.early {
		begin()
	}
	switch {
	case trouble.silent:
		h.silence(ctx, t, name, k, d)
	case trouble.early:
		number := h.call(ctx, t)
		at := time.Now()
		if err := e2e.Until(ctx, "the call comes through", func() (bool, error) { return shows(d.Model(), number), nil }); err != nil {
			t.Fatal(err)
		}
		t.Logf("count: %s: a call comes after %.1f s", name, time.Since(at).Seconds())
	}
	trouble.end(w)
	h.heals(ctx, t, name, k, d)
	if !h.take(ctx, t, k) {
		t.Errorf("no ticket on a good line:\n%s", k.Said())
	}
	reported(ctx, t, k)
}

// silence is what happens while the server is not heard: whoever taps is told
// that there is no ticket, or has one; kiosk and monitor say that they are alone.
func (h *hub) silence(ctx context.Context, t *testing.T, name string, k *headless.Kiosk, d *headless.Display) {
	t.Helper()
	began := time.Now()
	missed := h.call(ctx, t)
	if h.take(ctx, t, k) {
		t.Error("a ticket without a server")
	}
	told := time.Since(began)
	if err := e2e.Until(ctx, "the kiosk is offline", func() (bool, error) {
		k.Touch(kiosk.TargetRestart) // whoever reads goes away
		return k.Model().View() == kiosk.ScreenOffline, nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	offline := time.Since(began)
	if err := e2e.Until(ctx, "the monitor is stale", func() (bool, error) { return d.Model().Stale(), nil }); err != nil {
		t.Fatal(err)
	}
	stale := time.Since(began)
	if stale > display.StaleAfter+lag || offline > display.StaleAfter+lag {
		t.Errorf("offline after %s, stale after %s, want both within %s", offline, stale, display.StaleAfter)
	}
	if said := strings.Join(texts(d), "\n"); !strings.Contains(said, "Brak łączności") {
		t.Errorf("the glass does not say so:\n%s", said)
	}
	if name != "mute" && shows(d.Model(), missed) { // who is only not heard may hear one more
		t.Errorf("%s came through", missed)
	}
	t.Logf("count: %s: told after %.1f s, offline after %.1f s, stale after %.1f s", name, told.Seconds(), offline.Seconds(), stale.Seconds())
}

// heals waits until a kiosk and a monitor know what those on the good line know.
func (h *hub) heals(ctx context.Context, t *testing.T, name string, k *headless.Kiosk, d *headless.Display) {
	t.Helper()
	back := time.Now()
	number := h.call(ctx, t)
	if err := e2e.Until(ctx, "the monitor is fresh", func() (bool, error) {
		m := d.Model()
		return !m.Stale() && shows(m, number), nil
	}); err != nil {
		t.Fatal(err)
	}
	fresh := time.Since(back)
	if err := e2e.Until(ctx, "the kiosk is online", func() (bool, error) {
		return k.Model().Online && waiting(k) == waiting(h.kiosk), nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	online := time.Since(back)
	if online > healLimit || fresh > healLimit {
		t.Errorf("healed after %s and %s, want %s at most\n%s", online, fresh, healLimit, k.Said())
	}
	t.Logf("count: %s: fresh %.1f s, and online %.1f s after the line's return", name, fresh.Seconds(), online.Seconds())
}

// waiting is how many wait for the service that all take, as a kiosk knows it.
func waiting(k *headless.Kiosk) int {
	for _, s := range k.Model().Catalog.Services {
		if s.ID == "slub" {
			return s.State.Waiting
		}
	}
	return -1
}
