package printer_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/letters"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/slip"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

const statusPage = "https://kolejka.koszalin.example/t/k4w7m2x9qhzt5n3vbd8rcfpgys"

// textSlip is a ticket whose texts need two tables at once.
func textSlip(copies int) slip.Slip {
	return slip.Slip{
		Lang: "uk", Office: "Міська рада Кошаліна", Number: "M 608", Service: "Реєстрація місця проживання",
		ServiceLocal: "Meldunek i zaświadczenia", Ahead: 12, Wait: slip.Wait{Known: true, From: 45, To: 70},
		IssuedAt: time.Date(2026, time.November, 23, 8, 5, 0, 0, time.UTC), Building: "Ратуша", Place: "Справи громадян",
		StatusURL: statusPage, Copy: copies,
	}
}

// textKinds are printers on slow lines, as they print text.
func textKinds() map[string]kind {
	return map[string]kind{
		"page":   as("epson-80", simulator.Epson),
		"pieces": as("epson-80", simulator.Epson, func(p *printer.Profile) { p.PageMode = false }),
		"plain":  as("text", simulator.Lettered),
		"csn":    as("csn-a2", simulator.CSN),
		"mute": as("text-unheard", simulator.Mute, func(p *printer.Profile) {
			p.NoCutter, p.Letters.Tables = false, map[letters.Name]byte{"wpc1250": 72, "wpc1251": 73}
		}),
	}
}

func TestTextIsPrintedInTheLettersOfBothLanguages(t *testing.T) {
	for name, kind := range textKinds() {
		for _, baud := range []int{9600, 19200} {
			t.Run(fmt.Sprintf("%s/%d", name, baud), func(t *testing.T) {
				profile, options := kind(baud)
				onBench(t, profile, options, func(b *bench) {
					if !profile.PrintsText() {
						t.Fatal("a line this slow must print text")
					}
					committed := 0
					r := b.printText(textSlip(0), func() error { committed++; return nil })
					if !b.done(r) || committed != 1 {
						t.Fatalf("got %+v with %d commits, want printed with one", r, committed)
					}
					said := b.sim.Said()
					for _, want := range []string{"M 608", "Міська рада Кошаліна", "Meldunek i zaświadczenia", "Ратуша, Справи громадян"} {
						if !slices.ContainsFunc(said, func(line string) bool { return strings.Contains(line, want) }) {
							t.Errorf("got %q, want a line with %q", said, want)
						}
					}
					if len(b.fallen()) != 1 {
						t.Fatalf("got %d papers, want one", len(b.fallen()))
					}
					if profile.Letters.Code && readQR(t, b.fallen()[0]) != statusPage {
						t.Error("the QR says something else")
					}
				})
			})
		}
	}
}

// readQR decodes the QR on a paper.
func readQR(t *testing.T, b bitmap.Bitmap) string {
	t.Helper()
	binary, err := gozxing.NewBinaryBitmapFromImage(b.Image())
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(binary, nil)
	if err != nil {
		t.Fatalf("no QR on %d × %d dots: %v", b.W, b.H, err)
	}
	return result.GetText()
}

func TestTextLooksAsItWasApproved(t *testing.T) {
	for _, name := range []string{"page", "pieces", "csn"} {
		profile, options := textKinds()[name](9600)
		if name == "csn" {
			profile.Dots, options.Dots = 384, 384
		}
		onBench(t, profile, options, func(b *bench) {
			b.printText(textSlip(2), commit)
			synctest.Wait()
			got := b.fallen()[0]
			file := filepath.Join("testdata", "text-"+name+".png")
			if *update {
				var png bytes.Buffer
				if err := got.EncodePNG(&png); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, png.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			png, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer png.Close()
			if want, err := bitmap.DecodePNG(png); err != nil || !got.Equal(want) {
				t.Errorf("%d × %d dots differ from %s (%v); look at it, then run with -update", got.W, got.H, file, err)
			}
		})
	}
}

func TestASlowLineTakesTextInASecond(t *testing.T) {
	profile, options := as("epson-80", simulator.Epson)(9600)
	onBench(t, profile, options, func(b *bench) {
		begun, committed := time.Now(), time.Time{}
		b.printText(textSlip(0), func() error { committed = time.Now(); return nil })
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("got %v for a slip at 9600 baud, want a few seconds", took)
		}
		if sending := committed.Sub(begun); sending > 2*time.Second {
			t.Errorf("got %v until the slip was in the printer, want less than two seconds", sending)
		}
	})
}

func TestLettersThatThePrinterLacksAreNotPrinted(t *testing.T) {
	profile, options := as("epson-t88iii", simulator.Old)(9600) // nothing Polish
	onBench(t, profile, options, func(b *bench) {
		r := b.printText(textSlip(0), func() error { t.Error("committed"); return nil })
		if r.Outcome != printer.NotPrinted || !strings.Contains(r.Evidence, "ś") {
			t.Fatalf("got %+v, want not printed for the want of letters", r)
		}
		if b.inked() {
			t.Fatal("something was printed")
		}
	})
}

// printText prints a slip as text.
func (b *bench) printText(s slip.Slip, commit func() error) printer.Result {
	return b.torn(b.printer.PrintText(b.t.Context(), slip.Lines(s, b.profile.Letters.Columns), commit))
}

// sample is a slip as text, and what a printer without faults makes of it.
func sample(t *testing.T, kind kind, number string) (out asText) {
	profile, options := kind(9600)
	onBench(t, profile, options, func(b *bench) {
		s := textSlip(0)
		s.Number = number
		out.text = slip.Lines(s, profile.Letters.Columns)
		b.torn(b.printer.PrintText(b.t.Context(), out.text, commit))
		b.pass(time.Minute)
		out.picture = b.fallen()[0]
		for out.picture.RowBlank(out.picture.H - 1) {
			out.picture = out.picture.Rows(0, out.picture.H-1)
		}
	})
	return out
}

// TestEveryFaultWhileTextIsPrinted is the fault matrix on a slow line.
func TestEveryFaultWhileTextIsPrinted(t *testing.T) {
	all := textKinds()
	for _, name := range []string{"page", "csn"} {
		kind := all[name]
		first, second := sample(t, kind, "M 608"), sample(t, kind, "M 609")
		for i, f := range faults() {
			at := sweep(i)
			for _, m := range []moment{at[2], at[5], at[7+i%4]} {
				t.Run(fmt.Sprintf("%s/%s/%s", name, f.name, m.name), func(t *testing.T) {
					profile, options := kind(9600)
					onBench(t, profile, options, func(b *bench) {
						b.texts = []asText{first, second}
						strike(b, f, m, first.picture, second.picture)
					})
				})
			}
		}
	}
}
