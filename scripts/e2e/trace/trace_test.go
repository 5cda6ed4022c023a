package trace_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"numerek/appliance/config"
	"numerek/appliance/tracing"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
	"numerek/scripts/e2e/headless"
)

var central string // the program

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-trace-")
	if err == nil {
		defer os.RemoveAll(folder)
		central, err = e2e.BuildOne(context.Background(), folder, "central", "./central")
	}
	var watch *discreet.Watch
	if err == nil {
		watch, err = discreet.Begin()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// span is what a collector knows of one.
type span struct{ program, name, id, parent, trace string }

// receiver is a collector of OpenTelemetry.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	spans  []span
	faults []error
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := new(receiver)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if err := r.take(q); err != nil {
			r.mu.Lock()
			r.faults = append(r.faults, err)
			r.mu.Unlock()
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(q *http.Request) error {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return err
	}
	var m collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &m); err != nil || q.URL.Path != "/v1/traces" {
		return fmt.Errorf("%s: %w", q.URL.Path, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, from := range m.GetResourceSpans() {
		program := ""
		for _, a := range from.GetResource().GetAttributes() {
			if a.GetKey() == "service.name" {
				program = a.GetValue().GetStringValue()
			}
		}
		for _, scope := range from.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				r.spans = append(r.spans, span{
					program, s.GetName(), hex.EncodeToString(s.GetSpanId()), hex.EncodeToString(s.GetParentSpanId()), hex.EncodeToString(s.GetTraceId()),
				})
			}
		}
	}
	return nil
}

// story takes a ticket on paper, has a desk call it, and returns its request id
// and what both programs have logged.
func story(t *testing.T) (request, kiosk, server string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	how := e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	c, err := how.Start(ctx, "central")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Kill)
	traces, err := tracing.Open(ctx, "kiosk", "e2e")
	if err != nil {
		t.Fatal(err)
	}
	k := headless.StartKiosk(t, config.Config{Device: "kiosk-usc", Server: c.Devices, Data: t.TempDir()}, traces)
	if err := k.Await(ctx); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	ticket, err := k.Take(ctx, "usc", "slub")
	if err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	if err := e2e.Until(ctx, "the paper is reported", func() (bool, error) { return len(k.Unfinished()) == 0, nil }); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	clerk, err := how.Employ(ctx, c, "urzednik")
	if err != nil {
		t.Fatal(err)
	}
	if err := clerk.Take(ctx, "usc", 4); err != nil {
		t.Fatal(err)
	}
	for _, deed := range []string{"call_next", "call_again", "start", "finish"} {
		if err := clerk.Do(ctx, deed); err != nil {
			t.Fatal(err)
		}
	}
	if err := traces.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Stop(); err != nil {
		t.Error(err)
	}
	return ticket.ID, k.Said(), strings.Join(c.Lines(), "\n")
}

// TestOneTrace: from the tap to the call everything about a ticket is one trace,
// which is its request id, in the spans and in the logs of both programs.
func TestOneTrace(t *testing.T) {
	r := newReceiver(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	request, kiosk, server := story(t)
	id := strings.ReplaceAll(request, "-", "")

	r.mu.Lock()
	defer r.mu.Unlock()
	for _, err := range r.faults {
		t.Error(err)
	}
	found := map[string]span{}
	for _, s := range r.spans {
		if s.trace != id {
			t.Errorf("a span of another trace: %+v", s)
		}
		found[s.program+" "+s.name] = s
	}
	const tap = "numerek-kiosk tap"
	for name, parent := range map[string]string{
		tap:                                      "",
		"numerek-kiosk issue":                    tap,
		"numerek-central IssueTicket":            "numerek-kiosk issue",
		"numerek-central commit ticket.issued":   "numerek-central IssueTicket",
		"numerek-kiosk print":                    tap,
		"numerek-kiosk report":                   tap,
		"numerek-central ReportTicket":           "numerek-kiosk report",
		"numerek-central commit ticket.paper":    "numerek-central ReportTicket",
		"numerek-central commit ticket.called":   tap,
		"numerek-central commit ticket.started":  tap,
		"numerek-central commit ticket.finished": tap,
	} {
		s, ok := found[name]
		if !ok {
			t.Errorf("no span %q among %q", name, slices.Sorted(maps.Keys(found)))
			continue
		}
		if parent == "" && s.parent != "" || parent != "" && s.parent != found[parent].id {
			t.Errorf("%s lies under %q, want %s (%s)", name, s.parent, parent, found[parent].id)
		}
	}
	logged(t, "kiosk", kiosk, id, "msg=tap ", `msg="ticket issued"`, "msg=paper ", `msg="outcome delivered"`)
	logged(t, "server", server, id, "event=ticket.issued", "event=ticket.paper", "event=ticket.called ",
		"event=ticket.called_again", "event=ticket.started", "event=ticket.finished")
	t.Logf("count: %d spans of one ticket", len(r.spans))
}

// TestNoTrace: nobody is told where nobody has asked, and the logs have the trace all the same.
func TestNoTrace(t *testing.T) {
	r := newReceiver(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	request, kiosk, server := story(t)
	id := strings.ReplaceAll(request, "-", "")
	logged(t, "kiosk", kiosk, id, "msg=tap ", `msg="outcome delivered"`)
	logged(t, "server", server, id, "event=ticket.issued", "event=ticket.called ")
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.spans)+len(r.faults) > 0 {
		t.Errorf("somebody was told: %+v", r.spans)
	}
}

// logged checks that a log has lines with the words, each with the trace.
func logged(t *testing.T, who, text, id string, words ...string) {
	t.Helper()
	for _, w := range words {
		found := false
		for line := range strings.SplitSeq(text, "\n") {
			found = found || strings.Contains(line, w) && strings.Contains(line, "trace="+id)
		}
		if !found {
			t.Errorf("%s: no line with %q and trace=%s in\n%s", who, w, id, text)
		}
	}
}
