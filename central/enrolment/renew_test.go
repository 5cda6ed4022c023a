package enrolment_test

import (
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/enrolment"
)

const day = 24 * time.Hour

func TestRenew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		first func(t *testing.T, s *site)
		err   error
	}{
		"at_half_life":       {after: 15 * day},
		"on_the_last_day":    {after: 30*day - time.Second},
		"a_day_late":         {after: 31 * day},
		"half_a_year_late":   {after: 210 * day},
		"too_late":           {after: 210*day + time.Second, err: enrolment.ErrCertificateExpired},
		"revoked":            {after: 15 * day, first: func(t *testing.T, s *site) { want(t, s.Revoke(t.Context(), "", kiosk), nil) }, err: enrolment.ErrRevoked},
		"replacement_waits":  {after: 15 * day, first: func(_ *testing.T, s *site) { s.replace(kiosk) }},
		"replaced_meanwhile": {after: 15 * day, first: replaced, err: enrolment.ErrReplaced},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t)
				m, old := s.enrolled(kiosk)
				time.Sleep(c.after)
				if c.first != nil {
					c.first(t, s)
				}
				next, err := s.Renew(t.Context(), identity(t, old), old.Expires, m.request())
				want(t, err, c.err)
				if err != nil {
					return
				}
				if !next.Expires.Equal(time.Now().Add(30*day)) || identity(t, next) != identity(t, old) {
					t.Errorf("got %s until %s", next.Identity, next.Expires)
				}
				want(t, s.standing(next), nil)
				places, err := s.List(t.Context(), "")
				if err != nil || !places[0].ExpiresAt.Equal(next.Expires) {
					t.Errorf("listed until %s, %v", places[0].ExpiresAt, err)
				}
			})
		})
	}
}

func replaced(t *testing.T, s *site) {
	_, err := s.Enrol(t.Context(), newMachine(t).application(s.replace(kiosk)))
	want(t, err, nil)
}

func TestRenewForAnotherKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, old := s.enrolled(kiosk)
		_, err := s.Renew(t.Context(), identity(t, old), old.Expires, newMachine(t).request())
		want(t, err, enrolment.ErrRequest)
	})
}

// A device that renews when half of its time is over is never without, for years.
func TestTwoYears(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		m, c := s.enrolled(kiosk)
		for range 49 {
			time.Sleep(15 * day)
			if !time.Now().Before(c.Expires) {
				t.Fatal("it has run out")
			}
			next, err := s.Renew(t.Context(), identity(t, c), c.Expires, m.request())
			want(t, err, nil)
			want(t, s.standing(next), nil)
			c = next
		}
	})
}

// Whoever lost his place is cut off within seconds, also when another server, or a
// command beside it, took it.
func TestStreamsAreCut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lose   func(t *testing.T, here, there *site)
		within time.Duration
		err    error
	}{
		"revoked":         {func(t *testing.T, here, _ *site) { want(t, here.Revoke(t.Context(), "", kiosk), nil) }, time.Second, enrolment.ErrRevoked},
		"revoked_there":   {func(t *testing.T, _, there *site) { want(t, there.Revoke(t.Context(), "", kiosk), nil) }, 6 * time.Second, enrolment.ErrRevoked},
		"replaced":        {func(t *testing.T, here, _ *site) { replaced(t, here) }, time.Second, enrolment.ErrReplaced},
		"replaced_there":  {func(t *testing.T, _, there *site) { replaced(t, there) }, 6 * time.Second, enrolment.ErrReplaced},
		"certificate_old": {func(*testing.T, *site, *site) { time.Sleep(30 * day) }, 6 * time.Second, enrolment.ErrCertificateExpired},
		"nothing":         {func(*testing.T, *site, *site) { time.Sleep(29 * day) }, time.Minute, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				here := newSite(t)
				there := openSite(t, here.db)
				here.run()
				_, k := here.enrolled(kiosk)
				_, d := here.enrolled(display)
				want(t, here.standing(k), nil)
				want(t, there.standing(d), nil)
				cuts := make(chan error, 2)
				defer here.Follow(identity(t, k), k.Expires, func(err error) { cuts <- err })()
				defer here.Follow(identity(t, d), d.Expires.AddDate(1, 0, 0), func(err error) { t.Errorf("another was cut: %v", err) })()
				c.lose(t, here, there)
				var got error
				select {
				case got = <-cuts:
				case <-time.After(c.within):
				}
				want(t, got, c.err)
				if c.err == nil && got != nil {
					t.Errorf("cut: %v", got)
				}
				time.Sleep(time.Minute)
				if len(cuts) > 0 {
					t.Error("cut twice")
				}
			})
		})
	}
}

// Standing is right at once where another server enrols, and without Run within
// seconds where one revokes.
func TestStandingOfTwoServers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		here := newSite(t)
		there := openSite(t, here.db)
		_, err := there.List(t.Context(), "") // which knows of nobody yet
		want(t, err, nil)
		_, c := here.enrolled(kiosk)
		want(t, there.standing(c), nil)
		want(t, here.Revoke(t.Context(), "", kiosk), nil)
		time.Sleep(10 * time.Second)
		want(t, there.standing(c), enrolment.ErrRevoked)
		want(t, here.store.Close(), nil)
	})
}

// Where the database has gone back to before a device enrolled, it is not known.
func TestRestoredDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, old := s.enrolled(display)
		backup := s.db.Clone("restored")
		_, lost := s.enrolled(kiosk)
		again := openSite(t, backup)
		want(t, again.standing(old), nil)
		want(t, again.standing(lost), enrolment.ErrNotEnrolled)
	})
}
