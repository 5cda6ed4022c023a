package enrol

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/device"
	"numerek/appliance/link/line"
)

// How long to wait before asking again.
const (
	firstPause  = time.Second
	askPause    = 10 * time.Second // the longest of a device that cannot work without the answer
	renewPause  = 5 * time.Minute  // the longest of one whose certificate is good for weeks
	personPause = 5 * time.Minute  // after a refusal that only a person can mend
	diskPause   = 5 * time.Second  // of a card that takes no records
	idlePause   = time.Hour        // between two looks at the hour
	askLimit    = 10 * time.Second // one question
)

// Options say who the device is, and which server it belongs to.
type Options struct {
	Folder      string // made if it is missing
	Server      string // host:port
	Fingerprint string // of the server's authority, "sha256:…"
	Token       string // one-time; empty where the settings hold none
	Device      string // id in the office file
	Office      string // empty where the server holds one office
	Role        string // "kiosk" or "display"
	Version     string // of this program
	// Built is when this program was: no server's certificate can have run out before.
	Built time.Time
	Log   *slog.Logger
	// Now is the device's own clock, which is not trusted; time.Now if nil.
	Now func() time.Time
	// Clock is told how far the server's clock is ahead of the device's own, at its
	// first word and whenever that has changed by ten seconds; it may be nil.
	Clock func(ahead time.Duration)
	// Dial are further options of the connection, for tests.
	Dial []grpc.DialOption
}

// Identity is who a device is to its server. Run must be running for it to
// enrol and to renew. Its methods may be called by several goroutines.
type Identity struct {
	o           Options
	disk        folder
	connections connections
	wake        chan struct{}

	mu       sync.Mutex
	changed  chan struct{} // closed when another try is worth it
	present  *secret       // the key of the certificate, or the one that lost it
	next     *secret       // the key that asks
	proof    *tls.Certificate
	leaf     *x509.Certificate // of proof
	hours    hours
	ca       *x509.Certificate
	owed     []file     // what the disk has refused
	said     string     // why the last attempt came to nothing, as the log has it
	refusal  device.Bar // of the token
	renewal  device.Bar // why the server renews no more
	expired  bool       // the server says that the certificate has run out
	stranger bool       // the last handshake was with another server
	full     bool       // the disk refuses records
}

// file is one that must be written, or gets its name from another.
type file struct {
	name string
	data []byte
	from string
}

var _ line.Identity = (*Identity)(nil)

// Open reads the identity of a device. What is missing or damaged is made anew
// by Run; a disk that refuses is tried again. Errors: ErrInUse, and that of a
// fingerprint that is none. Close it if it is not run.
func Open(o Options) (*Identity, error) {
	if err := checkFingerprint(o.Fingerprint); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	i := &Identity{o: o, disk: folder{path: o.Folder}, wake: make(chan struct{}, 1), changed: make(chan struct{})}
	i.hours = hours{floor: o.Built}
	if err := i.disk.open(); errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("%w: %s", err, o.Folder)
	}
	i.load()
	return i, nil
}

// Close lets another program have the identity.
func (i *Identity) Close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.disk.close()
}

// load reads the files and mends what a power cut left between two of them.
func (i *Identity) load() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.disk.sweep()
	key := i.disk.read(keyFile)
	if newer(key) { // it stays where it is until the server has certified another
		i.o.Log.Warn("the key is of a newer program, and this one cannot read it", "device", i.o.Device)
	}
	i.present, i.next = secretFrom(key), secretFrom(i.disk.read(nextFile))
	if floor := floorFrom(i.disk.read(floorFile)); floor.After(i.hours.floor) {
		i.hours.floor, i.hours.saved = floor, floor
	}
	i.recognise()
	i.takeBack()
}

// recognise takes the certificate of the folder, if it is one of this device, and says
// which key belongs to it. The caller holds mu.
func (i *Identity) recognise() {
	if ca := certificateFrom(i.disk.read(authorityFile)); ca != nil && FingerprintOf(ca) == i.o.Fingerprint {
		i.ca = ca
	} else if ca != nil {
		return // what this folder holds is of another server
	}
	leaf := certificateFrom(i.disk.read(certificateFile))
	if leaf == nil {
		return
	}
	if where, err := placeOf(leaf); err != nil || !where.isFor(i.o) {
		return // of another device: the settings have changed
	}
	switch {
	case i.present.owns(leaf):
	case i.next.owns(leaf): // the cut came just before its new name
		i.present, i.next = i.next, nil
		i.owe(file{name: keyFile, from: nextFile})
	default:
		return // damaged
	}
	i.adopt(leaf)
}

