// Package accounts is the use cases about those who log in: who may, with which
// password, and what happens to whoever guesses.
//
// A password is worked on beside the store's writer, at most two at once. Who
// changes an account ends its sessions: they remember ChangedAt.
package accounts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"time"

	"numerek/central/access"
	"numerek/central/office"
	"numerek/central/store"
)

// Kinds of the events that are appended here; their clerk is the one whom they
// concern. They are kept in the database.
const (
	UserAdded    = "user.added"
	UserPassword = "user.password" // another one
	UserDisabled = "user.disabled"
	UserEnabled  = "user.enabled"
	UserLocked   = "user.locked" // after wrong passwords
	UserLoggedIn = "user.logged_in"
)

type roleDetail struct {
	Role access.Role `json:"role"`
}

type lockDetail struct {
	Failures int `json:"failures"`
}

// detail writes the particulars of an event.
func detail(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // only the structs above get here
	}
	return string(b)
}

// Options of the use cases. The zero value is what a server wants.
type Options struct {
	Log    *slog.Logger // nothing is logged where it is nil
	Random io.Reader    // of salts; crypto/rand
}

// Accounts is the use cases of all offices of an installation.
type Accounts struct {
	store  *store.Store
	office *office.Office
	log    *slog.Logger
	random io.Reader
	doors  *doors
}

// New returns the use cases over a store. o knows which offices there are, and
// the time.
func New(s *store.Store, o *office.Office, opts Options) *Accounts {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	return &Accounts{store: s, office: o, log: opts.Log, random: opts.Random, doors: newDoors()}
}

// which returns the id of an office that there is; an empty one means the only one.
func (a *Accounts) which(ctx context.Context, id string) (string, error) {
	c, err := a.office.Guest(ctx, id)
	return c.Office, err
}

// stamp is the time as it is stored.
func (a *Accounts) stamp() time.Time { return a.office.Now().UTC().Truncate(time.Millisecond) }
