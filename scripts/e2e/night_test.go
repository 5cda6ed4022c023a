package e2e_test

import (
	"context"
	"database/sql"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
)

// moment is when the kiosk loses its power: so long after the finger was lifted
// from a service, or so long after the kiosk said a word.
type moment struct {
	word  string
	after time.Duration
}

// moments go from the tap to after the paper.
var moments = []moment{
	{"", 0},
	{"", 5 * time.Millisecond},
	{"", 15 * time.Millisecond},
	{"", 40 * time.Millisecond},
	{"", 100 * time.Millisecond},
	{"ticket issued", 0},
	{"ticket issued", 20 * time.Millisecond},
	{"ticket issued", 60 * time.Millisecond},
	{"ticket issued", 150 * time.Millisecond},
	{"ticket issued", 400 * time.Millisecond},
	{"ticket issued", 900 * time.Millisecond},
	{"msg=paper", 0},
	{"msg=paper", 10 * time.Millisecond},
	{"msg=paper", 100 * time.Millisecond},
}

// hall is a kiosk of the shipped program in a window, with all that it needs.
type hall struct {
	server  *e2e.Central
	screen  *e2e.Screen
	printer *e2e.Printer
	data    string // of the kiosk
}

func open(t *testing.T, database string) *hall {
	t.Helper()
	server := start(t, "central", e2e.Server{Database: database, Office: office(t), Clock: e2e.Monday()})
	screen, err := e2e.StartScreen(soon(t), 1080, 1920, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(screen.Kill)
	printer, err := e2e.StartPrinter(soon(t), programs, t.TempDir(), nil, "--baud", "1000000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(printer.Kill)
	return &hall{server: server, screen: screen, printer: printer, data: t.TempDir()}
}

// morning starts the kiosk and waits, as a person before it, for its first screen.
func (h *hall) morning(t *testing.T) (*e2e.Process, *citizen.Citizen) {
	t.Helper()
	process, err := e2e.Appliance{
		Path: programs.Appliance, Server: h.server.Devices, Device: "kiosk-ratusz", Window: "1080x1920", Printer: h.printer.Line,
		Data: h.data, Env: h.screen.Env(),
	}.Start("kiosk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(process.Kill)
	pictures := t.ArtifactDir()
	person, err := citizen.New(h.screen, scene.Size{W: 1080, H: 1920, PPI: math.Hypot(1080, 1920) / 21.5}, func(name string, picture *image.RGBA) error {
		return e2e.Save(pictures, name+".png", picture)
	})
	if err != nil {
		t.Fatal(err)
	}
	eye, err := e2e.Dial(h.server.Devices, "", "kiosk-ratusz")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() {
		cancel()
		_ = eye.Close()
	})
	go person.Follow(ctx, eye)
	if err := person.Waits(soon(t)); err != nil {
		t.Fatal(err)
	}
	if err := person.See(soon(t), "home", kiosk.ScreenHome); err != nil {
		t.Fatalf("%v\n%s", err, process.Tail())
	}
	return process, person
}

// chooses touches a department and a service.
func chooses(t *testing.T, person *citizen.Citizen, process *e2e.Process) {
	t.Helper()
	for _, target := range []string{"department:km", "service:" + service} {
		if _, err := person.Tap(soon(t), target); err != nil {
			t.Fatalf("touching %s: %v\n%s", target, err, process.Tail())
		}
	}
}

// TestKioskKilledAtAnyMoment takes the power from the kiosk in the middle of a
// ticket, at one moment after another, and lets it start again. In the end no
// number is on two papers, every paper can be called, and the server knows of
// every ticket what became of its paper.
func TestKioskKilledAtAnyMoment(t *testing.T) {
	address := newDatabase(t, "night")
	h := open(t, address)
	for _, at := range moments {
		process, person := h.morning(t)
		said := len(process.Lines())
		chooses(t, person, process)
		if at.word != "" {
			if _, _, err := process.Said(soon(t), said, e2e.Contains(at.word)); err != nil {
				t.Fatal(err)
			}
		}
		<-time.After(at.after)
		process.Kill()
	}

	process, person := h.morning(t)
	said := len(process.Lines())
	chooses(t, person, process)
	if _, _, err := process.Said(soon(t), said, e2e.Contains("msg=paper", "outcome=printed")); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = e2e.Until(soon(t), "the server knows of every paper", func() (bool, error) {
		var pending int
		err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM tickets WHERE paper = 'pending' AND state <> 'void'`).Scan(&pending)
		return err == nil && pending == 0, err
	})
	if err != nil {
		t.Errorf("%v\n%s", err, process.Tail())
	}
	if err := process.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	comparePapers(t, db, h.printer.Tickets)
	records, err := recordsOf(t.Context(), db, "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range e2e.NewLedger().Audit(records) {
		t.Error(fault)
	}
}

// comparePapers holds the papers that came out against the server's tickets.
func comparePapers(t *testing.T, db *sql.DB, folder string) {
	t.Helper()
	papers, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil || len(papers) == 0 {
		t.Fatalf("papers: %q, %v", papers, err)
	}
	holder := map[string]string{} // file by token
	for _, paper := range papers {
		token := tokenOn(t, paper)
		if token == "" {
			continue // a torn piece: no code, so no ticket that anybody can hold for whole
		}
		if other, ok := holder[token]; ok {
			t.Errorf("%s and %s are the same ticket", other, paper)
		}
		holder[token] = paper
	}
	rows, err := db.QueryContext(t.Context(), `SELECT prefix, number, token, state, paper, void FROM tickets ORDER BY number`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	outcomes := map[string]int{}
	for rows.Next() {
		var prefix, token, state, paper, void string
		var number int
		if err := rows.Scan(&prefix, &number, &token, &state, &paper, &void); err != nil {
			t.Fatal(err)
		}
		outcomes[paper+" "+state]++
		file, printed := holder[token]
		delete(holder, token)
		switch {
		case printed && state == "void":
			t.Errorf("%s %03d is in somebody's hand (%s) and cannot be called: %s", prefix, number, file, void)
		case !printed && paper == "printed":
			t.Errorf("%s %03d is reported as printed, and there is no paper", prefix, number)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for token, file := range holder {
		t.Errorf("%s carries the code %s that the server does not know", file, token)
	}
	t.Logf("count: %d kills of the kiosk in the middle of a ticket, %d papers, tickets: %v", len(moments), len(papers), outcomes)
}

// tokenOn reads the code on a paper as a phone does; empty where there is none.
func tokenOn(t *testing.T, paper string) string {
	t.Helper()
	if _, err := os.Stat(paper); err != nil {
		t.Fatal(err)
	}
	said, _ := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", paper).Output()
	_, token, _ := strings.Cut(strings.TrimSpace(string(said)), "/t/")
	return token
}
