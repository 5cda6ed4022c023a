package frame

import (
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Templates returns the templates "head", "foot" and "failed.html", for the
// pages of a package to be parsed into. It fails when one does not parse.
func Templates(assets *web.Assets) (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{"asset": assets.URL, "colour": assets.ColourURL}).
		Option("missingkey=error").ParseFS(templateFiles, "templates/*.html")
}

// Frame is what a page has around it. Pages embed it.
type Frame struct {
	T          *translations.Texts
	Title      string
	OfficeName string
	Colour     string // of the office; empty on pages of none
	Home       string // path of the office's home page; empty on pages of none
	Help       string // telephone for help; empty: there is none
	Statement  string // path of the accessibility statement; empty on pages of none
	Refresh    int    // seconds until a browser without scripts asks again; 0: never
	Script     string // the page's, such as "phone.js"; empty: none
	Sheet      string // of style beside the common one; empty: none
	Listed     bool   // search engines may show the page
	Demo       bool
	Clock      string // of the server, in the office's zone; empty on pages of none
	Languages  []Choice
}

// Choice is a language that the page may be seen in.
type Choice struct {
	Code, Name string
	Href       string
	Chosen     bool
}

// Dial is the help phone as a link.
func (f Frame) Dial() template.URL {
	return template.URL("tel:" + strings.Map(func(r rune) rune { //nolint:gosec // digits alone
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, f.Help))
}

// Frames makes the frames of an installation.
type Frames struct{ office *office.Office }

// New returns the frames.
func New(o *office.Office) Frames { return Frames{office: o} }

// Of is the frame of a page about an office, or about none. preferred are the
// languages when the address names none.
func (s Frames) Of(r *http.Request, file *officefile.Office, now time.Time, preferred ...string) Frame {
	base := ""
	if file != nil {
		base = s.Base(r, file)
	}
	return s.under(base, r, file, now, preferred)
}

func (s Frames) under(base string, r *http.Request, file *officefile.Office, now time.Time, preferred []string) Frame {
	f := Frame{Demo: s.office.Demo(), T: Texts(r, file, preferred...), OfficeName: "Numerek"}
	if file != nil {
		f.Colour, f.Clock, f.OfficeName = file.InkColour(), Clock(file, now), file.Text(file.Name, f.T.Code)
		f.Home, f.Statement, f.Help = base+"/", base+"/dostepnosc", file.HelpPhone
		if f.Help == "" {
			f.Help = file.Phone
		}
	}
	query := r.URL.Query()
	for _, code := range languages(file) {
		if t := translations.In(code); t.Code == code {
			query.Set("lang", code)
			f.Languages = append(f.Languages, Choice{Code: code, Name: t.Name, Href: "?" + query.Encode(), Chosen: code == f.T.Code})
		}
	}
	return f
}

// Base is what the addresses of an office's pages begin with: nothing where it
// is the only one, else "/o/koszalin".
func (s Frames) Base(r *http.Request, file *officefile.Office) string {
	if r.PathValue("office") != "" {
		return "/o/" + file.ID
	}
	if ids, err := s.office.IDs(r.Context()); err == nil && len(ids) > 1 {
		return "/o/" + file.ID
	}
	return ""
}

// Failed writes the page of an error. It is the same whatever was asked for, so
// that it tells nobody whether an office, a ticket or a booking exists.
func (s Frames) Failed(w http.ResponseWriter, r *http.Request, code int, pages *template.Template, log *slog.Logger, unknown translations.State) {
	f := s.under("", r, s.only(r.Context()), s.office.Now(), Accepted(r))
	page := struct {
		Frame
		Heading, Text string
	}{Frame: f, Heading: f.T.Broken, Text: f.T.BrokenWhy}
	if code == http.StatusNotFound {
		page.Heading, page.Text = unknown.Title, unknown.What
	}
	page.Title = page.Heading
	if err := web.Render(w, pages, "failed.html", code, page); err != nil {
		log.ErrorContext(r.Context(), "page of an error failed", "err", err)
	}
}

// only is the office where there is one alone, else nil.
func (s Frames) only(ctx context.Context) *officefile.Office {
	ids, err := s.office.IDs(ctx)
	if err != nil || len(ids) != 1 {
		return nil
	}
	file, err := s.office.File(ctx, ids[0])
	if err != nil {
		return nil
	}
	return file
}

// Texts are those of the language that the address names, or of the first of
// the preferred ones; the office must offer it.
func Texts(r *http.Request, file *officefile.Office, preferred ...string) *translations.Texts {
	for _, l := range append([]string{r.URL.Query().Get("lang")}, preferred...) {
		if slices.Contains(languages(file), l) && translations.In(l).Code == l {
			return translations.In(l)
		}
	}
	return translations.In(languages(file)...)
}

// languages are those of an office, or of all.
func languages(file *officefile.Office) []string {
	if file == nil {
		return translations.Languages()
	}
	return file.Languages
}

// Accepted lists the languages that a browser asks for, best first.
func Accepted(r *http.Request) []string {
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

// Clock is an instant on the office's clock.
func Clock(file *officefile.Office, at time.Time) string {
	return at.In(file.ZoneOrUTC()).Format("15:04")
}

// Mark is the colour of a department, by its place at its location: the same as
// on all our screens.
func Mark(i int) int { return i%8 + 1 }

// In is an address with the language that the page is seen in, so that the next
// page is in the same.
func In(path string, t *translations.Texts, more ...string) string {
	query := url.Values{"lang": {t.Code}}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			query.Set(more[i], more[i+1])
		}
	}
	return path + "?" + query.Encode()
}
