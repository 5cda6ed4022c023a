package image_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"numerek/appliance/printer/simulator"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
	"numerek/scripts/e2e/image/emulator"
)

var (
	card     = flag.String("card", "", "the uncompressed `image` of scripts/build-image")
	pictures = flag.String("pictures", "", "`folder` for a picture of every step")
	bundles  = flag.String("bundles", "", "`folder` of the bundles of scripts/e2e/image/bundles")
)

// How long one step may take in an emulator on a busy machine, and a whole start.
const (
	stepPatience  = 5 * time.Minute
	startPatience = 20 * time.Minute
)

// server is the path of the shipped server, built once.
var server string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if *card == "" {
		return m.Run()
	}
	folder, err := os.MkdirTemp("", "numerek-image-")
	if err == nil {
		defer os.RemoveAll(folder)
		server, err = e2e.BuildOne(context.Background(), folder, "central", "./central")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	watch, err := discreet.Begin()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// needCard skips a test where there is no image to try.
func needCard(t *testing.T) {
	t.Helper()
	if *card == "" {
		t.Skip("boots the card in an emulator: run scripts/test-image")
	}
}

// needAll skips a test of the long form.
func needAll(t *testing.T) {
	t.Helper()
	needCard(t)
	if *bundles == "" {
		t.Skip("takes long: run scripts/test-image --all")
	}
}

// host is this machine as the emulated one sees it: by the address of its own network,
// as a device sees a server. It must not be a name for another address, as QEMU's own
// 10.0.2.2 is: what fetches updates looks for the address in the server's certificate.
func host() (string, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String(), nil
		}
	}
	return "", errors.New("this machine has no address but its loopback")
}

// site is a central server that the machine reaches, and a card that it made.
type site struct {
	t       *testing.T
	server  e2e.Server
	central *e2e.Central
	records *sql.DB // of the server, to be read
}

// newSite starts a server.
func newSite(t *testing.T) *site {
	t.Helper()
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", ":0")
	if err != nil {
		t.Fatal(err)
	}
	devices := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, server: e2e.Server{Path: server, Data: t.TempDir(), Office: office, Clock: e2e.Monday(), Devices: devices}}
	ctx, cancel := context.WithTimeout(t.Context(), stepPatience)
	defer cancel()
	if s.central, err = s.server.Start(ctx, "central"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.central.Kill() })
	if s.records, err = sql.Open("sqlite", "file:"+filepath.Join(s.server.Data, "numerek.db")+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.records.Close() })
	return s
}

// settings has the server let a device in, and gives the file for its card with
// more lines of the technician's.
func (s *site) settings(device, more string) string {
	s.t.Helper()
	return s.invite("add", device, more)
}

