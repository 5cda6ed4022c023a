package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/npm"
)

// state is a board as people see it.
type state struct {
	Said, Number, State string
	Operation, Waiting  int
	Code                string // of the key that led here
}

// sight is what console.js saw; which fields it has depends on what it is.
type sight struct {
	Please, Seen, Name    string
	Found, Noise          []string
	Steps                 []state
	Before, After         state
	Meanwhile, One, Other state
	State                 state
	Typed, Number, At     string
	Said                  string
	Kept                  []any
	Open                  bool
	Cut, Width            int
	Took                  []float64 // milliseconds
	Noticed, Healed       float64   // milliseconds
}

// clerks are at work in a browser, and the server that they work with.
type clerks struct {
	t      *testing.T
	how    e2e.Server
	server *e2e.Central
	device *e2e.Device
	sights map[string][]sight
}

const password = "kolejka-przy-ratuszu"

func TestConsole(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	c := open(ctx, t)
	c.drive(ctx)
	c.judge()
}

// open starts the server with three clerks and eight tickets.
func open(ctx context.Context, t *testing.T) *clerks {
	t.Helper()
	central, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	if err != nil {
		t.Fatal(err)
	}
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	c := &clerks{t: t, sights: make(map[string][]sight)}
	c.how = e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	if c.how.HTTP, err = e2e.FreePort(); err != nil {
		t.Fatal(err)
	}
	if c.how.Devices, err = e2e.FreePort(); err != nil {
		t.Fatal(err)
	}
	if c.server, err = c.how.Start(ctx, "central"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.server.Kill() })
	for name, full := range map[string]string{"anna": "Pracownik Pierwszy", "jan": "Pracownik Drugi", "ewa": "Pracownik Trzeci"} {
		add := exec.CommandContext(ctx, central, "user", "add", name, "--name", full, "--data", c.how.Data)
		add.Stdin = strings.NewReader(password + "\n")
		if said, err := add.CombinedOutput(); err != nil {
			t.Fatalf("user add: %v: %s", err, said)
		}
	}
	if c.device, err = e2e.Dial(c.server.Devices, "", "kiosk-ratusz"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.device.Close() })
	for _, service := range []string{"rejestracja", "rejestracja", "rejestracja", "zbycie", "wtorniki", "rejestracja", "dowod_wniosek", "rejestracja"} {
		c.ticket(ctx, service)
	}
	return c
}

func (c *clerks) ticket(ctx context.Context, service string) {
	c.t.Helper()
	if err := c.device.Hello(ctx); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.device.Issue(ctx, e2e.NewRequest(), service); err != nil {
		c.t.Fatal(err)
	}
}

// drive lets the script work, and does what it asks for.
func (c *clerks) drive(ctx context.Context) {
	c.t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		c.t.Fatalf("%v: apt-get install chromium", err)
	}
	packages, err := npm.Packages(ctx, "../../../.cache/pages-npm")
	if err != nil {
		c.t.Fatal(err)
	}
	request, err := json.Marshal(map[string]string{
		"base": "http://" + c.server.HTTP, "password": password, "pictures": os.Getenv("NUMEREK_PICTURES"),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	script := exec.CommandContext(ctx, "node", "console.js", chromium, c.t.TempDir(), string(request))
	script.Env = append(os.Environ(), "NODE_PATH="+packages, "NODE_NO_WARNINGS=1")
	var stderr strings.Builder
	script.Stderr = &stderr
	says, err := script.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	hears, err := script.StdinPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		c.t.Fatal(err)
	}
	lines := bufio.NewScanner(says)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var s sight
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			c.t.Errorf("console.js said %s: %v", lines.Bytes(), err)
			continue
		}
		if s.Please == "" {
			c.sights[s.Seen] = append(c.sights[s.Seen], s)
			continue
		}
		c.please(ctx, s.Please)
		if _, err := io.WriteString(hears, "done\n"); err != nil {
			c.t.Error(err)
		}
	}
	if err := script.Wait(); err != nil {
		c.t.Fatalf("console.js: %v\n%s", err, stderr.String())
	}
}

func (c *clerks) please(ctx context.Context, what string) {
	c.t.Helper()
	switch what {
	case "ticket":
		c.ticket(ctx, "rejestracja")
	case "kill":
		c.server.Kill()
	case "start":
		again := c.how
		again.Clock = again.Clock.Add(15 * time.Minute)
		var err error
		if c.server, err = again.Start(ctx, "again"); err != nil {
			c.t.Fatal(err)
		}
	default:
		c.t.Fatalf("console.js asks for %q", what)
	}
}

// one returns the only sight of a name.
func (c *clerks) one(name string) sight {
	c.t.Helper()
	if len(c.sights[name]) != 1 {
		c.t.Fatalf("%q was seen %d times", name, len(c.sights[name]))
	}
	return c.sights[name][0]
}

func (c *clerks) judge() {
	t := c.t
	for _, s := range c.sights["look"] {
		for _, fault := range s.Found {
			t.Errorf("%s: %s", s.Name, fault)
		}
	}
	if got := len(c.sights["look"]); got != 8 {
		t.Errorf("looked %d times, want 8", got)
	}
	for _, noise := range c.one("noise").Noise {
		t.Errorf("noise: %s", noise)
	}
	c.judgePad()
	c.judgeSlips()
	c.judgeTwo()
	c.judgeCut()
	c.judgeBare()
	if s := c.one("leave"); s.At != "/console?note=still_here" && s.At != "/console" {
		t.Errorf("leaving a person alone leads to %s", s.At)
	}
	if s := c.one("taken over"); !strings.HasPrefix(s.Said, "Stanowisko 2 ma teraz Pracownik Trzeci") || s.State.Number == "" {
		t.Errorf("taken over: got %+v", s)
	}
}

