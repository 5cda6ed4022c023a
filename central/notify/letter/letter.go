// Package letter writes messages to citizens: from an office's texts, and what
// there is to tell, an SMS or a mail in the reader's language. It is pure.
package letter

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"numerek/central/notify/gsm"
	"numerek/central/notify/wording"
	"numerek/central/officefile"
)

// ErrKind means that there is no text of that kind.
var ErrKind = errors.New("no such kind of message")

// Facts are what a message tells. Each kind uses what its text asks for; what is
// zero stays empty.
type Facts struct {
	Service  string    // id; named in {s}
	Location string    // id; named in {loc}; empty: the service's
	At       time.Time // hour of the visit: {d} and {t}
	From     time.Time // {e}: when check-in begins; in an offer, until when it holds
	Code     string    // {c}: seven digits, with or without a blank
	Token    string    // of the personal link {u}
	Ticket   string    // {k}: "R 015"
	Before   int       // {q}: people before the ticket
	Minutes  int       // {m}: that it waits
	Desk     int       // {n}
}

// Letter is a message as it goes out.
type Letter struct {
	Language string // that it is in: the office's first where it has no text in the reader's
	Subject  string // of a mail
	Text     string
	Parts    int // SMS that it is paid for as; 0 for a mail
}

// SMS writes a message of a kind, such as "confirm", for a reader of a language.
// Errors: [ErrKind].
func SMS(o *officefile.Office, lang, kind string, f Facts) (Letter, error) {
	texts, in := o.SMSTexts(lang, kind)
	if len(texts) == 0 {
		return Letter{}, fmt.Errorf("%w: %q", ErrKind, kind)
	}
	v := f.values(o, in)
	base := o.SMSLinkBase()
	v.Day = f.day(o, in, wording.Day)
	v.Service, v.Location = o.ServiceInSMS(f.Service, in), o.LocationInSMS(f.location(o), in)
	v.Booking, v.Link = base, base+f.Token
	text := wording.SMS(texts, v)
	return Letter{Language: in, Text: text, Parts: gsm.Parts(text)}, nil
}

// Mail writes a mail of a kind for a reader of a language. Errors: [ErrKind].
func Mail(o *officefile.Office, lang, kind string, f Facts) (Letter, error) {
	for _, in := range []string{lang, o.Default(), "en"} {
		v := f.values(o, in)
		v.Day = f.day(o, in, wording.LongDay)
		v.Service, v.Location = o.ServiceInMail(f.Service, in), place(o, f.location(o), in)
		v.Booking = strings.TrimSuffix(o.PublicURL, "/") + "/"
		v.Link = o.LinkBase() + f.Token
		if f.Token == "" {
			v.Link = v.Booking
		}
		if m, ok := wording.Mail(in, kind, v); ok {
			return Letter{Language: in, Subject: m.Subject, Text: m.Body}, nil
		}
	}
	return Letter{}, fmt.Errorf("%w: %q", ErrKind, kind)
}

// values are what SMS and mail write in the same way.
func (f Facts) values(o *officefile.Office, lang string) wording.Values {
	clock := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.In(o.ZoneOrUTC()).Format("15:04")
	}
	return wording.Values{
		Time: clock(f.At), From: clock(f.From), Code: wording.Code(f.Code),
		Ticket: f.Ticket, Before: strconv.Itoa(f.Before), Minutes: strconv.Itoa(f.Minutes), Desk: strconv.Itoa(f.Desk),
		Help: o.HelpPhone, Office: o.Text(o.Name, lang),
	}
}

func (f Facts) day(o *officefile.Office, lang string, write func(string, time.Time) string) string {
	if f.At.IsZero() {
		return ""
	}
	return write(lang, f.At.In(o.ZoneOrUTC()))
}

func (f Facts) location(o *officefile.Office) string {
	if f.Location != "" {
		return f.Location
	}
	return o.LocationOf(f.Service)
}

// place is a building with its address.
func place(o *officefile.Office, location, lang string) string {
	l, ok := o.Location(location)
	if !ok {
		return ""
	}
	name := o.Text(l.Name, lang)
	switch {
	case l.Address != "":
		return name + ", " + l.Address
	case len(o.Locations) == 1 && o.Address != "":
		return name + ", " + o.Address
	}
	return name
}

// Whole is the letter in one piece, as the outbox wants it sealed: a mail's
// subject, an empty line, and its text.
func (l Letter) Whole() string {
	if l.Subject == "" {
		return l.Text
	}
	return l.Subject + "\n\n" + l.Text
}
