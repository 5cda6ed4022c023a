package accounts_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/password"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// stillClock shows one instant until a test moves it.
type stillClock struct {
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return c.uptime }

func (c *stillClock) pass(d time.Duration) { c.now, c.uptime = c.now.Add(d), c.uptime+d }

type house struct {
	t     *testing.T
	clock *stillClock
	store *store.Store
	log   *bytes.Buffer
	*accounts.Accounts
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}, log: new(bytes.Buffer)}
	var err error
	if h.store, err = store.New(t.Context(), memstore.New(), store.Options{Now: h.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	h.update(func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, string(text))
		return nil
	})
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.Accounts = accounts.New(h.store, office.New(h.store, office.Options{Clock: h.clock}), accounts.Options{Log: log})
	return h
}

func (h *house) update(do func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Update(context.Background(), store.Keys{}, do); err != nil {
		h.t.Fatal(err)
	}
}

const right = "poprawne-haslo"

func (h *house) add(name string) store.User {
	h.t.Helper()
	u, err := h.AddUser(h.t.Context(), accounts.NewUser{Name: name, FullName: "Pracownik Pierwszy", Role: access.Clerk, Password: right})
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

// try logs in and returns the error.
func (h *house) try(name, secret string) error {
	h.t.Helper()
	_, err := h.LogIn(h.t.Context(), "", name, secret)
	return err
}

// lockedFor is how long a log-in was told to wait.
func (h *house) lockedFor(err error) time.Duration {
	locked, ok := errors.AsType[*accounts.LockedError](err)
	if !ok {
		return 0
	}
	return locked.Until.Sub(h.clock.now)
}

func Test_log_in(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	added := h.add("anna")
	got, err := h.LogIn(t.Context(), "koszalin", " ANNA ", right)
	if diff := cmp.Diff(added, got); diff != "" || err != nil {
		t.Errorf("got %v, %s", err, diff)
	}
	for name, c := range map[string]struct {
		office, name, secret string
		want                 error
	}{
		"another_password":   {"", "anna", "inne-haslo-12", accounts.ErrWrongPassword},
		"no_password":        {"", "anna", "", accounts.ErrWrongPassword},
		"nobody":             {"", "ewa", right, accounts.ErrWrongPassword},
		"no_name":            {"", "", right, accounts.ErrWrongPassword},
		"a_name_that_cannot": {"", "an\x00na", right, accounts.ErrWrongPassword},
		"another_office":     {"gdynia", "anna", right, office.ErrUnknownOffice},
	} {
		if u, err := h.LogIn(t.Context(), c.office, c.name, c.secret); !errors.Is(err, c.want) || u != (store.User{}) {
			t.Errorf("%s: got %v, %v, want %v", name, u, err, c.want)
		}
	}
}

// The owner waits a quarter of an hour at most, whatever was tried before.
func Test_an_account_is_locked_for_longer_and_longer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"anna", "nobody"} { // a name without an account gets the same answers
		h := newHouse(t)
		h.add("anna")
		for range 5 {
			if err := h.try(name, "zgadywanie"); !errors.Is(err, accounts.ErrWrongPassword) {
				t.Fatalf("%s: got %v", name, err)
			}
		}
		for _, minutes := range []int{1, 2, 4, 8, 15, 15} {
			want := time.Duration(minutes) * time.Minute
			if got := h.lockedFor(h.try(name, right)); got != want {
				t.Fatalf("%s: got %s, want %s", name, got, want)
			}
			h.clock.pass(want - time.Second)
			if got := h.lockedFor(h.try(name, right)); got != time.Second {
				t.Fatalf("%s, in the last second of %s: got %s", name, want, got)
			}
			h.clock.pass(time.Second)
			if err := h.try(name, "zgadywanie"); !errors.Is(err, accounts.ErrWrongPassword) {
				t.Fatalf("%s, after %s: got %v", name, want, err)
			}
		}
		h.clock.pass(15 * time.Minute)
		if name == "anna" {
			for _, secret := range []string{right, "zgadywanie", "zgadywanie", right} { // the right one forgives
				if err := h.try(name, secret); (err == nil) != (secret == right) || h.lockedFor(err) > 0 {
					t.Errorf("%q: got %v", secret, err)
				}
			}
		}
		if said := h.log.String(); name == "anna" && !strings.Contains(said, "account locked") || strings.Contains(said, "anna") {
			t.Errorf("the log says %q", said)
		}
	}
}

