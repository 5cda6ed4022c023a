package probe_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/letters"
	"numerek/appliance/printer/probe"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/slip"
)

// technician reads the page that a simulated printer has printed, and nothing else.
type technician struct {
	sim    *simulator.Printer
	dots   int
	rows   int // uncut when the last question was asked
	papers int
}

func (p *technician) answer(question string) string {
	synctest.Wait()
	paper := p.sim.Uncut()
	grown := paper.H - p.rows
	defer func() { p.rows, p.papers = paper.H, p.sim.Papers() }()
	yes := func(ok bool) string {
		if ok {
			return "y"
		}
		return "n"
	}
	switch {
	case strings.Contains(question, "ruler"):
		if !inked(paper) {
			return "0"
		}
		return strconv.Itoa(p.dots)
	case strings.Contains(question, "Which lines"):
		var good []string
		for _, line := range p.sim.Said() {
			label, text, _ := strings.Cut(line, " ")
			if text == "ąćęłńóśźż" || text == "ґєії" {
				good = append(good, label)
			}
		}
		return strings.Join(good, ",")
	case strings.Contains(question, "QR"):
		return yes(grown >= 100)
	case strings.Contains(question, "PAGE"):
		return yes(slices.Contains(p.sim.Said(), "PAGE"))
	case strings.Contains(question, "strip"):
		return yes(grown >= 800)
	default:
		return yes(p.sim.Papers() > p.papers)
	}
}

func inked(b bitmap.Bitmap) bool {
	return slices.ContainsFunc(b.Bits, func(v byte) bool { return v != 0 })
}

// probed probes a simulated printer in virtual time.
func probed(t *testing.T, personality simulator.Personality, quiet bool, baud int) (r probe.Report, inkedPaper bool, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		sim := simulator.New(simulator.Options{
			Personality: personality, Baud: 115200, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond,
		})
		defer sim.Close()
		person := &technician{sim: sim, dots: 576}
		r, err = probe.Run(t.Context(), probe.Options{
			Open: func(context.Context, int) (printer.Port, error) { return sim.Connect() },
			Baud: baud, Quiet: quiet, Ask: person.answer,
		})
		synctest.Wait()
		inkedPaper = sim.Papers() > 0 || inked(sim.Uncut())
	})
	return r, inkedPaper, err
}

func TestEachModelIsFoundOut(t *testing.T) {
	for personality, want := range map[simulator.Personality]printer.Profile{
		simulator.Epson: {
			Name: "probed-numerek-simulator", Status: "", Fence: printer.FenceInfo, Counter: printer.EpsonCounter,
			StoreAndPrint: true, ProcessID: true, Clear: true, AutoStatus: true, PageMode: true, MaxRows: 1662,
			Letters: letters.Set{Code: true, Tables: map[letters.Name]byte{"cp852": 18, "wpc1250": 45, "wpc1251": 46, "cp1125": 44}},
		},
		simulator.Simple: {Fence: printer.FencePaper},
		simulator.Old: {
			Fence: printer.FencePaper, PageMode: true, Letters: letters.Set{Tables: map[letters.Name]byte{"wpc1251": 6}},
		},
		simulator.Custom: {
			Fence: printer.FencePaper, Counter: printer.CustomCounter,
			Presenter: printer.Presenter{Sensor: printer.FullStatus, Present: 3, Steps: 80, Eject: 5},
			Letters:   letters.Set{Tables: map[letters.Name]byte{"cp852": 18, "wpc1250": 45, "wpc1251": 46, "cp1125": 44}},
		},
		simulator.Reliance: {
			Fence: printer.FencePaper, Loose: true, Presenter: printer.Presenter{Sensor: printer.FullStatus, Present: 3, Steps: 80, Eject: 5},
		},
		simulator.Bare: {Fence: printer.FenceTime},
		simulator.CSN: {
			Status: printer.PaperOnly, Fence: printer.FenceOld, NoCutter: true,
			Letters: letters.Set{Tables: map[letters.Name]byte{"cp852": 54, "wpc1250": 72, "wpc1251": 73}},
		},
		simulator.Lettered: {
			Fence: printer.FencePaper, TextOnly: true,
			Letters: letters.Set{Code: true, Tables: map[letters.Name]byte{"cp852": 18, "wpc1250": 45, "wpc1251": 46, "cp1125": 44}},
		},
	} {
		t.Run(string(personality), func(t *testing.T) {
			r, _, err := probed(t, personality, false, 0)
			if err != nil {
				t.Fatal(err)
			}
			got := r.Profile
			if want.Name != "" && got.Name != want.Name || got.Status != want.Status || got.Fence != want.Fence || got.Counter != want.Counter ||
				got.Presenter != want.Presenter || got.StoreAndPrint != want.StoreAndPrint || got.ProcessID != want.ProcessID ||
				got.Clear != want.Clear || got.AutoStatus != want.AutoStatus || got.PageMode != want.PageMode || got.NoCutter != want.NoCutter ||
				got.Loose != want.Loose || got.TextOnly != want.TextOnly || got.MaxRows != want.MaxRows || got.Baud != 115200 ||
				got.Letters.Code != want.Letters.Code || !maps.Equal(got.Letters.Tables, want.Letters.Tables) {
				t.Errorf("got %+v, want %+v\n%s", got, want, written(t, r))
			}
			if got.Dots != 576 && !want.TextOnly {
				t.Errorf("got %d dots, want what the ruler says", got.Dots)
			}
			for _, f := range r.Findings {
				if f.What == "" || f.Found == "" || f.How == "" {
					t.Errorf("got %+v, want what, what was found, and how", f)
				}
			}
		})
	}
}

