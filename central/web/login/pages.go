package login

import (
	"errors"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"

	"golang.org/x/text/language"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
)

// Frame is what every page for staff has around it, for the templates "head"
// and "foot".
type Frame struct {
	T          *translations.Staff
	Title      string
	OfficeName string
	Colour     string // of the office; empty on pages of none
	Demo       bool
	Clock      string  // of the server, in the office's zone; empty on pages of none
	Person     *Person // nil: nobody is logged in
	Sheets     []string
	Next       string // where the choice of a language comes back to
	Languages  []Choice
}

// Choice is one of several things to choose.
type Choice struct {
	Code, Name string
	Chosen     bool
}

// Frame returns what is around a page of somebody's.
func (l *Login) Frame(r *http.Request, p Person) (Frame, error) {
	file, err := l.office.File(r.Context(), p.Office)
	if err != nil {
		return Frame{}, err
	}
	f := l.frame(r, file, p.Language)
	f.Person = &p
	if r.Method == http.MethodGet {
		f.Next = r.URL.RequestURI()
	}
	return f, nil
}

// Templates returns a copy of the templates "head" and "foot", with the functions
// "asset" and "colour", to parse others into.
func (l *Login) Templates() (*template.Template, error) { return l.pages.Clone() }

// frame of a page; file is nil on one that is about no office.
func (l *Login) frame(r *http.Request, file *officefile.Office, lang string) Frame {
	f := Frame{T: translations.StaffIn(lang), Demo: l.office.Demo(), OfficeName: "Numerek"}
	if !slices.Contains(translations.StaffLanguages(), lang) {
		f.T = translations.StaffIn(accepted(r)...)
	}
	if file != nil {
		f.Colour, f.Clock = file.InkColour(), l.office.Now().In(file.ZoneOrUTC()).Format("15:04")
		f.OfficeName = file.Text(file.Name, f.T.Code)
	}
	for _, code := range translations.StaffLanguages() {
		f.Languages = append(f.Languages, Choice{Code: code, Name: translations.StaffIn(code).Name, Chosen: code == f.T.Code})
	}
	return f
}

// accepted lists the languages that a browser asks for, best first.
func accepted(r *http.Request) []string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return nil
	}
	out := make([]string, len(tags))
	for i, tag := range tags {
		base, _ := tag.Base()
		out[i] = base.String()
	}
	return out
}

// formPage is what login.html may use.
type formPage struct {
	Frame
	Offices  []Choice // empty where there is only one
	Name     string
	Problem  string
	SwitchTo func(code string) string
}

// home is where somebody begins.
func home(role access.Role) string {
	if role.May(access.ManageHall) {
		return "/manage"
	}
	return "/console"
}