// takeBack goes on with the asking key that was kept aside, if this program is the one
// that can read it: the server may have certified it, and takes no other for its token.
// The caller holds mu.
func (i *Identity) takeBack() {
	kept, asking := secretFrom(i.disk.read(asideFile)), digestOf(i.o.Token)
	if kept != nil && (i.next == nil || i.next.digest != asking || kept.digest == asking) {
		i.next = kept
		i.owe(file{name: nextFile, from: asideFile})
	}
	if i.next != nil && i.present != nil && i.next.digest == i.present.digest {
		i.next = nil // of a program that could not read the key that had asked before
	}
}

// adopt makes a certificate of the present key the one that is shown; the
// caller holds mu.
func (i *Identity) adopt(leaf *x509.Certificate) {
	i.leaf = leaf
	i.proof = &tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: i.present.key, Leaf: leaf}
	i.refusal, i.renewal, i.expired = "", "", false
}

// standing is the certificate to show, nil without one, and the earliest that
// it can be.
func (i *Identity) standing() (*tls.Certificate, time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.proof, i.hours.floor
}

// Ready says that there is a certificate to show: without one it is no use to
// call the server.
func (i *Identity) Ready() bool {
	proof, _ := i.standing()
	return proof != nil
}

// Changed is closed when another try is worth it: the certificate is new, or
// there is another reason for being barred.
func (i *Identity) Changed() <-chan struct{} {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.changed
}

// Refused takes the server's reason for refusing a call, empty where it could
// not be reached, and returns the one that people must read, empty where the
// device helps itself.
func (i *Identity) Refused(bar device.Bar) device.Bar {
	i.mu.Lock()
	defer i.mu.Unlock()
	if bar == device.BarCertificateExpired { // Run renews it
		if !i.expired && i.proof != nil {
			i.expired = true
			i.poke()
		}
		bar = ""
	}
	switch bar {
	case "":
		return i.own()
	case device.BarRevoked, device.BarReplaced:
		return cmp.Or(i.refusal, bar) // what became of the newer token says more
	default:
		return bar
	}
}

// own is what bars the device without asking for anything but an identity; the
// caller holds mu.
func (i *Identity) own() device.Bar {
	switch {
	case i.stranger:
		return device.BarWrongServer
	case i.renewal != "":
		return cmp.Or(i.refusal, i.renewal)
	case i.proof != nil: // that a newer token is no good does not matter as long as it is
		return ""
	case i.refusal != "":
		return i.refusal
	case i.o.Token == "":
		return device.BarNoToken
	case i.full:
		return device.BarCard
	default:
		return ""
	}
}

// State is an identity for whoever looks after the device.
type State struct {
	Office   string     // of the certificate; empty without one
	Bar      device.Bar // why there is none, or no newer one
	NotAfter time.Time  // of the certificate
	RenewAt  time.Time  // by the server's clock
	Overdue  bool       // it should have been renewed a quarter of its life ago
}

// State is the present one.
func (i *Identity) State() State {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := State{Bar: i.own()}
	if i.leaf == nil {
		return s
	}
	where, _ := placeOf(i.leaf) // it was read before it was adopted
	s.Office, s.NotAfter, s.RenewAt = where.office, i.leaf.NotAfter, halfOf(i.leaf)
	s.Overdue = i.hours.server().After(s.RenewAt.Add(s.NotAfter.Sub(s.RenewAt) / 2))
	return s
}

// poke makes Run look what there is to do.
func (i *Identity) poke() {
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

// tell lets whoever waits for a change try again; the caller holds mu.
func (i *Identity) tell() {
	close(i.changed)
	i.changed = make(chan struct{})
}

// met notes what a handshake found: the authority of the server, or that it is
// another one.
func (i *Identity) met(ctx context.Context, chain []*x509.Certificate, authority *x509.Certificate, wrong error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if stranger := wrong != nil; stranger != i.stranger {
		i.stranger = stranger
		i.tell()
		if stranger {
			i.o.Log.ErrorContext(ctx, "server not trusted", "server", i.o.Server, "want", i.o.Fingerprint, "err", wrong)
		}
	}
	if wrong != nil {
		return
	}
	i.hours.ceiling = chain[0].NotAfter
	if i.ca == nil {
		if i.leaf != nil && i.leaf.CheckSignatureFrom(authority) != nil { // it was another server's
			i.proof, i.leaf = nil, nil
			i.tell()
		}
		i.ca = authority
		i.owe(file{name: authorityFile, data: certificatePEM(authority.Raw)})
		i.poke()
	}
}

// owe notes what must be written when the disk takes it; the caller holds mu.
func (i *Identity) owe(f file) {
	i.owed = append(slices.DeleteFunc(i.owed, func(o file) bool { return o.name == f.name }), f)
}
