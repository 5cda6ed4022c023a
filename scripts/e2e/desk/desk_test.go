package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
	"numerek/scripts/e2e/npm"
)

// TestMain looks whether the server's log tells the phones and codes that were used.
func TestMain(m *testing.M) {
	watch, err := discreet.Begin()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(watch.End(m.Run(), os.Stderr))
}

const password = "kolejka-przy-ratuszu"

// sight is what desk.js saw; which fields it has depends on what it is.
type sight struct {
	Please, Seen, Name string
	Found, Noise       []string
	Said, Card, At     string
	Link, Count        string
	Drawn              int
}

// TestBookingsOfTheStaff works in a real browser as two clerks, a manager and an
// administrator do.
func TestBookingsOfTheStaff(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Minute)
	defer cancel()
	central, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	if err != nil {
		t.Fatal(err)
	}
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	how := e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	server, err := how.Start(ctx, "central")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Kill() })
	for name, role := range map[string]string{"anna": "clerk", "jan": "clerk", "maria": "manager", "adam": "administrator"} {
		if err := how.AddUser(ctx, e2e.User{Name: name, FullName: "Osoba Pierwsza", Role: role, Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	sights := drive(ctx, t, "http://"+server.HTTP, func() { closeOn(ctx, t, how, "2026-11-25", office) })
	judge(t, sights)
	if err := discreet.Used("601 234 482", "601 000 000", sights["told"][0].Said); err != nil {
		t.Fatal(err)
	}
}

// closeOn imports an office file in which the town hall is closed on a day.
func closeOn(ctx context.Context, t *testing.T, how e2e.Server, day, office string) {
	t.Helper()
	text, err := os.ReadFile(office)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "office.toml")
	text = append(text, "\n[[exceptions]]\ndate = \""+day+"\"\nlocations = [\"ratusz\"]\nclosed = true\n"...)
	if err := os.WriteFile(changed, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(ctx, how.Path, "office", "import", "--data", how.Data, changed).CombinedOutput(); err != nil {
		t.Fatalf("office import: %v: %s", err, said)
	}
}

// drive lets the script work, and closes the office when it asks for it.
func drive(ctx context.Context, t *testing.T, base string, closed func()) map[string][]sight {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: apt-get install chromium", err)
	}
	packages, err := npm.In(ctx, "../console", "../../../.cache/pages-npm")
	if err != nil {
		t.Fatal(err)
	}
	request, err := json.Marshal(map[string]string{"base": base, "password": password, "pictures": os.Getenv("NUMEREK_PICTURES")})
	if err != nil {
		t.Fatal(err)
	}
	script := exec.CommandContext(ctx, "node", "desk.js", chromium, t.TempDir(), string(request))
	script.Env = append(os.Environ(), "NODE_PATH="+packages, "NODE_NO_WARNINGS=1")
	var stderr strings.Builder
	script.Stderr = &stderr
	says, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	hears, err := script.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	sights := make(map[string][]sight)
	lines := bufio.NewScanner(says)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var s sight
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Errorf("desk.js said %s: %v", lines.Bytes(), err)
			continue
		}
		if s.Please == "" {
			sights[s.Seen] = append(sights[s.Seen], s)
			continue
		}
		closed()
		if _, err := io.WriteString(hears, "done\n"); err != nil {
			t.Error(err)
		}
	}
	if err := script.Wait(); err != nil {
		t.Fatalf("desk.js: %v\n%s", err, stderr.String())
	}
	return sights
}

func judge(t *testing.T, sights map[string][]sight) {
	t.Helper()
	for _, s := range sights["look"] {
		for _, fault := range s.Found {
			t.Errorf("%s: %s", s.Name, fault)
		}
	}
	if got := len(sights["look"]); got != 14 {
		t.Errorf("looked %d times, want 14", got)
	}
	one := func(name string) sight {
		t.Helper()
		if len(sights[name]) != 1 {
			t.Fatalf("%q was seen %d times", name, len(sights[name]))
		}
		return sights[name][0]
	}
	for _, noise := range one("noise").Noise {
		t.Errorf("noise: %s", noise)
	}
	for name, want := range map[string][]string{
		"booked":    {"Umówiono wizytę", "SMS z kodem wyślemy na *** *** 482."},
		"live":      {"Dowód osobisty – wniosek", "Osoba T., *** *** 482"},
		"moved":     {"Zmieniono termin."},
		"cancelled": {"Odwołano wizytę."},
		"found":     {"Rezerwacje z tego numeru 1", "odwołana"},
		"board":     {"Rezerwacje jeszcze 0"},
		"waiting":   {"Nie mieszczą się: 2"},
		"settled":   {"Zmieniono termin."},
		"all":       {"Odwołano rezerwacje: 1."},
		"messages":  {"kod *** *** 482", "zmiana terminu *** *** 482", "odwołanie przez urząd *** *** 482"},
	} {
		got := one(name)
		for _, text := range want {
			if !strings.Contains(got.Said, text) {
				t.Errorf("%s: got %q, want %q", name, got.Said, text)
			}
		}
		if regexp.MustCompile(`601.?234`).MatchString(got.Said + got.At) {
			t.Errorf("%s: a whole number is shown: %q at %s", name, got.Said, got.At)
		}
	}
	if got := one("moved").Card; !strings.Contains(got, "wtorek 24 listopada") {
		t.Errorf("moved: got %q", got)
	}
	if got := one("settled").Count; got != "1" {
		t.Errorf("settled: %q are left, want 1", got)
	}
	if got := one("told").Said; !regexp.MustCompile(`^\d{3} \d{4}$`).MatchString(got) {
		t.Errorf("the code that is told: got %q", got)
	}
	if s := one("ticket"); s.Said != "R 001" || !strings.Contains(s.Link, "/t/") || s.Drawn != 1 {
		t.Errorf("the ticket for a lost code: got %+v", s)
	}
}
