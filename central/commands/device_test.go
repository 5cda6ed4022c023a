package commands_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/central/commands"
	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/secret"
)

// device runs "central device" with words.
func (s *shop) device(call commands.DeviceCall, words ...string) error {
	s.t.Helper()
	var out bytes.Buffer
	call.Words, call.Stdout = words, &out
	if call.Keys == nil {
		call.Keys = deviceKeys
	}
	err := commands.Device(s.t.Context(), call, s.openFor)
	s.out = out.String()
	return err
}

func deviceKeys() (*secret.Keys, error) { return secret.New([32]byte{7}) }

// enrol has a device use the token of a configuration.
func (s *shop) enrol(text string) error {
	s.t.Helper()
	token := regexp.MustCompile(`token +?= "([^"]+)"`).FindStringSubmatch(text)
	if token == nil {
		s.t.Fatalf("there is no token in %q", text)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, new(x509.CertificateRequest), key)
	if err != nil {
		s.t.Fatal(err)
	}
	st, err := s.open(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	keys, err := deviceKeys()
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = enrolment.New(st, office.New(st, office.Options{}), keys, enrolment.Options{}).
		Enrol(s.t.Context(), enrolment.Application{Token: token[1], Request: request})
	return err
}

const kioskFile = `^# numerek.toml for kiosk-ratusz: .*
# The token is good once, until 20\d\d-\d\d-\d\d \d\d:\d\d\..*
role        = "kiosk"
device      = "kiosk-ratusz"
server      = "numerek.example.pl:7070"
token       = "([A-Z2-7]{4}-){3}[A-Z2-7]{4}"
fingerprint = "sha256:[0-9a-f]{64}"

# The ticket printer. Without it every ticket is shown on the screen.
#\[printer\]
#path         = "/dev/numerek-printer" .*
#baud         = 115200
#flow_control = true .*
$`

func Test_devices_from_the_command_line(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	there := commands.DeviceCall{Server: "numerek.example.pl:7070"}
	lost := commands.DeviceCall{Keys: func() (*secret.Keys, error) { return nil, fs.ErrNotExist }}
	for _, step := range []struct {
		call  commands.DeviceCall
		words string
		enrol bool
		said  string // a pattern of what was written, or of the error
		wrong error
	}{
		{there, "add kiosk-ratusz", true, kioskFile, nil},
		{there, "add kiosk-ratusz", false, `^device is enrolled already: kiosk-ratusz, since .*; for a new device in its place use: central device replace kiosk-ratusz$`, enrolment.ErrEnrolled},
		{there, "replace kiosk-ratusz", false, kioskFile, nil},
		{commands.DeviceCall{Valid: time.Hour}, "add ekran-r1", false, `server      = "[^"]+:7070" +# as this machine calls itself.*\ntoken .*\nfingerprint = "sha256:[0-9a-f]{64}"\n$`, nil},
		{there, "replace ekran-r2", false, `not enrolled: ekran-r2; for the first one use: central device add ekran-r2$`, enrolment.ErrNotEnrolled},
		{there, "add kiosk", false, `^office "koszalin" has no device "kiosk"; it has: kiosk-ratusz, ekran-r1, .*$`, office.ErrUnknownDevice},
		{commands.DeviceCall{Valid: time.Minute}, "add ekran-r2", false, "15 minutes", enrolment.ErrValid},
		{commands.DeviceCall{Office: "nowhere"}, "add ekran-r2", false, "nowhere", office.ErrUnknownOffice},
		{lost, "add ekran-r2", false, "when it starts for the first time", fs.ErrNotExist},
		{lost, "list", false, `^DEVICE +ROLE +STATE +ENROLLED +CERTIFICATE UNTIL +LAST SEEN
kiosk-ratusz +kiosk +enrolled, to be replaced: token until \d{4}-\S+ \S+ +\d{4}-\S+ \S+ +\d{4}-\S+ \S+ +-
ekran-r1 +display +expected: token until \d{4}-\S+ \S+ +- +- +-
ekran-r2 +display +not added +- +- +-
`, nil},
		{lost, "revoke kiosk-ratusz", false, `^device "kiosk-ratusz" is revoked\n$`, nil},
		{lost, "list", false, `\nkiosk-ratusz +kiosk +revoked \d{4}-`, nil},
		{lost, "revoke ekran-r2", false, "", enrolment.ErrNotEnrolled},
		{there, "add kiosk-ratusz", true, kioskFile, nil},
		{commands.DeviceCall{Server: "numerek"}, "add ekran-r2", false, `^usage: --server "numerek" is not`, commands.ErrUsage},
		{commands.DeviceCall{Server: "https://numerek.example.pl"}, "add ekran-r2", false, `, without https://$`, commands.ErrUsage},
		{commands.DeviceCall{Out: "device_test.go"}, "add ekran-r2", false, `file exists; .* name another with --out$`, fs.ErrExist},
		{there, "revoke kiosk-ratusz", false, "", commands.ErrUsage},
		{commands.DeviceCall{Out: "x"}, "list", false, "", commands.ErrUsage},
		{commands.DeviceCall{}, "erase ekran-r1", false, "central device COMMAND", commands.ErrUsage},
		{commands.DeviceCall{}, "add", false, "", commands.ErrUsage},
		{commands.DeviceCall{}, "", false, "", commands.ErrUsage},
	} {
		err := s.device(step.call, strings.Fields(step.words)...)
		if !errors.Is(err, step.wrong) {
			t.Errorf("%s: got %v, want %v", step.words, err, step.wrong)
			continue
		}
		said := s.out
		if err != nil {
			said = err.Error()
		}
		if !regexp.MustCompile(step.said).MatchString(said) {
			t.Errorf("%s: got %q, want %s", step.words, said, step.said)
		}
		if step.enrol {
			if err := s.enrol(s.out); err != nil {
				t.Errorf("%s: %v", step.words, err)
			}
		}
	}
}

func Test_devices_of_several_offices(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	second := s.file("drugi.toml", `id          = "koszalin"`, `id          = "drugi"`)
	s.must("import", second)
	err := s.device(commands.DeviceCall{}, "add", "kiosk-ratusz")
	if !errors.Is(err, commands.ErrUsage) || !strings.Contains(err.Error(), `["drugi" "koszalin"]`) {
		t.Errorf("got %v", err)
	}
	if err := s.device(commands.DeviceCall{Office: "drugi"}, "add", "kiosk-ratusz"); err != nil || !strings.Contains(s.out, "\noffice      = \"drugi\"\n") {
		t.Errorf("got %q, %v", s.out, err)
	}
}

func Test_configuration_in_a_file(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	file := filepath.Join(t.TempDir(), "numerek.toml")
	call := commands.DeviceCall{Out: file}
	// What cannot be made leaves no file.
	if err := s.device(call, "add", "kiosk-x"); !errors.Is(err, office.ErrUnknownDevice) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file without a token: %v", err)
	}
	if err := s.device(call, "add", "ekran-r1"); err != nil || !strings.Contains(s.out, file) || strings.Contains(s.out, "sha256") {
		t.Errorf("got %q, %v", s.out, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// A second one neither overwrites it nor spoils its token.
	if err := s.device(call, "add", "ekran-r1"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: got %v", err)
	}
	if err := s.enrol(string(text)); err != nil {
		t.Error(err)
	}
}
