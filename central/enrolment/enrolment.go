package enrolment

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"numerek/central/office"
	"numerek/central/secret"
	"numerek/central/store"
)

// Errors of the use cases; edges turn them into codes.
var (
	// ErrTokenUnknown means that no place has such a token, or has it no more.
	ErrTokenUnknown = errors.New("token is unknown")
	// ErrTokenExpired means that the token was good, but not for so long.
	ErrTokenExpired = errors.New("token has expired")
	// ErrTokenUsed means that another key has enrolled with the token.
	ErrTokenUsed = errors.New("token was used already")
	// ErrTooManyTries means that there were too many wrong tokens lately.
	ErrTooManyTries = errors.New("too many wrong tokens")
	// ErrRequest means that a certificate request cannot be granted as it is.
	ErrRequest = errors.New("not a certificate request that can be granted")

	// ErrNotEnrolled means that the caller has no place, as far as is known here.
	ErrNotEnrolled = errors.New("device is not enrolled")
	// ErrCertificateExpired means that the device has not renewed its certificate in time.
	ErrCertificateExpired = errors.New("certificate has expired")
	// ErrRevoked means that the place was taken from the device.
	ErrRevoked = errors.New("device is revoked")
	// ErrReplaced means that another device has the place now.
	ErrReplaced = errors.New("device is replaced by another")

	// ErrEnrolled means that the place has a device, which only a replacement may follow.
	ErrEnrolled = errors.New("device is enrolled already")
	// ErrValid means that a token cannot be good for so short or long.
	ErrValid = errors.New("a token is valid for 15 minutes to 30 days")
)

// Kinds of the events that the use cases append. They are kept in the database.
const (
	DeviceAdded    = "device.added" // a token was made for a place without a device
	DeviceEnrolled = "device.enrolled"
	DeviceReplaced = "device.replaced" // a token was made for one that has a device
	DeviceRevoked  = "device.revoked"
)

// How long things last.
const (
	// CertificateValid is how long a device's certificate is good.
	CertificateValid = 30 * 24 * time.Hour
	// RenewGrace is how long after its end it still serves to get the next one.
	RenewGrace = 180 * 24 * time.Hour
	// TokenValid is how long a token is good where nobody says otherwise.
	TokenValid = 24 * time.Hour

	shortestToken = 15 * time.Minute
	longestToken  = 30 * 24 * time.Hour
)

// Options of the use cases. The zero value is what a server wants.
type Options struct {
	Log *slog.Logger // nothing is logged where it is nil
	Now func() time.Time
}

// Enrolment is the use cases about the places of devices.
type Enrolment struct {
	store  *store.Store
	office *office.Office
	keys   *secret.Keys
	log    *slog.Logger
	now    func() time.Time

	tries tries

	mu        sync.Mutex
	authority *Authority // once it is known

	standings standings
}

// New returns the use cases over a store, which stays the caller's to close. keys
// seal the authority's key, and hash tokens.
func New(s *store.Store, o *office.Office, keys *secret.Keys, opts Options) *Enrolment {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Enrolment{
		store: s, office: o, keys: keys, log: opts.Log, now: opts.Now,
		tries:     tries{of: make(map[string]int)},
		standings: standings{places: make(map[store.EnrolmentKey]standing), followers: make(map[*follower]struct{})},
	}
}

// Now is the time by which certificates and tokens run out.
func (e *Enrolment) Now() time.Time { return e.now() }

// key names the place of an identity.
func (id Identity) key() store.EnrolmentKey {
	return store.EnrolmentKey{Office: id.Office, Device: id.Device}
}

// put writes a place with the number of its change, and the event that tells of it.
func put(tx *store.Tx, e store.Enrolment, kind string, at time.Time) error {
	a, err := tx.Authority()
	if err != nil {
		return err
	}
	a.Change++
	e.Change = a.Change
	tx.PutAuthority(a)
	tx.PutEnrolment(e)
	if kind == "" {
		return nil
	}
	_, err = tx.Append(store.Event{Office: e.Office, At: at, Kind: kind, Device: e.Device})
	return err
}

// update runs a job on a place.
func (e *Enrolment) update(ctx context.Context, k store.EnrolmentKey, do func(*store.Tx) error) error {
	needs := store.Keys{Authority: true, Offices: []string{k.Office}, Enrolments: []store.EnrolmentKey{k}}
	if err := e.store.Update(ctx, needs, do); err != nil {
		return err
	}
	e.standings.stale() // this server tells the change at once
	return nil
}
