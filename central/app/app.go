package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	grpchealth "google.golang.org/grpc/health"

	"numerek/central/accounts"
	"numerek/central/devices"
	"numerek/central/devices/line"
	"numerek/central/enrolment"
	"numerek/central/gateway"
	"numerek/central/health"
	"numerek/central/highwater"
	"numerek/central/live"
	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/privacy"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/tracing"
	"numerek/central/updates"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/bookings"
	"numerek/central/web/citizen"
	"numerek/central/web/console"
	"numerek/central/web/frame"
	"numerek/central/web/login"
	"numerek/central/web/manage"
	"numerek/central/web/messages"
	"numerek/central/web/visit"
)

// server is the parts while they run.
type server struct {
	config   Config
	log      *slog.Logger
	store    *store.Store
	hub      *live.Hub
	office   *office.Office
	visits   *visits.Visits
	keys     *secret.Keys
	outbox   *outbox.Outbox
	gateway  *gateway.Gateway
	floors   *live.Boards[office.Floor]
	metrics  *web.Metrics
	enrol    *enrolment.Enrolment
	health   *health.Health
	updates  *updates.Updates
	levels   *health.Metrics // of the devices' service
	mark     *highwater.Mark
	traces   *tracing.Server // nil where nobody wants them
	diary    *diary
	stopping chan struct{} // closed when streams are to end
}

// Run serves until ctx is done and then stops gracefully: devices are told,
// running requests finish, and the database is closed last.
func Run(ctx context.Context, c Config) (err error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.HTTP == "" {
		c.HTTP = "127.0.0.1:8080"
	}
	if c.Devices == "" {
		c.Devices = "127.0.0.1:7070"
	}
	begin, err := c.check()
	if err != nil {
		return err
	}
	if c.Database == "" {
		lock, err := lockData(c.Data)
		if err != nil {
			return err
		}
		defer func() { _ = lock.Close() }() // of an empty file
	}
	ports, err := listen(ctx, c)
	if err != nil {
		return err
	}
	defer ports.close()
	s := &server{config: c, log: c.Log, stopping: make(chan struct{})}
	s.metrics = web.NewMetrics(func() int { return s.hub.Watchers() })
	s.levels = health.NewMetrics(s.metrics.Registry())
	closeTraces, err := s.openTraces(ctx)
	if err != nil {
		return err
	}
	defer closeTraces()
	s.readMark(ctx)
	clock, err := s.open(ctx, begin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	s.hub = live.New(s.store, live.Options{Log: s.log})
	settings, err := gateway.Read(c.Gateway)
	if err != nil {
		return err
	}
	if s.keys, err = secret.Load(c.secretFile()); err != nil {
		return err
	}
	book := visits.NewBook(s.keys, settings.Mails())
	s.office = office.New(s.store, office.Options{Log: s.log, Clock: clock, Demo: c.Clock != "", Meter: s.metrics, Companion: book, Marks: s.mark}) //nolint:contextcheck // a jump of the clock belongs to no request
	s.visits = visits.New(s.office, s.store, book, visits.Options{Log: s.log})
	if err := s.visits.CheckKey(ctx); err != nil {
		return fmt.Errorf("master key %s: %w", c.secretFile(), err)
	}
	if err := s.checkMark(ctx); err != nil {
		return err
	}
	if err := s.openEnrolment(ctx); err != nil {
		return err
	}
	if err := s.openGateway(ctx, settings); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.gateway.Close()) }()
	s.openHealth(settings)
	s.openUpdates()
	s.floors = live.NewBoards(s.hub, s.office.Floor, s.office.Now, s.log)
	return s.serve(ctx, ports)
}

// ports are where the server is reached. Whoever calls before it is ready waits.
type ports struct{ pages, devices net.Listener }

func listen(ctx context.Context, c Config) (p ports, err error) {
	var lc net.ListenConfig
	if p.pages, err = lc.Listen(ctx, "tcp", c.HTTP); err != nil {
		return p, fmt.Errorf("listen for pages: %w", err)
	}
	if p.devices, err = lc.Listen(ctx, "tcp", c.Devices); err != nil {
		return p, errors.Join(fmt.Errorf("listen for devices: %w", err), p.pages.Close())
	}
	return p, nil
}

// close is for servers that did not come to serve; others have closed them.
func (p ports) close() { _, _ = p.pages.Close(), p.devices.Close() }

