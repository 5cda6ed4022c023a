package visit

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web/frame"
)

// event is the calendar file of a booking, as RFC 5545 has it. Downloaded again
// after a move it replaces the old entry, because its UID stays.
func (p *Pages) event(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	if v.Code == "" {
		return errNoPage
	}
	t := frame.Texts(r, v.File, v.Booking.Language)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Disposition", `attachment; filename="termin.ics"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(calendarOf(v, t)))
	return nil
}

// alarm is how long before the visit a calendar reminds of it.
const alarm = time.Hour

const icsTime = "20060102T150405Z"

func calendarOf(v visits.Visit, t *translations.Texts) string {
	words, b := &t.Booking.Event, v.Booking
	f := newFacts(v.File, b.Service, b.Start, t)
	host := "numerek.invalid"
	if u, err := url.Parse(v.File.PublicURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	where := f.Place
	if f.Department != "" {
		where = append([]string{f.Department}, where...)
	}
	what := translations.Fill(words.Code, "{code}", code(v), "{from}", frame.Clock(v.File, v.Opens), "{to}", frame.Clock(v.File, v.Closes))
	var out ics
	out.line("BEGIN", "VCALENDAR")
	out.line("VERSION", "2.0")
	out.line("PRODID", "-//Numerek//Numerek//"+strings.ToUpper(t.Code))
	out.line("CALSCALE", "GREGORIAN")
	out.line("METHOD", "PUBLISH")
	out.line("BEGIN", "VEVENT")
	out.line("UID", b.ID+"@"+host)
	out.line("DTSTAMP", v.Now.UTC().Format(icsTime))
	// A later download is a later version of the same event.
	out.line("SEQUENCE", strconv.FormatInt(max(0, int64(v.Now.Sub(b.CreatedAt)/time.Minute)), 10))
	out.line("DTSTART", b.Start.UTC().Format(icsTime))
	out.line("DTEND", b.Start.Add(time.Duration(b.Minutes)*time.Minute).UTC().Format(icsTime))
	out.text("SUMMARY", translations.Fill(words.Summary, "{service}", f.Service, "{office}", v.File.Text(v.File.Name, t.Code)))
	out.text("LOCATION", strings.Join(where, ", "))
	out.text("DESCRIPTION", what+"\n"+v.Link)
	out.line("URL", v.Link)
	out.line("STATUS", "CONFIRMED")
	out.line("BEGIN", "VALARM")
	out.line("ACTION", "DISPLAY")
	out.line("TRIGGER", "-PT"+strconv.Itoa(int(alarm/time.Minute))+"M")
	out.text("DESCRIPTION", translations.Fill(words.Alarm, "{service}", f.Service))
	out.line("END", "VALARM")
	out.line("END", "VEVENT")
	out.line("END", "VCALENDAR")
	return out.String()
}

// ics writes content lines, folded after 75 octets between characters.
type ics struct{ strings.Builder }

const longestLine = 75

func (b *ics) line(name, value string) {
	rest, room := name+":"+value, longestLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		_, _ = b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], longestLine-1
	}
	_, _ = b.WriteString(rest + "\r\n")
}

// text writes a value of type TEXT.
func (b *ics) text(name, value string) { b.line(name, escaped.Replace(value)) }

var escaped = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`)
