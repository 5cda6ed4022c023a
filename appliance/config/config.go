// Package config is what a technician tells a device: the file numerek.toml on
// the card, or flags on a desk. It checks everything at once and says where, what
// is wrong, and how to mend it, in Polish and in English.
package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
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
	File   string // that tells it; empty where flags do
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

	// What follows is for the system of the card; a program on a desk leaves it alone.
	Network Network
	WiFi    WiFi
	Time    Time
	SSH     SSH
}

// Screen is the panel.
type Screen struct {
	Inches float64 // diagonal; targets in millimetres follow from it
	Rotate int     // degrees clockwise that the picture is turned: 0, 90, 180 or 270; of the card's system
	Mode   Size    // of the panel before it is turned; zero is the panel's own; of the card's system
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
	Output string // socket that it is heard at: "hdmi", "jack" or "usb", [DefaultOutput] if left out
	Clips  string // folder whose clips replace those of the program; none if empty; of a display
	Record string // file to write what would be heard to, instead of playing it
}

// Service is how the technician gets at the service mode of a kiosk. Without a PIN
// only the key switch of the cabinet opens it.
type Service struct {
	PIN Secret // 4 to 12 digits
}

// Network is how the device gets its address. The zero value is DHCP on whatever
// is plugged in.
type Network struct {
	Static bool
	// Address with Static, "10.20.0.17/24". It is the wireless interface's where
	// there is Wi-Fi and no Interface is named, else the wired one's.
	Address netip.Prefix
	Gateway netip.Addr   // with Static; may be invalid, which is none
	DNS     []netip.Addr // instead of those that DHCP tells
	// Interface that the address is for, "end0"; empty where it needs no name.
	Interface string
	// Proxy that all talk goes through, "http://10.20.0.5:3128"; it may hold a
	// password. Empty is none.
	Proxy Secret
}

// WiFi is the wireless network to join; none where SSID is empty.
type WiFi struct {
	SSID     string
	Password Secret // empty where the network is open
	Country  string // "PL"; decides which channels may be used
}

// Time is where the clock is set from.
type Time struct {
	Servers []string // names or addresses; the network's own, or Debian's, where there are none
}

// SSH is who may log in from outside: nobody where there is no key.
type SSH struct {
	Keys []string // lines of an authorized_keys file
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
	DefaultCountry       = "PL"
	DefaultOutput        = "hdmi"
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

// defaults returns a configuration in which everything that may be left out is set.
func defaults() Config {
	return Config{
		Data:    "/var/lib/numerek",
		Printer: Printer{Baud: DefaultBaud, FlowControl: true},
		Sound:   Sound{Output: DefaultOutput},
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

// errSize says that a text is no size.
var errSize = errors.New("not a size; allowed: WIDTHxHEIGHT in pixels, such as 1080x1920")

// ParseSize reads "1080x1920".
func ParseSize(s string) (Size, error) {
	w, h, ok := strings.Cut(s, "x")
	width, err1 := strconv.Atoi(w)
	height, err2 := strconv.Atoi(h)
	if !ok || errors.Join(err1, err2) != nil {
		return Size{}, fmt.Errorf("%q is %w", s, errSize)
	}
	return Size{width, height}, nil
}

// fits says whether a size can be one of a screen.
func (s Size) fits() bool {
	return s.Width >= 320 && s.Height >= 320 && s.Width <= 8192 && s.Height <= 8192
}

// loopback says that a host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// hostPort takes an address of a server apart; ok says that it is one.
func hostPort(s string) (host string, ok bool) {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" || strings.ContainsAny(host, " \t/?#@\"\\") || !validPort(port) {
		return host, false
	}
	_, err = url.Parse("dns:///" + s) // as the line to the server takes it
	return host, err == nil
}

func validPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0 && n < 65536
}

func joinInts(ns []int) string {
	var words []string
	for _, n := range ns {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}
