package pages_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// phone is what live.js says of a page that it keeps open.
type phone struct {
	Error, URL, Title, Text, Lost, Focus string
	Heard, Said, Violations              []string
	Way                                  float64 // 0 to 1; -1 without a bar
	Shaken, TooWide, Stored, Loads       int
}

// browser is live.js while it runs.
type browser struct {
	t       *testing.T
	in      io.Writer
	answers *bufio.Scanner
}

func open(ctx context.Context, t *testing.T) *browser {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: apt-get install chromium", err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "node", "live.js", chromium, t.TempDir())
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages(ctx, t), "NODE_NO_WARNINGS=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	b := &browser{t: t, in: in, answers: bufio.NewScanner(out)}
	b.answers.Buffer(nil, 1<<20)
	return b
}

// do asks live.js for something and returns the page as it is then.
func (b *browser) do(what, page string, more ...any) phone {
	b.t.Helper()
	order := map[string]any{"do": what, "page": page}
	for i := 0; i+1 < len(more); i += 2 {
		order[more[i].(string)] = more[i+1]
	}
	line, err := json.Marshal(order)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		b.t.Fatal(err)
	}
	if !b.answers.Scan() {
		b.t.Fatalf("live.js ended: %v", b.answers.Err())
	}
	var p phone
	if err := json.Unmarshal(b.answers.Bytes(), &p); err != nil {
		b.t.Fatal(err)
	}
	if p.Error != "" {
		b.t.Fatalf("%s %s: %s", what, page, p.Error)
	}
	return p
}

