package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"numerek/central/access"
	"numerek/central/password"
	"numerek/central/store"
)

// Errors of accounts.
var (
	ErrUnknownUser = errors.New("unknown user")
	ErrUserExists  = errors.New("there is such a user already")
	ErrUserName    = errors.New("a user name has 2 to 40 of the letters a-z, digits and . _ - @, and begins with a letter or digit")
	ErrFullName    = errors.New("a user needs a full name of at most 80 letters")
)

// NewUser is an account to be made.
type NewUser struct {
	Office   string // empty: the only one
	Name     string // that they log in with; capitals do not count
	FullName string // that colleagues read
	Role     access.Role
	Password string
}

// AddUser makes an account. Errors: [office.ErrUnknownOffice], [office.ErrWhichOffice],
// [ErrUserName], [ErrFullName], [ErrUserExists], [access.ErrUnknownRole], those
// of [password.Check], and of the store.
func (a *Accounts) AddUser(ctx context.Context, n NewUser) (store.User, error) {
	office, err := a.which(ctx, n.Office)
	if err != nil {
		return store.User{}, err
	}
	name, ok := UserName(n.Name)
	if !ok {
		return store.User{}, ErrUserName
	}
	full := strings.Join(strings.Fields(n.FullName), " ")
	if full == "" || len([]rune(full)) > 80 {
		return store.User{}, ErrFullName
	}
	if _, err := access.ParseRole(string(n.Role)); err != nil {
		return store.User{}, err
	}
	hash, err := a.hash(ctx, n.Password)
	if err != nil {
		return store.User{}, err
	}
	user := store.User{
		UserKey: store.UserKey{Office: office, Name: name}, FullName: full, Role: string(n.Role), Password: hash, ChangedAt: a.stamp(),
	}
	err = a.updateUser(ctx, user.UserKey, UserAdded, detail(roleDetail{Role: n.Role}), func(before store.User, exists bool) (store.User, error) {
		if exists {
			return before, fmt.Errorf("%w: %s", ErrUserExists, name)
		}
		return user, nil
	})
	return user, err
}

// SetPassword gives a user another password, which ends every session and opens
// an account that was locked. An empty office means the only one. Errors:
// [ErrUnknownUser], [office.ErrUnknownOffice], [office.ErrWhichOffice], those of
// [password.Check], and of the store.
func (a *Accounts) SetPassword(ctx context.Context, office, name, to string) error {
	hash, err := a.hash(ctx, to)
	if err != nil {
		return err
	}
	return a.changeUser(ctx, office, name, UserPassword, func(u *store.User) {
		u.Password, u.Failures, u.LockedUntil = hash, 0, time.Time{}
	})
}

// DisableUser ends every session of a user and lets nobody in under the name any
// more. Errors: [ErrUnknownUser], [office.ErrUnknownOffice], [office.ErrWhichOffice], and of
// the store.
func (a *Accounts) DisableUser(ctx context.Context, office, name string) error {
	return a.changeUser(ctx, office, name, UserDisabled, func(u *store.User) { u.Disabled = true })
}

// EnableUser takes [Accounts.DisableUser] back, and a lock toa. Errors: the same.
func (a *Accounts) EnableUser(ctx context.Context, office, name string) error {
	return a.changeUser(ctx, office, name, UserEnabled, func(u *store.User) {
		u.Disabled, u.Failures, u.LockedUntil = false, 0, time.Time{}
	})
}

// User returns an account as it is now. Errors: [ErrUnknownUser], and of the store.
func (a *Accounts) User(ctx context.Context, office, name string) (store.User, error) {
	u, err := a.store.User(ctx, office, name)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: %s", ErrUnknownUser, name)
	}
	return u, err
}

// Users lists the accounts of an office by name; an empty office means the only
// one. Errors: [office.ErrUnknownOffice], [office.ErrWhichOffice], and of the store.
func (a *Accounts) Users(ctx context.Context, office string) ([]store.User, error) {
	office, err := a.which(ctx, office)
	if err != nil {
		return nil, err
	}
	return a.store.Users(ctx, office)
}

// UserName returns a user name as it is kept, in small letters, and whether it
// can be one.
func UserName(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) < 2 || len(s) > 40 {
		return "", false
	}
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("._-@", r)) {
			return "", false
		}
	}
	return s, true
}

// changeUser changes an account so that its sessions end.
func (a *Accounts) changeUser(ctx context.Context, office, name, kind string, change func(*store.User)) error {
	office, err := a.which(ctx, office)
	if err != nil {
		return err
	}
	name, ok := UserName(name)
	if !ok {
		return ErrUserName
	}
	stamp := a.stamp()
	return a.updateUser(ctx, store.UserKey{Office: office, Name: name}, kind, "", func(u store.User, exists bool) (store.User, error) {
		if !exists {
			return u, fmt.Errorf("%w: %s", ErrUnknownUser, name)
		}
		change(&u)
		// Whatever the clock says: sessions compare it.
		if u.ChangedAt = u.ChangedAt.Add(time.Millisecond); u.ChangedAt.Before(stamp) {
			u.ChangedAt = stamp
		}
		return u, nil
	})
}

// updateUser replaces an account and writes what happened, unless change refuses.
func (a *Accounts) updateUser(ctx context.Context, key store.UserKey, kind, detail string, change func(store.User, bool) (store.User, error)) error {
	needs := store.Keys{Offices: []string{key.Office}, Users: []store.UserKey{key}}
	at := a.stamp()
	return a.store.Update(ctx, needs, func(tx *store.Tx) error {
		before, err := tx.User(key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		after, err := change(before, err == nil)
		if err != nil {
			return err
		}
		tx.PutUser(after)
		_, err = tx.Append(store.Event{Office: key.Office, At: at, Kind: kind, Clerk: key.Name, Detail: detail})
		return err
	})
}

// hash checks a new password and returns what is stored of it.
func (a *Accounts) hash(ctx context.Context, s string) (string, error) {
	if err := password.Check(s); err != nil {
		return "", err
	}
	done, err := a.doors.work(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return password.Hash(s, a.random)
}
