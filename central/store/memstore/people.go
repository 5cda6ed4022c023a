package memstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"numerek/central/store"
)

// Desks implements [store.People].
func (db *DB) Desks(_ context.Context, office string) ([]store.Desk, error) {
	return list(db, db.data.desks, func(d store.Desk) bool { return d.Office == office }, store.ByPlace), nil
}

// Halls implements [store.People].
func (db *DB) Halls(_ context.Context, office string) ([]store.Hall, error) {
	return list(db, db.data.halls, func(h store.Hall) bool { return h.Office == office },
		func(a, b store.Hall) int { return strings.Compare(a.Location, b.Location) }), nil
}

// Users implements [store.People].
func (db *DB) Users(_ context.Context, office string) ([]store.User, error) {
	return list(db, db.data.users, func(u store.User) bool { return u.Office == office },
		func(a, b store.User) int { return strings.Compare(a.Name, b.Name) }), nil
}

// User implements [store.People].
func (db *DB) User(_ context.Context, office, name string) (store.User, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	u, ok := db.data.users[store.UserKey{Office: office, Name: name}]
	if !ok {
		return store.User{}, fmt.Errorf("user %s: %w", name, store.ErrNotFound)
	}
	return u, nil
}

// Session implements [store.People].
func (db *DB) Session(_ context.Context, token string) (store.Session, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	s, ok := db.data.sessions[token]
	if !ok {
		return store.Session{}, fmt.Errorf("session: %w", store.ErrNotFound)
	}
	return s, nil
}

// ExpiredSessions implements [store.People].
func (db *DB) ExpiredSessions(_ context.Context, before time.Time) ([]string, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	var tokens []string
	for _, s := range db.data.sessions {
		if s.Expires.Before(before) {
			tokens = append(tokens, s.Token)
		}
	}
	slices.Sort(tokens)
	return tokens, nil
}
