// Package rauc speaks to the RAUC service over D-Bus (RAUC reference, D-Bus API):
// which slot runs, install a bundle into the other one, and mark slots.
//
// It decides nothing. The service must be told by its configuration not to activate
// what it has installed (activate-installed=false).
package rauc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Names of the service on the bus.
const (
	name      = "de.pengutronix.rauc"
	path      = dbus.ObjectPath("/")
	installer = name + ".Installer"
)

// ErrNone means that there is no RAUC on this machine: a desktop, or a card that is not
// updated.
var ErrNone = errors.New("no RAUC on the bus")

// Service is a connection to RAUC. Its methods may be called by several goroutines,
// and [Service.Install] by one at a time.
type Service struct {
	conn *dbus.Conn
}

// Open connects to RAUC on the bus at an address; an empty one is the system's. Errors:
// [ErrNone]. Close it after use.
func Open(ctx context.Context, address string) (*Service, error) {
	var conn *dbus.Conn
	var err error
	if address == "" {
		conn, err = dbus.ConnectSystemBus(dbus.WithContext(ctx))
	} else {
		conn, err = dbus.Connect(address, dbus.WithContext(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	s := &Service{conn: conn}
	if !s.there(ctx) {
		return nil, errors.Join(ErrNone, conn.Close())
	}
	return s, nil
}

// there says whether RAUC runs, or would be started when it is asked.
func (s *Service) there(ctx context.Context) bool {
	var yes bool
	bus := s.conn.BusObject()
	if err := bus.CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&yes); err == nil && yes {
		return true
	}
	var names []string
	if err := bus.CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&names); err != nil {
		return false
	}
	return slices.Contains(names, name)
}

// Close ends the connection. What RAUC does, it goes on with.
func (s *Service) Close() error { return s.conn.Close() }

func (s *Service) object() dbus.BusObject { return s.conn.Object(name, path) }

// State is what RAUC says of the machine.
type State struct {
	Compatible string
	Booted     string // name of the slot that runs, as the boot loader calls it
	Primary    string // likewise, of the one that boots next; empty where RAUC cannot say
	Other      string // version of the bundle that the other slot has; empty where it is not whole: see wholeVersion
}

// State asks how the machine stands.
func (s *Service) State(ctx context.Context) (State, error) {
	var out State
	for property, to := range map[string]*string{"Compatible": &out.Compatible, "BootSlot": &out.Booted} {
		v, err := s.property(ctx, property)
		if err != nil {
			return State{}, err
		}
		*to, _ = v.Value().(string)
	}
	var slots []slot
	if err := s.object().CallWithContext(ctx, installer+".GetSlotStatus", 0).Store(&slots); err != nil {
		return State{}, fmt.Errorf("slots: %w", err)
	}
	var primary string
	_ = s.object().CallWithContext(ctx, installer+".GetPrimary", 0).Store(&primary) // not every boot loader can say
	for _, s := range slots {
		boot := s.text("bootname")
		if boot == "" {
			continue // it belongs to another
		}
		if s.Name == primary {
			out.Primary = boot
		}
		if boot != out.Booted {
			out.Other = wholeVersion(s, slots)
		}
	}
	return out, nil
}

// slot is a partition and what RAUC says of it.
type slot struct {
	Name   string
	Status map[string]dbus.Variant
}

func (s slot) text(key string) string {
	value, _ := s.Status[key].Value().(string)
	return value
}

// wholeVersion is the version in a slot that the boot loader knows; empty unless it and
// all that belong to it are whole and of one bundle. RAUC writes them one after the
// other and notes each by itself: a power cut between two leaves new and old ones.
func wholeVersion(of slot, all []slot) string {
	version := of.text("bundle.version")
	for _, s := range all {
		if s.Name != of.Name && s.text("parent") != of.Name {
			continue
		}
		if s.text("status") != "ok" || s.text("bundle.version") != version {
			return ""
		}
	}
	return version
}

func (s *Service) property(ctx context.Context, property string) (v dbus.Variant, err error) {
	err = s.object().CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, installer, property).Store(&v)
	if err != nil {
		return v, fmt.Errorf("property %s: %w", property, err)
	}
	return v, nil
}

