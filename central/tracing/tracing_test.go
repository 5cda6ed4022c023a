package tracing_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"numerek/central/tracing"
)

const (
	request = "0199e000-0000-7000-8000-000000000001"
	id      = "0199e000000070008000000000000001"
)

func TestID(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		request: id, strings.ToUpper(request): id,
		"": "", "R 015": "", id: "", "0199e000-0000-7000-8000-00000000000x": "", request + "0": "",
	} {
		if got := tracing.ID(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	log := slog.New(tracing.Handler(slog.NewTextHandler(&said, nil))).With("device", "kiosk-ratusz")
	for _, c := range []struct {
		line func()
		want bool
	}{
		{func() { log.Info("tap", "request", request) }, true},
		{func() { log.Info("ticket", "event", "ticket.called", "ticket", request, "desk", 3) }, true},
		{func() { log.Info("hello", "request", "R 015") }, false},
		{func() { log.Info("hello", "held", 3) }, false},
	} {
		said.Reset()
		c.line()
		if got := strings.Contains(said.String(), "trace="+id); got != c.want {
			t.Errorf("got %v, want %v: %s", got, c.want, said.String())
		}
		if !strings.Contains(said.String(), "device=kiosk-ratusz") {
			t.Errorf("lost an attribute: %s", said.String())
		}
	}
}

// TestOff: nothing is made, nothing is asked for, nothing costs anything where no collector is named.
func TestOff(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
	s, err := tracing.Open(t.Context(), "test")
	if err != nil || s != nil || s.Interceptor() != nil {
		t.Errorf("got %v, %v, want nothing", s, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
