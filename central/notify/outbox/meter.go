package outbox

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"numerek/central/notify"
)

// Meter counts what an operator wants to see. Its methods must not block.
type Meter interface {
	// MessageSent counts what a gateway took, and how long after it was due.
	MessageSent(sender, kind string, late time.Duration)
	// MessageEnded counts what was delivered, undelivered, failed or dropped.
	MessageEnded(sender, kind string, state notify.State)
	// MessageRetried counts tries after which another follows, by reason.
	MessageRetried(sender, reason string)
	// MessageDoubled counts what a gateway may have got twice.
	MessageDoubled(sender string)
	// CeilingUsed tells how much of an office's daily ceiling is used; 1 is all.
	CeilingUsed(office string, share float64)
}

type noMeter struct{}

func (noMeter) MessageSent(string, string, time.Duration) {}
func (noMeter) MessageEnded(string, string, notify.State) {}
func (noMeter) MessageRetried(string, string)             {}
func (noMeter) MessageDoubled(string)                     {}
func (noMeter) CeilingUsed(string, float64)               {}

// Metrics is a [Meter] that Prometheus reads.
type Metrics struct {
	sent    *prometheus.HistogramVec
	ended   *prometheus.CounterVec
	retried *prometheus.CounterVec
	doubled *prometheus.CounterVec
	ceiling *prometheus.GaugeVec
}

var _ Meter = (*Metrics)(nil)

// NewMetrics returns metrics that are registered.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		sent: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "numerek_message_sent_seconds", Help: "Time from when a message was due until its gateway took it; its count is the messages taken.",
			Buckets: prometheus.ExponentialBuckets(0.01, 4, 10),
		}, []string{"sender", "kind"}),
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numerek_messages_ended_total", Help: "Messages that came to their end, by state.",
		}, []string{"sender", "kind", "state"}),
		retried: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numerek_message_retries_total", Help: "Tries after which another one follows, by reason.",
		}, []string{"sender", "reason"}),
		doubled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numerek_messages_doubled_total", Help: "Messages that a gateway without keys may have got twice.",
		}, []string{"sender"}),
		ceiling: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "numerek_message_ceiling_used", Help: "Part of the daily ceiling of messages that is used; from 0.8 on it is an alert.",
		}, []string{"office"}),
	}
	registry.MustRegister(m.sent, m.ended, m.retried, m.doubled, m.ceiling)
	return m
}

// MessageSent implements [Meter].
func (m *Metrics) MessageSent(sender, kind string, late time.Duration) {
	m.sent.WithLabelValues(sender, kind).Observe(late.Seconds())
}

// MessageEnded implements [Meter].
func (m *Metrics) MessageEnded(sender, kind string, state notify.State) {
	m.ended.WithLabelValues(sender, kind, string(state)).Inc()
}

// MessageRetried implements [Meter].
func (m *Metrics) MessageRetried(sender, reason string) {
	m.retried.WithLabelValues(sender, reason).Inc()
}

// MessageDoubled implements [Meter].
func (m *Metrics) MessageDoubled(sender string) { m.doubled.WithLabelValues(sender).Inc() }

// CeilingUsed implements [Meter].
func (m *Metrics) CeilingUsed(office string, share float64) {
	m.ceiling.WithLabelValues(office).Set(share)
}
