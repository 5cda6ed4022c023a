package manage

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"time"

	"numerek/central/access"
	"numerek/central/health"
	"numerek/central/health/record"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/updates"
	"numerek/central/updates/rollout"
	"numerek/central/web"
	"numerek/central/web/login"
)

// Fleet knows how the devices stand; [health.Health] is one.
type Fleet interface {
	Devices(ctx context.Context, office string) ([]health.Device, error)
}

var _ Fleet = (*health.Health)(nil)

// Updates knows how far the devices are with a new version; [updates.Updates] does.
type Updates interface {
	Progress(ctx context.Context, office string) (map[string]rollout.Progress, error)
}

var _ Updates = (*updates.Updates)(nil)

// lookEvery is how often an open page looks whether anything has changed.
const lookEvery = 2 * time.Second

// Devices serves the page about kiosks and monitors.
type Devices struct {
	office *office.Office
	fleet  Fleet
	news   Updates
	door   *login.Login
	pages  *template.Template
}

// NewDevices returns the page. It fails when a template does not parse.
func NewDevices(o *office.Office, fleet Fleet, news Updates, door *login.Login) (*Devices, error) {
	pages, err := door.Templates()
	if err == nil {
		pages, err = pages.ParseFS(templateFiles, "templates/*.html")
	}
	return &Devices{office: o, fleet: fleet, news: news, door: door, pages: pages}, err
}

// Register adds the routes.
func (p *Devices) Register(mux *http.ServeMux) {
	mux.Handle("GET /manage/devices", p.door.Page(p.door.Require(access.SeeDevices, p.show)))
	mux.Handle("GET /manage/devices/live", p.door.Page(p.door.Require(access.SeeDevices, p.live)))
}

// devicesPage is what devices.html may use.
type devicesPage struct {
	login.Frame
	D    *translations.Devices
	View fleetView
}

// fleetView is the part of the page that stays up to date.
type fleetView struct {
	D       *translations.Devices
	Summary []stateCount
	Halls   []hall
}

// stateCount is how many devices stand in a way.
type stateCount struct{ State, Text string }

// hall is a location with its devices; the last one, without a name, has those
// that the office file has lost.
type hall struct {
	ID, Name string
	Devices  []device
}

// device is one card.
type device struct {
	ID, Kind, Place string
	State, Word     string
	Troubles        []trouble
	Facts           []string
	Known           bool
	History         []moment
}

// trouble is one condition.
type trouble struct {
	Severity, Word, What, Detail, Since, Do string
}

// moment is one line of the history of the day.
type moment struct {
	At, Text string
	Over     bool
}

func (p *Devices) show(w http.ResponseWriter, r *http.Request, who login.Person) error {
	frame, err := p.door.Frame(r, who)
	if err != nil {
		return err
	}
	out := devicesPage{Frame: frame, D: translations.DevicesIn(frame.T.Code)}
	out.Title, out.Sheets = out.D.Title, []string{"manage.css", "devices.css"}
	if out.View, err = p.view(r.Context(), who.Office, out.D); err != nil {
		return err
	}
	return web.Render(w, p.pages, "devices.html", http.StatusOK, out)
}

// live sends the list whenever it has changed.
func (p *Devices) live(w http.ResponseWriter, r *http.Request, who login.Person) error {
	words := translations.DevicesIn(who.Language)
	stream, err := web.Stream(w, r)
	if err != nil {
		return err
	}
	defer stream.Close()
	last := ""
	for {
		view, err := p.view(stream.Context(), who.Office, words)
		if err != nil {
			return err
		}
		var html bytes.Buffer
		if err := p.pages.ExecuteTemplate(&html, "fleet", view); err != nil {
			return err
		}
		if html.String() != last {
			if err := stream.Send(web.Event{Name: "view", Data: html.String()}); err != nil {
				return err
			}
			last = html.String()
		}
		if err := stream.WaitUpTo(nil, lookEvery); err != nil {
			return err
		}
	}
}

