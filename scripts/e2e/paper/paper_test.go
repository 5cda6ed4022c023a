package paper_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/appliance/slip"
	"numerek/appliance/typeface"
	"numerek/scripts/e2e/paper"
)

const page = "https://kolejka.koszalin.example/t/k4w7m2x9qhzt5n3vbd8rcfpgys"

// slips are tickets in four languages and what people must be able to read on each.
func slips(t *testing.T) map[string]struct {
	slip  slip.Slip
	paper paper.Paper
} {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	morning := time.Date(2026, time.November, 23, 8, 5, 0, 0, zone)
	noon := time.Date(2027, time.March, 2, 12, 40, 0, 0, zone)
	return map[string]struct {
		slip  slip.Slip
		paper paper.Paper
	}{
		"pl": {
			slip.Slip{
				Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "R 015", Service: "Rejestracja pojazdu",
				Ahead: 4, Wait: slip.Wait{Known: true, From: 15, To: 25}, IssuedAt: morning, Building: "Ratusz", Place: "Wydział Komunikacji", StatusURL: page,
			},
			paper.Paper{Number: "R 015", Says: []string{
				"Urząd Miejski w Koszalinie", "Rejestracja pojazdu", "Przed Tobą: 4 osoby", "ok. 15–25 min",
				"poniedziałek, 23 listopada 2026, 8:05", "Ratusz", "Wydział Komunikacji", "Śledź kolejkę w telefonie",
			}},
		},
		"en": {
			slip.Slip{
				Lang: "en", Office: "Koszalin City Hall", Number: "D 142", Service: "Collect registration card",
				ServiceLocal: "Odbiór dowodu rejestracyjnego", Ahead: 1, IssuedAt: noon, Building: "City Hall",
				Place: "Citizens' Affairs", StatusURL: page, Priority: true,
			},
			paper.Paper{Number: "D 142", Local: []string{"Odbiór dowodu rejestracyjnego"}, Says: []string{
				"Koszalin City Hall", "Collect registration card", "Before you: 1 person", "Priority ticket",
				"Tuesday, 2 March 2027, 12:40", "City Hall", "Citizens' Affairs", "Follow the queue on your phone",
			}},
		},
		"uk": {
			slip.Slip{
				Lang: "uk", Office: "Міська рада Кошаліна", Number: "M 608", Service: "Реєстрація місця проживання",
				ServiceLocal: "Meldunek i zaświadczenia", Ahead: 12, Wait: slip.Wait{Known: true, To: 70}, IssuedAt: morning, Building: "Ратуша",
				Place: "Справи громадян", StatusURL: page,
			},
			paper.Paper{Number: "M 608", Local: []string{"Meldunek i zaświadczenia"}, Says: []string{
				"Міська рада Кошаліна", "Реєстрація місця проживання", "Перед Вами: 12 осіб", "до 70 хв",
				"понеділок, 23 листопада 2026, 8:05", "Ратуша", "Справи громадян", "Стежте за чергою в телефоні",
			}},
		},
		"de": {
			slip.Slip{
				Lang: "de", Office: "Stadtverwaltung Koszalin", Number: "F 1073", Service: "Führerschein – Abholung",
				ServiceLocal: "Prawo jazdy – odbiór", IssuedAt: noon, Building: "Rathaus",
				Place: "Kfz und Führerscheine", StatusURL: page, Copy: 2,
			},
			paper.Paper{Number: "F 1073", Local: []string{"Prawo jazdy – odbiór"}, Says: []string{
				"AUSDRUCK 2", "KOPIE", "Stadtverwaltung Koszalin", "Führerschein – Abholung", "Vor Ihnen wartet niemand",
				"Dienstag, 2. März 2027, 12:40", "Rathaus", "Kfz und Führerscheine", "Warteschlange am Handy verfolgen",
			}},
		},
	}
}

func TestRendered_slips_are_read_by_others(t *testing.T) {
	for lang, c := range slips(t) {
		for _, dots := range []int{384, 576} {
			t.Run(fmt.Sprintf("%s_%d", lang, dots), func(t *testing.T) {
				t.Parallel()
				fonts, err := typeface.New()
				if err != nil {
					t.Fatal(err)
				}
				picture, err := slip.Render(slip.Paper{Dots: dots, DPI: 203}, c.slip, fonts)
				if err != nil {
					t.Fatal(err)
				}
				want := c.paper
				want.Language, want.Dots, want.URL = lang, dots, page
				check(t, save(t, "slip.png", picture.Image()), want)
			})
		}
	}
}

// TestPrinted_tickets_are_read_by_others reads the papers of NUMEREK_PAPERS; without it there are none.
func TestPrinted_tickets_are_read_by_others(t *testing.T) {
	folder, given := os.LookupEnv("NUMEREK_PAPERS")
	if !given {
		return
	}
	files, err := filepath.Glob(filepath.Join(folder, "ticket-*.png"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no ticket-*.png in %s (%v)", folder, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want := paper.Paper{Language: "pl"}
			data, err := os.ReadFile(strings.TrimSuffix(file, ".png") + ".json")
			if err == nil {
				err = json.Unmarshal(data, &want)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			check(t, file, want)
		})
	}
}

var (
	anyNumber = regexp.MustCompile(`^[A-Z]+ [0-9]{3,}$`)
	anyURL    = regexp.MustCompile(`^https?://[^ ]+$`)
)

// check has one picture read and compares that with what must stand on it.
func check(t *testing.T, file string, want paper.Paper) {
	t.Helper()
	picture := load(t, file)
	if want.Dots != 0 && picture.W != want.Dots {
		t.Errorf("paper: got %d dots across, want %d", picture.W, want.Dots)
	}
	url := strings.TrimSpace(tool(t, "zbarimg", "--quiet", "--raw", file))
	if url != want.URL && (want.URL != "" || !anyURL.MatchString(url)) {
		t.Errorf("QR: got %q, want %q", url, want.URL)
	}
	dpi := want.DPI
	if dpi == 0 {
		dpi = 203
	}
	got, high := number(t, picture, dpi)
	if got != want.Number && (want.Number != "" || !anyNumber.MatchString(got)) {
		t.Errorf("number: got %q, want %q", got, want.Number)
	}
	if high < 15 {
		t.Errorf("number: %.2f mm high, want 15 or more", high)
	}
	if unseen := spells(t, file, want.Language, want.Says); len(unseen) > 0 {
		t.Errorf("words that nobody could read in %s: %q", want.Language, unseen)
	}
	if unseen := spells(t, file, "pl", want.Local); len(unseen) > 0 {
		t.Errorf("words that the staff could not read: %q", unseen)
	}
}
