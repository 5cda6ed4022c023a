package office

import (
	"context"
	"errors"
	"fmt"

	"numerek/central/officefile"
)

// Caller is who asks.
type Caller struct {
	Office   string
	Device   string // an id of the office file, or "loopback"
	Location string // where it stands; empty for a guest, who may ask for any
	Guest    bool   // a person at the server's own machine, without a device
}

// Kiosk identifies a kiosk by its id in the office file. An empty office means
// the only one that has such a kiosk. Errors: [ErrUnknownOffice],
// [ErrWhichOffice], [ErrUnknownDevice].
func (o *Office) Kiosk(ctx context.Context, office, device string) (Caller, error) {
	return o.device(ctx, office, device, "kiosk", func(f *officefile.Office) (string, bool) {
		l, _, ok := f.Kiosk(device)
		return l.ID, ok
	})
}

// device identifies a device of a kind, which find looks up in an office file.
func (o *Office) device(
	ctx context.Context, office, device, kind string, find func(*officefile.Office) (location string, ok bool),
) (Caller, error) {
	if office == "" {
		var err error
		if office, err = o.host(ctx, device, kind, find); err != nil {
			return Caller{}, err
		}
	}
	k, err := o.known(ctx, office)
	if err != nil {
		return Caller{}, err
	}
	location, ok := find(k.plan.file)
	if !ok { // another program may have imported a file that knows it
		if k, err = o.look(ctx, office); err != nil {
			return Caller{}, err
		}
		location, ok = find(k.plan.file)
	}
	if !ok {
		return Caller{}, fmt.Errorf("%w: %q is no %s of office %q", ErrUnknownDevice, device, kind, office)
	}
	return Caller{Office: office, Device: device, Location: location}, nil
}

// host finds the office of a device that names none, so that a second office may
// come without a word to the devices of the first one.
func (o *Office) host(ctx context.Context, device, kind string, find func(*officefile.Office) (string, bool)) (string, error) {
	var unread error
	for _, list := range []func(context.Context) ([]string, error){o.IDs, o.lookAround} {
		ids, err := list(ctx)
		if err != nil {
			return "", err
		}
		if len(ids) == 0 {
			return "", fmt.Errorf("%w: there is none yet", ErrUnknownOffice)
		}
		var hosts []string
		unread = nil
		for _, id := range ids {
			k, err := o.known(ctx, id)
			if err != nil { // which is no matter where another office has the device
				unread = errors.Join(unread, err)
				continue
			}
			if _, ok := find(k.plan.file); ok {
				hosts = append(hosts, id)
			}
		}
		switch len(hosts) {
		case 0:
		case 1:
			return hosts[0], nil
		default:
			return "", fmt.Errorf("%w: %s %q is in offices %q", ErrWhichOffice, kind, device, hosts)
		}
	}
	if unread != nil {
		return "", unread
	}
	return "", fmt.Errorf("%w: %q is no %s of any office", ErrUnknownDevice, device, kind)
}

// Guest identifies a caller at the server's own machine who names no device. An
// empty office means the only one.
func (o *Office) Guest(ctx context.Context, office string) (Caller, error) {
	office, err := o.which(ctx, office)
	return Caller{Office: office, Device: "loopback", Guest: true}, err
}

func (o *Office) which(ctx context.Context, office string) (string, error) {
	if office != "" {
		_, err := o.known(ctx, office)
		return office, err
	}
	ids, err := o.IDs(ctx)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 1:
		return ids[0], nil
	case len(ids) == 0:
		return "", fmt.Errorf("%w: there is none yet", ErrUnknownOffice)
	}
	return "", ErrWhichOffice
}
