package app_test

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// clockOnGlass is the hour that the first screen shows; empty where it shows none.
func clockOnGlass(h *hall) (hour string) {
	for _, item := range h.kiosk.Scene().Items {
		if _, err := time.Parse("15:04", item.Say); err == nil {
			hour = item.Say
		}
	}
	return hour
}

// A device without a battery starts at any hour. What people see and hold is the
// server's, and before its first word there is no hour at all.
func TestKiosk_with_a_wrong_clock(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for name, ahead := range map[string]time.Duration{ // of the server, in 2026
		"1970": 56*year + 7*time.Hour + 13*time.Minute,
		"2040": -14*year - 5*time.Hour - 29*time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, dir string, s *linktest.Server) {
				s.Ahead = ahead
				s.Stop()
				h := open(t, dir, s)
				if got := clockOnGlass(h); got != "" {
					t.Errorf("nobody has told the hour, and the screen shows %s", got)
				}
				s.Start()
				pass(30 * time.Second)
				h.sees(kiosk.ScreenServices)
				zone := h.kiosk.Model().Zone
				if got, want := clockOnGlass(h), time.Now().Add(s.Ahead).In(zone).Format("15:04"); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				h.touch(service)
				given := time.Now().Add(s.Ahead)
				pass(20 * time.Second)
				h.settled(numerekv1.Paper_PAPER_PRINTED)
				for _, ticket := range s.Tickets {
					if off := ticket.GetIssuedAt().AsTime().Sub(given); off.Abs() > time.Second {
						t.Errorf("the ticket is off by %v", off)
					}
				}
				if got := said(s); got != "clock" {
					t.Errorf("the device says %q of itself", got)
				}
			})
		})
	}
}
