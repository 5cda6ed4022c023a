package notice_test

import (
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
	"numerek/appliance/mistake/notice"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
	"numerek/appliance/scene/scenetest"
	"numerek/appliance/typeface"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	flag.String("pictures", "", "folder to paint the screens into")
	os.Exit(m.Run())
}

func said(name string) string { return flag.Lookup(name).Value.String() }

const good = "role = \"kiosk\"\ndevice = \"kiosk-ratusz\"\nserver = \"kolejka.example.pl:7070\"\n" +
	"fingerprint = \"sha256:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8\"\n"

// cards are what a technician can do wrong.
var cards = []struct{ name, text string }{
	{"not_toml", strings.Replace(good, "\"kiosk-ratusz\"", "\"kiosk-ratusz", 1)},
	{"no_role", strings.Replace(good, "role", "# role", 1)},
	{"server", strings.Replace(good, ":7070", "", 1)},
	{"no_fingerprint", good[:strings.Index(good, "fingerprint")]},
	{"misspelt", good + "[printer]\npaht = \"/dev/ttyUSB0\"\n"},
	{"gateway", good + "[network]\nmethod = \"static\"\naddress = \"10.20.0.17/24\"\ngateway = \"10.21.0.1\"\ndns = [\"10.20.0.2\"]\n"},
	{"profile", good + "[printer]\npath = \"/dev/ttyUSB0\"\nprofile = \"epson-tm20\"\n"},
	{"many", "role = \"biletomat\"\nserver = \"kolejka\"\n[screen]\nrotate = 45\n[wifi]\nssid = \"x\"\npassword = \"krótkie\"\n[printer]\nbaud = \"szybko\"\n"},
}

// mistakes of a card; of none where name is "no_file".
func mistakes(t *testing.T, text string) *mistake.FileError {
	t.Helper()
	_, wrong := config.Read([]byte(text))
	return &mistake.FileError{File: "numerek.toml", All: wrong}
}

func noFile(t *testing.T) *mistake.FileError {
	t.Helper()
	_, err := config.Load(filepath.Join(t.TempDir(), "numerek.toml"))
	l, ok := err.(*mistake.FileError) //nolint:errorlint // It is what Load promises.
	if !ok {
		t.Fatalf("got %v, want the mistakes of a file", err)
	}
	return l
}

// late is a mistake that only the device finds out: the file that is named is not there.
func late(t *testing.T) *mistake.FileError {
	t.Helper()
	path := filepath.Join(t.TempDir(), "numerek.toml")
	if err := os.WriteFile(path, []byte(good+"[printer]\nprofile = \"/data/numerek/profile.toml\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	wrong, ok := errors.AsType[*mistake.FileError](c.Located(&mistake.ValueError{
		Key:     "printer.profile",
		Polish:  mistake.Text{Wrong: `"/data/numerek/profile.toml": nie ma takiego pliku albo folderu`, Mend: "zbadaj drukarkę poleceniem appliance probe albo wpisz nazwę profilu, na przykład epson-80"},
		English: mistake.Text{Wrong: `"/data/numerek/profile.toml": no such file or directory`, Mend: "probe the printer with appliance probe, or write the name of a profile, such as epson-80"},
	}))
	if !ok || wrong.All[0].Line != 6 || wrong.All[0].Missing {
		t.Fatalf("got %v, want the mistake of line 6", wrong)
	}
	return wrong
}

func panels() []scene.Size {
	return []scene.Size{scene.Portrait, scene.Landscape, scene.Tablet, scene.Small}
}

// TestGoldenScenes compares every screen on every panel with what it was when
// somebody last looked at it, and looks whether it can be read.
func TestGoldenScenes(t *testing.T) {
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range panels() {
		var text strings.Builder
		show := func(name string, l *mistake.FileError) {
			s := notice.Scene(l, size, fonts)
			fmt.Fprintf(&text, "## %s\n", name)
			for _, it := range s.Items {
				for _, r := range it.Runs {
					fmt.Fprintf(&text, "%.0f,%.0f/%.0f %s\n", r.X, r.Baseline, r.Px, r.Text)
					if r.X+r.Width > float64(size.W) || it.Box.Max.Y > size.H {
						t.Errorf("%s on %dx%d: %q stands outside", name, size.W, size.H, r.Text)
					}
				}
			}
			if folder := said("pictures"); folder != "" {
				picture(t, filepath.Join(folder, fmt.Sprintf("%s-%dx%d.png", name, size.W, size.H)), s, fonts)
			}
		}
		show("no_file", noFile(t))
		for _, c := range cards {
			show(c.name, mistakes(t, c.text))
		}
		show("late", late(t))
		scenetest.Golden(t, filepath.Join("testdata", fmt.Sprintf("%dx%d.txt", size.W, size.H)), text.String(), said("update") == "true")
	}
}

func picture(t *testing.T, path string, s scene.Scene, fonts *typeface.Fonts) {
	t.Helper()
	img := image.NewRGBA(s.Size.Bounds())
	paint.Paint(img, s.Size.Bounds(), s, fonts)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
