package faults_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	_ "modernc.org/sqlite" // the driver "sqlite": not the one that ships, a second opinion

	"numerek/appliance/bitmap"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/faults/sheet"
)

// The kiosk of the office, what is chosen there, and the first number of that.
const (
	kioskID = "kiosk-ratusz"
	choice  = kiosk.TargetService + "dowody"
	first   = 1
)

// patience is how long a whole cell may take on a machine that is busy.
const patience = 8 * time.Minute

// hall is everything around one visitor.
type hall struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // of the test

	how     e2e.Server
	began   time.Time
	server  *e2e.Central
	line    *toxiproxy.Proxy // between the kiosk and the server
	printer *e2e.Printer

	data  string // folder of the kiosk
	kiosk *e2e.Process
	hand  *os.File // that touches its glass
	runs  int
}

func openHall(t *testing.T) *hall {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	root, err := e2e.Root()
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{t: t, ctx: ctx, data: t.TempDir(), began: time.Now()}
	h.how = e2e.Server{
		Path: programs.Central, Data: t.TempDir(), Office: filepath.Join(root, "scripts", "faults", "testdata", "office.toml"),
	}
	if err := h.startServer(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.server.Kill() })
	h.how.HTTP, h.how.Devices = h.server.HTTP, h.server.Devices
	if h.line, err = newLine(h.server.Devices); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.line.Stop)
	if h.printer, err = e2e.StartPrinter(ctx, programs, t.TempDir(), nil, "--rows", "600"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.printer.Kill)
	if err := h.startKiosk(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.killKiosk() })
	return h
}

// newLine is a line to the server that can be cut.
func newLine(server string) (*toxiproxy.Proxy, error) {
	address, err := e2e.FreePort()
	if err != nil {
		return nil, err
	}
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	line := toxiproxy.NewProxy(api, kioskID, address, server)
	return line, line.Start()
}

// startServer starts the server, whose clock goes on.
func (h *hall) startServer() (err error) {
	h.how.Clock = e2e.Monday().Add(time.Since(h.began))
	h.server, err = h.how.Start(h.ctx, "central")
	return err
}

// do gives the printer commands.
func (h *hall) do(commands ...string) {
	h.t.Helper()
	for _, c := range commands {
		if _, err := h.printer.Do(h.ctx, c); err != nil {
			h.t.Fatal(err)
		}
	}
}

// slowly gives the printer commands as a person does things, one after the other.
func (h *hall) slowly(commands []string) {
	h.t.Helper()
	for _, c := range commands {
		h.do(c)
		h.pass(blink)
	}
}

// until waits until something is so.
func (h *hall) until(what string, so func() bool) {
	h.t.Helper()
	if err := e2e.Until(h.ctx, what, func() (bool, error) { return so(), nil }); err != nil {
		h.t.Fatalf("%v: the kiosk stands at %+v\n%s", err, h.state(), h.kiosk.Tail())
	}
}

// pass lets the time pass that people and power supplies take.
func (h *hall) pass(d time.Duration) {
	select {
	case <-time.After(d):
	case <-h.ctx.Done():
	}
}

// again is how long somebody looks at a printer that is not ready before all is tried once more.
const again = 30 * time.Second

// rest waits until the kiosk waits for the next person with all that it needs. Whoever stands before it goes away; whoever
// mends tries again.
func (h *hall) rest(mend ...string) {
	h.t.Helper()
	tried := time.Now()
	h.until("the kiosk is at rest", func() bool {
		s := h.state()
		if s.ready == 0 && len(mend) > 0 && time.Since(tried) > again {
			h.slowly(mend)
			tried = time.Now()
		}
		switch kiosk.Screen(s.view) {
		case kiosk.ScreenServices:
			if s.clean == 0 {
				_ = h.touch(kiosk.TargetRestart)
			}
			return s.ready == 1 && s.clean == 1 && s.open == 0
		case kiosk.ScreenTake, kiosk.ScreenShown, kiosk.ScreenRefused, kiosk.ScreenFailed, kiosk.ScreenOffer:
			_ = h.touch(kiosk.TargetDone) // A kiosk that was killed feels nothing.
			_ = h.touch(kiosk.TargetRestart)
		case kiosk.ScreenAsk: // did the paper come out?
			if len(h.papers()) > 0 {
				_ = h.touch(kiosk.TargetYes)
			} else {
				_ = h.touch(kiosk.TargetNo)
			}
		default:
		}
		return false
	})
}

