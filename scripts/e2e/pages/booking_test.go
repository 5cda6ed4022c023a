package pages_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
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

// walk is one visit that is booked in the browser.
type walk struct {
	Name     string `json:"name"`
	Language string `json:"language"`
	Scripts  bool   `json:"scripts"`
	Fresh    bool   `json:"fresh"`
	Phone    string `json:"phone"`
	Service  string `json:"service"`
	Day      string `json:"day"`
	Hour     string `json:"hour"`
}

// walked is what booking.js saw of it.
type walked struct {
	Name  string
	Pages []struct {
		What, Language, Title, Heading, Text, URL string
		TooWide                                   int
		Help, Statement                           bool
		Small                                     []string
	}
	Wrong, Violations []string
	Code              struct{ Typed, Shown string }
	Picture           []byte // of the QR, as PNG
	Event             struct {
		Start, End    time.Time
		Summary, What string
	}
	FreshAfter int // milliseconds
}

// headings are the questions of the pages, in the order of the walk.
var headings = map[string][]string{
	"pl": {"W jakiej sprawie przychodzisz?", "Którego dnia?", "Którego dnia?", "O której godzinie?", "Na jaki numer wysłać kod?", "Na jaki numer wysłać kod?", "Wpisz kod z SMS-a", "Wizyta umówiona", "Zwolnić ten termin?", "Termin zwolniony"},
	"en": {"What is your visit about?", "Which day?", "Which day?", "At what time?", "Which number shall we send the code to?", "Which number shall we send the code to?", "Type the code from the SMS", "Your visit is booked", "Release this slot?", "The slot was released"},
	"uk": {"З якого питання Ви прийдете?", "Якого дня?", "Якого дня?", "О котрій годині?", "На який номер надіслати код?", "На який номер надіслати код?", "Введіть код із SMS", "Вас записано на візит", "Звільнити цей час?", "Час звільнено"},
	"de": {"Um welches Anliegen geht es?", "An welchem Tag?", "An welchem Tag?", "Um wie viel Uhr?", "An welche Nummer sollen wir den Code senden?", "An welche Nummer sollen wir den Code senden?", "Geben Sie den Code aus der SMS ein", "Ihr Termin ist gebucht", "Diesen Termin freigeben?", "Der Termin ist freigegeben"},
}

