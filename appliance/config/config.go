// Package config is what a technician tells a device: the file numerek.toml on
// the card, or flags on a desk. It checks everything at once and says where.
package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Role is what a device does.
type Role string

// The roles.
const (
	Kiosk   Role = "kiosk"   // ticket kiosk
	Display Role = "display" // wall monitor, with the voice where the office file says so
)

// Config is everything a device is told.
type Config struct {
	Role   Role
	Device string // id of the office file, "kiosk-ratusz"
	Office string // id of the office; empty where the server holds one
	Server string // host:port of the central server
	// Fingerprint recognises the server, "sha256:…". Without one the device speaks
	// in the clear, which only a server on this machine takes.
	Fingerprint string
	Token       Secret // one-time, to enrol with; empty where the device has enrolled for good
	Data        string // directory of the identity, and of a kiosk's journal
	Window      Size   // zero: the whole screen
	Screen      Screen
	// Printer is absent where Path is empty: every ticket is then shown on the screen.
	Printer Printer
	Sound   Sound
	Board   Board
	Service Service
	Log     LogFormat
}

// Screen is the panel.
type Screen struct {
	Inches float64 // diagonal; targets in millimetres follow from it
}

// Printer is the ticket printer on its serial line.
type Printer struct {
	Path string // "/dev/serial/by-id/usb-…"
	Baud int
	// FlowControl says that the cable carries RTS and CTS; without them a slip
	// takes longer, because every piece waits for the printer's answer.
	FlowControl bool
	Profile     string // of the printer; empty is the first that the program knows
}

// Sound is how a display that announces calls is heard, and a kiosk that speaks.
type Sound struct {
	Clips  string // folder whose clips replace those of the program; none if empty; of a display
	Record string // file to write what would be heard to, instead of playing it
}

// Service is how the technician gets at the service mode of a kiosk. Without a PIN
// only the key switch of the cabinet opens it.
type Service struct {
	PIN Secret // 4 to 12 digits
}

// Size of a window in pixels.
type Size struct{ Width, Height int }

// LogFormat is how the log is written.
type LogFormat string

// The formats of the log.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// Handler writes a log in the format to w.
func (f LogFormat) Handler(w io.Writer) slog.Handler {
	if f == LogJSON {
		return slog.NewJSONHandler(w, nil)
	}
	return slog.NewTextHandler(w, nil)
}

// Defaults of what is not said.
const (
	DefaultInches        = 21.5
	DefaultDisplayInches = 43
	DefaultBaud          = 115200
)

// bauds are the rates that a receipt printer can be set to.
var bauds = []int{9600, 19200, 38400, 57600, 115200, 230400}

// Secret is a text that no log may hold.
type Secret string

// secretMark stands in place of a secret wherever it is printed.
const secretMark = "(secret)"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return secretMark
}

// GoString hides the secret.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

var (
	fingerprintPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	tokenPattern       = regexp.MustCompile(`^[!-~]{8,200}$`)
)

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

var pinPattern = regexp.MustCompile(`^[0-9]{4,12}$`)

// problem is one thing wrong with one key.
type problem struct{ key, text string }

