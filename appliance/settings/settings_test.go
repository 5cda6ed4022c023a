package settings_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/config"
	"numerek/appliance/settings"
)

// update rewrites the golden files: go test ./appliance/settings -run Golden -update.
func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	os.Exit(m.Run())
}

// cards are the files of testdata.
func cards(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("got %v, %v, want cards", paths, err)
	}
	all := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".toml")] = text
	}
	return all
}

// TestGoldenFiles compares what each card becomes with what it was when somebody
// last looked at it.
func TestGoldenFiles(t *testing.T) {
	for name, text := range cards(t) {
		c, wrong := config.Read(text)
		var got strings.Builder
		for _, m := range wrong {
			fmt.Fprintf(&got, "mistake in line %d: %s: %s\n", m.Line, m.Key, m.English)
		}
		files := settings.Render(c, text)
		for _, path := range settings.Paths() {
			file, there := files[path]
			if !there || path == settings.Copy {
				continue
			}
			fmt.Fprintf(&got, "==> %s %04o\n%s", path, file.Mode, file.Content)
		}
		golden := filepath.Join("testdata", name+".golden")
		if update() {
			if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
			t.Errorf("%s (-want +got; look at it, then -update):\n%s", golden, diff)
		}
		if file := files[settings.Copy]; file.Content != string(text) || file.Mode != 0o600 || !file.Owned {
			t.Errorf("%s: got a copy of %d bytes, mode %o, owned %v, want the very file for nobody else", name, len(file.Content), file.Mode, file.Owned)
		}
	}
}

// No name and no password can say anything to wpa_supplicant but itself.
func TestRender_a_wireless_network_of_any_name(t *testing.T) {
	line := regexp.MustCompile(`^(|#.*|country=PL|network=\{|\t[a-z_0-9]+=[0-9a-f]+|\tkey_mgmt=WPA-PSK|\})$`)
	for _, ssid := range []string{"a\"b", "}\nnetwork={", "#", "Urząd", "  ", "\x01\xff"} {
		c := config.Config{WiFi: config.WiFi{SSID: ssid, Password: `"} # \ "'`, Country: "PL"}}
		for l := range strings.SplitSeq(settings.Render(c, nil)[settings.Supplicant].Content, "\n") {
			if !line.MatchString(l) {
				t.Errorf("%q: got the line %q", ssid, l)
			}
		}
	}
}