func (l *Login) form(w http.ResponseWriter, r *http.Request) error {
	p, ok, err := l.person(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	if ok {
		redirect(w, r, orElse(localPath(q.Get("next")), home(p.Role)))
		return nil
	}
	return l.show(w, r, http.StatusOK, formPage{}, q)
}

// show writes the page to log in. values are the fields that it was asked with.
func (l *Login) show(w http.ResponseWriter, r *http.Request, code int, page formPage, values url.Values) error {
	ids, err := l.office.IDs(r.Context())
	if err != nil {
		return err
	}
	var only *officefile.Office
	if len(ids) == 1 {
		if only, err = l.office.File(r.Context(), ids[0]); err != nil {
			return err
		}
	}
	page.Frame = l.frame(r, only, values.Get("lang"))
	page.Title, page.Next, page.Name = page.T.LogIn, localPath(values.Get("next")), values.Get("name")
	for i := 0; len(ids) > 1 && i < len(ids); i++ {
		file, err := l.office.File(r.Context(), ids[i])
		if err != nil {
			return err
		}
		page.Offices = append(page.Offices, Choice{Code: ids[i], Name: file.Text(file.Name, page.T.Code), Chosen: ids[i] == values.Get("office")})
	}
	page.SwitchTo = func(code string) string {
		to := url.Values{"lang": {code}}
		if page.Next != "" {
			to.Set("next", page.Next)
		}
		return "/login?" + to.Encode()
	}
	return web.Render(w, l.pages, "login.html", code, page)
}

func (l *Login) logIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return l.show(w, r, http.StatusBadRequest, formPage{}, url.Values{})
	}
	v := r.PostForm
	from := address(r)
	again := func(code int, problem func(*translations.Staff) string) error {
		t := l.frame(r, nil, v.Get("lang")).T
		return l.show(w, r, code, formPage{Problem: problem(t)}, v)
	}
	if wait := l.guesses.begin(from, time.Now()); wait > 0 {
		return again(http.StatusTooManyRequests, func(t *translations.Staff) string { return in(t, t.ManyWrong, wait) })
	}
	user, err := l.accounts.LogIn(r.Context(), v.Get("office"), v.Get("name"), v.Get("password"))
	var locked *accounts.LockedError
	switch {
	case errors.Is(err, office.ErrWhichOffice), errors.Is(err, office.ErrUnknownOffice):
		l.guesses.right(from)
		return again(http.StatusBadRequest, func(t *translations.Staff) string { return t.WhichOffice })
	case errors.As(err, &locked):
		return again(http.StatusTooManyRequests, func(t *translations.Staff) string {
			return in(t, t.Locked, locked.Until.Sub(l.office.Now()))
		})
	case errors.Is(err, accounts.ErrWrongPassword):
		return again(http.StatusForbidden, func(t *translations.Staff) string { return t.WrongPassword })
	case errors.Is(err, accounts.ErrDisabled):
		return again(http.StatusForbidden, func(t *translations.Staff) string { return t.Disabled })
	case err != nil:
		return err
	}
	l.guesses.right(from)
	if err := l.begin(r.Context(), user, l.frame(r, nil, v.Get("lang")).T.Code); err != nil {
		return err
	}
	redirect(w, r, orElse(localPath(v.Get("next")), home(access.Role(user.Role))))
	return nil
}

// in ends a sentence with how long to wait, "… in 2 minutes.", in whole ones.
func in(t *translations.Staff, sentence string, wait time.Duration) string {
	return sentence + " " + t.Minutes(max(1, int(math.Ceil(wait.Minutes())))) + "."
}

func (l *Login) logOut(w http.ResponseWriter, r *http.Request) error {
	if l.sessions.Token(r.Context()) != "" {
		if err := l.sessions.Destroy(r.Context()); err != nil {
			return err
		}
	}
	redirect(w, r, "/login")
	return nil
}

// speak changes the language of the pages.
func (l *Login) speak(w http.ResponseWriter, r *http.Request) error {
	lang, next := r.PostFormValue("lang"), localPath(r.PostFormValue("next"))
	if !slices.Contains(translations.StaffLanguages(), lang) {
		lang = ""
	}
	p, ok, err := l.person(r)
	switch {
	case err != nil:
		return err
	case !ok:
		redirect(w, r, "/login?"+url.Values{"lang": {lang}, "next": {next}}.Encode())
		return nil
	case lang != "":
		l.sessions.Put(r.Context(), keyLanguage, lang)
	}
	redirect(w, r, orElse(next, home(p.Role)))
	return nil
}

func orElse(path, otherwise string) string {
	if path == "" {
		return otherwise
	}
	return path
}

// failedPage says what went wrong and what to do.
type failedPage struct {
	Frame
	Heading, Text string
	Home          string
}

// refuse says that somebody may not open a page.
func (l *Login) refuse(w http.ResponseWriter, r *http.Request, p Person) error {
	f, err := l.Frame(r, p)
	if err != nil {
		return err
	}
	page := failedPage{Frame: f, Heading: f.T.NotAllowed, Text: f.T.NotAllowedWhy, Home: home(p.Role)}
	page.Title = page.Heading
	return web.Render(w, l.pages, "failed.html", http.StatusForbidden, page)
}

// Failed is the [web.Failure] of the pages for staff.
func (l *Login) Failed(w http.ResponseWriter, r *http.Request, code int) {
	f := l.frame(r, nil, "")
	page := failedPage{Frame: f, Heading: f.T.Broken, Text: f.T.BrokenWhy, Home: "/login"}
	if code == http.StatusNotFound {
		page.Heading, page.Text = f.T.NotFound, f.T.NotFoundWhy
	}
	page.Title = page.Heading
	if err := web.Render(w, l.pages, "failed.html", code, page); err != nil {
		l.log.ErrorContext(r.Context(), "page of an error failed", "err", err)
	}
}
