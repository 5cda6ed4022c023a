package enrolment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// State is what is known of the device at a place.
type State string

// The states, as the database keeps them.
const (
	Expected State = "expected" // a token waits for it
	Active   State = "active"   // it has enrolled
	Revoked  State = "revoked"  // the place was taken from it
)

// Invitation is what a device needs in order to enrol.
type Invitation struct {
	Office, Device string
	Role           Role
	Token          string // to be used once
	Until          time.Time
	Fingerprint    string // by which the device recognises the server
}

// UnknownDeviceError says which devices there are instead. It is
// [office.ErrUnknownDevice].
type UnknownDeviceError struct {
	Office, Device string
	Known          []string
}

func (e *UnknownDeviceError) Error() string {
	return fmt.Sprintf("office %q has no device %q; it has: %s", e.Office, e.Device, strings.Join(e.Known, ", "))
}

// Unwrap returns [office.ErrUnknownDevice].
func (e *UnknownDeviceError) Unwrap() error { return office.ErrUnknownDevice }

// Add makes a token for a place without a device: a new one, one whose device was
// revoked, or one whose token was lost, which is good no more. valid of 0 means
// [TokenValid]; an empty office is the only one. Errors: [ErrEnrolled], [ErrValid],
// [UnknownDeviceError], [office.ErrWhichOffice], [office.ErrUnknownOffice].
func (e *Enrolment) Add(ctx context.Context, of, device string, valid time.Duration) (Invitation, error) {
	return e.invite(ctx, of, device, valid, DeviceAdded, func(row store.Enrolment, there bool) error {
		if there && State(row.State) == Active {
			return fmt.Errorf("%w: %s, since %s", ErrEnrolled, row.Device, row.EnrolledAt.Format(time.DateOnly))
		}
		return nil
	})
}

// Replace makes a token for a place that has a device. That one works on until
// another has enrolled with the token. Errors as of [Enrolment.Add], and
// [ErrNotEnrolled].
func (e *Enrolment) Replace(ctx context.Context, of, device string, valid time.Duration) (Invitation, error) {
	return e.invite(ctx, of, device, valid, DeviceReplaced, func(row store.Enrolment, there bool) error {
		if !there || State(row.State) != Active {
			return fmt.Errorf("%w: %s", ErrNotEnrolled, device)
		}
		return nil
	})
}

func (e *Enrolment) invite(
	ctx context.Context, of, device string, valid time.Duration, kind string, check func(row store.Enrolment, there bool) error,
) (Invitation, error) {
	if valid == 0 {
		valid = TokenValid
	}
	if valid < shortestToken || valid > longestToken {
		return Invitation{}, ErrValid
	}
	id, err := e.place(ctx, of, device)
	if err != nil {
		return Invitation{}, err
	}
	authority, err := e.Authority(ctx)
	if err != nil {
		return Invitation{}, err
	}
	token := newToken()
	letters, _ := parseToken(token)
	hash, now := e.tokenHash(letters), e.now()
	err = e.update(ctx, id.key(), func(tx *store.Tx) error {
		row, err := tx.Enrolment(id.key())
		there := err == nil
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := check(row, there); err != nil {
			return err
		}
		if !there {
			row = store.Enrolment{EnrolmentKey: id.key(), AddedAt: now}
		}
		if State(row.State) != Active {
			row.State = string(Expected)
		}
		row.Role, row.TokenHash, row.TokenUntil, row.TokenUsedAt = string(id.Role), hash, now.Add(valid), time.Time{}
		return put(tx, row, kind, now)
	})
	if err != nil {
		return Invitation{}, err
	}
	e.log.InfoContext(ctx, "enrolment token made", "office", id.Office, "device", id.Device, "why", kind, "until", now.Add(valid))
	return Invitation{
		Office: id.Office, Device: id.Device, Role: id.Role, Token: token, Until: now.Add(valid), Fingerprint: authority.Fingerprint(),
	}, nil
}

// Revoke takes the place from its device, and the token back that may wait for one.
// It is known to every server, and open streams are cut, within seconds. Doing it
// again changes nothing. Errors: [ErrNotEnrolled], [office.ErrWhichOffice],
// [office.ErrUnknownOffice].
func (e *Enrolment) Revoke(ctx context.Context, of, device string) error {
	of, err := e.which(ctx, of)
	if err != nil {
		return err
	}
	k, now := store.EnrolmentKey{Office: of, Device: device}, e.now()
	err = e.update(ctx, k, func(tx *store.Tx) error {
		row, err := tx.Enrolment(k)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return fmt.Errorf("%w: %s", ErrNotEnrolled, device)
		case err != nil || State(row.State) == Revoked:
			return err
		}
		row.State, row.RevokedAt, row.TokenHash = string(Revoked), now, ""
		return put(tx, row, DeviceRevoked, now)
	})
	if err == nil {
		e.log.InfoContext(ctx, "device revoked", "office", of, "device", device)
	}
	return err
}