// check returns everything that is wrong with c.
func (c Config) check() []problem {
	var ps []problem
	wrong := func(key, text string, args ...any) { ps = append(ps, problem{key, fmt.Sprintf(text, args...)}) }

	if c.Role != Kiosk && c.Role != Display {
		wrong("role", "%q is not a role; allowed: %q, %q", c.Role, Kiosk, Display)
	}
	if c.Role == Display && c.Printer.Path != "" {
		wrong("printer.path", "a display has no printer")
	}
	if c.Role == Kiosk && c.Sound.Clips != "" {
		wrong("sound.clips", "a kiosk announces no calls; only a display does")
	}
	if !idPattern.MatchString(c.Device) {
		wrong("device", "%q is not a device id; allowed: an id of the office file, lower-case letters, digits and hyphens", c.Device)
	}
	if c.Office != "" && !idPattern.MatchString(c.Office) {
		wrong("office", "%q is not an office id; allowed: lower-case letters, digits and hyphens", c.Office)
	}
	if host, port, err := net.SplitHostPort(c.Server); err != nil || host == "" || !validPort(port) {
		wrong("server", "%q is not an address; allowed: HOST:PORT, such as \"127.0.0.1:7070\"", c.Server)
	} else if c.Fingerprint == "" && !loopback(host) {
		wrong("fingerprint", "missing: only a server on this machine may go without; central device add prints it")
	}
	if c.Fingerprint != "" && !fingerprintPattern.MatchString(c.Fingerprint) {
		wrong("fingerprint", "%q is no fingerprint; allowed: \"sha256:\" and 64 hexadecimal digits in lower case", c.Fingerprint)
	}
	switch {
	case c.Token == "":
	case !tokenPattern.MatchString(string(c.Token)): // and is not repeated: it may be good but for a space
		wrong("token", "not as central device add prints it; allowed: 8 to 200 letters, digits and signs, no spaces")
	case c.Fingerprint == "":
		wrong("token", "needs fingerprint: a token is only told to a server that can be recognised")
	}
	if c.Window != (Size{}) && (c.Window.Width < 320 || c.Window.Height < 320 || c.Window.Width > 8192 || c.Window.Height > 8192) {
		wrong("window", "%dx%d does not fit; allowed: 320 to 8192 pixels a side", c.Window.Width, c.Window.Height)
	}
	if c.Screen.Inches < 5 || c.Screen.Inches > 110 {
		wrong("screen.inches", "%g is not a diagonal; allowed: 5 to 110", c.Screen.Inches)
	}
	if !slices.Contains(bauds, c.Printer.Baud) {
		wrong("printer.baud", "%d is not a rate; allowed: %s", c.Printer.Baud, joinInts(bauds))
	}
	if c.Printer.Path != "" && !filepath.IsAbs(c.Printer.Path) {
		wrong("printer.path", "%q is not a device file; allowed: an absolute path such as \"/dev/serial/by-id/usb-…\"", c.Printer.Path)
	}
	if c.Data == "" {
		wrong("data", "missing; the directory where identity and journal are kept")
	}
	if pin := string(c.Service.PIN); pin != "" && !pinPattern.MatchString(pin) {
		wrong("service.pin", "it has %d characters; allowed: 4 to 12 digits", len(pin))
	}
	if c.Role == Display && c.Service.PIN != "" {
		wrong("service.pin", "a display has no service mode")
	}
	if c.Log != LogText && c.Log != LogJSON {
		wrong("log", "%q is not a format; allowed: %q, %q", c.Log, LogText, LogJSON)
	}
	return append(ps, c.Board.check(c.Role)...)
}

// defaults returns a configuration in which everything that may be left out is set.
func defaults() Config {
	return Config{
		Data:    "/var/lib/numerek",
		Printer: Printer{Baud: DefaultBaud, FlowControl: true},
		Log:     LogText,
	}
}

// usualInches is the diagonal of a panel that nobody has measured.
func (c Config) usualInches() float64 {
	if c.Role == Display {
		return DefaultDisplayInches
	}
	return DefaultInches
}

// ParseSize reads "1080x1920".
func ParseSize(s string) (Size, error) {
	w, h, ok := strings.Cut(s, "x")
	width, err1 := strconv.Atoi(w)
	height, err2 := strconv.Atoi(h)
	if !ok || errors.Join(err1, err2) != nil {
		return Size{}, fmt.Errorf("%q is not a size; allowed: WIDTHxHEIGHT in pixels, such as 1080x1920", s)
	}
	return Size{width, height}, nil
}

// loopback says that a host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func validPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0 && n < 65536
}

func joinInts(all []int) string {
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}
