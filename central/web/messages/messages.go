package messages

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"numerek/central/access"
	"numerek/central/calendar"
	"numerek/central/notify"
	"numerek/central/notify/file"
	"numerek/central/notify/outbox"
	"numerek/central/notify/phone"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/login"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Records is what the page reads; [store.Store] is one.
type Records interface {
	MessagesBetween(ctx context.Context, office string, from, to time.Time, limit int) ([]store.Message, error)
	SentSince(ctx context.Context, office string, since time.Time) (map[string]int, error)
}

var _ Records = (*store.Store)(nil)

// Opener opens the number of a message that has not come to its end.
type Opener interface {
	Open(about, sealed string) (plain string, err error)
}

// Options of the page.
type Options struct {
	// File is where messages can be read that go to no gateway; empty on a server
	// that has one. Only with it texts are shown.
	File string
}

// Pages serves the page.
type Pages struct {
	office  *office.Office
	records Records
	keys    Opener
	door    *login.Login
	pages   *template.Template
	opts    Options
}

// New returns the page. It fails when a template does not parse.
func New(o *office.Office, r Records, keys Opener, door *login.Login, opts Options) (*Pages, error) {
	pages, err := door.Templates()
	if err == nil {
		pages, err = pages.ParseFS(templateFiles, "templates/*.html")
	}
	if err != nil {
		return nil, err
	}
	return &Pages{office: o, records: r, keys: keys, door: door, pages: pages, opts: opts}, nil
}

// Register adds the route.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.Handle("GET /manage/messages", p.door.Page(p.door.Require(access.ReadMessages, p.show)))
}

// most is how many messages of a day are shown.
const most = 300

// page is what messages.html may use.
type page struct {
	login.Frame
	B             *translations.Bookings
	Why           string
	Day           queue.Day
	Date          string
	Before, After string
	Spent         string // of today's ceiling
	Warning       string
	Messages      []message
	More          string // not all are shown
}

// message is one row.
type message struct {
	At, Kind, To, State string
	Bad                 bool // it did not come to its end well
	Parts               int
	Sender, Fault       string
	Subject, Text       string // empty where they are not shown
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, who login.Person) error {
	ctx := r.Context()
	office, err := p.office.File(ctx, who.Office)
	if err != nil {
		return err
	}
	frame, err := p.door.Frame(r, who)
	if err != nil {
		return err
	}
	b := translations.BookingsIn(frame.T.Code)
	frame.Title, frame.Sheets = b.Messages.Title, []string{"bookings.css"}
	out := page{Frame: frame, B: b, Why: b.Messages.Why}
	now, zone := p.office.Now(), office.ZoneOrUTC()
	if out.Day, err = calendar.ParseDay(r.FormValue("day")); err != nil {
		out.Day = calendar.CivilDay(now, zone)
	}
	on := func(day queue.Day) time.Time { return calendar.FirstInstant(day, 0, zone) }
	from, to := on(out.Day), on(calendar.AddDays(out.Day, 1))
	out.Date = b.Date(from.In(zone))
	out.Before, out.After = address(calendar.AddDays(out.Day, -1)), address(calendar.AddDays(out.Day, 1))
	all, err := p.records.MessagesBetween(ctx, who.Office, from, to, most+1)
	if err != nil {
		return err
	}
	if len(all) > most {
		all, out.More = all[:most], fmt.Sprintf(b.Messages.Most, most)
	}
	texts, err := p.texts()
	if err != nil {
		return err
	}
	if p.opts.File != "" {
		out.Why = b.Messages.FileWhy
	}
	for _, m := range all {
		out.Messages = append(out.Messages, p.row(m, texts[outbox.Key(m)], office, b, zone))
	}
	if err := p.spent(ctx, &out, office, now); err != nil {
		return err
	}
	return web.Render(w, p.pages, "messages.html", http.StatusOK, out)
}

// texts returns by key what was written to the file instead of being sent.
func (p *Pages) texts() (map[string]file.Message, error) {
	if p.opts.File == "" {
		return nil, nil
	}
	all, err := file.Read(p.opts.File)
	texts := make(map[string]file.Message, len(all))
	for _, m := range all {
		texts[m.ID] = m
	}
	return texts, err
}

func address(day queue.Day) string { return "/manage/messages?day=" + string(day) }

// row is a message as the page shows it.
func (p *Pages) row(m store.Message, written file.Message, office *officefile.Office, b *translations.Bookings, zone *time.Location) message {
	state := notify.State(m.State)
	return message{
		At: m.CreatedAt.In(zone).Format("15:04:05"), Kind: word(b.Messages.Kinds, m.Kind), To: p.to(m, written, office, b),
		State: word(b.Messages.States, m.State), Bad: state == notify.Undelivered || state == notify.Failed || state == notify.Dropped,
		Parts: m.Parts, Sender: word(b.Messages.Senders, m.Sender), Fault: m.Fault, Subject: written.Subject, Text: written.Text,
	}
}

// word is the text for a word of the database, or the word.
func word(texts map[string]string, of string) string {
	if text := texts[of]; text != "" {
		return text
	}
	return of
}

// to is whom a message is for: the masked number while it is known, the country
// afterwards.
func (p *Pages) to(m store.Message, written file.Message, office *officefile.Office, b *translations.Bookings) string {
	number := written.To
	if m.To != "" {
		if plain, err := p.keys.Open(outbox.About(m), m.To); err == nil {
			number = plain
		}
	}
	switch {
	case m.Channel == notify.Mail:
		return b.Messages.Mail
	case number != "":
		return phone.Mask(number, office.Policy.Privacy.MaskPhone)
	case m.Prefix != "":
		return m.Prefix + " …"
	}
	return b.Messages.Gone
}

// nearly is the part of the day's ceiling from which the page warns.
const nearly = 0.8

// spent counts what was sent today, whatever day the page shows.
func (p *Pages) spent(ctx context.Context, out *page, office *officefile.Office, now time.Time) error {
	sent, err := p.records.SentSince(ctx, office.ID, outbox.Today(office, now))
	if err != nil {
		return err
	}
	total, limit := 0, office.Policy.Notify.DailyLimit
	for _, n := range sent {
		total += n
	}
	out.Spent = fmt.Sprintf(out.B.Messages.Today, total, limit)
	switch {
	case total >= limit:
		out.Warning = out.B.Messages.AtCeiling
	case float64(total) >= nearly*float64(limit):
		out.Warning = out.B.Messages.NearCeiling
	}
	return nil
}
