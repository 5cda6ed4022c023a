package health

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"numerek/central/health/record"
	"numerek/central/office"
	"numerek/central/store"
)

// Metrics are the devices as Prometheus sees them, and the service levels that
// follow from what they report.
type Metrics struct {
	devices    *prometheus.GaugeVec
	conditions *prometheus.GaugeVec
	alerts     *prometheus.CounterVec
	reports    *prometheus.CounterVec
	messages   *prometheus.CounterVec
	paper      prometheus.Histogram
	papers     *prometheus.CounterVec
	copies     prometheus.Counter
	stale      prometheus.Counter
	reconnects *prometheus.CounterVec
}

// NewMetrics returns metrics, which are registered where there is a registry.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &Metrics{
		devices: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "numerek_devices", Help: "Devices of the office files, by how they stand.",
		}, []string{"state"}),
		conditions: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "numerek_device_conditions", Help: "Conditions of devices that hold now, by code.",
		}, []string{"code"}),
		alerts:   counters("numerek_device_alerts_total", "Alerts that were opened, by code.", "code"),
		reports:  counters("numerek_device_reports_total", "Reports of devices, by whether they were written down or changed nothing.", "kept"),
		messages: counters("numerek_duty_messages_total", "Messages to whoever is on duty, by channel.", "channel"),
		paper: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "numerek_paper_seconds", Help: "Time from the tap at a kiosk to the printer's word that the paper is there.",
			Buckets: []float64{0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8, 12, 20, 45},
		}),
		papers: counters("numerek_papers_total", "Tickets that kiosks reported, by what became of the paper.", "outcome"),
		copies: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "numerek_paper_copies_total", Help: "Papers marked as a copy that people asked for.",
		}),
		stale: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "numerek_display_stale_seconds_total", Help: "Seconds in which monitors said that their list may be old.",
		}),
		reconnects: counters("numerek_device_reconnects_total", "Times that devices found their server or printer again.", "to"),
	}
	for _, s := range States() {
		m.devices.WithLabelValues(string(s))
	}
	for _, code := range record.Codes() {
		m.conditions.WithLabelValues(code)
		m.alerts.WithLabelValues(code)
	}
	for _, outcome := range []string{outcomePrinted, outcomeShown, outcomeUnknown} {
		m.papers.WithLabelValues(outcome)
	}
	if registry != nil {
		registry.MustRegister(m.devices, m.conditions, m.alerts, m.reports, m.messages, m.paper, m.papers, m.copies, m.stale, m.reconnects)
	}
	return m
}

// The outcomes of papers.
const (
	outcomePrinted = "printed"
	outcomeShown   = "shown"
	outcomeUnknown = "unknown"
)

// OnPaper takes the time from a tap to its paper.
func (h *Health) OnPaper(after time.Duration) {
	if after > 0 {
		h.metrics.paper.Observe(after.Seconds())
	}
}

// Written counts the copies among what a commit has written: each is a row of a
// timeline, once.
func (m *Metrics) Written(rows store.Rows) {
	for _, e := range rows.Events {
		if e.Kind == office.TicketCopied {
			m.copies.Inc()
		}
	}
}

func (m *Metrics) reported(kept bool) {
	word := "no"
	if kept {
		word = "yes"
	}
	m.reports.WithLabelValues(word).Inc()
}

// most is what a device may have counted between two reports; more is a broken
// device and would spoil the figures.
const most = 1_000_000

// counted adds what a device has counted since its last report.
func (m *Metrics) counted(c record.Counters) {
	add := func(to prometheus.Counter, n int64) { to.Add(float64(min(max(n, 0), most))) }
	add(m.papers.WithLabelValues(outcomePrinted), c.Printed)
	add(m.papers.WithLabelValues(outcomeShown), c.Shown)
	add(m.papers.WithLabelValues(outcomeUnknown), c.Unknown)
	add(m.stale, c.StaleSeconds)
	add(m.reconnects.WithLabelValues("server"), c.Reconnects)
	add(m.reconnects.WithLabelValues("printer"), c.PrinterReconnects)
}

func (m *Metrics) changed(changes []record.Change) {
	for _, c := range changes {
		if !c.Closed {
			m.alerts.WithLabelValues(label(c.Code)).Inc()
		}
	}
}

func (m *Metrics) told(channel string) { m.messages.WithLabelValues(channel).Inc() }

// label is a code as a label: a device cannot make up as many as it likes.
func label(code string) string {
	if slices.Contains(record.Codes(), code) {
		return code
	}
	return "other"
}

// tally counts devices while a round looks at them.
type tally struct {
	states     map[State]int
	conditions map[string]int
}

func newTally() *tally { return &tally{states: map[State]int{}, conditions: map[string]int{}} }

func (t *tally) add(d Device) {
	t.states[d.State]++
	if d.State == Revoked {
		return
	}
	for _, c := range d.Record.Conditions {
		t.conditions[label(c.Code)]++
	}
}

// standing takes over what a round has counted.
func (m *Metrics) standing(t *tally) {
	for _, s := range States() {
		m.devices.WithLabelValues(string(s)).Set(float64(t.states[s]))
	}
	for _, code := range append(record.Codes(), "other") {
		m.conditions.WithLabelValues(code).Set(float64(t.conditions[code]))
	}
}
