package web

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Limits of the pages that everybody may open, where the options say nothing. So
// many requests at once keep both the processors and the database busy; more
// would only make all of them late, and the kiosks with them: a kiosk's request is
// found by the system behind those of all connections that are ready.
const (
	limitRunning  = 64
	limitWaiting  = 2048
	limitPatience = 5 * time.Second
)

// LimitOptions of a [Limiter]. Zero values are what a server wants.
type LimitOptions struct {
	Running  int           // requests that are worked on at once
	Waiting  int           // requests that wait for their turn
	Patience time.Duration // longest wait
}

// Limiter is a rate class: it lets so many requests run at once, lets others wait
// in the order in which they came, and sends the rest away with a page that says
// when to come back. Kiosks, consoles and assets do not run through it, so that a
// rush on the pages starves none of them.
type Limiter struct {
	options LimitOptions
	places  chan struct{}
	waiting atomic.Int64
	refused prometheus.Counter
	full    []byte
}

// NewLimiter returns a limiter that counts in the metrics. full is the page for
// those who are sent away.
func (m *Metrics) NewLimiter(full []byte, o LimitOptions) *Limiter {
	if o.Running == 0 {
		o.Running = limitRunning
	}
	if o.Waiting == 0 {
		o.Waiting = limitWaiting
	}
	if o.Patience == 0 {
		o.Patience = limitPatience
	}
	l := &Limiter{options: o, places: make(chan struct{}, o.Running), full: full}
	l.refused = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "numerek_pages_refused_total", Help: "Requests for citizens' pages that were sent away because too many came at once.",
	})
	m.registry.MustRegister(l.refused,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "numerek_pages_running", Help: "Requests for citizens' pages that are worked on.",
		}, func() float64 { return float64(len(l.places)) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "numerek_pages_waiting", Help: "Requests for citizens' pages that wait for their turn.",
		}, func() float64 { return float64(l.waiting.Load()) }))
	return l
}

// Wrap puts the limit around a handler. A request that becomes an [EventStream]
// gives its place back, because it mostly waits.
func (l *Limiter) Wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.enter(r.Context()) {
			l.turnAway(w)
			return
		}
		leave := sync.OnceFunc(func() { <-l.places })
		defer leave()
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), placeKey, leave)))
	})
}

// enter waits for a place.
func (l *Limiter) enter(ctx context.Context) bool {
	select {
	case l.places <- struct{}{}:
		return true
	default:
	}
	if l.waiting.Add(1) > int64(l.options.Waiting) {
		l.waiting.Add(-1)
		return false
	}
	defer l.waiting.Add(-1)
	enough := time.NewTimer(l.options.Patience)
	defer enough.Stop()
	select {
	case l.places <- struct{}{}:
		return true
	case <-enough.C:
	case <-ctx.Done():
	}
	return false
}

// Those who are sent away come back within such a time, not all at once.
const (
	comeBackSoonest = 3
	comeBackWithin  = 10
)

func (l *Limiter) turnAway(w http.ResponseWriter) {
	l.refused.Inc()
	w.Header().Set("Retry-After", strconv.Itoa(comeBackSoonest+rand.IntN(comeBackWithin))) //nolint:gosec // no secret
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write(l.full)
}
