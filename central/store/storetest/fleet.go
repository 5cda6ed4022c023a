package storetest

import (
	"errors"
	"testing"
	"time"

	"numerek/central/store"
)

func place(device string, change int64) store.Enrolment {
	return store.Enrolment{
		EnrolmentKey: store.EnrolmentKey{Office: office, Device: device}, Role: "kiosk", State: "active",
		KeyHash: "key of " + device, Former: "a b", Serial: "7f", IssuedAt: now, ExpiresAt: now.AddDate(0, 0, 30),
		AddedAt: now.Add(-time.Hour), EnrolledAt: now.Add(-time.Minute), RevokedAt: now.Add(-2 * time.Hour),
		TokenHash: "token of " + device, TokenUntil: now.Add(24 * time.Hour), TokenUsedAt: now.Add(-time.Minute), Change: change,
	}
}

func testFleet(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	authority := store.Authority{Certificate: "MIIB", Key: "sealed", MadeAt: now, Change: 1 << 40}
	kiosk, display, elsewhere := place("kiosk-ratusz", 1<<40), place("ekran-r1", 2), place("kiosk-ratusz", 3)
	display.Role, display.TokenHash = "display", ""
	elsewhere.Office, elsewhere.TokenHash = "elsewhere", ""
	health := store.DeviceHealth{EnrolmentKey: kiosk.EnrolmentKey, SeenAt: now, BootID: "b", Version: "1.2", Data: `{"a":"ż"}`}
	if _, err := s.Authority(ctx); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no authority yet: got %v", err)
	}
	update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Authority(); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no authority yet, inside: got %v", err)
		}
		if _, err := tx.Enrolment(kiosk.EnrolmentKey); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no place yet: got %v", err)
		}
		same(t, store.DeviceHealth{EnrolmentKey: kiosk.EnrolmentKey})(tx.DeviceHealth(kiosk.EnrolmentKey))
		tx.PutAuthority(authority)
		for _, e := range []store.Enrolment{kiosk, elsewhere, display} {
			tx.PutEnrolment(e)
		}
		tx.PutDeviceHealth(health)
		same(t, authority)(tx.Authority())
		return nil
	})
	if err := s.Update(ctx, store.Keys{
		Authority: true, Enrolments: []store.EnrolmentKey{kiosk.EnrolmentKey, display.EnrolmentKey}, Healths: []store.EnrolmentKey{kiosk.EnrolmentKey},
	}, func(tx *store.Tx) error {
		same(t, authority)(tx.Authority())
		same(t, kiosk)(tx.Enrolment(kiosk.EnrolmentKey))
		same(t, health)(tx.DeviceHealth(kiosk.EnrolmentKey))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	same(t, authority)(s.Authority(ctx))
	same(t, []store.Enrolment{display, kiosk})(s.Enrolments(ctx, office))
	same(t, []store.Enrolment{display, elsewhere, kiosk})(s.EnrolmentsAfter(ctx, 0))
	same(t, []store.Enrolment{kiosk})(s.EnrolmentsAfter(ctx, 3))
	same(t, kiosk)(s.EnrolmentByToken(ctx, kiosk.TokenHash))
	same(t, []store.DeviceHealth{health})(s.DeviceHealths(ctx, office))
	for _, hash := range []string{"", "unheard of"} {
		if _, err := s.EnrolmentByToken(ctx, hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("token %q: got %v", hash, err)
		}
	}
	if n := length(s.Enrolments(ctx, "nowhere")) + length(s.DeviceHealths(ctx, "elsewhere")); n != 0 {
		t.Errorf("nowhere: got %d rows", n)
	}
}

// testTokens gives a token to two places, and then on from one to the other.
func testTokens(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	first, second := place("kiosk-ratusz", 1), place("kiosk-usc", 2)
	update(t, s, func(tx *store.Tx) error {
		tx.PutEnrolment(first)
		return nil
	})
	second.TokenHash = first.TokenHash
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutEnrolment(second)
		return nil
	}); !errors.Is(err, store.ErrExists) {
		t.Errorf("a token of two places: got %v", err)
	}
	first.TokenHash = ""
	update(t, s, func(tx *store.Tx) error {
		tx.PutEnrolment(first)
		tx.PutEnrolment(second)
		return nil
	})
	same(t, second)(s.EnrolmentByToken(t.Context(), second.TokenHash))
}
