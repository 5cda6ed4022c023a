package memstore

import (
	"context"
	"fmt"
	"strings"

	"numerek/central/store"
)

// checkEnrolments finds a token that two places would have.
func (d *data) checkEnrolments(rows []store.Enrolment) error {
	moved := make(map[string]store.EnrolmentKey, len(rows))
	freed := make(map[string]bool, len(rows))
	for _, v := range rows {
		if old, ok := d.enrolments[v.EnrolmentKey]; ok && old.TokenHash != v.TokenHash {
			freed[old.TokenHash] = true
		}
		by, taken := moved[v.TokenHash]
		if !taken && !freed[v.TokenHash] {
			by, taken = d.places[v.TokenHash]
		}
		if v.TokenHash != "" && taken && by != v.EnrolmentKey {
			return fmt.Errorf("enrolment %s: token: %w", v.Device, store.ErrExists)
		}
		moved[v.TokenHash] = v.EnrolmentKey
	}
	return nil
}

func (d *data) applyFleet(r store.Rows) {
	if r.Authority != nil {
		d.authority = r.Authority
	}
	for _, v := range r.Enrolments {
		if old, ok := d.enrolments[v.EnrolmentKey]; ok && d.places[old.TokenHash] == v.EnrolmentKey {
			delete(d.places, old.TokenHash)
		}
		d.enrolments[v.EnrolmentKey] = v
		if v.TokenHash != "" {
			d.places[v.TokenHash] = v.EnrolmentKey
		}
	}
	for _, v := range r.Healths {
		d.healths[v.EnrolmentKey] = v
	}
	for _, v := range r.Releases {
		d.releases[v.Version] = v
	}
	for _, v := range r.Updates {
		d.updates[v.EnrolmentKey] = v
	}
}

// Authority implements [store.Fleet].
func (db *DB) Authority(context.Context) (store.Authority, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.data.authority == nil {
		return store.Authority{}, fmt.Errorf("authority: %w", store.ErrNotFound)
	}
	return *db.data.authority, nil
}

// Enrolments implements [store.Fleet].
func (db *DB) Enrolments(_ context.Context, office string) ([]store.Enrolment, error) {
	return list(db, db.data.enrolments, func(e store.Enrolment) bool { return e.Office == office },
		func(a, b store.Enrolment) int { return strings.Compare(a.Device, b.Device) }), nil
}

// EnrolmentsAfter implements [store.Fleet].
func (db *DB) EnrolmentsAfter(_ context.Context, change int64) ([]store.Enrolment, error) {
	return list(db, db.data.enrolments, func(e store.Enrolment) bool { return e.Change > change }, store.ByChange), nil
}

// EnrolmentByToken implements [store.Fleet].
func (db *DB) EnrolmentByToken(_ context.Context, tokenHash string) (store.Enrolment, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	k, ok := db.data.places[tokenHash]
	if !ok {
		return store.Enrolment{}, fmt.Errorf("enrolment by token: %w", store.ErrNotFound)
	}
	return db.data.enrolments[k], nil
}

// Releases implements [store.Updates].
func (db *DB) Releases(context.Context) ([]store.Release, error) {
	return list(db, db.data.releases, func(store.Release) bool { return true },
		func(a, b store.Release) int { return strings.Compare(a.Version, b.Version) }), nil
}

// DeviceUpdates implements [store.Updates].
func (db *DB) DeviceUpdates(_ context.Context, office string) ([]store.DeviceUpdate, error) {
	return list(db, db.data.updates, func(u store.DeviceUpdate) bool { return u.Office == office },
		func(a, b store.DeviceUpdate) int { return strings.Compare(a.Device, b.Device) }), nil
}

// DeviceHealths implements [store.Fleet].
func (db *DB) DeviceHealths(_ context.Context, office string) ([]store.DeviceHealth, error) {
	return list(db, db.data.healths, func(h store.DeviceHealth) bool { return h.Office == office },
		func(a, b store.DeviceHealth) int { return strings.Compare(a.Device, b.Device) }), nil
}
