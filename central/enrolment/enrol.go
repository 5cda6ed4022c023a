package enrolment

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"numerek/central/store"
)

const (
	mostRequest = 4 << 10 // bytes; an honest request has some hundred
	mostFormer  = 16      // keys that had the place before and are told so
)

// Application is what a device sends in order to enrol.
type Application struct {
	Token   string // as it was typed
	Request []byte // PKCS #10, DER
	Version string // of the program, for the log
	Address string // where the device is, for the log and the limits
}

// Credentials are what a device gets.
type Credentials struct {
	Identity

	Certificate []byte // X.509 in DER
	Authority   []byte // likewise
	Expires     time.Time
	Now         time.Time
}

// Enrol turns a token into the place that it was made for. The same key with the same
// token gets the same place again, because an answer may be lost. Errors:
// [ErrRequest], [ErrTokenUnknown], [ErrTokenExpired], [ErrTokenUsed],
// [ErrTooManyTries], [office.ErrUnknownDevice] where the office file has no such place
// any more.
func (e *Enrolment) Enrol(ctx context.Context, a Application) (Credentials, error) {
	c, err := e.enrol(ctx, a)
	switch {
	case err == nil:
		e.log.InfoContext(ctx, "device enrolled", "office", c.Office, "device", c.Device, "role", c.Role, "key", c.KeyHash,
			"until", c.Expires, "version", a.Version, "address", a.Address)
	case ctx.Err() == nil && !errors.Is(err, ErrTooManyTries): // which was said when it began
		e.log.WarnContext(ctx, "enrolment refused", "address", a.Address, "version", a.Version, "err", err)
	}
	return c, err
}

func (e *Enrolment) enrol(ctx context.Context, a Application) (Credentials, error) {
	if !e.tries.allowed(a.Address, e.now()) {
		return Credentials{}, ErrTooManyTries
	}
	public, hash, err := checkRequest(a.Request)
	if err != nil {
		return Credentials{}, err
	}
	row, err := e.byToken(ctx, a)
	if err != nil {
		return Credentials{}, err
	}
	id, err := e.stillThere(ctx, row)
	if err != nil {
		return Credentials{}, err
	}
	id.KeyHash = hash
	c, cert, err := e.certify(ctx, id, public)
	if err != nil {
		return Credentials{}, err
	}
	replaced := ""
	err = e.update(ctx, id.key(), func(tx *store.Tx) error {
		now, err := tx.Enrolment(id.key())
		if err != nil {
			return err
		}
		if now.TokenHash != row.TokenHash { // it was revoked, or has another one, just now
			return ErrTokenUnknown
		}
		replaced = ""
		if State(now.State) == Active && now.KeyHash != hash {
			replaced = now.KeyHash
		}
		next, err := take(now, hash, c.Now)
		if err != nil {
			return err
		}
		if now.KeyHash != hash { // what became of updates on another device does not count for this one
			tx.PutDeviceUpdate(store.DeviceUpdate{EnrolmentKey: id.key(), At: c.Now})
		}
		return put(tx, withCertificate(next, cert), DeviceEnrolled, c.Now)
	})
	if err == nil && replaced != "" {
		e.log.InfoContext(ctx, "device replaced", "office", id.Office, "device", id.Device, "key", replaced)
	}
	return c, err
}

// byToken finds the place of a token, and counts a wrong one.
func (e *Enrolment) byToken(ctx context.Context, a Application) (store.Enrolment, error) {
	letters, ok := parseToken(a.Token)
	if !ok {
		e.wrong(ctx, a)
		return store.Enrolment{}, fmt.Errorf("%w: it has not the form of one", ErrTokenUnknown)
	}
	row, err := e.store.EnrolmentByToken(ctx, e.tokenHash(letters))
	if errors.Is(err, store.ErrNotFound) {
		e.wrong(ctx, a)
		return store.Enrolment{}, ErrTokenUnknown
	}
	return row, err
}

func (e *Enrolment) wrong(ctx context.Context, a Application) {
	if e.tries.wrong(a.Address, e.now()) {
		e.log.WarnContext(ctx, "too many wrong tokens: no more are looked at", "address", a.Address, "for", triesWithin)
	}
}

// stillThere says who the device of a place is by the office file of today.
func (e *Enrolment) stillThere(ctx context.Context, row store.Enrolment) (Identity, error) {
	id := Identity{Office: row.Office, Role: Role(row.Role), Device: row.Device}
	if _, err := e.which(ctx, row.Office); err != nil { // which sees a new file, too
		return id, err
	}
	var err error
	if id.Role == Display {
		_, err = e.office.Display(ctx, row.Office, row.Device)
	} else {
		_, err = e.office.Kiosk(ctx, row.Office, row.Device)
	}
	return id, err
}

