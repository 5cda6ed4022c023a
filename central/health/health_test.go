package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"numerek/central/health"
	"numerek/central/health/record"
	"numerek/central/notify/gsm"
	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// stillClock shows one instant until a test moves it.
type stillClock struct {
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return c.uptime }

// hall is the demo office on Monday 23 November 2026, 09:30, with somebody on duty.
type hall struct {
	t        *testing.T
	clock    *stillClock
	keys     *secret.Keys
	store    *store.Store
	office   *office.Office
	health   *health.Health
	registry *prometheus.Registry
	boot     map[string]string // of the devices that report by themselves
	troubles map[string][]record.Condition
	counters map[string]record.Counters
}

const (
	where  = "koszalin"
	kiosk  = "kiosk-ratusz"
	screen = "ekran-r1"
)

const people = `people = [
  { id = "serwis", mail = "serwis@urzad.example", phone = "+48601234567", from = "warning" },
  { id = "it", mail = "it@urzad.example", language = "en" },
]
`

func newHall(t *testing.T, change ...string) *hall {
	t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{
		t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)},
		boot: map[string]string{}, troubles: map[string][]record.Condition{}, counters: map[string]record.Counters{},
	}
	if h.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	if h.store, err = store.New(context.Background(), memstore.New(), store.Options{Now: h.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	h.load(strings.NewReplacer(append(change, "people   = [] ", people+"# ")...).Replace(string(text)))
	h.serve()
	return h
}

// serve begins to serve, as a server that has just started does.
func (h *hall) serve() {
	h.office = office.New(h.store, office.Options{Clock: h.clock})
	h.registry = prometheus.NewRegistry()
	h.health = health.New(h.office, h.store, h.keys, health.Options{Metrics: health.NewMetrics(h.registry), Version: "v2", Mails: true})
}

func (h *hall) load(text string) {
	h.t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		h.t.Fatal(err)
	}
	err := h.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		row, err := tx.Office(file.ID)
		if err != nil {
			row = store.Office{ID: file.ID}
		}
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// report lets a device say how it is.
func (h *hall) report(device string) {
	h.t.Helper()
	_, err := h.health.Report(h.t.Context(), office.Caller{Office: where, Device: device, Location: "ratusz"}, record.Report{
		Conditions: h.troubles[device], Version: "v1", Boot: h.boot[device], Now: h.clock.now, StartedAt: h.clock.now, Counters: h.counters[device],
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// trouble is what is the matter with a device from now on; it is reported at once.
func (h *hall) trouble(device string, codes ...string) {
	h.t.Helper()
	h.troubles[device] = nil
	for _, code := range codes {
		severity := record.Fault
		if code == record.PaperLow {
			severity = record.Warning
		}
		h.troubles[device] = append(h.troubles[device], record.Condition{Code: code, Severity: severity, Since: h.clock.now})
	}
	h.boot[device] = "boot of " + device
	h.report(device)
}

// pass lets time go by: devices report every thirty seconds, the server looks every five.
func (h *hall) pass(d time.Duration) {
	h.t.Helper()
	for end := h.clock.now.Add(d); h.clock.now.Before(end); {
		h.clock.now, h.clock.uptime = h.clock.now.Add(5*time.Second), h.clock.uptime+5*time.Second
		if h.clock.now.Unix()%30 == 0 {
			for device := range h.boot {
				h.report(device)
			}
		}
		if err := h.health.Round(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
	}
}

// messages are what was written, the oldest first: "mail technik@… text".
func (h *hall) messages() (all []string) {
	h.t.Helper()
	rows, err := h.store.MessagesBetween(h.t.Context(), where, h.clock.now.Add(-48*time.Hour), h.clock.now.Add(time.Hour), 100)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range slices.Backward(rows) {
		to, err1 := h.keys.Open(outbox.About(m), m.To)
		text, err2 := h.keys.Open(outbox.About(m), m.Text)
		if err := errors.Join(err1, err2); err != nil || m.Kind != health.KindDuty {
			h.t.Fatalf("message %v: kind %q, %v", m, m.Kind, err)
		}
		if m.Channel == "sms" && (gsm.Parts(text) != 1 || gsm.Encoding(text) != gsm.GSM7 || m.Prefix != "+48" || m.Parts != 1) {
			h.t.Errorf("an SMS of %d parts to %s: %q", gsm.Parts(text), m.Prefix, text)
		}
		all = append(all, m.Channel+" "+to+" "+text)
	}
	return all
}

func (h *hall) device(id string) health.Device {
	h.t.Helper()
	all, err := h.health.Devices(h.t.Context(), where)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == id {
			return d
		}
	}
	h.t.Fatalf("no device %s", id)
	return health.Device{}
}

// events are those of devices: "raised kiosk-ratusz paper_out".
func (h *hall) events() (all []string) {
	h.t.Helper()
	rows, err := h.store.Events(h.t.Context(), where, 0, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range rows {
		if what, ok := strings.CutPrefix(e.Kind, "device."); ok {
			var c record.Change
			if err := json.Unmarshal([]byte(e.Detail), &c); err != nil {
				h.t.Fatal(err)
			}
			all = append(all, what+" "+e.Device+" "+c.Code)
		}
	}
	return all
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAKioskWithoutPaper(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.trouble(screen)
	h.trouble(kiosk)
	if d := h.device(kiosk); d.State != health.OK || !d.Known {
		t.Fatalf("got %+v", d)
	}
	if d := h.device("kiosk-usc"); d.State != health.Never || d.Known {
		t.Fatalf("got %+v", d)
	}
	h.pass(time.Minute)
	h.trouble(kiosk, record.PaperOut)
	if d := h.device(kiosk); d.State != health.Fault {
		t.Errorf("got %+v", d)
	}
	h.pass(2 * time.Minute)
	got := h.messages()
	if len(got) != 3 {
		t.Fatalf("got %q", got)
	}
	for i, want := range []string{"mail serwis@urzad.example kiosk-ratusz: brak papieru – Urząd Miejski", "sms +48601234567 Urzadzenia: kiosk-ratusz brak papieru 09:31", "mail it@urzad.example kiosk-ratusz: out of paper – "} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("message %d: got\n%s\nwant %s", i, strings.Join(got, "\n"), want)
		}
	}
	h.trouble(kiosk)
	if d := h.device(kiosk); d.State != health.OK {
		t.Errorf("got %+v", d)
	}
	h.pass(2 * time.Minute)
	if got = h.messages(); len(got) != 6 || !strings.Contains(strings.Join(got[3:], "\n"), "Urzadzenia: OK kiosk-ratusz brak papieru") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	same(t, h.events(), "raised kiosk-ratusz paper_out", "closed kiosk-ratusz paper_out")
	h.pass(time.Hour)
	if got := h.messages(); len(got) != 6 {
		t.Errorf("later: got %d messages", len(got))
	}
	if d := h.device(kiosk); len(d.Record.History) != 2 || len(d.Record.Alerts) != 0 {
		t.Errorf("got %+v", d.Record)
	}
}

func TestAMonitorThatFallsSilent(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.trouble(kiosk)
	h.trouble(screen)
	h.pass(2 * time.Minute)
	delete(h.boot, screen)
	h.pass(85 * time.Second)
	if d := h.device(screen); d.State != health.OK {
		t.Fatalf("after 85 s: got %+v", d)
	}
	h.pass(10 * time.Second)
	if d := h.device(screen); d.State != health.Fault {
		t.Fatalf("after 95 s: got %+v", d)
	}
	same(t, h.events(), "raised ekran-r1 silent")
	h.pass(2 * time.Minute)
	if got := h.messages(); len(got) != 3 {
		t.Fatalf("got %q", got)
	}
	h.trouble(screen)
	h.pass(3 * time.Minute)
	if d := h.device(screen); d.State != health.OK {
		t.Errorf("got %+v", d)
	}
	same(t, h.events(), "raised ekran-r1 silent", "closed ekran-r1 silent")
	if got := h.messages(); len(got) != 6 {
		t.Errorf("got %q", got)
	}
}

// A server that has just started gives the devices time to find it.
func TestAServerThatStarts(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.trouble(kiosk)
	h.trouble(screen)
	h.pass(time.Minute)
	h.clock.now = h.clock.now.Add(time.Hour)
	h.serve()
	delete(h.boot, screen)
	h.pass(30 * time.Second)
	h.trouble(kiosk)
	h.pass(85 * time.Second)
	same(t, h.events())
	h.pass(10 * time.Second)
	same(t, h.events(), "raised ekran-r1 silent")
}

// Two servers on one database: the one that does not hear a device neither takes
// it for silent nor tells anybody twice.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	other := health.New(h.office, h.store, h.keys, health.Options{Mails: true})
	h.trouble(kiosk, record.PaperOut)
	for range 60 {
		h.pass(5 * time.Second)
		if err := other.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	same(t, h.events(), "raised kiosk-ratusz paper_out")
	if got := h.messages(); len(got) != 3 {
		t.Errorf("got %q", got)
	}
	delete(h.boot, kiosk)
	for range 40 {
		h.clock.now, h.clock.uptime = h.clock.now.Add(5*time.Second), h.clock.uptime+5*time.Second
		if err := other.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	same(t, h.events(), "raised kiosk-ratusz paper_out", "raised kiosk-ratusz silent")
}

func TestNightAndPlaces(t *testing.T) {
	t.Parallel()
	h := newHall(t, `"20:00-06:00"`, `"09:00-10:00"`)
	h.trouble(kiosk, record.CoverOpen, "strange")
	h.pass(2 * time.Minute)
	for _, m := range h.messages() {
		if strings.HasPrefix(m, "sms") {
			t.Errorf("in the quiet hours: got %q", m)
		}
	}
	h.pass(29 * time.Minute)
	if got := h.messages(); len(got) != 3 || !strings.Contains(strings.Join(got, "\n"), "sms +48601234567 Urzadzenia: kiosk-ratusz otwarta pokrywa 09:30; kiosk-ratusz strange 09:30") {
		t.Errorf("afterwards: got\n%s", strings.Join(got, "\n"))
	}
	// Revoked: it is not missed.
	err := h.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutEnrolment(store.Enrolment{EnrolmentKey: store.EnrolmentKey{Office: where, Device: kiosk}, Role: "kiosk", State: "revoked", RevokedAt: h.clock.now})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(h.boot, kiosk)
	h.pass(5 * time.Minute)
	if d := h.device(kiosk); d.State != health.Revoked {
		t.Errorf("got %+v", d)
	}
	for _, e := range h.events() {
		if strings.Contains(e, record.Silent) {
			t.Errorf("got %s of a revoked device", e)
		}
	}
}

func TestManyItemsAreOneText(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	for _, d := range []string{kiosk, "kiosk-usc", screen, "ekran-r2"} {
		h.trouble(d, record.PaperOut, record.CoverOpen, record.PrinterGone, record.Temperature)
	}
	h.pass(2 * time.Minute)
	for _, m := range h.messages() {
		if strings.HasPrefix(m, "sms") && (!strings.Contains(m, "i jeszcze 1") || strings.HasSuffix(m, ";")) {
			t.Errorf("got %q", m)
		}
		if strings.HasPrefix(m, "mail serwis") && (strings.Count(m, "\n- ") != 16 || !strings.Contains(m, "https://kolejka.koszalin.example/manage/devices")) {
			t.Errorf("got %s", m)
		}
	}
}

func TestWhatIsWritten(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	commits := 0
	seen := func() time.Time {
		rows, err := h.store.DeviceHealths(t.Context(), where)
		if err != nil || len(rows) != 1 {
			t.Fatalf("got %+v, %v", rows, err)
		}
		return rows[0].SeenAt
	}
	h.trouble(kiosk)
	last := seen()
	h.clock.now = h.clock.now.Add(7 * time.Second) // out of step with the rounds
	for range 20 {
		h.clock.now = h.clock.now.Add(30 * time.Second)
		h.report(kiosk)
		if at := seen(); !at.Equal(last) {
			commits, last = commits+1, at
		}
		if d := h.device(kiosk); !d.Record.SeenAt.Equal(h.clock.now) {
			t.Errorf("seen %s, want %s", d.Record.SeenAt, h.clock.now)
		}
	}
	if commits != 10 {
		t.Errorf("twenty reports that change nothing were written %d times", commits)
	}
	_, err := h.health.Report(t.Context(), office.Caller{Office: where, Device: "loopback", Guest: true}, record.Report{})
	if !errors.Is(err, office.ErrUnknownDevice) {
		t.Errorf("a guest: got %v", err)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.counters[screen] = record.Counters{StaleSeconds: 5}
	h.trouble(screen)
	h.counters[screen] = record.Counters{StaleSeconds: 12}
	h.report(screen)
	h.counters[kiosk] = record.Counters{Unknown: 1}
	h.trouble(kiosk, record.PaperOut, "made up")
	h.health.OnPaper(1500 * time.Millisecond)
	h.pass(10 * time.Second)
	first := h.registry
	h.serve() // another server goes on with what it hears
	h.counters[kiosk] = record.Counters{Unknown: 2}
	h.report(kiosk)
	h.report(screen)
	h.pass(5 * time.Second)
	page := httptest.NewRecorder()
	promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	for _, want := range []string{
		`numerek_devices{state="fault"} 1`, `numerek_devices{state="never"} 5`, `numerek_devices{state="ok"} 1`,
		`numerek_device_conditions{code="paper_out"} 1`, `numerek_device_conditions{code="other"} 1`, `numerek_device_conditions{code="silent"} 0`,
		`numerek_device_conditions{code="version"} 2`,
		`numerek_display_stale_seconds_total 7` /* since what was written */, `numerek_papers_total{outcome="unknown"} 1`,
	} {
		if !strings.Contains(page.Body.String(), want+"\n") {
			t.Errorf("the metrics do not say %s:\n%s", want, page.Body)
		}
	}
	page = httptest.NewRecorder()
	promhttp.HandlerFor(first, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	for _, want := range []string{
		`numerek_display_stale_seconds_total 12`, `numerek_papers_total{outcome="unknown"} 1`,
		`numerek_paper_seconds_bucket{le="1.5"} 1`, `numerek_device_alerts_total{code="paper_out"} 1`, `numerek_device_alerts_total{code="other"} 1`,
		`numerek_device_reports_total{kept="no"} 1`,
	} {
		if !strings.Contains(page.Body.String(), want+"\n") {
			t.Errorf("the metrics of the first server do not say %s:\n%s", want, page.Body)
		}
	}
}

func TestCopiesAreCountedAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	m := health.NewMetrics(registry)
	m.Written(store.Rows{Events: []store.Event{{Kind: office.TicketCopied}, {Kind: office.TicketPaper}, {Kind: office.TicketCopied}}})
	page := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	if want := "\nnumerek_paper_copies_total 2\n"; !strings.Contains(page.Body.String(), want) {
		t.Errorf("got %s", page.Body)
	}
}

func TestWithoutAMailServer(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.health = health.New(h.office, h.store, h.keys, health.Options{})
	h.trouble(kiosk, record.PaperOut)
	h.pass(5 * time.Minute)
	if got := h.messages(); len(got) != 1 || !strings.HasPrefix(got[0], "sms ") {
		t.Errorf("got %q", got)
	}
}