// view is the devices of an office by location, those that need somebody first.
func (p *Devices) view(ctx context.Context, id string, t *translations.Devices) (fleetView, error) {
	file, err := p.office.File(ctx, id)
	if err != nil {
		return fleetView{}, err
	}
	all, err := p.fleet.Devices(ctx, id)
	if err != nil {
		return fleetView{}, err
	}
	news, err := p.news.Progress(ctx, id)
	if err != nil {
		return fleetView{}, err
	}
	say := deviceWords{t, file, p.office.Now().In(file.ZoneOrUTC()), news}
	out := fleetView{D: t}
	count := map[health.State]int{}
	for _, l := range file.Locations {
		out.Halls = append(out.Halls, hall{ID: l.ID, Name: file.Text(l.Name, t.Code)})
	}
	slices.SortStableFunc(all, func(a, b health.Device) int {
		order := health.States()
		return slices.Index(order, a.State) - slices.Index(order, b.State)
	})
	for _, d := range all {
		count[d.State]++
		i := slices.IndexFunc(out.Halls, func(h hall) bool { return h.ID == d.Location })
		if i < 0 {
			out.Halls = append(out.Halls, hall{ID: d.Location})
			i = len(out.Halls) - 1
		}
		out.Halls[i].Devices = append(out.Halls[i].Devices, say.card(d))
	}
	for _, s := range health.States() {
		if n := count[s]; n > 0 {
			out.Summary = append(out.Summary, stateCount{string(s), fmt.Sprintf(t.Counted[string(s)], n)})
		}
	}
	out.Halls = slices.DeleteFunc(out.Halls, func(h hall) bool { return len(h.Devices) == 0 })
	return out, nil
}

// deviceWords says how devices are in one language at one time.
type deviceWords struct {
	t    *translations.Devices
	file *officefile.Office
	now  time.Time
	news map[string]rollout.Progress // by device
}

// clock writes an instant: the hour, and the date where it is not today.
func (say deviceWords) clock(at time.Time) string {
	at = at.In(say.file.ZoneOrUTC())
	if at.Format(time.DateOnly) == say.now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("2.01 15:04")
}

func (say deviceWords) card(d health.Device) device {
	t := say.t
	out := device{
		ID: d.ID, Kind: t.Kinds[d.Kind], Place: say.file.Text(d.Place.Place, t.Code),
		State: string(d.State), Word: t.States[string(d.State)], Known: d.Known,
	}
	if d.State != health.Revoked {
		for _, c := range d.Record.Conditions {
			out.Troubles = append(out.Troubles, trouble{
				Severity: string(c.Severity), Word: t.Severities[string(c.Severity)], What: cmp.Or(t.Conditions[c.Code], c.Code),
				Detail: c.Detail, Since: fmt.Sprintf(t.Since, say.clock(c.Since)), Do: cmp.Or(t.Do[c.Code], t.Other),
			})
		}
		slices.SortStableFunc(out.Troubles, func(a, b trouble) int { return weight(b.Severity) - weight(a.Severity) })
	}
	out.Facts = say.facts(d)
	for _, m := range slices.Backward(d.Record.History) {
		at := m.At.In(say.file.ZoneOrUTC())
		if at.Format(time.DateOnly) != say.now.Format(time.DateOnly) {
			continue
		}
		line := moment{At: at.Format("15:04"), Text: cmp.Or(t.Conditions[m.Code], m.Code), Over: m.Closed}
		if m.Closed {
			line.Text += " – " + fmt.Sprintf(t.Over, t.Lasted(m.Lasted))
		} else {
			line.Text += " – " + t.Began
		}
		out.History = append(out.History, line)
	}
	return out
}

func weight(severity string) int {
	return slices.Index([]string{string(record.Info), string(record.Warning), string(record.Fault)}, severity)
}

// facts are the small print of a card.
func (say deviceWords) facts(d health.Device) (facts []string) {
	if !d.Known {
		return nil
	}
	t, r := say.t, d.Record
	facts = append(facts, fmt.Sprintf(t.Seen, say.clock(r.SeenAt)), fmt.Sprintf(t.Started, say.clock(r.StartedAt)))
	if d.Kind == "kiosk" {
		facts = append(facts, fmt.Sprintf(t.Printed, r.Counters.Printed))
	}
	if r.Version != "" {
		facts = append(facts, fmt.Sprintf(t.Version, r.Version))
	}
	if news := say.update(d); news != "" {
		facts = append(facts, news)
	}
	if !d.Until.IsZero() {
		facts = append(facts, fmt.Sprintf(t.Certificate, d.Until.In(say.file.ZoneOrUTC()).Format("2.01.2006")))
	}
	return facts
}

// update is how far a device is with a new version; empty where there is nothing to say,
// or nothing new: it is good, and has been for longer than a day.
func (say deviceWords) update(d health.Device) string {
	p := say.news[d.ID]
	text := say.t.Update[string(p.Phase)]
	switch {
	case text == "", p.Phase == rollout.Good && say.now.Sub(p.At) > 24*time.Hour:
		return ""
	case p.Phase == rollout.Installing:
		return fmt.Sprintf(text, p.Version, p.Percent)
	case p.At.IsZero(): // nobody knows since when
		return fmt.Sprintf(text, p.Version)
	}
	return fmt.Sprintf(text, p.Version) + " (" + say.clock(p.At) + ")"
}