// IEEE 802.11-2020, J.4.2: a password, a name, and the key that they make.
func TestRender_the_key_of_the_standard(t *testing.T) {
	for _, tt := range []struct{ password, ssid, key string }{
		{"password", "IEEE", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"},
		{"ThisIsAPassword", "ThisIsASSID", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"},
	} {
		c := config.Config{WiFi: config.WiFi{SSID: tt.ssid, Password: config.Secret(tt.password), Country: "PL"}}
		if got := settings.Render(c, nil)[settings.Supplicant].Content; !strings.Contains(got, "\tpsk="+tt.key+"\n") {
			t.Errorf("got\n%s\nwant the key %s", got, tt.key)
		}
	}
}

func list(t *testing.T, root string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		all = append(all, fmt.Sprintf("%s %04o", strings.TrimPrefix(path, root), info.Mode().Perm()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func run(t *testing.T, args ...string) (stderr string, err error) {
	t.Helper()
	var said bytes.Buffer
	err = settings.Main(args, &said, &said)
	return said.String(), err
}

// A second card leaves nothing of the first.
func TestMain_writes_and_takes_away(t *testing.T) {
	root := t.TempDir()
	if said, err := run(t, "--config", "testdata/wifi.toml", "--root", root, "--user", "no-such-user"); said != "" || err != nil {
		t.Fatalf("got %q, %v", said, err)
	}
	want := []string{
		"/run/numerek-ssh/authorized_keys 0644", "/run/numerek/environment 0600", "/run/numerek/numerek.toml 0600",
		"/run/numerek/wpa_supplicant-wlan0.conf 0600", "/run/numerek/xorg/20-screen.conf 0644", "/run/systemd/network/20-numerek-static.network 0644",
		"/run/systemd/network/25-numerek-wifi.network 0644", "/run/systemd/network/30-numerek-wired.network 0644",
		"/run/systemd/resolved.conf.d/50-numerek.conf 0644", "/run/systemd/timesyncd.conf.d/50-numerek.conf 0644",
	}
	if diff := cmp.Diff(want, list(t, root)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if info, err := os.Stat(root + "/run/numerek"); err != nil || info.Mode() != fs.ModeDir|fs.ModeSticky|0o775 {
		t.Errorf("got %v, %v, want a folder whose files stay their owners'", info.Mode(), err)
	}
	if said, err := run(t, "--config", root+"/no-such-card", "--root", root); !strings.Contains(said, "no-such-card") || err != nil {
		t.Fatalf("without a card: got %q, %v, want it told and no error", said, err)
	}
	want = []string{
		"/run/numerek/environment 0600", "/run/numerek/xorg/20-screen.conf 0644", "/run/systemd/network/30-numerek-wired.network 0644",
		"/run/systemd/resolved.conf.d/50-numerek.conf 0644",
	}
	if diff := cmp.Diff(want, list(t, root)); diff != "" {
		t.Errorf("files without a card (-want +got):\n%s", diff)
	}
}

func TestMain_a_mistake_stops_nothing(t *testing.T) {
	root := t.TempDir()
	said, err := run(t, "--config", "testdata/broken.toml", "--root", root)
	if err != nil || !strings.Contains(said, "broken.toml:5: a quote is missing") {
		t.Errorf("got %q, %v, want the mistake told and no error", said, err)
	}
	if network, err := os.ReadFile(root + settings.Static); err != nil || !strings.Contains(string(network), "Address=10.20.0.17/24") {
		t.Errorf("got %q, %v, want the address of the good part", network, err)
	}
	for _, args := range [][]string{{"--rot", "x"}, {"x"}} {
		if _, err := run(t, args...); err == nil {
			t.Errorf("%v: got no error", args)
		}
	}
	if err := os.WriteFile(root+"/file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, "--config", "testdata/wifi.toml", "--root", root+"/file"); err == nil {
		t.Error("got no error of a folder that is none")
	}
}

// What a technician is told before there is a card.
func TestMain_check(t *testing.T) {
	said, err := run(t, "--check", "--config", "testdata/broken.toml")
	if !errors.Is(err, settings.ErrMistakes) || !strings.Contains(said, "broken.toml:5: brak cudzysłowu; ") || !strings.Contains(said, "    a quote is missing; ") {
		t.Errorf("got %q, %v, want the mistake in both languages", said, err)
	}
	if said, err := run(t, "--check", "--config", "no-such-file"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(said, "sprawdź nazwę") {
		t.Errorf("got %q, %v, want that there is no such file", said, err)
	}
}

// What is no mistake, but keeps a new card from being of use.
func TestMain_check_notes(t *testing.T) {
	const good = "role='kiosk'\ndevice='k'\nserver='kolejka.example:7070'\nfingerprint='sha256:" +
		"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'\ntoken='ABCD-EFGH'\nprinter.path='/dev/numerek-printer'\n"
	for name, c := range map[string]struct {
		old, new, more string
		polish, note   string
	}{
		"nothing":  {},
		"token":    {old: "token=", new: "#", polish: "brak tokenu", note: "there is no token"},
		"printer":  {old: "printer.path=", new: "#", polish: "brak drukarki", note: "there is no printer"},
		"display":  {old: "printer.path=", new: "#", polish: "", note: ""},
		"loopback": {old: "kolejka.example:", new: "127.0.0.1:", polish: "wskazuje na samo urządzenie", note: "the device itself"},
		"record":   {more: "sound.record='x.wav'\n", polish: "nikt go nie usłyszy", note: "nobody hears it"},
		"window":   {more: "window='1080x1920'\n", polish: "cały ekran", note: "the whole screen"},
		"gateway":  {more: "[network]\nmethod='static'\naddress='10.0.0.7/24'\ndns=['10.0.0.1']\n", polish: "brak bramy", note: "no gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1) + c.more
			if name == "display" {
				text = strings.Replace(text, "'kiosk'", "'display'", 1)
			}
			path := filepath.Join(t.TempDir(), "numerek.toml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			said, err := run(t, "--check", "--config", path)
			if err != nil || !strings.Contains(said, "bez błędów, no mistakes: ") || !strings.Contains(said, c.polish) || !strings.Contains(said, c.note) {
				t.Errorf("got %v, want no mistake, %q and %q:\n%s", err, c.polish, c.note, said)
			}
			want := 1
			if c.note != "" {
				want = 3
			}
			if got := strings.Count(said, "\n"); got != want {
				t.Errorf("got %d lines, want %d:\n%s", got, want, said)
			}
		})
	}
}
