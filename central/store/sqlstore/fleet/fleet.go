// Package fleet maps the rows about devices: those of the writer, and the questions
// of readers.
package fleet

import (
	"context"
	"slices"
	"strings"

	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

// Devices are those that have said Hello.
var Devices = bulk.Table[store.DeviceKey, store.Device]{
	Name:    "devices",
	Columns: []string{"office", "id", "boot_epoch", "boot_id", "version", "seen_at"},
	Keyed:   2,
	Key:     func(k store.DeviceKey) []any { return []any{k.Office, k.ID} },
	Values: func(v store.Device) []any {
		return []any{v.Office, v.ID, v.BootEpoch, v.BootID, v.Version, bulk.Millis(v.SeenAt)}
	},
	Scan: func(s bulk.Scanner) (store.Device, error) {
		var r sqlgen.Device
		err := s.Scan(&r.Office, &r.ID, &r.BootEpoch, &r.BootID, &r.Version, &r.SeenAt)
		return store.Device{
			Office: r.Office, ID: r.ID, BootEpoch: r.BootEpoch, BootID: r.BootID,
			Version: r.Version, SeenAt: bulk.Instant(r.SeenAt),
		}, err
	},
}.Ready()

// Authorities is the table of one row.
var Authorities = bulk.Table[struct{}, store.Authority]{
	Name:    "authority",
	Columns: []string{"one", "certificate", "sealed_key", "made_at", "change"},
	Keyed:   1,
	Values: func(v store.Authority) []any {
		return []any{int64(1), v.Certificate, v.Key, bulk.Millis(v.MadeAt), v.Change}
	},
	Scan: func(s bulk.Scanner) (store.Authority, error) {
		var r sqlgen.Authority
		err := s.Scan(&r.One, &r.Certificate, &r.SealedKey, &r.MadeAt, &r.Change)
		return authorityOf(r), err
	},
}.Ready()

// Enrolments are the places of devices.
var Enrolments = bulk.Table[store.EnrolmentKey, store.Enrolment]{
	Name: "enrolments",
	Columns: []string{
		"office", "device", "role", "state", "key_hash", "former", "serial", "issued_at", "expires_at", "added_at", "enrolled_at",
		"revoked_at", "token_hash", "token_until", "token_used_at", "change",
	},
	Keyed: 2,
	Key:   keyOf,
	Values: func(v store.Enrolment) []any {
		return []any{
			v.Office, v.Device, v.Role, v.State, v.KeyHash, v.Former, v.Serial, bulk.Millis(v.IssuedAt), bulk.Millis(v.ExpiresAt),
			bulk.Millis(v.AddedAt), bulk.Millis(v.EnrolledAt), bulk.Millis(v.RevokedAt),
			v.TokenHash, bulk.Millis(v.TokenUntil), bulk.Millis(v.TokenUsedAt), v.Change,
		}
	},
	Scan: func(s bulk.Scanner) (store.Enrolment, error) {
		var r sqlgen.Enrolment
		err := s.Scan(&r.Office, &r.Device, &r.Role, &r.State, &r.KeyHash, &r.Former, &r.Serial, &r.IssuedAt, &r.ExpiresAt,
			&r.AddedAt, &r.EnrolledAt, &r.RevokedAt, &r.TokenHash, &r.TokenUntil, &r.TokenUsedAt, &r.Change)
		return enrolmentOf(r), err
	},
}.Ready()

// Healths are what devices have said of themselves last.
var Healths = bulk.Table[store.EnrolmentKey, store.DeviceHealth]{
	Name:    "device_healths",
	Columns: []string{"office", "device", "seen_at", "boot_id", "version", "data"},
	Keyed:   2,
	Key:     keyOf,
	Values: func(v store.DeviceHealth) []any {
		return []any{v.Office, v.Device, bulk.Millis(v.SeenAt), v.BootID, v.Version, v.Data}
	},
	Scan: func(s bulk.Scanner) (store.DeviceHealth, error) {
		var r sqlgen.DeviceHealth
		err := s.Scan(&r.Office, &r.Device, &r.SeenAt, &r.BootID, &r.Version, &r.Data)
		return healthOf(r), err
	},
}.Ready()

// Releases are the versions of the devices' image.
var Releases = bulk.Table[string, store.Release]{
	Name:    "releases",
	Columns: []string{"version", "file", "sha256", "size", "compatible", "added_at", "removed_at", "plan"},
	Keyed:   1,
	Key:     func(version string) []any { return []any{version} },
	Values: func(v store.Release) []any {
		return []any{v.Version, v.File, v.SHA256, v.Size, v.Compatible, bulk.Millis(v.AddedAt), bulk.Millis(v.RemovedAt), v.Plan}
	},
	Scan: func(s bulk.Scanner) (store.Release, error) {
		var r sqlgen.Release
		err := s.Scan(&r.Version, &r.File, &r.Sha256, &r.Size, &r.Compatible, &r.AddedAt, &r.RemovedAt, &r.Plan)
		return releaseOf(r), err
	},
}.Ready()

// Updates are how far devices are with theirs.
var Updates = bulk.Table[store.EnrolmentKey, store.DeviceUpdate]{
	Name:    "device_updates",
	Columns: []string{"office", "device", "at", "data"},
	Keyed:   2,
	Key:     keyOf,
	Values:  func(v store.DeviceUpdate) []any { return []any{v.Office, v.Device, bulk.Millis(v.At), v.Data} },
	Scan: func(s bulk.Scanner) (store.DeviceUpdate, error) {
		var r sqlgen.DeviceUpdate
		err := s.Scan(&r.Office, &r.Device, &r.At, &r.Data)
		return updateOf(r), err
	},
}.Ready()

func keyOf(k store.EnrolmentKey) []any { return []any{k.Office, k.Device} }

func authorityOf(r sqlgen.Authority) store.Authority {
	return store.Authority{Certificate: r.Certificate, Key: r.SealedKey, MadeAt: bulk.Instant(r.MadeAt), Change: r.Change}
}

func enrolmentOf(r sqlgen.Enrolment) store.Enrolment {
	return store.Enrolment{
		EnrolmentKey: store.EnrolmentKey{Office: r.Office, Device: r.Device}, Role: r.Role, State: r.State,
		KeyHash: r.KeyHash, Former: r.Former, Serial: r.Serial,
		IssuedAt: bulk.Instant(r.IssuedAt), ExpiresAt: bulk.Instant(r.ExpiresAt), AddedAt: bulk.Instant(r.AddedAt),
		EnrolledAt: bulk.Instant(r.EnrolledAt), RevokedAt: bulk.Instant(r.RevokedAt),
		TokenHash: r.TokenHash, TokenUntil: bulk.Instant(r.TokenUntil), TokenUsedAt: bulk.Instant(r.TokenUsedAt), Change: r.Change,
	}
}

func healthOf(r sqlgen.DeviceHealth) store.DeviceHealth {
	return store.DeviceHealth{
		EnrolmentKey: store.EnrolmentKey{Office: r.Office, Device: r.Device},
		SeenAt:       bulk.Instant(r.SeenAt), BootID: r.BootID, Version: r.Version, Data: r.Data,
	}
}

func releaseOf(r sqlgen.Release) store.Release {
	return store.Release{
		Version: r.Version, File: r.File, SHA256: r.Sha256, Size: r.Size, Compatible: r.Compatible,
		AddedAt: bulk.Instant(r.AddedAt), RemovedAt: bulk.Instant(r.RemovedAt), Plan: r.Plan,
	}
}

func updateOf(r sqlgen.DeviceUpdate) store.DeviceUpdate {
	return store.DeviceUpdate{
		EnrolmentKey: store.EnrolmentKey{Office: r.Office, Device: r.Device}, At: bulk.Instant(r.At), Data: r.Data,
	}
}

// Reader implements [store.Fleet] and [store.Updates].
type Reader struct {
	Queries *sqlgen.Queries
	// Named says what an error is about, in the words of the store.
	Named func(err error, what, id string) error
}

var (
	_ store.Fleet   = Reader{}
	_ store.Updates = Reader{}
)

// Authority implements [store.Fleet].
func (r Reader) Authority(ctx context.Context) (store.Authority, error) {
	row, err := r.Queries.Authority(ctx)
	return authorityOf(row), r.Named(err, "authority", "")
}

// Enrolments implements [store.Fleet].
func (r Reader) Enrolments(ctx context.Context, office string) ([]store.Enrolment, error) {
	rows, err := r.Queries.Enrolments(ctx, office)
	all := each(rows, enrolmentOf)
	slices.SortFunc(all, func(a, b store.Enrolment) int { return strings.Compare(a.Device, b.Device) })
	return all, r.Named(err, "enrolments", office)
}

// EnrolmentsAfter implements [store.Fleet].
func (r Reader) EnrolmentsAfter(ctx context.Context, change int64) ([]store.Enrolment, error) {
	rows, err := r.Queries.EnrolmentsAfter(ctx, change)
	return each(rows, enrolmentOf), r.Named(err, "enrolments after a change", "")
}

// EnrolmentByToken implements [store.Fleet].
func (r Reader) EnrolmentByToken(ctx context.Context, tokenHash string) (store.Enrolment, error) {
	row, err := r.Queries.EnrolmentByToken(ctx, tokenHash)
	return enrolmentOf(row), r.Named(err, "enrolment by token", "")
}

// DeviceHealths implements [store.Fleet].
func (r Reader) DeviceHealths(ctx context.Context, office string) ([]store.DeviceHealth, error) {
	rows, err := r.Queries.DeviceHealths(ctx, office)
	all := each(rows, healthOf)
	slices.SortFunc(all, func(a, b store.DeviceHealth) int { return strings.Compare(a.Device, b.Device) })
	return all, r.Named(err, "health of devices", office)
}

// Releases implements [store.Updates].
func (r Reader) Releases(ctx context.Context) ([]store.Release, error) {
	rows, err := r.Queries.Releases(ctx)
	all := each(rows, releaseOf)
	slices.SortFunc(all, func(a, b store.Release) int { return strings.Compare(a.Version, b.Version) })
	return all, r.Named(err, "releases", "")
}

// DeviceUpdates implements [store.Updates].
func (r Reader) DeviceUpdates(ctx context.Context, office string) ([]store.DeviceUpdate, error) {
	rows, err := r.Queries.DeviceUpdates(ctx, office)
	all := each(rows, updateOf)
	slices.SortFunc(all, func(a, b store.DeviceUpdate) int { return strings.Compare(a.Device, b.Device) })
	return all, r.Named(err, "updates of devices", office)
}

func each[R, V any](rows []R, of func(R) V) []V {
	vs := make([]V, len(rows))
	for i, r := range rows {
		vs[i] = of(r)
	}
	return vs
}
