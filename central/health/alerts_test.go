package health_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestAlertRules has Prometheus' own tool judge the rules: that they are some, and
// that each is silent and loud when it should be.
func TestAlertRules(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("no promtool: package prometheus")
	}
	rules, err := os.ReadFile("alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := os.ReadFile("testdata/alerts.test.yml")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(string(rules), -1)
	if len(names) == 0 {
		t.Error("there are no rules")
	}
	for _, name := range names {
		for _, what := range []string{"- {alertname: " + name[1] + ",", "- alertname: " + name[1] + "\n"} { // silent, and loud
			if !strings.Contains(string(cases), what) {
				t.Errorf("no case %q", what)
			}
		}
	}
	for _, arguments := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "testdata/alerts.test.yml"}} {
		if said, err := exec.CommandContext(t.Context(), promtool, arguments...).CombinedOutput(); err != nil {
			t.Errorf("promtool %q: %v\n%s", arguments, err, said)
		}
	}
}
