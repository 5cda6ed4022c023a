// Package tracing tells of tickets from outside: which log lines are about one,
// and, where an OpenTelemetry collector is named, spans of it.
//
// Nothing has to be carried from one program to another: the trace of a ticket is
// its request id, and the span above all others in it, the tap, is the id's second
// half. Only which call of a device a span of the server belongs to travels with
// the call, as W3C trace context.
//
// Spans are off unless OTEL_EXPORTER_OTLP_ENDPOINT is set (or the _TRACES_ one);
// the other variables of the OTLP exporter count, too. They name no citizen.
package tracing

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// ID is the trace of a ticket: its request id as 32 hex digits. It is empty for
// what is no UUID.
func ID(request string) string {
	id := strings.ReplaceAll(strings.ToLower(request), "-", "")
	if len(request) != 36 || len(id) != 32 {
		return ""
	}
	if _, err := hex.DecodeString(id); err != nil {
		return ""
	}
	return id
}

// Wanted says whether the environment names a collector.
func Wanted() bool {
	return os.Getenv("OTEL_SDK_DISABLED") != "true" &&
		(os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != "")
}

// open makes the provider of spans; they are sent in the background.
func open(ctx context.Context, service, version string) (*sdktrace.TracerProvider, error) {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("OpenTelemetry: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", service), attribute.String("service.version", version),
	), resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("OpenTelemetry: %w", err)
	}
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about), sdktrace.WithIDGenerator(ids{})), nil
}

// top is the span context of the tap of a ticket; ok is false for what is no UUID.
func top(request string) (sc trace.SpanContext, ok bool) {
	id, err := trace.TraceIDFromHex(ID(request))
	if err != nil {
		return sc, false
	}
	return trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: id, SpanID: trace.SpanID(id[8:]), TraceFlags: trace.FlagsSampled, Remote: true,
	}), true
}

// under is a context whose spans lie under the tap of a ticket, unless it has a
// span of that ticket already.
func under(ctx context.Context, tap trace.SpanContext) context.Context {
	if trace.SpanContextFromContext(ctx).TraceID() == tap.TraceID() {
		return ctx
	}
	return trace.ContextWithRemoteSpanContext(ctx, tap)
}

// tapKey is where [ids] finds the tap that is to be begun.
type tapKey struct{}

// ids gives a tap the ids of its ticket, and others random ones.
type ids struct{}

// NewIDs implements [sdktrace.IDGenerator].
func (ids) NewIDs(ctx context.Context) (id trace.TraceID, span trace.SpanID) {
	if tap, ok := ctx.Value(tapKey{}).(trace.SpanContext); ok {
		return tap.TraceID(), tap.SpanID()
	}
	binary.LittleEndian.PutUint64(id[:8], rand.Uint64()|1) //nolint:gosec // no secret
	binary.LittleEndian.PutUint64(id[8:], rand.Uint64())   //nolint:gosec // no secret
	return id, ids{}.NewSpanID(ctx, id)
}

// NewSpanID implements [sdktrace.IDGenerator].
func (ids) NewSpanID(context.Context, trace.TraceID) (span trace.SpanID) {
	binary.LittleEndian.PutUint64(span[:], rand.Uint64()|1) //nolint:gosec // no secret; never zero, which is invalid
	return span
}
