package health_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/health"
	"numerek/appliance/health/chart"
)

// server takes reports, and may be away or have another clock.
type server struct {
	start time.Time
	said  []string
	away  atomic.Bool
	ahead atomic.Int64 // nanoseconds of its clock
}

func (s *server) send(_ context.Context, r health.Report) (health.Answer, error) {
	if s.away.Load() {
		return health.Answer{}, errors.New("away")
	}
	var codes []string
	for _, c := range r.Conditions {
		codes = append(codes, c.Code)
	}
	s.said = append(s.said, strings.TrimSpace(fmt.Sprintf("%d %s", int(time.Since(s.start)/time.Second), strings.Join(codes, " "))))
	return health.Answer{ServerTime: time.Now().Add(time.Duration(s.ahead.Load()))}, nil
}

// story runs a device's health beside what do does with it.
func story(t *testing.T, do func(h *health.Health, s *server), want ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h, s := health.New("v1"), &server{start: time.Now()}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			h.Run(ctx, s.send)
		}()
		do(h, s)
		cancel()
		<-ended
		if fmt.Sprint(s.said) != fmt.Sprint(want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(s.said, "\n"), strings.Join(want, "\n"))
		}
	})
}

// pass lets time go by, to the middle of a second.
func pass(seconds int) { time.Sleep(time.Duration(seconds)*time.Second + 10*time.Millisecond) }

func TestReports(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(h *health.Health, s *server)
		want []string
	}{
		"every_thirty_seconds": {func(*health.Health, *server) { pass(70) }, []string{"0", "30", "60"}},
		"at_once_on_a_change": {func(h *health.Health, _ *server) {
			pass(10)
			h.Set(chart.PaperOut, health.Fault, "")
			pass(10)
			h.Set(chart.PaperOut, health.Fault, "") // again: nothing is new
			pass(10)
			h.Clear(chart.PaperOut)
			pass(25)
		}, []string{"0", "10 paper_out", "30"}},
		"together_within_a_second": {func(h *health.Health, _ *server) {
			pass(10)
			h.Set(chart.PaperOut, health.Fault, "")
			time.Sleep(100 * time.Millisecond)
			h.Set(chart.CoverOpen, health.Fault, "")
			time.Sleep(100 * time.Millisecond)
			h.Clear(chart.PaperOut)
			pass(5)
		}, []string{"0", "10 paper_out", "11 cover_open"}},
		"patient_with_little_paper": {func(h *health.Health, _ *server) {
			pass(5)
			h.Set(chart.PaperLow, health.Warning, "")
			pass(70)
		}, []string{"0", "30", "60", "65 paper_low"}},
		"three_tickets_are_as_good": {func(h *health.Health, _ *server) {
			pass(5)
			h.Set(chart.PaperLow, health.Warning, "")
			for range 3 {
				pass(2)
				h.Count(func(c *health.Counters) { c.Printed++ })
			}
			pass(5)
		}, []string{"0", "11 paper_low"}},
		"server_away": {func(h *health.Health, s *server) {
			s.away.Store(true)
			pass(12)
			h.Set(chart.PaperOut, health.Fault, "")
			pass(5)
			s.away.Store(false)
			pass(10)
		}, []string{"20 paper_out"}},
		"clock_wrong": {func(h *health.Health, s *server) {
			s.ahead.Store(int64(-31 * time.Second))
			pass(32)
			s.ahead.Store(0)
			pass(30)
		}, []string{"0", "1 clock", "31 clock", "61 clock", "62"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, c.do, c.want...)
		})
	}
}

// A line that was found again too often within an hour is bad, until it was quiet.
func TestLinesThatBreak(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := health.New("v1")
		bad := func() string {
			for _, c := range h.Conditions() {
				if c.Code == chart.LineQuality {
					return c.Detail
				}
			}
			return ""
		}
		for n := range 6 {
			if got := bad(); got != "" {
				t.Errorf("after %d times: got %q", n, got)
			}
			h.Reconnected("printer")
			pass(60)
		}
		h.Reconnected("server")
		if got := bad(); got != "printer: 6 times in an hour" {
			t.Errorf("got %q", got)
		}
		pass(3600)
		h.Lines()
		if got := bad(); got != "" {
			t.Errorf("an hour later: got %q", got)
		}
	})
}

// What comes together from many goroutines is neither lost nor a race.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := health.New("v1")
		for range 50 {
			go func() {
				h.Set(chart.Disk, health.Fault, "")
				h.Count(func(c *health.Counters) { c.Shown++ })
				h.Clear(chart.Disk)
			}()
		}
		synctest.Wait()
		if got := h.Counted().Shown; got != 50 {
			t.Errorf("counted %d of 50", got)
		}
	})
}
