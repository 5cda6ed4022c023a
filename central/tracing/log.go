package tracing

import (
	"context"
	"log/slog"
)

// attribute names that are the id of a ticket, and the one that is added.
const (
	ticketKey  = "ticket"
	requestKey = "request"
	traceKey   = "trace"
)

// Handler adds the trace to whatever log line names a ticket.
func Handler(next slog.Handler) slog.Handler { return handler{next} }

type handler struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	id := ""
	r.Attrs(func(a slog.Attr) bool {
		if (a.Key == ticketKey || a.Key == requestKey) && a.Value.Kind() == slog.KindString {
			id = ID(a.Value.String())
		}
		return id == ""
	})
	if id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String(traceKey, id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements [slog.Handler].
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