// TestThePhoneIsLive follows a ticket in a real browser while a clerk calls it.
func TestThePhoneIsLive(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
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
	defer func() { server.Kill() }()
	clerk, err := how.Employ(ctx, server, "anna")
	if err != nil {
		t.Fatal(err)
	}
	if err := clerk.Take(ctx, "ratusz", 3); err != nil {
		t.Fatal(err)
	}
	deed := func(what string, fields ...string) {
		t.Helper()
		if err := clerk.Do(ctx, what, fields...); err != nil {
			t.Fatal(err)
		}
	}
	base := "http://" + server.HTTP
	first, path := take(ctx, t, server, "pl", false), take(ctx, t, server, "pl", false)
	b := open(ctx, t)
	p := b.do("open", "plain", "url", base+path, "language", "pl", "script", false)
	if !strings.Contains(p.Text, "odświeża się sama") {
		t.Errorf("no word of the refreshing: %s", p.Text)
	}
	b.do("open", "quiet", "url", base+path+"?lang=de", "language", "de", "scheme", "dark")
	b.do("open", "touched", "url", base+path, "language", "pl", "touch", true)

	p = b.do("see", "touched", "text", "Przed Tobą: 1 osoba")
	if p.Lost != "" || p.Way != 0 || p.Stored != 0 || strings.Contains(p.Text, "odświeża się sama") {
		t.Errorf("got %+v", p)
	}
	clean(t, b, "touched")
	deed("call_next")
	p = b.do("see", "touched", "text", "Nikt nie czeka przed Tobą")
	if p.Heard[0] != "Nikt nie czeka przed Tobą" || p.Way != 1 {
		t.Errorf("got %+v", p)
	}
	ask(ctx, t, server, &numerekv1.IssueTicketRequest{Language: "pl", Priority: true}, false)
	if p = b.do("see", "touched", "text", "Przed Tobą: 1 osoba"); p.Way != 1 {
		t.Errorf("the bar went back to %v", p.Way)
	}
	deed("call_next") // which finishes the first one, and takes who has priority
	b.do("see", "touched", "text", "Nikt nie czeka przed Tobą")
	deed("call_next")
	p = b.do("see", "touched", "text", "Idź do stanowiska")
	if p.Shaken != 1 || p.Title != "Idź do stanowiska\u00a03 · R 002" || p.Heard[1] != "R 002: Idź do stanowiska 3" || p.Way != -1 {
		t.Errorf("got %+v", p)
	}
	clean(t, b, "touched")
	p = b.do("see", "quiet", "text", "Gehen Sie zu Schalter")
	if p.Shaken != 0 || p.Loads != 0 {
		t.Errorf("a page that nobody has touched shook the phone: %+v", p)
	}
	clean(t, b, "quiet")
	deed("call_again")
	if p = b.do("see", "touched", "text", "Wezwano 2 razy, ostatnio o"); p.Shaken != 2 {
		t.Errorf("the second call shook the phone %d times", p.Shaken)
	}
	deed("park")
	p = b.do("see", "touched", "text", "wróć do stanowiska 3")
	if p.Loads != 0 {
		t.Errorf("the page was loaded %d times more", p.Loads)
	}
	// Without a script the page has come by itself, by now or in seconds.
	if p = b.do("see", "plain", "text", "wróć do stanowiska 3"); p.Loads == 0 {
		t.Errorf("loaded %d times more", p.Loads)
	}
	lose(ctx, t, b, how, server, func(s *e2e.Central) { server = s })

	b.do("press", "touched", "selector", "#withdraw")
	p = b.do("see", "touched", "text", "Zrezygnować z wizyty?")
	if p.URL != path+"/withdraw?lang=pl" {
		t.Errorf("at %s", p.URL)
	}
	clean(t, b, "touched")
	b.do("press", "touched", "selector", "form button")
	p = b.do("see", "touched", "text", "Dziękujemy")
	if p.URL != path+"?lang=pl" || strings.Contains(p.Text, "Rezygnuję") {
		t.Errorf("at %s: %s", p.URL, p.Text)
	}
	p = b.do("see", "quiet", "text", "Auf den Besuch wurde verzichtet")
	if p.Loads != 0 {
		t.Errorf("loaded %d times more", p.Loads)
	}
	b.do("open", "done", "url", base+first, "language", "en", "scheme", "dark")
	clean(t, b, "done")
	for _, page := range []string{"touched", "quiet", "done"} {
		for _, said := range b.do("look", page).Said {
			if !strings.Contains(said, "net::ERR_") { // the browser's own words on the lost connection
				t.Errorf("%s: the browser said %s", page, said)
			}
		}
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

// lose breaks the connection in two ways; each is said at once and heals itself.
func lose(ctx context.Context, t *testing.T, b *browser, how e2e.Server, server *e2e.Central, now func(*e2e.Central)) {
	t.Helper()
	b.do("line", "touched", "off", true)
	if p := b.do("see", "touched", "text", "Brak połączenia"); !strings.HasPrefix(p.Lost, "Brak połączenia – stan z 09:3") {
		t.Errorf("got %q", p.Lost)
	}
	clean(t, b, "touched")
	b.do("line", "touched", "off", false)
	healed(t, b, "touched")
	http := server.HTTP
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	b.do("see", "touched", "text", "Brak połączenia")
	b.do("see", "quiet", "text", "Keine Verbindung")
	how.HTTP = http
	server, err := how.Start(ctx, "again")
	if err != nil {
		t.Fatal(err)
	}
	now(server)
	healed(t, b, "touched")
	healed(t, b, "quiet")
}

// healed waits until the page says nothing of a lost connection any more.
func healed(t *testing.T, b *browser, page string) {
	t.Helper()
	for until := time.Now().Add(40 * time.Second); ; {
		if p := b.do("look", page); p.Lost == "" {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%s: still lost", page)
		}
	}
}

// clean has a page judged, in whatever state it is.
func clean(t *testing.T, b *browser, page string) {
	t.Helper()
	p := b.do("axe", page)
	for _, v := range p.Violations {
		t.Errorf("%s: %s", page, v)
	}
	if p.TooWide > 0 {
		t.Errorf("%s: %d pixels too wide", page, p.TooWide)
	}
}
