// Package raucfake is a small RAUC that works: it serves the same interface on a bus,
// checks and "installs" bundles of its own kind from files and from HTTPS servers, and
// keeps two slots, each with a boot partition, and a boot loader in memory. It passes the suite of package rauc.
package raucfake

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

const (
	name      = "de.pengutronix.rauc"
	installer = name + ".Installer"
)

// Machine is a machine with two slots.
type Machine struct {
	conn       *dbus.Conn
	compatible string
	work       sync.WaitGroup
	ctx        context.Context //nolint:containedctx // of the machine's life
	stop       context.CancelFunc

	mu     sync.Mutex
	booted string
	order  []string          // of the boot loader: the first one that is good boots
	good   map[string]bool   // by the boot loader's name
	holds  map[string]string // versions, by RAUC's name of the slot; none where it is not whole
	tears  bool              // the second image of a bundle cannot be written
	busy   bool
	said   string // the last error
}

// Bundle writes the least that this package takes for a bundle: a manifest, wherever it
// stands in a file. One that is not sound is signed by nobody that the machine knows.
func Bundle(version, compatible string, sound bool) []byte {
	return []byte(Manifest(version, compatible, sound))
}

// signer is whom the machine knows.
const signer = "signed-by=test"

// Manifest is what makes a bundle of a file that contains it.
func Manifest(version, compatible string, sound bool) string {
	text := fmt.Sprintf("[update]\ncompatible=%s\nversion=%s\n\n[bundle]\nformat=verity\n", compatible, version)
	if sound {
		text += signer + "\n"
	}
	return text
}

// bundle is what the manifest of one says.
type bundle struct {
	version, compatible string
	sound               bool
}

var manifest = regexp.MustCompile(`\[update\]\ncompatible=(.*)\nversion=(.*)\n\n\[bundle\]\nformat=verity\n(` + signer + `\n)?`)

func read(text []byte) (bundle, error) {
	m := manifest.FindSubmatch(text)
	if m == nil {
		return bundle{}, errors.New("invalid bundle: no manifest")
	}
	return bundle{version: string(m[2]), compatible: string(m[1]), sound: len(m[3]) > 0}, nil
}

// Start begins to serve on the bus at an address, with slot A running a version. Stop
// it after use.
func Start(ctx context.Context, address, compatible, version string) (*Machine, error) {
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, err
	}
	m := &Machine{
		conn: conn, compatible: compatible, booted: "A", order: []string{"A", "B"}, good: map[string]bool{"A": true, "B": true},
		holds: map[string]string{slotName("A"): version, bootName("A"): version},
	}
	m.ctx, m.stop = context.WithCancel(ctx)
	for iface, of := range map[string]any{installer: (*face)(m), "org.freedesktop.DBus.Properties": (*properties)(m)} {
		if err := conn.Export(of, "/", iface); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	if got, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		return nil, errors.Join(fmt.Errorf("the bus has a RAUC already: %v", got), err, conn.Close())
	}
	return m, nil
}

// Stop ends the service.
func (m *Machine) Stop() error {
	m.stop()
	m.work.Wait()
	return m.conn.Close()
}

// Restart is what the boot loader does: the first slot of its order that is good runs.
// It returns the slot and the version in it.
func (m *Machine) Restart() (slot, version string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.order {
		if m.good[s] {
			m.booted = s
			break
		}
	}
	return m.booted, m.holds[slotName(m.booted)]
}

// Bad is the boot loader's word that a slot has used up its tries.
func (m *Machine) Bad(slot string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.good[slot] = false
}

// Tears says whether an installation breaks off in the slot's second image, its boot
// partition.
func (m *Machine) Tears(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tears = on
}

func other(slot string) string {
	if slot == "A" {
		return "B"
	}
	return "A"
}

func slotName(boot string) string {
	if boot == "A" {
		return "rootfs.0"
	}
	return "rootfs.1"
}

// bootName is the boot partition that belongs to a slot.
func bootName(boot string) string { return strings.Replace(slotName(boot), "rootfs", "boot", 1) }

// face is the interface of the installer.
type face Machine

// InstallBundle begins to install.
func (f *face) InstallBundle(source string, args map[string]dbus.Variant) *dbus.Error {
	m := (*Machine)(f)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.busy {
		return dbus.MakeFailedError(errors.New("already processing a different method"))
	}
	m.busy, m.said = true, ""
	m.work.Go(func() { m.install(source, args) })
	return nil
}

func (m *Machine) install(source string, args map[string]dbus.Variant) {
	m.progress(0, "Installing")
	b, err := m.check(source, args)
	if err == nil {
		m.progress(40, "Checking slot rootfs.1")
	}
	m.mu.Lock()
	if err == nil {
		err = m.write(other(m.booted), b.version)
	}
	if m.busy = false; err != nil {
		m.said = "Installation error: " + err.Error()
	}
	m.mu.Unlock()
	result := int32(0)
	if err != nil {
		result = 1
	}
	m.progress(100, "Installing done.")
	_ = m.conn.Emit("/", installer+".Completed", result) // nobody may be there
}