// same says that a step led to what was expected of it; numbers are written with
// an ordinary space.
func (c *clerks) same(step string, got state, said, is, number string) {
	c.t.Helper()
	if got.Said != said || got.State != is || got.Number != number {
		c.t.Errorf("%s: got %q, %q, %q; want %q, %q, %q", step, got.Said, got.State, got.Number, said, is, number)
	}
}

func (c *clerks) judgePad() {
	want := []struct{ code, said, state, number string }{
		{"NumpadEnter", "Wezwano R 001 – czeka najdłużej", "here called", "R 001"},
		{"NumpadAdd", "Wezwano R 001 (2. raz)", "here called", "R 001"},
		{"NumpadEnter", "Rozpoczęto obsługę R 001", "here serving", "R 001"},
		{"NumpadDivide", "Cofnięto rozpoczęcie obsługi R 001", "here called", "R 001"},
		{"NumpadEnter", "Rozpoczęto obsługę R 001", "here serving", "R 001"},
		{"NumpadEnter", "Zakończono R 001, wezwano R 002 – czeka najdłużej", "here called", "R 002"},
		{"NumpadMultiply", "Zakończono R 002", "here free", ""},
		{"Numpad0", "Przerwa", "here paused", ""},
		{"Numpad0", "Koniec przerwy", "here free", ""},
	}
	steps := c.one("pad").Steps
	if len(steps) != len(want) {
		c.t.Fatalf("the pad took %d steps, want %d", len(steps), len(want))
	}
	for i, w := range want {
		c.same(w.code, steps[i], w.said, w.state, w.number)
	}
}

func (c *clerks) judgeSlips() {
	if s := c.one("held"); s.Before != s.After {
		c.t.Errorf("a key held down: got %+v after %+v", s.After, s.Before)
	}
	twice := c.one("twice")
	c.same("double click", twice.After, "Wezwano R 003 – czeka najdłużej", "here called", "R 003")
	if got := twice.After.Operation - twice.Before.Operation; got != 1 {
		c.t.Errorf("a double click: %d actions", got)
	}
	typing := c.one("typing")
	if typing.Typed != "pnz*/0" || typing.After.Operation != typing.Before.Operation || typing.Open {
		c.t.Errorf("typing: got %q, %+v after %+v, open %v", typing.Typed, typing.After, typing.Before, typing.Open)
	}
	if !slices.Equal(typing.Kept, []any{true, "reason", "pnz*/0"}) {
		c.t.Errorf("while something came from elsewhere, the panel kept %v", typing.Kept)
	}
	if s := c.one("reload"); s.Before != s.After {
		c.t.Errorf("a reload: got %+v after %+v", s.After, s.Before)
	}
	if s := c.one("narrow"); s.Width != 340 || s.Before != s.After {
		c.t.Errorf("the narrow window is %d wide and shows %+v, want %+v", s.Width, s.After, s.Before)
	}
	lost := c.one("lost answer")
	c.same("lost answer", lost.After, "Rozpoczęto obsługę R 003", "here serving", "R 003")
	if got := lost.After.Operation - lost.Before.Operation; got != 1 || lost.Cut != 1 {
		c.t.Errorf("a lost answer: %d actions, %d answers lost", got, lost.Cut)
	}
}

func (c *clerks) judgeTwo() {
	took := c.one("elsewhere").Took
	slices.Sort(took)
	if len(took) != 10 {
		c.t.Fatalf("measured %d times", len(took))
	}
	median, worst := took[len(took)/2], took[len(took)-1]
	c.t.Logf("count: a press at one desk is on the page of another after %.0f ms, at worst %.0f ms", median, worst)
	if median > 200 || worst > 1000 {
		c.t.Errorf("elsewhere: got median %.0f ms, worst %.0f ms; want 200 ms", median, worst)
	}
	s := c.one("overtaken")
	c.same("called first", s.One, "Wezwano "+s.Number, "here called", s.Number)
	c.same("overtaken", s.Other, s.Number+" wezwało przed chwilą stanowisko 2", "here free", "")
}

func (c *clerks) judgeCut() {
	s := c.one("cut")
	if !strings.HasPrefix(s.Said, "Brak łączności") || s.Noticed > 2000 {
		c.t.Errorf("a dead server: got %q after %.0f ms", s.Said, s.Noticed)
	}
	if s.Meanwhile != s.Before || s.After.Number != s.Before.Number || s.After.Operation != s.Before.Operation {
		c.t.Errorf("a dead server: got %+v, then %+v, then %+v", s.Before, s.Meanwhile, s.After)
	}
	c.t.Logf("count: a dead server is told after %.0f ms; its page is whole again %.0f ms after it is back", s.Noticed, s.Healed)
	healed := c.one("healed")
	c.same("healed", healed.After, "Rozpoczęto obsługę "+s.Before.Number, "here serving", s.Before.Number)
}

func (c *clerks) judgeBare() {
	steps := c.one("bare").Steps
	states := make([]string, len(steps))
	for i, s := range steps {
		states[i] = strings.TrimPrefix(s.State, "here ")
		if i > 0 && (s.Operation != steps[i-1].Operation+1 || s.Said == "") {
			c.t.Errorf("without a script, step %d: got %+v after %+v", i, s, steps[i-1])
		}
	}
	if want := []string{"free", "called", "free", "called", "called", "serving"}; !slices.Equal(states, want) {
		c.t.Errorf("without a script: got %q, want %q", states, want)
	}
}
