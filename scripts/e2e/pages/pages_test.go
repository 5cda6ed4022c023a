// Package pages_test opens the citizen's pages in a real browser: on narrow and
// ordinary phones, light and dark, in every language, without JavaScript.
package pages_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/npm"
)

// sight is what look.js saw of a page.
type sight struct {
	Name, Scheme            string
	Width, Status           int
	Language, Title, Text   string
	Number                  string
	NumberHeight            float64
	TooWide, Fonts          int
	Said, Elsewhere, Failed []string
	Violations              []string
}

// page is a page and what must be seen of it.
type page struct {
	Name     string `json:"name"`
	Path     string `json:"path"`
	Language string `json:"language"`
	Cookie   string `json:"cookie,omitempty"` // of somebody who is logged in

	status int
	number string
	text   string // must be part of it
}

func TestPages(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	folder := t.TempDir()
	central, err := e2e.BuildOne(ctx, folder, "central", "./central")
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
	clerk, err := how.Employ(ctx, server, "anna")
	if err != nil {
		t.Fatal(err)
	}
	if err := clerk.Take(ctx, "ratusz", 3); err != nil {
		t.Fatal(err)
	}
	gone := visits(ctx, t, server, clerk)
	waiting := make(map[string]string) // by language
	for _, language := range []string{"pl", "en", "uk", "de"} {
		waiting[language] = take(ctx, t, server, language, false)
	}
	void := take(ctx, t, server, "de", true)
	var pages []page
	for language, want := range map[string]string{"pl": "", "en": "Before\u00a0you", "uk": "Перед\u00a0Вами", "de": "Vor\u00a0Ihnen"} {
		pages = append(pages,
			page{"withdraw-" + language, waiting[language] + "/withdraw", language, "", 200, "R\u2009", ""},
			page{"home-" + language, "/?lang=" + language, language, "", 200, "", ""},
			page{"link-" + language, "/umow?lang=" + language, language, "", 200, "", "/rezerwacja"},
			page{"statement-" + language, "/dostepnosc?lang=" + language, language, "", 200, "", "94 348 86 17"},
			page{"month-" + language, "/rezerwacja/slub?widok=miesiac&lang=" + language, language, "", 200, "", "2026"},
			page{"ticket-" + language, waiting[language], language, "", 200, "R\u2009", want},
			page{"unknown-" + language, "/t/ABCDEFGHIJKLMNOPQRSTUVWXYZ", language, "", 404, "", ""})
	}
	pages = append(append(pages, gone...), page{"void", void, "de", "", 200, "R\u2009009", ""})
	look(ctx, t, "http://"+server.HTTP, pages)

	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	how.Clock = how.Clock.AddDate(0, 0, 1)
	if server, err = how.Start(ctx, "tomorrow"); err != nil {
		t.Fatal(err)
	}
	look(ctx, t, "http://"+server.HTTP, []page{{"expired", waiting["pl"], "pl", "", 200, "R\u2009005", ""}})
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

// visits brings tickets to where a desk can bring them, the last of them called.
func visits(ctx context.Context, t *testing.T, server *e2e.Central, clerk *e2e.Clerk) (pages []page) {
	t.Helper()
	for i, v := range []struct {
		name, language, text string
		deeds                []string
	}{
		{"parked", "uk", "поверніться до віконця\u00a03", []string{"start", "park"}},
		{"transferred", "de", "noch einmal aufgerufen", []string{"transfer"}},
		{"done", "en", "Thank you for your visit", []string{"finish"}},
		{"called", "pl", "Idź do stanowiska", nil},
	} {
		pages = append(pages, page{v.name, take(ctx, t, server, v.language, false), v.language, "", 200, fmt.Sprintf("R\u2009%03d", i+1), v.text})
		for _, deed := range append([]string{"call_next"}, v.deeds...) {
			fields := []string{}
			if deed == "transfer" {
				fields = []string{"service", "prawo_jazdy_wniosek"}
			}
			if err := clerk.Do(ctx, deed, fields...); err != nil {
				t.Fatal(err)
			}
		}
	}
	return pages
}

// take takes a ticket, or gives one up, and returns the path of its page.
func take(ctx context.Context, t *testing.T, server *e2e.Central, language string, abandon bool) string {
	t.Helper()
	return ask(ctx, t, server, &numerekv1.IssueTicketRequest{Language: language}, abandon)
}

// ask is take with more wishes.
func ask(ctx context.Context, t *testing.T, server *e2e.Central, wish *numerekv1.IssueTicketRequest, abandon bool) string {
	t.Helper()
	device, err := e2e.Dial(server.Devices, "", "kiosk-ratusz")
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	if err := device.Hello(ctx); err != nil {
		t.Fatal(err)
	}
	request := e2e.NewRequest()
	wish.RequestId, wish.ServiceId, wish.Incarnation, wish.BootEpoch = request, "rejestracja", device.Incarnation, device.BootEpoch
	answer, err := device.IssueTicket(device.Context(ctx), wish)
	if err != nil {
		t.Fatal(err)
	}
	if abandon {
		if _, err := device.AbandonTicket(device.Context(ctx), &numerekv1.AbandonTicketRequest{
			RequestId: request, Incarnation: device.Incarnation, BootEpoch: device.BootEpoch,
		}); err != nil {
			t.Fatal(err)
		}
	}
	url := answer.GetTicket().GetStatusUrl()
	return url[strings.Index(url, "/t/"):]
}

// look opens pages and checks what was seen. Without a browser it fails.
func look(ctx context.Context, t *testing.T, base string, pages []page) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: apt-get install chromium", err)
	}
	request, err := json.Marshal(map[string]any{"base": base, "pages": pages, "pictures": os.Getenv("NUMEREK_PICTURES")})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", "look.js", chromium, t.TempDir(), string(request))
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages(ctx, t), "NODE_NO_WARNINGS=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("look.js: %v\n%s", err, stderr.Bytes())
	}
	var sights []sight
	if err := json.Unmarshal(out, &sights); err != nil {
		t.Fatal(err)
	}
	if want := 4 * len(pages); len(sights) != want {
		t.Fatalf("%d pages were seen, want %d", len(sights), want)
	}
	for i, s := range sights {
		check(t, s, pages[i/4])
	}
	t.Logf("count: %d pages, two schemes, two widths", len(pages))
}

