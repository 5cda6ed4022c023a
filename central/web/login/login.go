package login

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Person is who is logged in.
type Person struct {
	Office, Name, FullName string
	Role                   access.Role
	Workstation            string // random, made when the browser logged in
	Language               string // of the pages, one of [translations.StaffLanguages]
}

// May says whether the person has a right; templates ask it.
func (p Person) May(right access.Right) bool { return p.Role.May(right) }

// Login is the door of the pages for staff.
type Login struct {
	office   *office.Office
	accounts *accounts.Accounts
	rows     SessionStore
	sessions *scs.SessionManager
	pages    *template.Template
	log      *slog.Logger
	guesses  *guesses
}

// New returns the door. It fails when a template does not parse.
func New(o *office.Office, a *accounts.Accounts, s SessionStore, assets *web.Assets, log *slog.Logger) (*Login, error) {
	pages, err := template.New("").Funcs(template.FuncMap{"asset": assets.URL, "colour": assets.ColourURL}).
		Option("missingkey=error").ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Login{
		office: o, accounts: a, rows: s, sessions: newSessions(s), pages: pages, log: log, guesses: newGuesses(),
	}, nil
}

// Register adds the routes.
func (l *Login) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]web.HandlerFunc{
		"GET /login":     l.form,
		"POST /login":    l.logIn,
		"POST /logout":   l.logOut,
		"POST /language": l.speak,
	} {
		mux.Handle(pattern, l.Page(h))
	}
}

// Page adapts a handler of a page for staff; what fails gets a page of staff.
func (l *Login) Page(h web.HandlerFunc) http.Handler { return web.Page(l.log, l.Failed, h) }

// What a session remembers. Values are texts and whole numbers.
const (
	keyOffice      = "office"
	keyName        = "name"
	keyChanged     = "changed" // of the account, in Unix milliseconds; another one ends the session
	keySeen        = "seen"    // the last request, roughly, in Unix seconds
	keyWorkstation = "workstation"
	keyLanguage    = "language"
	keptPrefix     = "kept." // see [Login.Keep]
)

// Require puts the door in front of a handler. Whoever is not logged in is sent
// to the page to log in and comes back after it; a request that a script made is
// answered 401 instead. Who lacks the right reads so, with 403.
func (l *Login) Require(right access.Right, h func(http.ResponseWriter, *http.Request, Person) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, ok, err := l.person(r)
		switch {
		case err != nil:
			return err
		case !ok && byScript(r):
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "log in first", http.StatusUnauthorized)
			return nil
		case !ok:
			to := "/login"
			if r.Method == http.MethodGet {
				to += "?next=" + url.QueryEscape(r.URL.RequestURI())
			}
			redirect(w, r, to)
			return nil
		case !p.Role.May(right):
			return l.refuse(w, r, p)
		}
		return h(w, r, p)
	}
}

// byScript says whether a script of a page asks, which could do nothing with a
// page to log in.
func byScript(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream") || r.Header.Get("X-Requested-With") != ""
}

// person returns who is logged in, and whether anybody is. A session whose time
// or account is over ends here.
func (l *Login) person(r *http.Request) (Person, bool, error) {
	ctx := r.Context()
	p := Person{
		Office: l.sessions.GetString(ctx, keyOffice), Name: l.sessions.GetString(ctx, keyName),
		Workstation: l.sessions.GetString(ctx, keyWorkstation), Language: l.sessions.GetString(ctx, keyLanguage),
	}
	if p.Name == "" {
		return Person{}, false, nil
	}
	user, err := l.accounts.User(ctx, p.Office, p.Name)
	if err != nil && !errors.Is(err, accounts.ErrUnknownUser) {
		return Person{}, false, err
	}
	now := time.Now()
	quiet := now.Sub(time.Unix(l.sessions.GetInt64(ctx, keySeen), 0))
	if err != nil || user.Disabled || user.ChangedAt.UnixMilli() != l.sessions.GetInt64(ctx, keyChanged) || quiet > idle {
		return Person{}, false, l.sessions.Destroy(ctx)
	}
	if quiet > touchAfter {
		l.sessions.Put(ctx, keySeen, now.Unix())
	}
	p.FullName, p.Role = user.FullName, access.Role(user.Role)
	return p, true, nil
}

// begin makes the browser's session that of a user, under a new token.
func (l *Login) begin(ctx context.Context, u store.User, language string) error {
	workstation, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	if err := l.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if err := l.sessions.Clear(ctx); err != nil {
		return err
	}
	for key, value := range map[string]any{
		keyOffice: u.Office, keyName: u.Name, keyChanged: u.ChangedAt.UnixMilli(), keySeen: time.Now().Unix(),
		keyWorkstation: workstation.String(), keyLanguage: language,
	} {
		l.sessions.Put(ctx, key, value)
	}
	return nil
}

// Keep remembers a small text for the browser until it logs out. It must be
// called before the answer begins.
func (l *Login) Keep(r *http.Request, key, value string) {
	if l.Kept(r, key) != value {
		l.sessions.Put(r.Context(), keptPrefix+key, value)
	}
}

// Kept returns what was kept under a key, or nothing.
func (l *Login) Kept(r *http.Request, key string) string {
	return l.sessions.GetString(r.Context(), keptPrefix+key)
}

// localPath returns a path of this server to go to, or nothing where s is none.
// Browsers read a backslash as a slash, and skip tabs and ends of lines.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsFunc(s, func(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }) {
		return ""
	}
	return u.RequestURI()
}

// redirect sends the browser on, after a POST too, with GET.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // a path of this server, as localPath says
}
