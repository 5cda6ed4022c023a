package notice_test

import (
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
