package sense_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/physic"

	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/health/sense"
)

// figure is a number that the test changes while it is looked at.
type figure struct{ atomic.Value }

func (f *figure) get() float64 { return f.Load().(float64) }

// thermometer shows a temperature.
type thermometer struct {
	celsius figure
	err     error
}

func at(celsius float64, err error) *thermometer {
	t := &thermometer{err: err}
	t.celsius.Store(celsius)
	return t
}

func (t *thermometer) Sense(e *physic.Env) error {
	e.Temperature = physic.Temperature(t.celsius.get()*1000)*physic.MilliCelsius + physic.ZeroCelsius
	return t.err
}

// said is what is reported of a code: "warning 76 °C".
func said(h *health.Health, code string) string {
	for _, c := range h.Conditions() {
		if c.Code == code {
			return fmt.Sprintf("%s %s", c.Severity, c.Detail)
		}
	}
	return ""
}

func TestSense(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := health.New("v1")
		chip, broken, mad := at(50, nil), at(99, errors.New("gone")), at(4000, nil)
		var free figure
		free.Store(0.5)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			sense.Run(ctx, h, []sense.Thermometer{chip, broken, mad}, func() (float64, error) { return free.get(), nil })
		}()
		for _, s := range []struct {
			celsius, free float64
			hot, full     string
		}{
			{50, 0.5, "", ""},
			{74.9, 0.1, "", ""},
			{75, 0.099, "warning 75 °C", "warning 9.9 % free"},
			{73, 0.03, "warning 73 °C", "warning 3.0 % free"}, // nearly cool
			{82, 0.029, "fault 82 °C", "fault 2.9 % free"},
			{80, 0, "fault 80 °C", "fault 0.0 % free"},
			{78, 0.5, "warning 78 °C", ""},
			{71.9, 0.5, "", ""},
		} {
			chip.celsius.Store(s.celsius)
			free.Store(s.free)
			time.Sleep(15 * time.Second)
			synctest.Wait()
			if got := said(h, chart.Temperature); got != s.hot {
				t.Errorf("at %g °C: got %q, want %q", s.celsius, got, s.hot)
			}
			if got := said(h, chart.Disk); got != s.full {
				t.Errorf("with %g free: got %q, want %q", s.free, got, s.full)
			}
		}
		cancel()
		<-ended
	})
}

func TestThisMachine(t *testing.T) {
	t.Parallel()
	free, err := sense.Disk(t.TempDir())()
	if err != nil || free <= 0 || free > 1 {
		t.Errorf("room: got %g, %v", free, err)
	}
	if _, err := sense.Disk("/no/such/folder")(); err == nil {
		t.Error("a folder that is not there has room")
	}
	for _, s := range sense.Thermometers(slog.New(slog.DiscardHandler)) {
		var e physic.Env
		if err := s.Sense(&e); err == nil {
			t.Logf("a sensor says %s", e.Temperature)
		}
	}
}