// office writes the demonstration office with other words to a file.
func office(t *testing.T, words ...string) string {
	t.Helper()
	path, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(words); i += 2 {
		if !strings.Contains(string(text), words[i]) {
			t.Fatalf("the office file has no %q", words[i])
		}
	}
	path = filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(path, []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBooking books visits to the end with the keyboard alone, in every language,
// at 320 pixels, with scripts and without.
func TestBooking(t *testing.T) {
	var walks []walk
	for i, language := range []string{"pl", "en", "uk", "de"} {
		for j, scripts := range []bool{true, false} {
			name := language
			if !scripts {
				name += "-noscript"
			}
			walks = append(walks, walk{
				Name: name, Language: language, Scripts: scripts, Phone: fmt.Sprintf("5012345%02d", 10*i+j),
				Service: "rejestracja", Day: "2026-11-24", Hour: fmt.Sprintf("%02d:%02d", 9+i, 20*j),
			})
		}
	}
	seen := book(t, office(t, "max_per_address_hour      = 10", "max_per_address_hour = 1000"), walks)
	for i, w := range seen {
		if err := discreet.Used(walks[i].Phone, w.Code.Typed); err != nil {
			t.Fatal(err)
		}
		checkWalk(t, walks[i], w)
	}
	t.Logf("count: %d visits booked with the keyboard at 320 pixels", len(seen))
}

// TestBookingStaysFresh sees an hour go from an open page while others book it.
func TestBookingStaysFresh(t *testing.T) {
	walks := []walk{{Name: "fresh", Language: "pl", Fresh: true, Phone: "601234500", Service: "ceidg", Day: "2026-11-24", Hour: "10:20"}}
	for _, w := range book(t, office(t), walks) {
		t.Logf("count: a page showed after %d ms that an hour is taken", w.FreshAfter)
	}
}

// TestBookingWithProofOfWork books where the office asks for unseen work.
func TestBookingWithProofOfWork(t *testing.T) {
	walks := []walk{{Name: "proof", Language: "pl", Scripts: true, Phone: "501234567", Service: "rejestracja", Day: "2026-11-24", Hour: "10:20"}}
	for i, w := range book(t, office(t, "proof_of_work             = 0", "proof_of_work = 12"), walks) {
		checkWalk(t, walks[i], w)
	}
}

// book starts a server and walks.
func book(t *testing.T, office string, walks []walk) (seen []walked) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: apt-get install chromium", err)
	}
	central, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	server, err := e2e.Server{Path: central, Data: data, Office: office, Clock: e2e.Monday()}.Start(ctx, "central")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Kill()
	request, err := json.Marshal(map[string]any{
		"base": "http://" + server.HTTP, "messages": filepath.Join(data, "messages.txt"), "pictures": os.Getenv("NUMEREK_PICTURES"), "walks": walks,
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", "booking.js", chromium, t.TempDir(), string(request))
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages(ctx, t), "NODE_NO_WARNINGS=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("booking.js: %v\n%s\n%s", err, stderr.Bytes(), server.Tail())
	}
	if err := json.Unmarshal(out, &seen); err != nil || len(seen) != len(walks) {
		t.Fatalf("got %d walks: %v", len(seen), err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	return seen
}

func checkWalk(t *testing.T, w walk, saw walked) {
	t.Helper()
	for _, fault := range append(saw.Wrong, saw.Violations...) {
		t.Errorf("%s: %s", w.Name, fault)
	}
	if len(saw.Pages) != len(headings[w.Language]) {
		t.Fatalf("%s: got %d pages", w.Name, len(saw.Pages))
	}
	for i, p := range saw.Pages {
		heading := strings.ReplaceAll(p.Heading, "\u2060", "")
		if heading != headings[w.Language][i] || p.Language != w.Language || p.Title == "" || p.TooWide > 0 || !p.Help || !p.Statement {
			t.Errorf("%s %s: got %q in %q, %d pixels too wide, help %t, statement %t", w.Name, p.What, heading, p.Language, p.TooWide, p.Help, p.Statement)
		}
		if len(p.Small) > 0 {
			t.Errorf("%s %s: too small to hit: %v", w.Name, p.What, p.Small)
		}
		if strings.Contains(p.URL, w.Phone) || strings.Contains(p.URL, saw.Code.Typed) {
			t.Errorf("%s %s: what was typed is in the address %s", w.Name, p.What, p.URL)
		}
	}
	if text := saw.Pages[7].Text; !strings.Contains(text, saw.Code.Shown) || !strings.Contains(text, w.Hour) {
		t.Errorf("%s: no %q and %q in %s", w.Name, saw.Code.Shown, w.Hour, text)
	}
	if got := read(t, saw.Picture); got != saw.Code.Typed {
		t.Errorf("%s: the QR says %q, want %q", w.Name, got, saw.Code.Typed)
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", w.Day+" "+w.Hour, e2e.Monday().Location())
	if err != nil {
		t.Fatal(err)
	}
	if e := saw.Event; !e.Start.Equal(start) || e.End.Sub(e.Start) != 20*time.Minute || e.Summary == "" || !strings.Contains(e.What, saw.Code.Shown) {
		t.Errorf("%s: got the event %+v, want it at %s", w.Name, e, start)
	}
}

// read reads the QR of a picture, as the kiosk's reader does.
func read(t *testing.T, picture []byte) string {
	t.Helper()
	p, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("read a QR of %s: %v", base64.StdEncoding.EncodeToString(picture), err)
	}
	return got.GetText()
}
