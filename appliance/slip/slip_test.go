package slip_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"numerek/appliance/bitmap"
	"numerek/appliance/slip"
	"numerek/appliance/typeface"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

const page = "https://kolejka.koszalin.example/t/k4w7m2x9qhzt5n3vbd8rcfpgys"

func warsaw(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func render(t testing.TB, p slip.Paper, s slip.Slip) bitmap.Bitmap {
	t.Helper()
	b, err := slip.Render(p, s, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The papers of the common printers, the commonest first.
func papers() []slip.Paper {
	return []slip.Paper{{384, 203}, {576, 203}, {512, 180}, {420, 180}, {546, 180}, {640, 203}}
}

// tickets are one slip in each language, each with something that the others lack.
func tickets(t testing.TB) map[string]slip.Slip {
	t.Helper()
	at := time.Date(2026, time.November, 23, 8, 5, 0, 0, warsaw(t))
	return map[string]slip.Slip{
		"pl": {
			Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "R 015", Service: "Rejestracja pojazdu",
			ServiceLocal: "Rejestracja pojazdu", Ahead: 4, Wait: slip.Wait{Known: true, From: 15, To: 25}, IssuedAt: at, Building: "Ratusz",
			Place: "Wydział Komunikacji", StatusURL: page,
		},
		"en": {
			Lang: "en", Office: "Koszalin City Hall", Number: "D 142", Service: "ID card – collect",
			ServiceLocal: "Dowód osobisty – odbiór", Ahead: 1, IssuedAt: at, Building: "City Hall",
			Place: "Citizens' Affairs", StatusURL: page, Priority: true,
		},
		"uk": {
			Lang: "uk", Office: "Міська рада Кошаліна", Number: "M 608", Service: "Реєстрація місця проживання",
			ServiceLocal: "Meldunek i zaświadczenia", Ahead: 12, Wait: slip.Wait{Known: true, From: 45, To: 70}, IssuedAt: at, Building: "Ратуша",
			Place: "Справи громадян", StatusURL: page,
		},
		"de": {
			Lang: "de", Office: "Stadtverwaltung Koszalin", Number: "F 1015", Service: "Vertrauenswürdiges Profil",
			ServiceLocal: "Profil zaufany", Ahead: 0, Wait: slip.Wait{Known: true, To: 5}, IssuedAt: at, Building: "Rathaus",
			Place: "Bürgeramt", StatusURL: page, Copy: 2,
		},
		"pl-booked": booked(slip.Slip{
			Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "R 015", Service: "Rejestracja pojazdu",
			Ahead: 1, Wait: slip.Wait{Known: true, To: 5}, IssuedAt: at, Building: "Ratusz", Place: "Wydział Komunikacji", StatusURL: page,
		}),
		"uk-booked": booked(slip.Slip{
			Lang: "uk", Office: "Міська рада Кошаліна", Number: "R 015", Service: "Реєстрація авто", ServiceLocal: "Rejestracja pojazdu",
			Ahead: 1, IssuedAt: at, Building: "Ратуша", Place: "Транспортний відділ", StatusURL: page,
		}),
	}
}

// booked is a slip for a booking ten minutes later.
func booked(s slip.Slip) slip.Slip {
	s.Booked = s.IssuedAt.Add(10 * time.Minute)
	return s
}

func TestRender_looks_as_it_was_approved(t *testing.T) {
	t.Parallel()
	for lang, ticket := range tickets(t) {
		for _, dots := range []int{384, 576} {
			name := fmt.Sprintf("%s-%d", lang, dots)
			t.Run(name, func(t *testing.T) {
				got := render(t, slip.Paper{Dots: dots, DPI: 203}, ticket)
				file := filepath.Join("testdata", name+".png")
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
				want, err := bitmap.DecodePNG(png)
				if err != nil {
					t.Fatal(err)
				}
				if !got.Equal(want) {
					t.Errorf("%d × %d dots differ from %s, %d × %d; look at it, then run with -update",
						got.W, got.H, file, want.W, want.H)
				}
			})
		}
	}
}

func TestRender_saves_paper(t *testing.T) {
	t.Parallel()
	for lang, ticket := range tickets(t) {
		ticket.Copy = 0
		if got := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket).H; got >= 820 {
			t.Errorf("%s on 80 mm paper: got %d rows, want fewer than 820", lang, got)
		}
	}
}

func TestRender_has_a_qr_that_opens_the_page(t *testing.T) {
	t.Parallel()
	for lang, ticket := range tickets(t) {
		for _, p := range papers()[:3] {
			if got := read(t, render(t, p, ticket)); got != page {
				t.Errorf("%s on %d dots: got %q, want %q", lang, p.Dots, got, page)
			}
		}
	}
}

func TestRender_takes_a_long_address(t *testing.T) {
	t.Parallel()
	ticket := tickets(t)["pl"]
	ticket.StatusURL = page + strings.Repeat("x", 500-len(page))
	if got := read(t, render(t, slip.Paper{Dots: 384, DPI: 203}, ticket)); got != ticket.StatusURL {
		t.Errorf("got %q, want %q", got, ticket.StatusURL)
	}
}

func TestRender_without_a_page_has_no_qr(t *testing.T) {
	t.Parallel()
	for lang, ticket := range tickets(t) {
		with := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket)
		ticket.StatusURL = ""
		without := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket)
		if without.H > with.H-100 {
			t.Errorf("%s: got %d rows without a QR, %d with it", lang, without.H, with.H)
		}
	}
}

