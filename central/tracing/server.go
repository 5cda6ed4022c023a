package tracing

import (
	"context"
	"errors"
	"path"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

// Server makes the server's spans: of every call of a device about a ticket, and
// of every event of a ticket that was committed. A nil one makes none.
type Server struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
	asked    sync.Map     // context of the call that is under way, by ticket
	took     atomic.Int64 // nanoseconds of the last commit
}

// Open returns nil where the environment names no collector.
func Open(ctx context.Context, version string) (*Server, error) {
	if !Wanted() {
		return nil, nil //nolint:nilnil // as documented
	}
	provider, err := open(ctx, "numerek-central", version)
	if err != nil {
		return nil, err
	}
	return &Server{provider: provider, tracer: provider.Tracer("numerek/central")}, nil
}

// closing is how long the last spans may take to be sent.
const closing = 3 * time.Second

// Close sends what is left.
func (s *Server) Close() error {
	if s == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	if err := s.provider.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil // nobody takes them
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

// Interceptor is [Server.Unary], or nil where there are no spans.
func (s *Server) Interceptor() grpc.UnaryServerInterceptor {
	if s == nil {
		return nil
	}
	return s.Unary
}

// Unary is a span around every call about a ticket.
func (s *Server) Unary(ctx context.Context, message any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	ticket := ticketOf(message)
	tap, ok := top(ticket)
	if !ok {
		return handle(ctx, message)
	}
	md, _ := metadata.FromIncomingContext(ctx)
	ctx = under(propagation.TraceContext{}.Extract(ctx, carrier(md)), tap)
	ctx, span := s.tracer.Start(ctx, path.Base(info.FullMethod), trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	s.asked.Store(ticket, trace.SpanContextFromContext(ctx))
	defer s.asked.Delete(ticket)
	answer, err := handle(ctx, message)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	return answer, err
}

// carrier is the metadata of a call as the trace context reads it.
type carrier metadata.MD

// Get implements [propagation.TextMapCarrier].
func (c carrier) Get(key string) string {
	if v := metadata.MD(c).Get(key); len(v) > 0 {
		return v[0]
	}
	return ""
}

// Set implements [propagation.TextMapCarrier].
func (c carrier) Set(key, value string) { metadata.MD(c).Set(key, value) }

// Keys implements [propagation.TextMapCarrier].
func (c carrier) Keys() (keys []string) {
	for k := range c {
		keys = append(keys, k)
	}
	return keys
}

// Committed is [store.Options.Committed].
func (s *Server) Committed(_ int, took time.Duration) { s.took.Store(int64(took)) }

// Written is [store.Options.Written]: a span, as long as the commit, of every event of a ticket.
func (s *Server) Written(rows store.Rows) {
	now := time.Now()
	for _, e := range rows.Events {
		tap, ok := top(e.Ticket)
		if !ok {
			continue
		}
		above := tap
		if asking, ok := s.asked.Load(e.Ticket); ok {
			above, _ = asking.(trace.SpanContext)
		}
		_, span := s.tracer.Start(trace.ContextWithRemoteSpanContext(context.Background(), above), "commit "+e.Kind,
			trace.WithTimestamp(now.Add(-time.Duration(s.took.Load()))),
			trace.WithAttributes(
				attribute.String("numerek.office", e.Office), attribute.String("numerek.service", e.Service),
				attribute.String("numerek.device", e.Device), attribute.Int("numerek.desk", e.Desk),
			))
		span.End(trace.WithTimestamp(now))
	}
}
