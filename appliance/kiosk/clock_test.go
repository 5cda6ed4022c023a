package kiosk_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/device/clocktest"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
)

// said is what a kiosk says from step to step whose clock is set by so much after the
// server's first word, and is out of reach then for a while.
func saidWithClockSet(t *testing.T, by time.Duration) (said, hours []string) {
	t.Helper()
	morning := kiosktest.Morning(t)
	v := &kiosktest.Visit{T: t, Model: kiosk.New(kiosktest.Warsaw(t)), Now: time.Now()}
	began := v.Now
	look := func() {
		said = append(said, v.Said())
		hours = append(hours, v.Model.OfficeTime().Format("2006-01-02 15:04:05"))
	}
	v.Do(kiosk.CatalogChanged{Catalog: kiosktest.Koszalin("ratusz"), Zone: kiosktest.Warsaw(t), ServerTime: morning})
	look()
	v.Tap("language:pl", "code").Type(kiosktest.Code)
	v.Do(kiosk.CodeRefused{Session: v.Model.Session, Refusal: kiosk.CodeRefusal{
		Reason: kiosk.CodeEarly, Start: morning.Add(11 * time.Minute), From: morning.Add(time.Minute), Until: morning.Add(20 * time.Minute), ServiceID: "rejestracja",
	}})
	look()

	v.Now = clocktest.Set(v.Now, by)
	v.Do(kiosk.Tick{})
	look()
	v.Wait(20 * time.Second)
	look()
	v.Wait(time.Minute) // the code works, and somebody may be asked whether they are there
	look()
	v.Wait(2 * time.Minute)
	look()
	v.Do(kiosk.LinkLost{})
	look()
	v.Now = clocktest.Set(v.Now, -by/2) // once more
	v.Do(kiosk.Tick{})
	look()
	v.Do(kiosk.LinkUp{ServerTime: morning.Add(v.Now.Sub(began))})
	look()
	v.Wait(90 * time.Second)
	look()
	return said, hours
}

// A clock that is set, forward or back, by seconds or by half a century, changes
// nothing on the glass: the hour is the server's, and goes on as it was.
func TestClock_that_is_set(t *testing.T) {
	wantSaid, wantHours := saidWithClockSet(t, 0)
	for _, by := range []time.Duration{56*365*24*time.Hour + 7*time.Hour, -14*365*24*time.Hour - 5*time.Hour, time.Hour, -time.Hour, -3 * time.Second} {
		said, hours := saidWithClockSet(t, by)
		if diff := cmp.Diff(wantHours, hours); diff != "" {
			t.Errorf("set by %v: the hours (-want +got):\n%s", by, diff)
		}
		if diff := cmp.Diff(wantSaid, said); diff != "" {
			t.Errorf("set by %v: on the glass (-want +got):\n%s", by, diff)
		}
	}
}

// Before the server's first word there is no hour that a clock could be wrong by.
func TestClock_that_is_set_before_the_first_word(t *testing.T) {
	v := &kiosktest.Visit{T: t, Model: kiosk.New(time.UTC), Now: time.Now()}
	v.Do(kiosk.Tick{})
	v.Now = clocktest.Set(v.Now, 1000*time.Hour)
	v.Do(kiosk.Tick{})
	if v.Model.Ahead != 0 || !v.Model.OfficeTime().Equal(v.Now) {
		t.Errorf("ahead %v, %v, want the device's own hour %v", v.Model.Ahead, v.Model.OfficeTime(), v.Now)
	}
}

// An hour of the device's clock from before it was set is the same one at the office.
func TestOffice(t *testing.T) {
	morning := kiosktest.Morning(t)
	v := &kiosktest.Visit{T: t, Model: kiosk.New(kiosktest.Warsaw(t)), Now: time.Now()}
	v.Do(kiosk.CatalogChanged{Catalog: kiosktest.Koszalin("ratusz"), Zone: kiosktest.Warsaw(t), ServerTime: morning})
	before := v.Now
	v.Now = clocktest.Set(v.Now, -1000*time.Hour)
	v.Do(kiosk.Tick{})
	if got := v.Model.Office(before.Add(time.Minute)); !got.Equal(morning.Add(time.Minute)) {
		t.Errorf("got %v, want %v", got, morning.Add(time.Minute))
	}
}