// tap touches the choice until the kiosk has taken it, or cannot.
func (h *hall) tap() {
	h.t.Helper()
	h.until("the kiosk has taken a touch", func() bool {
		_ = h.touch(choice)
		return kiosk.Screen(h.state().view) != kiosk.ScreenServices
	})
}

// paper is a paper with ink on it.
type paper struct {
	sheet.Sheet

	file string
}

// papers is every paper so far.
func (h *hall) papers() (all []paper) {
	h.t.Helper()
	for _, line := range h.printer.Lines() {
		words := strings.SplitN(line, " ", 3)
		if words[0] != "paper" || len(words) != 3 {
			continue
		}
		f, err := os.Open(words[2])
		if err != nil {
			h.t.Fatal(err)
		}
		b, err := bitmap.DecodePNG(f)
		if err = errors.Join(err, f.Close()); err != nil {
			h.t.Fatal(err)
		}
		if p := (paper{sheet.Read(b), words[2]}); p.Rows > 0 {
			all = append(all, p)
		}
	}
	return all
}

// ticket is a ticket as the server's records have it.
type ticket struct {
	number                    int
	state, paper, void, token string
}

// tickets is every ticket, by number.
func (h *hall) tickets() (all []ticket) {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.how.Data, "numerek.db")+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(h.ctx, `SELECT number, state, paper, void, token FROM tickets ORDER BY number`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k ticket
		if err := rows.Scan(&k.number, &k.state, &k.paper, &k.void, &k.token); err != nil {
			h.t.Fatal(err)
		}
		all = append(all, k)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return all
}

// audit says what is wrong with the tickets and the papers.
func audit(tickets []ticket, papers []paper) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	onPaper := make(map[string]int) // by token of the code
	for _, p := range papers {
		if p.Whole() {
			onPaper[p.Token]++
		}
		if p.Rows > sheet.MostRows {
			complain("a ticket hangs on a torn piece: %d rows of ink in %s", p.Rows, p.file)
		}
	}
	for i, k := range tickets {
		if k.number != first+i {
			complain("number %d stands where %d should", k.number, first+i)
		}
		n := onPaper[k.token]
		delete(onPaper, k.token)
		switch {
		case n > 1:
			complain("%d is on %d papers", k.number, n)
		case n == 1 && k.state == "void":
			complain("%d is on paper and void (%s)", k.number, k.void)
		case n == 0 && k.paper == "printed":
			complain("%d is reported printed and on no paper", k.number)
		case k.state != "void" && k.state != "waiting":
			complain("%d cannot be called: it is %s", k.number, k.state)
		case k.state == "void" && k.void == "":
			complain("%d came to nothing without a reason", k.number)
		}
		if k.paper == "pending" {
			complain("nothing was reported of %d (%s)", k.number, k.state)
		}
	}
	for token := range onPaper {
		complain("no ticket has the token %s that is on a paper", token)
	}
	return wrong
}

// close ends the kiosk as a technician does and looks into its journal.
func (h *hall) close() {
	h.t.Helper()
	if err := errors.Join(h.kiosk.Stop(), h.hand.Close(), h.server.Stop()); err != nil {
		h.t.Errorf("stop: %v", err)
	}
	book, state, err := journal.Open(filepath.Join(h.data, "journal"))
	if err != nil {
		h.t.Fatal(err)
	}
	if len(state.Open) > 0 || state.Damaged {
		h.t.Errorf("the journal still holds %+v, damaged %v", state.Open, state.Damaged)
	}
	if err := book.Close(); err != nil {
		h.t.Error(err)
	}
}
