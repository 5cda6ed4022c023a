package store

import (
	"context"
	"log/slog"
	"time"
)

// Authority is the one row about who vouches for the installation's devices and
// for its servers.
type Authority struct {
	Certificate string // X.509 in DER, base64
	Key         string // PKCS #8, sealed
	MadeAt      time.Time
	Change      int64 // number of the last change of any enrolment
}

// LogValue keeps the key out of every log.
func (a Authority) LogValue() slog.Value { return slog.StringValue("authority") }

// EnrolmentKey names the place of a device: an id of the office file.
type EnrolmentKey struct{ Office, Device string }

// Enrolment says which device has a place, or may come to have it.
type Enrolment struct {
	EnrolmentKey
	Role  string // "kiosk" or "display"
	State string // of package enrolment

	KeyHash    string    // of the device that had the place last: SHA-256 of its public key, hex
	Former     string    // likewise of those before it, by spaces, the latest last
	Serial     string    // of its newest certificate, hex
	IssuedAt   time.Time // of that
	ExpiresAt  time.Time // likewise
	AddedAt    time.Time // the place was given out for the first time
	EnrolledAt time.Time // the device took it
	RevokedAt  time.Time // it was taken from the device; zero: never

	TokenHash   string    // keyed; empty where no token was made, or the last one was taken back
	TokenUntil  time.Time // until when it may be used
	TokenUsedAt time.Time // zero: it was not

	Change int64 // the [Authority]'s of the last change: tells what is newer
}

// LogValue keeps the hashes out of every log.
func (e Enrolment) LogValue() slog.Value { return slog.StringValue(e.Office + "/" + e.Device) }

// DeviceHealth is what a device has said of itself last.
type DeviceHealth struct {
	EnrolmentKey
	SeenAt  time.Time
	BootID  string
	Version string
	Data    string // JSON of package health
}

// Fleet is the part of a [Reader] about devices.
type Fleet interface {
	// Authority returns the installation's, or [ErrNotFound] before it was needed.
	Authority(ctx context.Context) (Authority, error)
	// Enrolments lists the places of an office by device.
	Enrolments(ctx context.Context, office string) ([]Enrolment, error)
	// EnrolmentsAfter lists the places of all offices that were changed after a change,
	// in order of their last ones.
	EnrolmentsAfter(ctx context.Context, change int64) ([]Enrolment, error)
	// EnrolmentByToken finds a place by the keyed hash of its token. The empty one finds
	// none.
	EnrolmentByToken(ctx context.Context, tokenHash string) (Enrolment, error)
	// DeviceHealths lists what the devices of an office have said of themselves, by device.
	DeviceHealths(ctx context.Context, office string) ([]DeviceHealth, error)
}

// Authority returns the installation's, or [ErrNotFound].
func (t *Tx) Authority() (Authority, error) {
	v, ok, err := find(t, &t.job.authority, struct{}{}, Keys{Authority: true})
	return found(v, ok, err, "authority", "")
}

// PutAuthority adds or replaces the installation's.
func (t *Tx) PutAuthority(v Authority) { t.job.authority.put(struct{}{}, v) }

// Enrolment returns a place, or [ErrNotFound].
func (t *Tx) Enrolment(k EnrolmentKey) (Enrolment, error) {
	v, ok, err := find(t, &t.job.enrolments, k, Keys{Enrolments: []EnrolmentKey{k}})
	return found(v, ok, err, "enrolment", k.Device)
}

// PutEnrolment adds or replaces a place.
func (t *Tx) PutEnrolment(v Enrolment) { t.job.enrolments.put(v.EnrolmentKey, v) }

// DeviceHealth returns what a device has said of itself last, all zero but for its
// key before it said anything.
func (t *Tx) DeviceHealth(k EnrolmentKey) (DeviceHealth, error) {
	v, _, err := find(t, &t.job.healths, k, Keys{Healths: []EnrolmentKey{k}})
	v.EnrolmentKey = k
	return v, err
}

// PutDeviceHealth adds or replaces what a device says of itself.
func (t *Tx) PutDeviceHealth(v DeviceHealth) { t.job.healths.put(v.EnrolmentKey, v) }
