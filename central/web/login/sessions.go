package login

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"numerek/central/store"
)

const (
	lifetime = 12 * time.Hour
	idle     = 10 * time.Hour
	// touchAfter is how old the note of the last request may get, so that not
	// every request is a write.
	touchAfter = 5 * time.Minute
	purgeEvery = time.Hour
	// purgeBatch is how many sessions are deleted in one transaction.
	purgeBatch = 200
)

// SessionStore is where sessions are kept.
type SessionStore interface {
	Session(ctx context.Context, token string) (store.Session, error)
	ExpiredSessions(ctx context.Context, before time.Time) ([]string, error)
	Update(ctx context.Context, needs store.Keys, do func(*store.Tx) error) error
}

var (
	_ SessionStore = (*store.Store)(nil)
	_ scs.CtxStore = sessionRows{}
)

// sessionRows keeps the sessions of scs in the rows of the store. scs gives it
// the hash of a token, never the token.
type sessionRows struct{ rows SessionStore }

// FindCtx implements [scs.CtxStore].
func (s sessionRows) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, err := s.rows.Session(ctx, token)
	if errors.Is(err, store.ErrNotFound) || err == nil && !time.Now().Before(row.Expires) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	data, err := base64.StdEncoding.DecodeString(row.Data)
	return data, err == nil, err
}

// CommitCtx implements [scs.CtxStore].
func (s sessionRows) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	row := store.Session{Token: token, Data: base64.StdEncoding.EncodeToString(data), Expires: expires.UTC().Truncate(time.Millisecond)}
	return s.rows.Update(ctx, store.Keys{Sessions: []string{token}}, func(tx *store.Tx) error {
		tx.PutSession(row)
		return nil
	})
}

// DeleteCtx implements [scs.CtxStore].
func (s sessionRows) DeleteCtx(ctx context.Context, token string) error {
	return s.rows.Update(ctx, store.Keys{Sessions: []string{token}}, func(tx *store.Tx) error {
		tx.EndSession(token)
		return nil
	})
}

// errNoContext is for the half of [scs.Store] that [scs.CtxStore] replaces.
var errNoContext = errors.New("sessions are kept with a context")

// Find is not used.
func (sessionRows) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is not used.
func (sessionRows) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is not used.
func (sessionRows) Delete(string) error { return errNoContext }

// Purge deletes the sessions that are over, now and every hour, until ctx is done.
func (l *Login) Purge(ctx context.Context) error {
	for {
		if err := l.purge(ctx, time.Now()); err != nil && ctx.Err() == nil {
			l.log.ErrorContext(ctx, "old sessions not deleted", "err", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(purgeEvery):
		}
	}
}

func (l *Login) purge(ctx context.Context, now time.Time) error {
	tokens, err := l.rows.ExpiredSessions(ctx, now)
	for err == nil && len(tokens) > 0 {
		batch := tokens[:min(purgeBatch, len(tokens))]
		tokens = tokens[len(batch):]
		err = l.rows.Update(ctx, store.Keys{Sessions: batch}, func(tx *store.Tx) error {
			for _, token := range batch {
				tx.EndSession(token)
			}
			return nil
		})
	}
	return err
}

// Wrap loads the session of every request and saves it before the answer begins,
// so that answers may be streams.
func (l *Login) Wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := ""
		if c, err := r.Cookie(cookieName(r)); err == nil {
			token = c.Value
		}
		ctx, err := l.sessions.Load(r.Context(), token)
		if err != nil {
			l.log.ErrorContext(r.Context(), "session not loaded", "err", err)
			l.Failed(w, r, http.StatusServiceUnavailable)
			return
		}
		s := &saving{ResponseWriter: w, request: r.WithContext(ctx), login: l}
		h.ServeHTTP(s, s.request)
		s.save() //nolint:contextcheck // it has the request's, with the session in it
	})
}

// saving writes a session and its cookie before anything else.
type saving struct {
	http.ResponseWriter
	request     *http.Request
	login       *Login
	saved, lost bool // lost: it could not be, and another answer was given
}

// Unwrap is for [http.ResponseController]: streams flush and set deadlines.
func (s *saving) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *saving) WriteHeader(code int) {
	if s.save(); !s.lost {
		s.ResponseWriter.WriteHeader(code)
	}
}

func (s *saving) Write(b []byte) (int, error) {
	if s.save(); s.lost {
		return 0, fmt.Errorf("session: %w", store.ErrUnavailable)
	}
	return s.ResponseWriter.Write(b)
}

func (s *saving) save() {
	if s.saved {
		return
	}
	s.saved = true
	ctx, l := s.request.Context(), s.login
	cookie := http.Cookie{ //nolint:gosec // over plain HTTP a browser would not keep a secure one
		Name: cookieName(s.request), Path: "/", HttpOnly: true, Secure: overTLS(s.request), SameSite: http.SameSiteLaxMode, MaxAge: -1,
	}
	switch l.sessions.Status(ctx) {
	case scs.Unmodified:
		return
	case scs.Modified:
		token, expires, err := l.sessions.Commit(ctx)
		if err != nil {
			l.log.ErrorContext(ctx, "session not saved", "err", err)
			s.lost = true
			l.Failed(s.ResponseWriter, s.request, http.StatusServiceUnavailable)
			return
		}
		cookie.Value, cookie.MaxAge = token, int(time.Until(expires).Seconds())+1
	case scs.Destroyed:
	}
	http.SetCookie(s.ResponseWriter, &cookie)
	s.Header().Set("Cache-Control", "no-store")
}

// overTLS says whether the browser asked by https, of this server or of a proxy
// in front of it.
func overTLS(r *http.Request) bool {
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	return r.TLS != nil || strings.EqualFold(strings.TrimSpace(proto), "https")
}

// cookieName is the name of the session's cookie. Browsers take one that begins
// with __Host- only over https and from this very host.
func cookieName(r *http.Request) string {
	if overTLS(r) {
		return "__Host-numerek"
	}
	return "numerek"
}

// newSessions returns the manager of sessions. It does not know the idle time:
// with it every request would be a write. [scs.New] is not used, because it starts
// a goroutine for a store in memory that would run for ever.
func newSessions(rows SessionStore) *scs.SessionManager {
	return &scs.SessionManager{Store: sessionRows{rows}, Lifetime: lifetime, Codec: scs.GobCodec{}, HashTokenInStore: true}
}