func check(t *testing.T, s sight, want page) {
	t.Helper()
	fault := func(what string, got, want any) {
		t.Errorf("%s %s %d: %s: got %v, want %v", s.Name, s.Scheme, s.Width, what, got, want)
	}
	if s.Status != want.status {
		fault("status", s.Status, want.status)
	}
	if s.Language != want.Language {
		fault("language", s.Language, want.Language)
	}
	if s.TooWide > 0 {
		fault("pixels that need sideways scrolling", s.TooWide, 0)
	}
	if !strings.HasPrefix(s.Number, want.number) || (want.number != "" && s.NumberHeight < 64) {
		fault("number", s.Number, want.number)
	}
	if s.Title == "" || s.Fonts == 0 || !strings.Contains(s.Text, want.text) {
		fault("title, fonts and text", []any{s.Title, s.Fonts, s.Text}, want.text)
	}
	if len(s.Elsewhere)+len(s.Failed) > 0 {
		fault("requests elsewhere and failed ones", append(s.Elsewhere, s.Failed...), "none")
	}
	for _, said := range s.Said {
		if want.status == 200 || !strings.Contains(said, "404") { // the browser notes the status of the page itself
			fault("console", said, "silence")
		}
	}
	for _, v := range s.Violations {
		fault("axe", v, "no violation")
	}
}

// packages is the folder with the npm packages of package-lock.json.
func packages(ctx context.Context, t *testing.T) string {
	t.Helper()
	dir, err := npm.Packages(ctx, "../../../.cache/pages-npm")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