// write writes a bundle's images, one after the other.
func (m *Machine) write(to, version string) error {
	m.good[to] = false // until it is activated
	m.holds[slotName(to)] = version
	if m.tears {
		delete(m.holds, bootName(to))
		return errors.New("failed updating slot " + bootName(to) + ": no space left on device")
	}
	m.holds[bootName(to)] = version
	return nil
}

func (m *Machine) progress(percent int32, text string) {
	_ = m.conn.Emit("/", "org.freedesktop.DBus.Properties.PropertiesChanged", installer, map[string]dbus.Variant{
		"Progress": dbus.MakeVariant(struct {
			Percent int32
			Text    string
			Depth   int32
		}{percent, text, 1}),
	}, []string{})
}

func (m *Machine) check(source string, args map[string]dbus.Variant) (b bundle, err error) {
	text, err := m.fetch(source, args)
	if err != nil {
		return b, err
	}
	b, err = read(text)
	switch {
	case err != nil:
		return b, err
	case !b.sound:
		return b, errors.New("signature verification failed: self-signed certificate")
	case b.compatible != m.compatible:
		return b, fmt.Errorf("compatible mismatch: expected %q but bundle manifest has %q", m.compatible, b.compatible)
	}
	return b, nil
}

// fetch gets a bundle in parts, as RAUC does.
func (m *Machine) fetch(source string, args map[string]dbus.Variant) ([]byte, error) {
	if !strings.HasPrefix(source, "https://") {
		return os.ReadFile(source)
	}
	client, err := clientOf(args)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	const part = 2048
	var all []byte
	for {
		r, err := http.NewRequestWithContext(m.ctx, http.MethodGet, source, http.NoBody)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", len(all), len(all)+part-1))
		answer, err := client.Do(r)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return nil, err
		}
		if answer.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			return all, nil
		}
		if answer.StatusCode != http.StatusPartialContent {
			return nil, fmt.Errorf("unexpected HTTP answer %s: %s", answer.Status, text)
		}
		if all = append(all, text...); len(text) < part {
			return all, nil
		}
	}
}

func clientOf(args map[string]dbus.Variant) (*http.Client, error) {
	file := func(key string) string {
		s, _ := args[key].Value().(string)
		return s
	}
	own, err := tls.LoadX509KeyPair(file("tls-cert"), file("tls-key"))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file("tls-ca"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, errors.New("no certificate in " + file("tls-ca"))
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}, RootCAs: roots, NextProtos: []string{"http/1.1"},
	}}}, nil
}

// Mark marks a slot.
func (f *face) Mark(as, slot string) (slotNamed, message string, fault *dbus.Error) {
	m := (*Machine)(f)
	m.mu.Lock()
	defer m.mu.Unlock()
	boot := m.booted
	if slot == "other" {
		boot = other(boot)
	}
	switch as {
	case "good", "bad":
		m.good[boot] = as == "good"
	case "active":
		m.order = []string{boot, other(boot)}
		m.good[boot] = true
	default:
		return "", "", dbus.MakeFailedError(fmt.Errorf("unknown subcommand %s", as))
	}
	return slotName(boot), "marked slot " + slotName(boot) + " as " + as, nil
}

// GetPrimary returns the slot that boots next.
func (f *face) GetPrimary() (string, *dbus.Error) {
	m := (*Machine)(f)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.order {
		if m.good[s] {
			return slotName(s), nil
		}
	}
	return "", dbus.MakeFailedError(errors.New("no primary slot"))
}

type slotStatus struct {
	Name   string
	Status map[string]dbus.Variant
}

// GetSlotStatus returns the slots.
func (f *face) GetSlotStatus() ([]slotStatus, *dbus.Error) {
	m := (*Machine)(f)
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []slotStatus
	for _, boot := range []string{"A", "B"} {
		for name, status := range map[string]map[string]dbus.Variant{
			slotName(boot): {"class": dbus.MakeVariant("rootfs"), "bootname": dbus.MakeVariant(boot)},
			bootName(boot): {"class": dbus.MakeVariant("boot"), "parent": dbus.MakeVariant(slotName(boot))},
		} {
			if v := m.holds[name]; v != "" {
				status["status"], status["bundle.version"] = dbus.MakeVariant("ok"), dbus.MakeVariant(v)
			}
			all = append(all, slotStatus{name, status})
		}
	}
	return all, nil
}

// properties are those of the installer.
type properties Machine

// Get returns one.
func (p *properties) Get(_, property string) (dbus.Variant, *dbus.Error) {
	m := (*Machine)(p)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch property {
	case "Compatible":
		return dbus.MakeVariant(m.compatible), nil
	case "BootSlot":
		return dbus.MakeVariant(m.booted), nil
	case "LastError":
		return dbus.MakeVariant(m.said), nil
	}
	return dbus.Variant{}, dbus.MakeFailedError(fmt.Errorf("no property %s", property))
}
