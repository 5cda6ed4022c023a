package enrolment_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/store"
)

func TestTokensAndRequests(t *testing.T) {
	t.Parallel()
	damaged := func(request []byte) []byte {
		request[len(request)-1] ^= 1
		return request
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, s *site, a *enrolment.Application)
		err    error
	}{
		"as_printed": {func(*testing.T, *site, *enrolment.Application) {}, nil},
		"typed_carelessly": {func(_ *testing.T, _ *site, a *enrolment.Application) {
			a.Token = " " + strings.ToLower(strings.NewReplacer("-", " ", "O", "0", "I", "1", "B", "8").Replace(a.Token)) + "\n"
		}, nil},
		"ed25519":                {func(t *testing.T, _ *site, a *enrolment.Application) { a.Request = newEd25519(t).request() }, nil},
		"last_minute":            {func(*testing.T, *site, *enrolment.Application) { time.Sleep(24*time.Hour - time.Minute) }, nil},
		"too_late":               {func(*testing.T, *site, *enrolment.Application) { time.Sleep(24 * time.Hour) }, enrolment.ErrTokenExpired},
		"unknown_token":          {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Token = "AAAA-AAAA-AAAA-AAAA" }, enrolment.ErrTokenUnknown},
		"no_token":               {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Token = "" }, enrolment.ErrTokenUnknown},
		"half_a_token":           {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Token = a.Token[:9] }, enrolment.ErrTokenUnknown},
		"long_token":             {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Token = strings.Repeat("A", 1<<20) }, enrolment.ErrTokenUnknown},
		"another_token_was_made": {func(_ *testing.T, s *site, _ *enrolment.Application) { s.add(kiosk) }, enrolment.ErrTokenUnknown},
		"taken_back": {func(t *testing.T, s *site, _ *enrolment.Application) {
			want(t, s.Revoke(t.Context(), "", kiosk), nil)
		}, enrolment.ErrTokenUnknown},
		"used_by_another": {func(t *testing.T, s *site, a *enrolment.Application) {
			_, err := s.Enrol(t.Context(), newMachine(t).application(a.Token))
			want(t, err, nil)
		}, enrolment.ErrTokenUsed},
		"place_is_gone": {func(_ *testing.T, s *site, _ *enrolment.Application) {
			text, _ := s.store.File(s.t.Context(), "koszalin")
			s.load(strings.ReplaceAll(text, kiosk, "kiosk-inny"))
			time.Sleep(2 * time.Second)
		}, office.ErrUnknownDevice},
		"no_request":      {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Request = nil }, enrolment.ErrRequest},
		"garbage":         {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Request = []byte("garbage") }, enrolment.ErrRequest},
		"long_request":    {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Request = make([]byte, 1<<20) }, enrolment.ErrRequest},
		"wrong_signature": {func(_ *testing.T, _ *site, a *enrolment.Application) { a.Request = damaged(a.Request) }, enrolment.ErrRequest},
		"rsa": {func(t *testing.T, _ *site, a *enrolment.Application) {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			want(t, err, nil)
			a.Request = machine{t, key}.request()
		}, enrolment.ErrRequest},
		"p384": {func(t *testing.T, _ *site, a *enrolment.Application) {
			key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
			want(t, err, nil)
			a.Request = machine{t, key}.request()
		}, enrolment.ErrRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t)
				a := newMachine(t).application(s.add(kiosk))
				c.change(t, s, &a)
				got, err := s.Enrol(t.Context(), a)
				want(t, err, c.err)
				if told := strings.Contains(s.log.String(), "enrolment refused"); told != (c.err != nil) {
					t.Errorf("a refusal was logged: %v\n%s", told, s.log)
				}
				if err == nil && (got.Office != "koszalin" || got.Device != kiosk || got.Role != enrolment.Kiosk || s.standing(got) != nil) {
					t.Errorf("got %s: %v", got.Identity, s.standing(got))
				}
			})
		})
	}
}

