package tracing

import (
	"context"
	"errors"
	"path"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	numerekv1 "numerek/proto/numerek/v1"
)

// Device makes a kiosk's spans: of the tap, of every call about a ticket, and of
// its paper. A nil one makes none.
type Device struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// Open returns nil where the environment names no collector.
func Open(ctx context.Context, device, version string) (*Device, error) {
	if !Wanted() {
		return nil, nil //nolint:nilnil // as documented
	}
	provider, err := open(ctx, "numerek-"+device, version)
	if err != nil {
		return nil, err
	}
	return &Device{provider: provider, tracer: provider.Tracer("numerek/appliance")}, nil
}

// closing is how long the last spans may take to be sent.
const closing = 3 * time.Second

// Close sends what is left.
func (d *Device) Close() error {
	if d == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	if err := d.provider.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil // nobody takes them
}

// Tap begins the span above all others of a ticket; whoever calls end ends it.
func (d *Device) Tap(ctx context.Context, request string) (end func()) {
	if d == nil {
		return func() {}
	}
	tap, ok := top(request)
	if !ok {
		return func() {}
	}
	_, span := d.tracer.Start(context.WithValue(ctx, tapKey{}, tap), "tap", trace.WithNewRoot())
	return func() { span.End() }
}

// Paper begins the span of a paper; whoever calls end says what became of it.
func (d *Device) Paper(ctx context.Context, request string, attempt int) (end func(outcome string)) {
	if d == nil {
		return func(string) {}
	}
	tap, ok := top(request)
	if !ok {
		return func(string) {}
	}
	_, span := d.tracer.Start(under(ctx, tap), "print", trace.WithAttributes(attribute.Int("numerek.attempt", attempt)))
	return func(outcome string) {
		span.SetAttributes(attribute.String("numerek.outcome", outcome))
		span.End()
	}
}

// requested is a message that names its ticket; reported has one in it.
type (
	requested interface{ GetRequestId() string }
	reported  interface {
		GetTicket() *numerekv1.HeldTicket
	}
)

func ticketOf(message any) string {
	switch m := message.(type) {
	case requested:
		return m.GetRequestId()
	case reported:
		return m.GetTicket().GetRequestId()
	}
	return ""
}

// names of the spans of calls, where they are not those of the methods.
var names = map[string]string{"IssueTicket": "issue", "CheckIn": "issue", "ReportTicket": "report", "AbandonTicket": "abandon"}

// Dial are the options of a connection whose calls about tickets are spans.
func (d *Device) Dial() []grpc.DialOption {
	if d == nil {
		return nil
	}
	return []grpc.DialOption{grpc.WithChainUnaryInterceptor(d.call)}
}

func (d *Device) call(
	ctx context.Context, method string, message, answer any, c *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
) error {
	tap, ok := top(ticketOf(message))
	if !ok {
		return invoke(ctx, method, message, answer, c, opts...)
	}
	name := path.Base(method)
	if plain, ok := names[name]; ok {
		name = plain
	}
	ctx, span := d.tracer.Start(under(ctx, tap), name, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	carried := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carried)
	var pairs []string
	for key, value := range carried {
		pairs = append(pairs, key, value)
	}
	ctx = metadata.AppendToOutgoingContext(ctx, pairs...)
	err := invoke(ctx, method, message, answer, c, opts...)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	return err
}