func Test_a_lock_of_a_clock_that_went_back_is_none(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.add("anna")
	for range 5 {
		_ = h.try("anna", "zgadywanie")
	}
	h.clock.pass(-time.Hour)
	if err := h.try("anna", right); err != nil {
		t.Errorf("got %v", err)
	}
}

// Test_guesses_at_once: however many ask together, no more than a handful are
// looked at before the account is locked.
func Test_guesses_at_once(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.add("anna")
	var mu sync.Mutex
	looked := 0
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			if err := h.try("anna", "zgadywanie"); errors.Is(err, accounts.ErrWrongPassword) {
				mu.Lock()
				looked++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if looked < 5 || looked > 6 {
		t.Errorf("%d guesses were looked at", looked)
	}
}

func Test_who_waits_too_long_is_let_go(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.LogIn(ctx, "", "anna", right); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func Test_changes_end_sessions_and_open_locks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := h.add("anna")
	for range 5 {
		_ = h.try("anna", "zgadywanie")
	}
	changed := u.ChangedAt
	moved := func(what string, err error) {
		t.Helper()
		now, readErr := h.User(t.Context(), "koszalin", "anna")
		if err != nil || readErr != nil || !now.ChangedAt.After(changed) {
			t.Errorf("%s: got %v, %v, changed at %s after %s", what, err, readErr, now.ChangedAt, changed)
		}
		changed = now.ChangedAt
	}
	moved("password", h.SetPassword(t.Context(), "", "anna", "inne-haslo-456"))
	if err := h.try("anna", "inne-haslo-456"); err != nil {
		t.Errorf("got %v", err)
	}
	moved("disable", h.DisableUser(t.Context(), "", "Anna"))
	if err := h.try("anna", "inne-haslo-456"); !errors.Is(err, accounts.ErrDisabled) {
		t.Errorf("got %v", err)
	}
	if err := h.try("anna", "zgadywanie"); !errors.Is(err, accounts.ErrWrongPassword) {
		t.Errorf("who guesses learns that the account is shut: %v", err)
	}
	moved("enable", h.EnableUser(t.Context(), "", "anna"))
	h.clock.pass(-time.Hour) // and changes count when the clock has gone back
	moved("password", h.SetPassword(t.Context(), "", "anna", right))
	if err := h.try("anna", right); err != nil {
		t.Errorf("got %v", err)
	}
	for _, err := range []error{
		h.SetPassword(t.Context(), "", "ewa", right), h.DisableUser(t.Context(), "", "ewa"), h.EnableUser(t.Context(), "", "ewa"),
	} {
		if !errors.Is(err, accounts.ErrUnknownUser) {
			t.Errorf("got %v", err)
		}
	}
	if err := h.SetPassword(t.Context(), "", "anna", "krotkie"); !errors.Is(err, password.ErrTooShort) {
		t.Errorf("got %v", err)
	}
	if _, err := h.User(t.Context(), "koszalin", "ewa"); !errors.Is(err, accounts.ErrUnknownUser) {
		t.Errorf("got %v", err)
	}
}

// Test_an_old_hash_is_made_anew at the log-in, and the session goes on.
func Test_an_old_hash_is_made_anew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := h.add("anna")
	u.Password = "$argon2id$v=19$m=1024,t=3,p=2$bnVtZXJlay1zYWx0LTAx$Q3TbnygnfowTe4utA2RRKN5YXuJc1+HY7AH/bA60p+4"
	h.update(func(tx *store.Tx) error { tx.PutUser(u); return nil })
	if err := h.try("anna", "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	now, err := h.User(t.Context(), "koszalin", "anna")
	if err != nil || password.Old(now.Password) || !now.ChangedAt.Equal(u.ChangedAt) {
		t.Errorf("got %s, %v", now.Password, err)
	}
	if err := h.try("anna", "correct horse battery"); err != nil {
		t.Error(err)
	}
	u.Password = "plain text"
	h.update(func(tx *store.Tx) error { tx.PutUser(u); return nil })
	if err := h.try("anna", "plain text"); !errors.Is(err, password.ErrForm) {
		t.Errorf("got %v", err)
	}
}

func Test_user_names(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"anna": "anna", " Anna.Nowak ": "anna.nowak", "a-b_c@d.pl": "a-b_c@d.pl", "12": "12", strings.Repeat("a", 40): strings.Repeat("a", 40),
		"a": "", "": "", "żaneta": "", "anna nowak": "", ".anna": "", "-x": "", "a\x00b": "", "<b>": "", strings.Repeat("a", 41): "",
	} {
		if got, ok := accounts.UserName(s); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t", s, got, ok)
		}
	}
}
