package app

import (
	"context"
	"time"

	"numerek/central/gateway"
	"numerek/central/notify"
	"numerek/central/notify/outbox"
)

// openGateway makes the senders and the outbox that hands messages to them.
func (s *server) openGateway(ctx context.Context, settings gateway.Settings) (err error) {
	zone := s.zone(ctx)
	s.gateway, err = gateway.Open(settings, gateway.Needs{
		Data: s.config.Data, Log: s.log,
		Now:     func() time.Time { return s.office.Now().In(zone) },
		Deliver: func(ctx context.Context, d notify.Delivery) error { return s.outbox.Deliver(ctx, d) },
	})
	if err != nil {
		return err
	}
	s.outbox = outbox.New(s.store, s.keys, s.office, s.gateway.Senders, outbox.Options{
		Log: s.log, Clock: s.office.Now, Meter: outbox.NewMetrics(s.metrics.Registry()),
	})
	return nil
}

// zone is that of the only office, for what people read who look after the server.
func (s *server) zone(ctx context.Context) *time.Location {
	ids, err := s.office.IDs(ctx)
	if err != nil || len(ids) != 1 {
		return time.Local
	}
	f, err := s.office.File(ctx, ids[0])
	if err != nil {
		return time.Local
	}
	return f.ZoneOrUTC()
}
