package app_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"numerek/central/app"
)

// Every metric of the example rules is one that a server shows from its start, and
// the rules are about all service levels.
func TestAlertRulesAreAboutMetricsThatExist(t *testing.T) {
	t.Parallel()
	rules, err := os.ReadFile("../health/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, app.Config{Data: t.TempDir(), Office: demo, Local: true})
	_, metrics := s.get("/metrics")
	s.stop()
	used := regexp.MustCompile(`\bnumerek_[a-z_]+(\{[^}]*\})?`).FindAllString(string(rules), -1)
	if len(used) < 8 {
		t.Errorf("the rules use %q only", used)
	}
	for _, name := range used {
		if strings.HasSuffix(name, "}") { // with labels: the very series
			name += " "
		}
		if !strings.Contains(metrics, "\n"+name) {
			t.Errorf("no metric %q", name)
		}
	}
	for _, level := range []string{"numerek_paper_seconds_bucket", "numerek_display_stale", `outcome="unknown"`, "copies", `code="silent"`} {
		if !strings.Contains(string(rules), level) {
			t.Errorf("no rule about %s", level)
		}
	}
}