// read decodes the QR on a slip.
func read(t *testing.T, b bitmap.Bitmap) string {
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

func TestRender_number_is_15_mm_high(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"R 015", "H 111", "W 201", "I 1", "RK 1015", "MW 12345", "Ж 001", "WWWWWWWW 1"} {
		for _, p := range papers() {
			// Without office and copy, the number is the first ink on the paper.
			b := render(t, p, slip.Slip{Lang: "pl", Number: number})
			from, to := firstBand(b)
			if got := float64(to-from) / p.DPI * 25.4; got < 15 {
				t.Errorf("%s on %d dots at %v dpi: got %.2f mm, want 15 or more", number, p.Dots, p.DPI, got)
			}
		}
	}
}

func TestRender_number_is_the_same_glyphs_at_every_width(t *testing.T) {
	t.Parallel()
	ticket := slip.Slip{Lang: "pl", Number: "H 111"}
	for _, p := range papers() {
		b := render(t, p, ticket)
		from, to := firstBand(b)
		left, right := b.W, 0
		for y := from; y < to; y++ {
			for x := range b.W {
				if b.At(x, y) {
					left, right = min(left, x), max(right, x)
				}
			}
		}
		if used := float64(right-left) / float64(b.W); used < 0.85 {
			t.Errorf("%d dots: the number takes %.0f %% of the width, want 85 or more", p.Dots, used*100)
		}
	}
}

// firstBand gives the rows from the first with ink to the next without.
func firstBand(b bitmap.Bitmap) (from, to int) {
	for from < b.H && b.RowBlank(from) {
		from++
	}
	to = from
	for to < b.H && !b.RowBlank(to) {
		to++
	}
	return from, to
}

func TestRender_copy_says_so_above_the_same_slip(t *testing.T) {
	t.Parallel()
	for lang, ticket := range tickets(t) {
		for _, p := range papers()[:3] {
			ticket.Copy = 0
			first := render(t, p, ticket)
			ticket.Copy = 2
			second := render(t, p, ticket)
			from, to := firstBand(second)
			if mm := float64(to-from) / p.DPI * 25.4; mm < 8 {
				t.Errorf("%s on %d dots: the bar is %.1f mm high, want 8 or more", lang, p.Dots, mm)
			}
			white := 0
			for y := from; y < to; y++ {
				for x := p.Dots / 4; x < p.Dots*3/4; x++ {
					if !second.At(x, y) {
						white++
					}
				}
			}
			if part := float64(white) / float64((to-from)*p.Dots/2); part < 0.1 || part > 0.6 {
				t.Errorf("%s on %d dots: letters take %.2f of the bar, want 0.1 to 0.6", lang, p.Dots, part)
			}
			extra := second.H - first.H
			_, top := inkRows(first)
			if !second.Rows(top+extra, second.H).Equal(first.Rows(top, first.H)) {
				t.Errorf("%s on %d dots: the slip under the bar differs from the first one", lang, p.Dots)
			}
		}
	}
}

