package profile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
)

func TestEveryNameIsAProfile(t *testing.T) {
	names := profile.Names()
	if len(names) < 15 || names[0] != "epson-80" {
		t.Fatalf("got %q, want the one that serves for most first", names)
	}
	seen := map[string]bool{}
	for _, name := range names {
		p, err := profile.Named(name)
		if err != nil || p.Name != name || p.Patience != 3*time.Second || p.BandRows == 0 || seen[name] {
			t.Errorf("%s: got %+v, %v", name, p, err)
		}
		seen[name] = true
	}
	if _, err := profile.Named("teleprinter"); !errors.Is(err, profile.ErrUnknown) {
		t.Errorf("got %v for a name that is none, want ErrUnknown", err)
	}
}

func TestTheNamedEpsonIsTheOneThatTestsUse(t *testing.T) {
	got, err := profile.Named("epson-80")
	if err != nil {
		t.Fatal(err)
	}
	want := printer.Epson(576, 0)
	want.Name, want.PageMode, want.Letters = got.Name, got.PageMode, got.Letters
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("named epson-80 differs from Epson (-want +got):\n%s", diff)
	}
}

func TestPolishAndUkrainianWhereTheDataBaseSaysSo(t *testing.T) {
	const polish, ukrainian = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "ґєіїҐЄІЇйщюя"
	for name, want := range map[string]struct{ polish, ukrainian bool }{
		"epson-80": {true, true}, "epson-t88": {true, true}, "epson-t88iv": {true, false}, "epson-t88iii": {false, true},
		"citizen-cts": {true, false}, "zjiang-58": {true, true}, "csn-a2": {true, true}, "text-unheard": {false, false},
	} {
		p, err := profile.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(p.Letters.Missing(polish)) == 0; got != want.polish {
			t.Errorf("%s prints Polish: got %v, want %v", name, got, want.polish)
		}
		if got := len(p.Letters.Missing(ukrainian)) == 0; got != want.ukrainian {
			t.Errorf("%s prints Ukrainian: got %v, want %v", name, got, want.ukrainian)
		}
	}
}

func TestAProfileIsReadAsItWasWritten(t *testing.T) {
	for _, name := range profile.Names() {
		want, err := profile.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := profile.Write(&text, want); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "profile.toml")
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := profile.Read(path)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s\n%s", name, err, diff, text.Bytes())
		}
	}
}

func TestWrongProfilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no_toml":      "printer",
		"unknown_key":  "[[printer]]\nname = \"a\"\ndots = 576\nwings = 2\n",
		"no_name":      "[[printer]]\ndots = 576\n",
		"no_width":     "[[printer]]\nname = \"a\"\n",
		"wide":         "[[printer]]\nname = \"a\"\ndots = 10000\n",
		"strange_dpi":  "[[printer]]\nname = \"a\"\ndots = 576\ndpi = 72\n",
		"fence":        "[[printer]]\nname = \"a\"\ndots = 576\nfence = \"wall\"\n",
		"status":       "[[printer]]\nname = \"a\"\ndots = 576\nstatus = \"good\"\n",
		"mute_fence":   "[[printer]]\nname = \"a\"\ndots = 576\nstatus = \"none\"\n",
		"table":        "[[printer]]\nname = \"a\"\ndots = 576\nletters = {columns = 32, tables = {ebcdic = 3}}\n",
		"text_nowhere": "[[printer]]\nname = \"a\"\ndots = 576\ntext_only = true\n",
		"two":          "[[printer]]\nname = \"a\"\ndots = 576\n[[printer]]\nname = \"b\"\ndots = 576\n",
		"none":         "",
	} {
		path := filepath.Join(t.TempDir(), "profile.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := profile.Read(path); !errors.Is(err, profile.ErrWrong) {
			t.Errorf("%s: got %+v, %v, want ErrWrong", name, p, err)
		}
	}
	if _, err := profile.Read(filepath.Join(t.TempDir(), "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for no file", err)
	}
}