// serve runs everything until ctx is done.
func (s *server) serve(ctx context.Context, on ports) error {
	handler, door, err := s.pages()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	background := func(run func(context.Context) error) {
		g.Go(func() error {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				return err
			}
			return nil
		})
	}
	background(s.store.Wait) // whose end is the program's: the next one recovers
	background(s.keepMark)
	background(s.diary.run)
	background(s.hub.Run)
	background(s.office.Run)
	background(s.visits.Run)
	background(s.enrol.Run)
	background(s.health.Run)
	background(privacy.New(s.office, s.store, privacy.Options{Log: s.log}).Run)
	background(s.outbox.Run)
	background(s.gateway.Run)
	background(door.Purge)
	background(func(ctx context.Context) error { return web.Serve(ctx, on.pages, handler, s.log) })
	files := filesOf(on.devices)
	background(func(ctx context.Context) error { return s.serveFiles(ctx, files) })
	background(func(ctx context.Context) error { return s.serveDevices(ctx, on.devices, files) })
	s.announce(ctx, on.pages.Addr(), on.devices.Addr())
	err = g.Wait()
	if err != nil {
		s.log.ErrorContext(context.WithoutCancel(ctx), "server stopped", "err", err)
		return err
	}
	s.log.InfoContext(context.WithoutCancel(ctx), "server stopped")
	return nil
}

func (s *server) announce(ctx context.Context, pages, calls net.Addr) {
	if s.config.Local {
		s.log.WarnContext(ctx, "devices of this machine are let in without a certificate (--local)")
	}
	s.log.InfoContext(ctx, "server ready", "version", s.config.Version, "http", pages.String(), "devices", calls.String())
	if s.config.Ready != nil {
		s.config.Ready(pages.String(), calls.String())
	}
}

func (s *server) pages() (http.Handler, *login.Login, error) {
	assets, err := web.NewAssets()
	if err != nil {
		return nil, nil, err
	}
	users := accounts.New(s.store, s.office, accounts.Options{Log: s.log})
	door, err := login.New(s.office, users, s.store, assets, s.log)
	if err != nil {
		return nil, nil, err
	}
	desks, err := console.New(s.office, s.floors, s.store, door, assets)
	if err != nil {
		return nil, nil, err
	}
	halls, err := manage.New(s.office, users, s.visits, door)
	if err != nil {
		return nil, nil, err
	}
	booked, err := bookings.New(s.office, s.visits, s.floors, door)
	if err != nil {
		return nil, nil, err
	}
	letters, err := messages.New(s.office, s.store, s.keys, door, messages.Options{File: s.gateway.File})
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	door.Register(mux)
	desks.Register(mux)
	booked.Register(mux)
	letters.Register(mux)
	halls.Register(mux)
	assets.Register(mux)
	if err := s.citizens(mux, assets); err != nil {
		return nil, nil, err
	}
	if err := s.gateway.Register(mux); err != nil {
		return nil, nil, err
	}
	if err := s.devicePages(mux, door); err != nil {
		return nil, nil, err
	}
	s.metrics.Register(mux, s.store)
	return web.Behind(s.config.Proxies, web.Harden(door.Wrap(mux), s.log)), door, nil
}

// citizens adds the pages that everybody may open, in a rate class of their own.
func (s *server) citizens(mux *http.ServeMux, assets *web.Assets) error {
	people, err := citizen.New(s.office, s.floors, assets, s.log)
	if err != nil {
		return err
	}
	booking, err := visit.New(s.office, s.visits, assets, s.log)
	if err != nil {
		return err
	}
	busy, err := frame.Busy(assets)
	if err != nil {
		return err
	}
	open := http.NewServeMux()
	people.Register(open)
	booking.Register(open)
	mux.Handle("/", s.metrics.NewLimiter(busy, web.LimitOptions{}).Wrap(open))
	return nil
}

// graceful is how long running calls may take to finish at the end.
const graceful = 5 * time.Second

func (s *server) serveDevices(ctx context.Context, l net.Listener, files *line.Files) error {
	service := devices.New(s.office, s.hub, devices.Options{
		Log: s.log, Traced: s.traces.Interceptor(), Stopping: s.stopping, Health: s.store.Health, CheckIns: s.visits, Enrolment: s.enrol, Local: s.config.Local,
		Vitals: s.health, Updates: s.updates, Files: files,
	})
	g, h := service.GRPC()
	ended := make(chan error, 1)
	go func() { ended <- g.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.stopDevices(g, h)
	return <-ended
}

// stopDevices ends the streams, lets the calls finish and then cuts.
func (s *server) stopDevices(g *grpc.Server, h *grpchealth.Server) {
	h.Shutdown()
	close(s.stopping)
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.GracefulStop()
	}()
	select {
	case <-done:
	case <-time.After(graceful):
		g.Stop()
		<-done
	}
}