// A device whose answer was lost asks again, be it days later, and has its place.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		a := newMachine(t).application(s.add(display))
		for range 3 {
			c, err := s.Enrol(t.Context(), a)
			want(t, err, nil)
			if c.Device != display || c.Role != enrolment.Display || s.standing(c) != nil {
				t.Errorf("got %s", c.Identity)
			}
			time.Sleep(20 * time.Hour)
		}
		_, err := s.Enrol(t.Context(), newMachine(t).application(a.Token))
		want(t, err, enrolment.ErrTokenUsed)
	})
}

func TestOneDeviceAtAPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, err := s.Replace(t.Context(), "", kiosk, 0)
		want(t, err, enrolment.ErrNotEnrolled)
		want(t, s.Revoke(t.Context(), "", kiosk), enrolment.ErrNotEnrolled)
		m, first := s.enrolled(kiosk)
		_, err = s.Add(t.Context(), "", kiosk, 0)
		want(t, err, enrolment.ErrEnrolled)

		token := s.replace(kiosk)
		want(t, s.standing(first), nil) // until another has enrolled
		second, err := s.Enrol(t.Context(), newMachine(t).application(token))
		want(t, err, nil)
		want(t, s.standing(first), enrolment.ErrReplaced)
		want(t, s.standing(second), nil)

		want(t, s.Revoke(t.Context(), "", kiosk), nil)
		want(t, s.Revoke(t.Context(), "", kiosk), nil)
		want(t, s.standing(second), enrolment.ErrRevoked)
		want(t, s.standing(first), enrolment.ErrReplaced)

		// The first one comes back in the end.
		third, err := s.Enrol(t.Context(), m.application(s.add(kiosk)))
		want(t, err, nil)
		want(t, s.standing(third), nil)
		want(t, s.standing(second), enrolment.ErrReplaced)

		stranger := identity(t, third)
		stranger.KeyHash = strings.Repeat("0", 64)
		want(t, s.Standing(t.Context(), stranger), enrolment.ErrNotEnrolled)
		other := identity(t, third)
		other.Device = "kiosk-usc"
		want(t, s.Standing(t.Context(), other), enrolment.ErrNotEnrolled)
		var kinds []string
		events, err := s.store.Events(t.Context(), "koszalin", 0, 100)
		want(t, err, nil)
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]string{
			"device.added", "device.enrolled", "device.replaced", "device.enrolled", "device.revoked", "device.added", "device.enrolled",
		}, kinds); diff != "" {
			t.Error(diff)
		}
	})
}

// What became of updates goes with the device of which it was said: not when a token is
// made, nor where the same key has come again, and for every server at once.
func TestANewDeviceHasFailedNoUpdates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		here := newSite(t)
		there := openSite(t, here.db)
		update := func(device string) store.DeviceUpdate {
			t.Helper()
			all, err := there.store.DeviceUpdates(t.Context(), "koszalin")
			want(t, err, nil)
			for _, u := range all {
				if u.Device == device {
					return u
				}
			}
			return store.DeviceUpdate{}
		}
		m, _ := here.enrolled(kiosk)
		for _, device := range []string{kiosk, display} {
			want(t, here.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
				tx.PutDeviceUpdate(store.DeviceUpdate{EnrolmentKey: store.EnrolmentKey{Office: "koszalin", Device: device}, Data: "failed"})
				return nil
			}), nil)
		}
		token := here.replace(kiosk)
		if got := update(kiosk); got.Data != "failed" {
			t.Errorf("only a token was made: got %+v", got)
		}
		_, err := there.Enrol(t.Context(), m.application(token))
		want(t, err, nil)
		if got := update(kiosk); got.Data != "failed" {
			t.Errorf("the same device: got %+v", got)
		}
		second := newMachine(t)
		a := second.application(here.replace(kiosk))
		for range 2 {
			_, err = there.Enrol(t.Context(), a)
			want(t, err, nil)
			if got := update(kiosk); got.Data != "" || !got.At.Equal(time.Now()) {
				t.Errorf("another device: got %+v", got)
			}
		}
		if got := update(display); got.Data != "failed" {
			t.Errorf("elsewhere: got %+v", got)
		}
		_, err = here.Enrol(t.Context(), newMachine(t).application(a.Token))
		want(t, err, enrolment.ErrTokenUsed)
	})
}

func TestNoSuchPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, err := s.Add(t.Context(), "", "kiosk-rat", 0)
		want(t, err, office.ErrUnknownDevice)
		if unknown, ok := errors.AsType[*enrolment.UnknownDeviceError](err); !ok || len(unknown.Known) != 7 || unknown.Known[0] != kiosk {
			t.Errorf("got %v", err)
		}
		_, err = s.Add(t.Context(), "gdynia", kiosk, 0)
		want(t, err, office.ErrUnknownOffice)
		for valid, err := range map[time.Duration]error{
			time.Minute: enrolment.ErrValid, -time.Hour: enrolment.ErrValid, 31 * 24 * time.Hour: enrolment.ErrValid,
			15 * time.Minute: nil, 30 * 24 * time.Hour: nil,
		} {
			i, got := s.Add(t.Context(), "", kiosk, valid)
			want(t, got, err)
			if err == nil && !i.Until.Equal(time.Now().Add(valid)) {
				t.Errorf("valid for %s: until %s", valid, i.Until)
			}
		}
		text, err := s.store.File(t.Context(), "koszalin")
		want(t, err, nil)
		s.load(regexp.MustCompile(`(?m)^id += "koszalin"`).ReplaceAllString(text, `id = "drugi"`))
		time.Sleep(2 * time.Second) // the list of offices is looked at again
		_, err = s.Add(t.Context(), "", kiosk, 0)
		want(t, err, office.ErrWhichOffice)
		i, err := s.Add(t.Context(), "drugi", kiosk, 0)
		want(t, err, nil)
		c, err := s.Enrol(t.Context(), newMachine(t).application(i.Token))
		if err != nil || identity(t, c).String() != "numerek://drugi/kiosk/kiosk-ratusz" {
			t.Errorf("got %s, %v", c.Identity, err)
		}
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, c := s.enrolled(kiosk)
		s.add(display)
		_, _ = s.enrolled("kiosk-usc")
		want(t, s.Revoke(t.Context(), "", "kiosk-usc"), nil)
		all, err := s.List(t.Context(), "")
		want(t, err, nil)
		var got []string
		for _, p := range all {
			got = append(got, fmt.Sprintf("%s %s %s", p.Device, p.Role, p.State))
			switch p.Device {
			case kiosk:
				if !p.ExpiresAt.Equal(c.Expires) || !p.TokenUntil.IsZero() || p.EnrolledAt.IsZero() {
					t.Errorf("got %+v", p)
				}
			case display:
				if !p.TokenUntil.Equal(time.Now().Add(24*time.Hour)) || !p.EnrolledAt.IsZero() {
					t.Errorf("got %+v", p)
				}
			}
		}
		if diff := cmp.Diff([]string{
			"kiosk-ratusz kiosk active", "ekran-r1 display expected", "ekran-r2 display ", "ekran-r3 display ", "kiosk-usc kiosk revoked",
		}, got[:5]); diff != "" {
			t.Error(diff)
		}
	})
}

// 100 000 guesses from as many addresses ask the database 300 times.
func TestGuessing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		a := newMachine(t).application(s.add(kiosk))
		guess := a
		guess.Token = "AAAA-AAAA-AAAA-AAAA"
		tell := func(address string, n int) (unknown int) {
			for i := range n {
				guess.Address = strings.ReplaceAll(address, "*", fmt.Sprint(i))
				_, err := s.Enrol(t.Context(), guess)
				if errors.Is(err, enrolment.ErrTokenUnknown) {
					unknown++
				} else {
					want(t, err, enrolment.ErrTooManyTries)
				}
			}
			return unknown
		}
		if n := tell("192.0.2.7", 100); n != 10 {
			t.Errorf("one address: %d guesses were looked at, want 10", n)
		}
		_, err := s.Enrol(t.Context(), a) // from the same address
		want(t, err, enrolment.ErrTooManyTries)
		if n := tell("*", 100_000); n != 290 {
			t.Errorf("many addresses: %d guesses were looked at, want 290", n)
		}
		elsewhere := a
		elsewhere.Address = "192.0.2.8"
		_, err = s.Enrol(t.Context(), elsewhere)
		want(t, err, enrolment.ErrTooManyTries)
		time.Sleep(10 * time.Minute)
		_, err = s.Enrol(t.Context(), a)
		want(t, err, nil)
	})
}
