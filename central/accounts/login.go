package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"numerek/central/password"
	"numerek/central/store"
)

// Errors of a log-in.
var (
	// ErrWrongPassword means that there is no such user, or another password.
	ErrWrongPassword = errors.New("wrong user name or password")
	// ErrDisabled means that the password is right and the account is shut.
	ErrDisabled = errors.New("account is disabled")
)

// LockedError means that there were too many wrong passwords for a user name;
// this one was not looked at.
type LockedError struct{ Until time.Time }

func (e *LockedError) Error() string {
	return "too many wrong passwords; locked until " + e.Until.String()
}

// Limits of guessing. With them nobody tries more than a hundred passwords of an
// account in a day, and its owner waits a quarter of an hour at most.
const (
	freeTries   = 5
	firstLock   = time.Minute
	longestLock = 15 * time.Minute
	// maxHashing is how many passwords are worked on at once: each takes 19 MiB
	// and a processor, which tickets need toa.
	maxHashing = 2
	// maxStrangers is how many names without an account are remembered.
	maxStrangers = 1000
)

// lockFor is how long an account is locked after a number of wrong passwords.
func lockFor(failures int) time.Duration {
	if failures < freeTries {
		return 0
	}
	return min(firstLock<<min(failures-freeTries, 4), longestLock)
}

// locked says whether an account is locked. A lock that ends later than any can
// is from a clock that has gone back since.
func locked(until, now time.Time) bool { return now.Before(until) && until.Sub(now) <= longestLock }

// doors is what log-ins share.
type doors struct {
	hashing chan struct{}

	mu        sync.Mutex
	strangers map[store.UserKey]stranger
}

// stranger is a name without an account, which gets the same answers as one with.
type stranger struct {
	failures int
	until    time.Time
}

func newDoors() *doors {
	return &doors{hashing: make(chan struct{}, maxHashing), strangers: make(map[store.UserKey]stranger)}
}

// work waits until a password may be worked on.
func (d *doors) work(ctx context.Context) (done func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	select {
	case d.hashing <- struct{}{}:
		return func() { <-d.hashing }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (d *doors) stranger(k store.UserKey) stranger {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.strangers[k]
}

func (d *doors) refuse(k store.UserKey, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.strangers) >= maxStrangers {
		clear(d.strangers)
	}
	s := d.strangers[k]
	s.failures++
	s.until = now.Add(lockFor(s.failures))
	d.strangers[k] = s
}

// LogIn returns the user who has a password. An empty office means the only one.
// A wrong password is counted, and after five an account is locked, for a minute
// and then for longer; a name without an account takes the same time and gets the
// same answers.
//
// Errors: [ErrWrongPassword], [*LockedError], [ErrDisabled], [office.ErrUnknownOffice],
// [office.ErrWhichOffice], and of the store.
func (a *Accounts) LogIn(ctx context.Context, office, name, secret string) (store.User, error) {
	office, err := a.which(ctx, office)
	if err != nil {
		return store.User{}, err
	}
	name, plausible := UserName(name)
	key := store.UserKey{Office: office, Name: name}
	// Before the account is read: no more guesses than these can be under way.
	done, err := a.doors.work(ctx)
	if err != nil {
		return store.User{}, err
	}
	defer done()
	user, known := store.User{UserKey: key, Password: password.Nobody, LockedUntil: a.doors.stranger(key).until}, false
	if plausible {
		found, err := a.store.User(ctx, office, name)
		if known = err == nil; known {
			user = found
		} else if !errors.Is(err, store.ErrNotFound) {
			return store.User{}, err
		}
	}
	if now := a.office.Now(); locked(user.LockedUntil, now) {
		return store.User{}, &LockedError{Until: user.LockedUntil}
	}
	switch err := password.Verify(user.Password, secret); {
	case errors.Is(err, password.ErrWrong) && known:
		return store.User{}, a.wrongPassword(ctx, user)
	case errors.Is(err, password.ErrWrong):
		a.doors.refuse(key, a.office.Now())
		return store.User{}, a.wrongName(ctx)
	case err != nil:
		return store.User{}, fmt.Errorf("log in: %w", err)
	case user.Disabled:
		return store.User{}, ErrDisabled
	}
	return a.welcome(ctx, user, secret)
}

// wrongPassword counts a wrong password of an account.
func (a *Accounts) wrongPassword(ctx context.Context, seen store.User) error {
	now := a.stamp()
	lock := time.Duration(0)
	needs := store.Keys{Offices: []string{seen.Office}, Users: []store.UserKey{seen.UserKey}}
	err := a.store.Update(ctx, needs, func(tx *store.Tx) error {
		u, err := tx.User(seen.UserKey)
		if err != nil {
			return err
		}
		u.Failures++
		if lock = lockFor(u.Failures); lock > 0 {
			u.LockedUntil = now.Add(lock)
			event := store.Event{Office: u.Office, At: now, Kind: UserLocked, Clerk: u.Name, Detail: detail(lockDetail{Failures: u.Failures})}
			if _, err := tx.Append(event); err != nil {
				return err
			}
		}
		tx.PutUser(u)
		return nil
	})
	if err != nil {
		return err
	}
	if lock > 0 {
		a.log.WarnContext(ctx, "account locked after wrong passwords", "office", seen.Office, "for", lock)
	}
	return ErrWrongPassword
}

// wrongName writes a row that means nothing, because a wrong password is written
// too and takes its time.
func (a *Accounts) wrongName(ctx context.Context) error {
	row := store.Session{Token: "nobody", Expires: a.stamp()} // over already, and deleted with others
	err := a.store.Update(ctx, store.Keys{Sessions: []string{row.Token}}, func(tx *store.Tx) error {
		tx.PutSession(row)
		return nil
	})
	return cmp.Or(err, ErrWrongPassword)
}

// welcome notes a log-in, and keeps the password by today's parameters.
func (a *Accounts) welcome(ctx context.Context, seen store.User, secret string) (user store.User, err error) {
	hash := seen.Password
	if password.Old(hash) {
		if hash, err = password.Hash(secret, a.random); err != nil {
			return store.User{}, err
		}
	}
	now := a.stamp()
	needs := store.Keys{Offices: []string{seen.Office}, Users: []store.UserKey{seen.UserKey}}
	err = a.store.Update(ctx, needs, func(tx *store.Tx) error {
		if user, err = tx.User(seen.UserKey); err != nil {
			return err
		}
		switch {
		case user.Password != seen.Password:
			return ErrWrongPassword // it was changed a moment ago
		case user.Disabled:
			return ErrDisabled
		}
		user.Password, user.Failures, user.LockedUntil = hash, 0, time.Time{}
		tx.PutUser(user)
		_, err = tx.Append(store.Event{Office: user.Office, At: now, Kind: UserLoggedIn, Clerk: user.Name})
		return err
	})
	return user, err
}
