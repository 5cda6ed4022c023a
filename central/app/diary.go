package app

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"numerek/central/store"
	"numerek/central/tracing"
)

// diaryRoom is how many lines wait for a log that is slow; what does not fit is
// counted and not logged: nobody waits for a log.
const diaryRoom = 4096

// diary logs what happens to tickets, once it is committed, as their timelines
// have it. The log adds the trace.
type diary struct {
	log    *slog.Logger
	events chan store.Event
	lost   atomic.Int64
}

func newDiary(log *slog.Logger) *diary {
	return &diary{log: log, events: make(chan store.Event, diaryRoom)}
}

// note takes in what a commit has written. It does not block.
func (d *diary) note(rows store.Rows) {
	for _, e := range rows.Events {
		if e.Ticket == "" {
			continue
		}
		select {
		case d.events <- e:
		default:
			d.lost.Add(1)
		}
	}
}

// run writes until ctx is done, and then what is left.
func (d *diary) run(ctx context.Context) error {
	for {
		select {
		case e := <-d.events:
			d.write(ctx, e)
		case <-ctx.Done():
			for {
				select {
				case e := <-d.events:
					d.write(context.WithoutCancel(ctx), e)
				default:
					return context.Cause(ctx)
				}
			}
		}
	}
}

func (d *diary) write(ctx context.Context, e store.Event) {
	attrs := []slog.Attr{
		slog.String("event", e.Kind), slog.String("ticket", e.Ticket), slog.String("office", e.Office), slog.String("service", e.Service),
	}
	if e.Device != "" {
		attrs = append(attrs, slog.String("device", e.Device))
	}
	if e.Desk != 0 {
		attrs = append(attrs, slog.Int("desk", e.Desk))
	}
	if n := d.lost.Swap(0); n > 0 {
		attrs = append(attrs, slog.Int64("not_logged", n))
	}
	d.log.LogAttrs(ctx, slog.LevelInfo, "ticket", attrs...)
}

// watchCommits puts together who is told of commits.
func (s *server) watchCommits(opts store.Options) store.Options {
	opts.Committed = s.metrics.Committed
	if s.traces != nil {
		opts.Committed = func(jobs int, took time.Duration) {
			s.metrics.Committed(jobs, took)
			s.traces.Committed(jobs, took)
		}
	}
	opts.Written = func(rows store.Rows) {
		if s.mark != nil {
			s.mark.Note(rows)
		}
		if s.traces != nil {
			s.traces.Written(rows)
		}
		s.levels.Written(rows)
		s.diary.note(rows)
	}
	return opts
}

// openTraces makes log lines about tickets name their trace, and spans where the
// environment asks for them. close sends what is left of these.
func (s *server) openTraces(ctx context.Context) (closeTraces func(), err error) {
	s.log = slog.New(tracing.Handler(s.log.Handler()))
	s.diary = newDiary(s.log)
	s.traces, err = tracing.Open(ctx, s.config.Version)
	if err == nil && s.traces != nil {
		s.log.InfoContext(ctx, "traces are sent to an OpenTelemetry collector")
	}
	return func() {
		if err := s.traces.Close(); err != nil { //nolint:contextcheck // it ends after ctx
			s.log.WarnContext(context.WithoutCancel(ctx), "traces not sent", "err", err)
		}
	}, err
}
