package manage_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/health/record"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/updates"
	"numerek/central/updates/bundle/bundletest"
	"numerek/central/updates/rollout"
)

// report lets a device of version 1.0.0 say how it is.
func (s *site) report(device string, conditions ...record.Condition) {
	s.t.Helper()
	s.reportOf(device, "1.0.0", conditions...)
}

func (s *site) reportOf(device, version string, conditions ...record.Condition) {
	s.t.Helper()
	for i := range conditions {
		if conditions[i].Since.IsZero() {
			conditions[i].Since = s.clock.now
		}
	}
	_, err := s.health.Report(s.t.Context(), office.Caller{Office: "koszalin", Device: device, Location: "ratusz"}, record.Report{
		Conditions: conditions, Version: version, Boot: "b", Now: s.clock.now, StartedAt: s.clock.now.Add(-26 * time.Hour),
		Counters: record.Counters{Printed: 17},
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// troubled is an office in which something is the matter: a kiosk without paper,
// a monitor that is hot, one that is silent, and one that is revoked.
func troubled(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.reportOf("ekran-r2", "1.1.0")
	s.report("ekran-r3")
	s.report("kiosk-usc", record.Condition{Code: record.CoverOpen, Severity: record.Fault})
	s.clock.now = s.clock.now.Add(8 * time.Minute)
	s.report("kiosk-usc")
	s.clock.now = s.clock.now.Add(time.Minute)
	s.report("kiosk-usc")
	s.report("ekran-r1",
		record.Condition{Code: record.Temperature, Severity: record.Warning, Detail: "78 °C"},
		record.Condition{Code: "from_later", Severity: record.Info, Detail: `<b>"x"`})
	s.report("kiosk-ratusz",
		record.Condition{Code: record.PaperLow, Severity: record.Warning, Since: s.clock.now.Add(-30 * time.Hour)},
		record.Condition{Code: record.PaperOut, Severity: record.Fault})
	err := s.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		until := s.clock.now.AddDate(0, 0, 25)
		key := store.EnrolmentKey{Office: "koszalin", Device: "kiosk-ratusz"}
		tx.PutEnrolment(store.Enrolment{EnrolmentKey: key, Role: "kiosk", State: "active", IssuedAt: until.AddDate(0, 0, -30), ExpiresAt: until})
		key.Device = "ekran-r3"
		tx.PutEnrolment(store.Enrolment{EnrolmentKey: key, Role: "display", State: "revoked", RevokedAt: s.clock.now})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.health.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.rolledOut("1.1.0")
	s.updating("kiosk-ratusz", rollout.Report{Version: "1.1.0", Phase: rollout.Installing, Percent: 40})
	s.updating("ekran-r1", rollout.Report{Version: "1.1.0", Phase: rollout.RolledBack, Reason: "no first frame"})
	s.updating("ekran-r2", rollout.Report{Version: "1.1.0", Phase: rollout.Good})
	if err := s.updates.GoOn(t.Context(), "1.1.0", "", updates.OthersOnly); err != nil { // ekran-r1 has halted it
		t.Fatal(err)
	}
	return s
}

// rolledOut brings a version to all devices.
func (s *site) rolledOut(version string) {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "a.raucb")
	if err := os.WriteFile(path, bundletest.Make(version, "numerek-arm64", 10), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.updates.Add(s.t.Context(), path); err != nil {
		s.t.Fatal(err)
	}
	if err := s.updates.RollOut(s.t.Context(), version, rollout.Rollout{Share: 100}); err != nil {
		s.t.Fatal(err)
	}
}

// updating lets a device say how far an update is.
func (s *site) updating(device string, r rollout.Report) {
	s.t.Helper()
	if err := s.updates.Report(s.t.Context(), office.Caller{Office: "koszalin", Device: device, Location: "ratusz"}, r); err != nil {
		s.t.Fatal(err)
	}
}

func Test_devices(t *testing.T) {
	t.Parallel()
	s := troubled(t)
	s.post("/login", "name", "maria", "password", secretWord)
	golden(t, "devices-pl", s.get("/manage/devices"), http.StatusOK)
	s.post("/language", "lang", "en")
	golden(t, "devices-en", s.get("/manage/devices"), http.StatusOK)
}

// The page says of an update what still holds, whatever the device said last.
func Test_devices_tell_of_updates_what_is_so(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.report("kiosk-ratusz")
	s.rolledOut("1.1")
	s.post("/login", "name", "maria", "password", secretWord)
	said := regexp.MustCompile("<span>(aktualizacja do [^<]*|update to [^<]*)</span>")
	tells := func(when string, want ...string) {
		t.Helper()
		var got []string
		for _, code := range []string{"pl", "en"} {
			s.post("/language", "lang", code)
			for _, found := range said.FindAllStringSubmatch(s.get("/manage/devices").Body.String(), -1) {
				got = append(got, found[1])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", when, diff)
		}
	}
	say := func(phase rollout.Phase, percent int) {
		t.Helper()
		s.updating("kiosk-ratusz", rollout.Report{Version: "1.1", Phase: phase, Percent: percent})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	halted := []string{"aktualizacja do 1.1: wstrzymana", "update to 1.1: halted"}
	tells("before it began")
	say(rollout.Installing, 40)
	tells("at it", "aktualizacja do 1.1: instalowanie, 40 %", "update to 1.1: installing, 40 %")
	must(s.updates.Halt(t.Context(), "1.1", "", "by hand"))
	tells("halted at it", halted...)
	must(s.updates.GoOn(t.Context(), "1.1", "", updates.OthersOnly))
	say(rollout.Installed, 0)
	tells("standing by", "aktualizacja do 1.1: czeka, aż nikogo nie będzie (09:30)", "update to 1.1: waits until nobody is there (09:30)")
	must(s.updates.RollOut(t.Context(), "1.1", rollout.Rollout{Share: 100, Locations: []string{"usc"}}))
	tells("meant for others", halted...)
	must(s.updates.RollOut(t.Context(), "1.1", rollout.Rollout{Share: 100}))
	say(rollout.RolledBack, 0)
	tells("it went back", "aktualizacja do 1.1: powrót do poprzedniej wersji (09:30)", "update to 1.1: went back to the version before (09:30)")
	s.reportOf("kiosk-ratusz", "1.1")
	tells("somebody wrote its card anew")
	say(rollout.Good, 0)
	tells("and it is good", "aktualizacja do 1.1: gotowa (09:30)", "update to 1.1: done (09:30)")
}

func Test_devices_are_for_managers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if w := s.get("/manage/devices"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login") {
		t.Errorf("a stranger: got %d to %q", w.Code, w.Header().Get("Location"))
	}
	s.post("/login", "name", "anna", "password", secretWord)
	for _, path := range []string{"/manage/devices", "/manage/devices/live"} {
		if w := s.get(path); w.Code != http.StatusForbidden {
			t.Errorf("a clerk on %s: got %d", path, w.Code)
		}
	}
}

// The page changes while it is open, and says nothing while nothing has changed.
func Test_devices_live(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.report("kiosk-ratusz")
	s.post("/login", "name", "maria", "password", secretWord)
	server := httptest.NewServer(s.http)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/manage/devices/live", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(s.cookie)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("got %d, %s", res.StatusCode, got)
	}
	lines := bufio.NewScanner(res.Body)
	next := func() string { // the next list
		var data []string
		for lines.Scan() {
			text, ok := strings.CutPrefix(lines.Text(), "data: ")
			if ok {
				data = append(data, text)
			} else if whole := strings.Join(data, "\n"); lines.Text() == "" && strings.Contains(whole, "kiosk-ratusz") {
				return whole
			} else if lines.Text() == "" {
				data = nil
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
	if list := next(); strings.Contains(list, "Brak papieru") || !strings.Contains(list, "działa: 1") {
		t.Errorf("got %s", list)
	}
	s.report("kiosk-ratusz", record.Condition{Code: record.PaperOut, Severity: record.Fault})
	if list := next(); !strings.Contains(list, "Brak papieru") || !strings.Contains(list, "nie działa: 1") {
		t.Errorf("got %s", list)
	}
	s.report("kiosk-ratusz")
	if list := next(); strings.Contains(list, "Włóż nową rolkę") || !strings.Contains(list, "działa: 1") {
		t.Errorf("got %s", list)
	}
}