// Source is where a bundle is, and how its server is recognised and convinced.
type Source struct {
	Location         string // a path, or an HTTPS address of which parts are fetched
	Certificate, Key string // paths, PEM; empty for a path
	Authority        string // likewise
}

// Install installs a bundle into the slot that does not run, and comes back when that
// is done. progress is told the percents. Errors are those of RAUC, in its words, of the
// bus, and of ctx; RAUC goes on with what was begun.
func (s *Service) Install(ctx context.Context, from Source, progress func(percent int)) error {
	rules := [][]dbus.MatchOption{
		{dbus.WithMatchSender(name), dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(installer), dbus.WithMatchMember("Completed")},
		{dbus.WithMatchSender(name), dbus.WithMatchObjectPath(path), dbus.WithMatchInterface("org.freedesktop.DBus.Properties"), dbus.WithMatchMember("PropertiesChanged")},
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)},
	}
	for _, rule := range rules {
		if err := s.conn.AddMatchSignalContext(ctx, rule...); err != nil {
			return fmt.Errorf("listen to RAUC: %w", err)
		}
		defer func() { _ = s.conn.RemoveMatchSignal(rule...) }()
	}
	heard := make(chan *dbus.Signal, 64)
	s.conn.Signal(heard)
	defer s.conn.RemoveSignal(heard)
	args := map[string]dbus.Variant{}
	for key, file := range map[string]string{"tls-cert": from.Certificate, "tls-key": from.Key, "tls-ca": from.Authority} {
		if file != "" {
			args[key] = dbus.MakeVariant(file)
		}
	}
	if err := s.object().CallWithContext(ctx, installer+".InstallBundle", 0, from.Location, args).Err; err != nil {
		return fmt.Errorf("install: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case signal, ok := <-heard:
			if !ok {
				return errors.New("install: the bus is gone")
			}
			if done, err := s.hear(ctx, signal, progress); done {
				return err
			}
		}
	}
}

// hear takes a signal; done says that it was the last one.
func (s *Service) hear(ctx context.Context, signal *dbus.Signal, progress func(int)) (done bool, err error) {
	switch signal.Name {
	case installer + ".Completed":
		if len(signal.Body) == 1 && signal.Body[0] == int32(0) {
			return true, nil
		}
		return true, s.lastError(ctx)
	case "org.freedesktop.DBus.NameOwnerChanged":
		return true, errors.New("install: RAUC has ended")
	case "org.freedesktop.DBus.Properties.PropertiesChanged":
		if len(signal.Body) < 2 {
			return false, nil
		}
		changed, _ := signal.Body[1].(map[string]dbus.Variant)
		if p, ok := changed["Progress"]; ok {
			// (isi): percent, message, depth
			if step, ok := p.Value().([]any); ok && len(step) > 0 {
				if percent, ok := step[0].(int32); ok {
					progress(int(percent))
				}
			}
		}
	}
	return false, nil
}

// lastError is what RAUC says about the last installation.
func (s *Service) lastError(ctx context.Context) error {
	v, err := s.property(ctx, "LastError")
	if err != nil {
		return err
	}
	if said, _ := v.Value().(string); strings.TrimSpace(said) != "" {
		return errors.New(strings.TrimSpace(said))
	}
	return errors.New("RAUC did not say why")
}

// Activate makes the slot that does not run the one that boots next.
func (s *Service) Activate(ctx context.Context) error { return s.mark(ctx, "active", "other") }

// MarkGood says to the boot loader that the slot that runs is good.
func (s *Service) MarkGood(ctx context.Context) error { return s.mark(ctx, "good", "booted") }

func (s *Service) mark(ctx context.Context, as, slot string) error {
	if err := s.object().CallWithContext(ctx, installer+".Mark", 0, as, slot).Err; err != nil {
		return fmt.Errorf("mark %s %s: %w", slot, as, err)
	}
	return nil
}