// take gives a place to a key that presents its token.
func take(row store.Enrolment, hash string, now time.Time) (store.Enrolment, error) {
	place := row.Office + "/" + row.Device
	switch {
	case !row.TokenUsedAt.IsZero() && row.KeyHash != hash:
		return row, fmt.Errorf("%w: for %s, on %s", ErrTokenUsed, place, row.TokenUsedAt.Format(time.RFC3339))
	case !row.TokenUsedAt.IsZero(): // the answer was lost
		return row, nil
	case !now.Before(row.TokenUntil):
		return row, fmt.Errorf("%w: for %s, on %s", ErrTokenExpired, place, row.TokenUntil.Format(time.RFC3339))
	}
	if row.KeyHash != "" && row.KeyHash != hash {
		former := append(strings.Fields(row.Former), row.KeyHash)
		row.Former = strings.Join(former[max(0, len(former)-mostFormer):], " ")
	}
	former := slices.DeleteFunc(strings.Fields(row.Former), func(k string) bool { return k == hash })
	row.Former = strings.Join(former, " ")
	row.State, row.KeyHash, row.EnrolledAt, row.RevokedAt, row.TokenUsedAt = string(Active), hash, now, time.Time{}, now
	return row, nil
}

func withCertificate(row store.Enrolment, c *x509.Certificate) store.Enrolment {
	row.Serial, row.IssuedAt, row.ExpiresAt = c.SerialNumber.Text(16), c.NotBefore.Add(skew), c.NotAfter
	return row
}

// Renew gives a device the next certificate for its key. id and expires are those of
// the certificate that it has presented; it may be over, but not for longer than
// [RenewGrace]. Errors: [ErrRequest], [ErrCertificateExpired], and those of
// [Enrolment.Standing].
func (e *Enrolment) Renew(ctx context.Context, id Identity, expires time.Time, request []byte) (Credentials, error) {
	c, err := e.renew(ctx, id, expires, request)
	switch {
	case err == nil:
		e.log.InfoContext(ctx, "certificate renewed", "device", id.String(), "until", c.Expires)
	case ctx.Err() == nil:
		e.log.WarnContext(ctx, "renewal refused", "device", id.String(), "err", err)
	}
	return c, err
}

func (e *Enrolment) renew(ctx context.Context, id Identity, expires time.Time, request []byte) (Credentials, error) {
	if over := e.now().Sub(expires); over > RenewGrace {
		return Credentials{}, fmt.Errorf("%w: %d days ago", ErrCertificateExpired, over/(24*time.Hour))
	}
	public, hash, err := checkRequest(request)
	if err != nil {
		return Credentials{}, err
	}
	if hash != id.KeyHash {
		return Credentials{}, fmt.Errorf("%w: its key is not the connection's", ErrRequest)
	}
	c, cert, err := e.certify(ctx, id, public)
	if err != nil {
		return Credentials{}, err
	}
	err = e.update(ctx, id.key(), func(tx *store.Tx) error {
		row, err := tx.Enrolment(id.key())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := standingOf(row).allows(id); err != nil {
			return err
		}
		return put(tx, withCertificate(row, cert), "", c.Now)
	})
	return c, err
}

// certify makes the certificate of an identity.
func (e *Enrolment) certify(ctx context.Context, id Identity, public crypto.PublicKey) (Credentials, *x509.Certificate, error) {
	a, err := e.Authority(ctx)
	if err != nil {
		return Credentials{}, nil, err
	}
	now := e.now()
	cert, err := a.device(id, public, now)
	if err != nil {
		return Credentials{}, nil, fmt.Errorf("certificate of %s: %w", id, err)
	}
	return Credentials{Identity: id, Certificate: cert.Raw, Authority: a.DER(), Expires: cert.NotAfter, Now: now}, cert, nil
}

// checkRequest returns the public key of a certificate request that was signed with
// the private one; nothing else in it counts.
func checkRequest(der []byte) (public crypto.PublicKey, hash string, err error) {
	if len(der) > mostRequest {
		return nil, "", fmt.Errorf("%w: it has %d bytes", ErrRequest, len(der))
	}
	r, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrRequest, err)
	}
	switch key := r.PublicKey.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() {
			return nil, "", fmt.Errorf("%w: its curve is not P-256", ErrRequest)
		}
	default:
		return nil, "", fmt.Errorf("%w: its key is neither P-256 nor Ed25519", ErrRequest)
	}
	if err := r.CheckSignature(); err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return r.PublicKey, keyHash(r.RawSubjectPublicKeyInfo), nil
}