// inkRows counts the rows with ink and gives the first of them.
func inkRows(b bitmap.Bitmap) (count, first int) {
	first = b.H
	for y := range b.H {
		if !b.RowBlank(y) {
			count++
			first = min(first, y)
		}
	}
	return count, first
}

func TestRender_local_name_of_the_service_only_where_it_differs(t *testing.T) {
	t.Parallel()
	ticket := tickets(t)["pl"]
	same := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket)
	ticket.ServiceLocal = ""
	if none := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket); !same.Equal(none) {
		t.Error("the same name twice is printed twice")
	}
	ticket.ServiceLocal = "Kfz-Zulassung"
	if other := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket); other.H <= same.H {
		t.Error("another name of the service is not printed")
	}
}

func TestRender_names_a_place_once(t *testing.T) {
	t.Parallel()
	ticket := tickets(t)["pl"]
	ticket.Building, ticket.Place = "Urząd Stanu Cywilnego", ""
	want := render(t, slip.Paper{Dots: 384, DPI: 203}, ticket)
	ticket.Place = ticket.Building
	if !render(t, slip.Paper{Dots: 384, DPI: 203}, ticket).Equal(want) {
		t.Error("a department with the name of its building is named twice")
	}
}

func TestRender_letters_are_the_same_however_they_are_encoded(t *testing.T) {
	t.Parallel()
	ticket := tickets(t)["pl"]
	want := render(t, slip.Paper{Dots: 576, DPI: 203}, ticket)
	for name, office := range map[string]string{
		"decomposed":    "Urza\u0328d Miejski w Koszalinie",
		"control_bytes": "Urząd\x00 Miejski\x1b w\x10\x04\x01 Koszalinie",
		"white_space":   "  Urząd\tMiejski\r\nw  Koszalinie ",
		"unseen":        "Urząd\u200b Miejski\u202e w\ufeff Koszalinie",
		"broken_utf8":   "Urząd \xffMiejski w Koszalinie",
	} {
		ticket.Office = office
		if !render(t, slip.Paper{Dots: 576, DPI: 203}, ticket).Equal(want) {
			t.Errorf("%s: the slip differs", name)
		}
	}
}

func TestRender_long_words_are_whole(t *testing.T) {
	t.Parallel()
	// The tail of a word that is wider than the paper must still leave ink.
	long := strings.Repeat("Einwohnermeldeangelegenheiten", 3)
	for _, p := range papers() {
		short := render(t, p, slip.Slip{Lang: "de", Service: long})
		longer := render(t, p, slip.Slip{Lang: "de", Service: long + long})
		a, _ := inkRows(short)
		b, _ := inkRows(longer)
		if b < a+40 {
			t.Errorf("%d dots: twice the word takes %d rows of ink instead of %d", p.Dots, b, a)
		}
	}
}

func TestRender_refuses(t *testing.T) {
	t.Parallel()
	ticket := tickets(t)["pl"]
	good := slip.Paper{Dots: 384, DPI: 203}
	wordy := ticket
	wordy.Service = strings.Repeat("Rejestracja pojazdu ", 200)
	far := ticket
	far.StatusURL = "https://kolejka.koszalin.example/" + strings.Repeat("x", 1000)
	endless := ticket
	endless.StatusURL = strings.Repeat("x", 5000)
	for name, c := range map[string]struct {
		paper slip.Paper
		slip  slip.Slip
		want  error
	}{
		"paper_too_narrow":  {slip.Paper{Dots: 200, DPI: 203}, ticket, slip.ErrPaper},
		"paper_too_wide":    {slip.Paper{Dots: 5000, DPI: 203}, ticket, slip.ErrPaper},
		"no_dpi":            {slip.Paper{Dots: 576}, ticket, slip.ErrPaper},
		"address_too_wide":  {good, far, slip.ErrURL},
		"address_endless":   {good, endless, slip.ErrURL},
		"metres_of_service": {good, wordy, slip.ErrLong},
	} {
		if _, err := slip.Render(c.paper, c.slip, fonts(t)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	f := fonts(b)
	ticket := tickets(b)["uk"]
	for _, dots := range []int{384, 576} {
		b.Run(fmt.Sprint(dots), func(b *testing.B) {
			for b.Loop() {
				if _, err := slip.Render(slip.Paper{Dots: dots, DPI: 203}, ticket, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
