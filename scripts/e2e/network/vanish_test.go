package network_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// TestVanished has the machine of the server vanish, which says farewell to nobody,
// and come back three weeks later by its clock at the other end of a lossy line: the
// devices renew their certificates over it.
func TestVanished(t *testing.T) {
	t.Parallel()
	h := openHub(t)
	ctx, w := patient(t), newWire(t)
	c, dial := h.enrol(t, w, kioskID(0))
	k := h.keep(headless.StartKiosk(t, c, nil, dial))
	d := h.startMonitor(t, w, 0)
	for range 2 {
		if !h.take(ctx, t, k) {
			t.Fatalf("no ticket on a good line:\n%s", k.Said())
		}
	}
	proof := filepath.Join(c.Data, "identity", "certificate.pem")
	first, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}

	w.lose(everything, everything)
	h.server.Kill()
	silent := time.Now()
	if err := e2e.Until(ctx, "kiosk and monitor are alone", func() (bool, error) {
		return d.Model().Stale() && k.Model().View() == kiosk.ScreenOffline, nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	t.Logf("count: vanished: alone after %.1f s", time.Since(silent).Seconds())
	h.how.Clock, h.how.HTTP, h.how.Devices = h.how.Clock.AddDate(0, 0, 21), h.server.HTTP, h.server.Devices
	if h.server, err = h.how.Start(ctx, "again"); err != nil {
		t.Fatal(err)
	}

	w.find()
	w.lose(some, some)
	back := time.Now()
	if err := e2e.Until(ctx, "the kiosk has another certificate", func() (bool, error) {
		now, err := os.ReadFile(proof)
		return err == nil && !bytes.Equal(now, first), nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	t.Logf("count: vanished: another certificate after %.1f s on a lossy line", time.Since(back).Seconds())
	w.find()
	back = time.Now()
	if err := e2e.Until(ctx, "kiosk and monitor are well", func() (bool, error) {
		return k.Model().Online && !d.Model().Stale(), nil
	}); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	if healed := time.Since(back); healed > healLimit {
		t.Errorf("healed after %s, want %s at most\n%s", healed, healLimit, k.Said())
	}
	if !h.take(ctx, t, k) {
		t.Errorf("no ticket of the new day:\n%s", k.Said())
	}
	reported(ctx, t, k)
	h.audit()
}
