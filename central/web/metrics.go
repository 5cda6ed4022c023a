package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"numerek/central/office"
)

// Metrics counts what an operator wants to see, in a registry of its own.
type Metrics struct {
	registry *prometheus.Registry
	issued   prometheus.Histogram
	refused  *prometheus.CounterVec
	fenced   *prometheus.CounterVec
	jumps    prometheus.Counter
	batch    prometheus.Histogram
	commit   prometheus.Histogram
	failures prometheus.Counter
}

var _ office.Meter = (*Metrics)(nil)

// NewMetrics returns metrics; watchers tells how many streams of events there are.
func NewMetrics(watchers func() int) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		issued: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "numerek_ticket_issue_seconds", Help: "Time from a request for a ticket to its durable commit; its count is the tickets issued.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numerek_tickets_refused_total", Help: "Requests that got no ticket, by reason.",
		}, []string{"reason"}),
		fenced: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numerek_devices_fenced_total", Help: "Requests of devices that were refused before they were looked at, by reason.",
		}, []string{"reason"}),
		jumps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "numerek_clock_jumps_total", Help: "Jumps of the wall clock by more than an hour.",
		}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "numerek_commit_jobs", Help: "Jobs that a commit carried.", Buckets: prometheus.ExponentialBuckets(1, 2, 11),
		}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "numerek_commit_seconds", Help: "Time of a durable commit; its count is the commits.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16),
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "numerek_commit_failures_total", Help: "Transactions that the database did not commit, or perhaps not.",
		}),
	}
	m.registry.MustRegister(m.issued, m.refused, m.fenced, m.jumps, m.batch, m.commit, m.failures,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "numerek_event_watchers", Help: "Subscriptions to the events of offices.",
		}, func() float64 { return float64(watchers()) }))
	return m
}

// TicketIssued implements office.Meter.
func (m *Metrics) TicketIssued(took time.Duration) { m.issued.Observe(took.Seconds()) }

// TicketRefused implements office.Meter.
func (m *Metrics) TicketRefused(r office.Reason) { m.refused.WithLabelValues(string(r)).Inc() }

// DeviceFenced implements office.Meter.
func (m *Metrics) DeviceFenced(err error) {
	reason := "incarnation"
	switch {
	case errors.Is(err, office.ErrCloned):
		reason = "cloned"
	case errors.Is(err, office.ErrOldBoot):
		reason = "old_boot"
	case errors.Is(err, office.ErrHelloFirst):
		reason = "hello_first"
	}
	m.fenced.WithLabelValues(reason).Inc()
}

// ClockJumped implements office.Meter.
func (m *Metrics) ClockJumped() { m.jumps.Inc() }

// Committed is for the store's options.
func (m *Metrics) Committed(jobs int, took time.Duration) {
	m.batch.Observe(float64(jobs))
	m.commit.Observe(took.Seconds())
}

// CommitFailed is for the store's options.
func (m *Metrics) CommitFailed(int, error) { m.failures.Inc() }

// Health says whether the server can do its work.
type Health interface {
	// Health returns nil if tickets can be kept.
	Health(ctx context.Context) error
}

// healthTimeout is how long the database may take to answer.
const healthTimeout = 2 * time.Second

// Registry is where other parts register what they count.
func (m *Metrics) Registry() prometheus.Registerer { return m.registry }

// Register adds /metrics, for callers of the same machine, and /healthz.
func (m *Metrics) Register(mux *http.ServeMux, health Health) {
	metrics := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if !fromHere(r) {
			http.Error(w, "metrics are given to this machine only", http.StatusForbidden)
			return
		}
		metrics.ServeHTTP(w, r)
	})
	// Whoever is not at this machine learns that the server fails, not how.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
		defer cancel()
		w.Header().Set("Cache-Control", "no-store")
		if err := health.Health(ctx); err != nil {
			reason := "the server cannot keep tickets at the moment"
			if fromHere(r) {
				reason += ": " + err.Error()
			}
			http.Error(w, reason, http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
}

// fromHere says whether a request comes from this machine and was not passed on
// by a proxy on it.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}