func written(t *testing.T, r probe.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestQuietlyNothingIsPrinted(t *testing.T) {
	for _, personality := range simulator.Personalities() {
		r, inked, err := probed(t, personality, true, 115200)
		if err != nil || inked {
			t.Errorf("%s: got %v, ink %v, want none", personality, err, inked)
		}
		if r.Profile.Dots != 384 || len(r.Findings) < 10 {
			t.Errorf("%s: got %+v, want the narrowest head\n%s", personality, r.Profile, written(t, r))
		}
	}
}

func TestAPrinterThatSaysNothing(t *testing.T) {
	if _, _, err := probed(t, simulator.Mute, false, 0); !errors.Is(err, probe.ErrSilent) {
		t.Errorf("got %v, want ErrSilent", err)
	}
	r, _, err := probed(t, simulator.Mute, false, 9600)
	if err != nil || r.Profile.Status != printer.NoStatus || r.Profile.Fence != printer.FenceTime || r.Profile.Baud != 9600 {
		t.Errorf("got %+v, %v, want a profile without answers", r.Profile, err)
	}
}

// TestAProbedProfileIsGoodForTheDriver prints a slip with what was found out.
func TestAProbedProfileIsGoodForTheDriver(t *testing.T) {
	for _, personality := range simulator.Personalities() {
		t.Run(string(personality), func(t *testing.T) {
			r, _, err := probed(t, personality, false, 115200)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "profile.toml")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(profile.Write(f, r.Profile), f.Close()); err != nil {
				t.Fatal(err)
			}
			p, err := profile.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) { drive(t, p, personality) })
		})
	}
}

// drive prints one slip.
func drive(t *testing.T, p printer.Profile, personality simulator.Personality) {
	t.Helper()
	sim := simulator.New(simulator.Options{Personality: personality, Baud: 115200, RowsPerSecond: 1000})
	defer sim.Close()
	driver := printer.New(func(context.Context) (printer.Port, error) { return sim.Connect() }, printer.Options{Profile: p})
	ctx, cancel := context.WithCancel(t.Context())
	defer synctest.Wait()
	defer cancel()
	go driver.Run(ctx)
	time.Sleep(20 * time.Second)
	picture := bitmap.New(p.Dots, 100)
	for y := range 100 {
		picture.Set(y, y, true)
	}
	r := driver.Print(ctx, picture, func() error { return nil })
	if p.TextOnly {
		if r.Outcome != printer.NotPrinted {
			t.Errorf("got %+v for a picture, want it refused", r)
		}
		r = driver.PrintText(ctx, slip.Lines(slip.Slip{Lang: "pl", Number: "R 015"}, p.Letters.Columns), func() error { return nil })
	}
	want := printer.Printed
	if p.Status == printer.NoStatus {
		want = printer.Unknown
	}
	if r.Outcome != want {
		t.Errorf("got %+v with %+v, want %v", r, p, want)
	}
}

func TestMainWritesProfileAndReport(t *testing.T) {
	link, out := filepath.Join(t.TempDir(), "printer"), filepath.Join(t.TempDir(), "mine.toml")
	sim := simulator.New(simulator.Options{})
	ready := make(chan string, 1)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- sim.ServePTY(ctx, link, func(path string) { ready <- path }) }()
	<-ready
	var said bytes.Buffer
	answers := strings.NewReader("576\nA,G,L,Q\nn\ny\ny\ny\n")
	err := probe.Main(ctx, []string{"--printer", link, "--out", out}, answers, &said)
	if err != nil {
		t.Errorf("got %v\n%s", err, said.String())
	}
	p, err := profile.Read(out)
	if err != nil || p.Dots != 576 || !p.ProcessID || !p.StoreAndPrint || p.Letters.Tables["cp852"] != 18 {
		t.Errorf("got %+v, %v", p, err)
	}
	report, err := os.ReadFile(strings.TrimSuffix(out, ".toml") + ".txt")
	if err != nil || !strings.Contains(string(report), "GS ( H 48") || !strings.Contains(said.String(), fmt.Sprint(out)) {
		t.Errorf("got report %q, %v, and %q", report, err, said.String())
	}
	cancel()
	if err := errors.Join(<-served, sim.Close()); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{nil, {"--printer", "x", "y"}, {"--fly"}} {
		if err := probe.Main(t.Context(), args, strings.NewReader(""), &said); !errors.Is(err, probe.ErrUsage) {
			t.Errorf("%q: got %v, want ErrUsage", args, err)
		}
	}
}