// Place is a device as the administrator sees it.
type Place struct {
	Office, Device string
	Role           Role
	State          State // empty where it was never added
	EnrolledAt     time.Time
	RevokedAt      time.Time
	ExpiresAt      time.Time // of the certificate
	TokenUntil     time.Time // of a token that waits; zero where none does
	SeenAt         time.Time // when the device was last heard of; zero: never
}

// List tells about every device of an office, those of its file first and in the
// file's order, then those that were enrolled and are not in it any more.
func (e *Enrolment) List(ctx context.Context, of string) ([]Place, error) {
	of, err := e.which(ctx, of)
	if err != nil {
		return nil, err
	}
	file, err := e.office.File(ctx, of)
	if err != nil {
		return nil, err
	}
	rows, err := e.store.Enrolments(ctx, of)
	if err != nil {
		return nil, err
	}
	seen, err := e.seen(ctx, of, file)
	if err != nil {
		return nil, err
	}
	var all []Place
	for _, d := range devicesOf(file) {
		all = append(all, Place{Office: of, Device: d.Device, Role: d.Role, SeenAt: seen[d.Device]})
	}
	for _, row := range rows {
		i := slices.IndexFunc(all, func(p Place) bool { return p.Device == row.Device })
		if i < 0 {
			all, i = append(all, Place{Office: of, Device: row.Device, SeenAt: seen[row.Device]}), len(all)
		}
		p := &all[i]
		p.Role, p.State, p.EnrolledAt, p.RevokedAt, p.ExpiresAt = Role(row.Role), State(row.State), row.EnrolledAt, row.RevokedAt, row.ExpiresAt
		if row.TokenHash != "" && row.TokenUsedAt.IsZero() {
			p.TokenUntil = row.TokenUntil
		}
	}
	return all, nil
}

// seen says when the devices of an office were last heard of: by what they report,
// or by a kiosk's Hello.
func (e *Enrolment) seen(ctx context.Context, of string, file *officefile.Office) (map[string]time.Time, error) {
	healths, err := e.store.DeviceHealths(ctx, of)
	if err != nil {
		return nil, err
	}
	at := make(map[string]time.Time)
	var needs store.Keys
	for _, d := range devicesOf(file) {
		needs.Devices = append(needs.Devices, store.DeviceKey{Office: of, ID: d.Device})
	}
	err = e.store.Update(ctx, needs, func(tx *store.Tx) error {
		clear(at)
		for _, k := range needs.Devices {
			switch d, err := tx.Device(k.Office, k.ID); {
			case err == nil:
				at[d.ID] = d.SeenAt
			case !errors.Is(err, store.ErrNotFound):
				return err
			}
		}
		return nil
	})
	for _, h := range healths {
		if h.SeenAt.After(at[h.Device]) {
			at[h.Device] = h.SeenAt
		}
	}
	return at, err
}

// which returns the id of an office, the only one where none is named.
func (e *Enrolment) which(ctx context.Context, of string) (string, error) {
	ids, err := e.office.IDs(ctx)
	switch {
	case err != nil:
		return "", err
	case of == "" && len(ids) == 1:
		return ids[0], nil
	case of == "" && len(ids) > 1:
		return "", office.ErrWhichOffice
	case !slices.Contains(ids, of):
		return "", fmt.Errorf("%w: %q", office.ErrUnknownOffice, of)
	}
	return of, nil
}

// place finds a device in the office file.
func (e *Enrolment) place(ctx context.Context, of, device string) (Identity, error) {
	of, err := e.which(ctx, of)
	if err != nil {
		return Identity{}, err
	}
	file, err := e.office.File(ctx, of)
	if err != nil {
		return Identity{}, err
	}
	var known []string
	for _, d := range devicesOf(file) {
		if d.Device == device {
			return Identity{Office: of, Device: device, Role: d.Role}, nil
		}
		known = append(known, d.Device)
	}
	return Identity{}, &UnknownDeviceError{Office: of, Device: device, Known: known}
}

// devicesOf lists the devices of an office file, kiosks of a location before its
// displays.
func devicesOf(file *officefile.Office) (all []Identity) {
	for _, l := range file.Locations {
		for _, k := range l.Kiosks {
			all = append(all, Identity{Office: file.ID, Device: k.ID, Role: Kiosk})
		}
		for _, d := range l.Displays {
			all = append(all, Identity{Office: file.ID, Device: d.ID, Role: Display})
		}
	}
	return all
}