// invite is [site.settings] for a new device ("add") or for one in the place of another
// ("replace").
func (s *site) invite(how, device, more string) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "numerek.toml")
	_, port, err := net.SplitHostPort(s.server.Devices)
	if err != nil {
		s.t.Fatal(err)
	}
	address, err := host()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.server.Device(s.t.Context(), how, device, "--server", net.JoinHostPort(address, port), "--out", path); err != nil {
		s.t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if token, ok := strings.CutPrefix(line, "token"); ok {
			token = strings.Trim(token, " =\"\n")
			if err := discreet.Used(token, strings.ReplaceAll(token, "-", "")); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(path, append(text, more...), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// followed is the kernel's command line for a start that can be followed: the journal
// goes to the serial line, too.
const followed = "numerek_args=systemd.journald.forward_to_console=1 systemd.journald.max_level_console=info"

// unwatched has no watchdog bite: a busy host may let the emulated machine stand for
// longer than they wait.
const unwatched = "systemd.watchdog_sec=0 systemd.service_watchdogs=0"

// machine is one with a card, a printer on its cable, and what came out of that.
type machine struct {
	*emulator.Machine

	t       *testing.T
	options emulator.Options
	printer *simulator.Printer
	sent    atomic.Int64 // bytes to the printer
	papers  chan simulator.Paper
	tokens  map[string]bool // of the papers so far
	torn    int             // papers without a code to read
	cuts    int             // of the power
	began   time.Time
	heard   int                             // lines that were read
	unplug  func(ctx context.Context) error // the printer
}

// insert makes a card with the technician's file and switches a machine on with it.
func insert(t *testing.T, settings string, o emulator.Options) *machine {
	t.Helper()
	return insertWith(t, settings, o, unwatched)
}

// insertWith is [insert] for a kernel that is told other things than [unwatched].
func insertWith(t *testing.T, settings string, o emulator.Options, kernel ...string) *machine {
	t.Helper()
	k := &machine{t: t, options: o, papers: make(chan simulator.Paper, 100), tokens: make(map[string]bool)}
	k.options.Folder = t.TempDir()
	k.blank(settings, kernel...)
	if *pictures != "" {
		forget(t)
		log, err := os.Create(filepath.Join(*pictures, strings.ReplaceAll(t.Name(), "/", "-")+".log"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = log.Close() })
		k.options.Echo = log
	}
	k.printer = simulator.New(simulator.Options{
		Personality: simulator.Epson, RowsPerSecond: 500, CutTime: 100 * time.Millisecond,
		OnPaper: func(p simulator.Paper) {
			if slices.ContainsFunc(p.Picture.Bits, func(b byte) bool { return b != 0 }) {
				k.papers <- p
			}
		},
	})
	t.Cleanup(func() { _ = k.printer.Close() })
	t.Cleanup(func() { _ = k.unplug(context.Background()) })
	k.unplug = func(context.Context) error { return nil }
	k.on()
	return k
}

// blank puts a card into the machine that was just written, with the technician's file.
func (k *machine) blank(settings string, kernel ...string) {
	k.t.Helper()
	env := filepath.Join(k.options.Folder, "numerek.env")
	err := os.WriteFile(env, []byte(strings.Join(append([]string{followed}, kernel...), " ")+"\n"), 0o600)
	if err == nil {
		k.options.Card, err = emulator.Card(k.t.Context(), *card, k.options.Folder, map[string]string{"numerek.toml": settings, "numerek.env": env})
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// on switches the machine on, with the printer plugged in.
func (k *machine) on() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), stepPatience)
	defer cancel()
	var err error
	k.began, k.heard = time.Now(), 0
	if k.Machine, err = emulator.Start(ctx, k.options); err != nil {
		k.t.Fatal(err)
	}
	running := k.Machine
	k.t.Cleanup(running.Cut)
	k.plug(ctx)
}

// Cut cuts the power; the printer hangs on no machine then.
func (k *machine) Cut() {
	k.Machine.Cut()
	_ = k.unplug(context.Background()) // the machine cannot say any more that it is gone
}

// plug plugs the printer in; k.unplug pulls it out.
func (k *machine) plug(ctx context.Context) {
	k.t.Helper()
	port, err := k.printer.Connect()
	if err != nil {
		k.t.Fatal(err)
	}
	if k.unplug, err = k.Plug(ctx, counted{port, &k.sent}); err != nil {
		k.t.Fatal(err)
	}
	out, unplug := false, k.unplug
	k.unplug = func(ctx context.Context) error {
		if out {
			return nil
		}
		out = true
		return unplug(ctx)
	}
}

// counted is a printer's end of a cable that counts the bytes which the printer gets.
type counted struct {
	io.ReadWriteCloser
	sent *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	n, err := c.ReadWriteCloser.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

// says waits for a line of the machine's after those that were read, and gives it.
func (k *machine) says(patience time.Duration, words ...string) string {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	line, heard, err := k.Said(ctx, k.heard, e2e.Contains(words...))
	if err != nil {
		k.picture("last")
		k.t.Fatalf("%q: %v", words, err)
	}
	k.heard = heard
	return line
}

// told waits for a line of the machine's since it was switched on, also one that was
// passed over: what two of its programs say comes in any order.
func (k *machine) told(patience time.Duration, words ...string) {
	k.t.Helper()
	heard := k.heard
	k.heard = 0
	k.says(patience, words...)
	k.heard = max(heard, k.heard)
}

// picture keeps what is on the panel now.
func (k *machine) picture(name string) {
	k.t.Helper()
	seen, err := k.Picture()
	if err != nil {
		k.t.Logf("no picture %s: %v", name, err)
		return
	}
	k.save(name, seen)
}

// save keeps a picture.
func (k *machine) save(name string, picture image.Image) {
	k.t.Helper()
	if *pictures == "" {
		return
	}
	if err := e2e.Save(*pictures, strings.ReplaceAll(k.t.Name(), "/", "-")+"-"+name+".png", picture); err != nil {
		k.t.Fatal(err)
	}
}

// figures is the file of a test's figures.
func figures(t *testing.T) string { return filepath.Join(*pictures, t.Name()+".figures") }

// forget removes the figures of last time.
func forget(t *testing.T) {
	t.Helper()
	if err := os.Remove(figures(t)); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

// figure notes what was measured, for scripts/bench: a line of JSON beside the pictures.
func figure(t *testing.T, name, unit string, value float64) {
	t.Helper()
	t.Logf("count: %s %.1f %s", name, value, unit)
	if *pictures == "" {
		return
	}
	file, err := os.OpenFile(figures(t), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(json.NewEncoder(file).Encode(measure.Plain(name, unit, []float64{value})), file.Close()); err != nil {
		t.Fatal(err)
	}
}
