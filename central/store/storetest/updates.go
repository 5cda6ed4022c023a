package storetest

import (
	"errors"
	"testing"
	"time"

	"numerek/central/store"
)

func testUpdates(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	first := store.Release{
		Version: "1.10.0", File: "numerek-appliance-1.10.0.raucb", SHA256: "9f86d081", Size: 1 << 40, Compatible: "numerek-arm64",
		AddedAt: now, Plan: `{"a":"ż"}`,
	}
	second := store.Release{Version: "1.9.0", AddedAt: now, RemovedAt: now.Add(time.Hour)}
	kiosk := store.DeviceUpdate{EnrolmentKey: store.EnrolmentKey{Office: office, Device: "kiosk-ratusz"}, At: now, Data: `{"phase":"good"}`}
	display, elsewhere := kiosk, kiosk
	display.Device, elsewhere.Office = "ekran-r1", "elsewhere"
	update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Release(first.Version); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no release yet: got %v", err)
		}
		same(t, store.DeviceUpdate{EnrolmentKey: kiosk.EnrolmentKey})(tx.DeviceUpdate(kiosk.EnrolmentKey))
		tx.PutRelease(second)
		tx.PutRelease(first)
		for _, u := range []store.DeviceUpdate{kiosk, elsewhere, display} {
			tx.PutDeviceUpdate(u)
		}
		same(t, first)(tx.Release(first.Version))
		return nil
	})
	same(t, []store.Release{first, second})(s.Releases(ctx))
	same(t, []store.DeviceUpdate{display, kiosk})(s.DeviceUpdates(ctx, office))
	first.Plan, kiosk.Data = `{}`, `{"phase":"failed"}`
	if err := s.Update(ctx, store.Keys{Releases: []string{first.Version}, Updates: []store.EnrolmentKey{kiosk.EnrolmentKey}}, func(tx *store.Tx) error {
		if _, err := tx.Release(first.Version); err != nil {
			return err
		}
		same(t, elsewhere)(tx.DeviceUpdate(elsewhere.EnrolmentKey))
		tx.PutRelease(first)
		tx.PutDeviceUpdate(kiosk)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	same(t, []store.Release{first, second})(s.Releases(ctx))
	same(t, []store.DeviceUpdate{display, kiosk})(s.DeviceUpdates(ctx, office))
	if n := length(s.DeviceUpdates(ctx, "nowhere")); n != 0 {
		t.Errorf("nowhere: got %d rows", n)
	}
}
