package health

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"numerek/central/health/record"
	"numerek/central/notify"
	"numerek/central/notify/gsm"
	"numerek/central/notify/outbox"
	"numerek/central/notify/phone"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	"numerek/central/translations"
)

// KindDuty is the kind of the messages to whoever is on duty.
const KindDuty = "duty"

// How long a notice is of use.
const (
	textGood = 6 * time.Hour
	mailGood = 24 * time.Hour
)

// contact is one way to reach somebody.
type contact struct {
	record.Contact
	person  officefile.OnDuty
	channel string
}

// duty reads who is told, and how patiently.
func (h *Health) duty(f *officefile.Office, now time.Time) (record.Pace, []contact) {
	var all []contact
	for _, p := range f.Duty.People {
		if p.Mail != "" && h.mails {
			all = append(all, contact{record.Contact{Key: p.ID + "/" + notify.Mail, From: record.Severity(p.From)}, p, notify.Mail})
		}
		if p.Phone != "" {
			quiet := f.Duty.QuietAt(now.In(f.ZoneOrUTC()))
			all = append(all, contact{record.Contact{Key: p.ID + "/" + notify.SMS, From: record.Severity(p.From), Quiet: quiet}, p, notify.SMS})
		}
	}
	return record.Pace{Hold: f.Duty.Hold(), Gather: f.Duty.Gather()}, all
}

// tell writes a message into the outbox.
func (h *Health) tell(u office.Unit, c contact, items []record.Item, places map[string]Place) error {
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	m := store.Message{
		Office: u.File.ID, ID: id.String(), Channel: c.channel, Kind: KindDuty, Language: c.person.Language,
		State: string(notify.Queued), Due: u.Now, CreatedAt: u.Now,
	}
	words := translations.DevicesIn(c.person.Language)
	var to, text string
	if c.channel == notify.SMS {
		to, text = c.person.Phone, shortNotice(words, items, u.File.ZoneOrUTC())
		m.Prefix, m.Parts, m.Expires = phone.Prefix(to), gsm.Parts(text), u.Now.Add(textGood)
	} else {
		subject, body := notice(words, u.File, items, places)
		to, text, m.Expires = c.person.Mail, subject+"\n\n"+body, u.Now.Add(mailGood)
	}
	about := outbox.About(m)
	m.To, m.Text = h.keys.Seal(about, to), h.keys.Seal(about, text)
	u.Tx.PutMessage(m)
	return nil
}

// shortNotice is one SMS about as many items as go into it.
func shortNotice(t *translations.Devices, items []record.Item, zone *time.Location) string {
	text := t.Notice.Text
	for i, item := range items {
		line := item.Device + " " + word(t.Short, item.Code)
		if item.Closed() {
			line = t.Notice.TextOver + line
		} else {
			line += " " + item.Since.In(zone).Format("15:04")
		}
		more := ""
		if left := len(items) - i - 1; left > 0 {
			more = "; " + fmt.Sprintf(t.Notice.TextMore, left)
		}
		if i > 0 {
			line = "; " + line
		}
		if whole := gsm.Plain(text + line + more); i > 0 && gsm.Parts(whole) > 1 {
			return gsm.Plain(text + "; " + fmt.Sprintf(t.Notice.TextMore, len(items)-i))
		}
		text += line
	}
	return gsm.Plain(text)
}

// notice is a mail about everything.
func notice(t *translations.Devices, f *officefile.Office, items []record.Item, places map[string]Place) (subject, body string) {
	zone, lang := f.ZoneOrUTC(), t.Code
	name := func(i record.Item) string { return i.Device + ": " + strings.ToLower(word(t.Conditions, i.Code)) }
	office := f.Text(f.Name, lang)
	switch more := len(items) - 1; {
	case items[0].Closed(): // which is behind all that holds
		subject = fmt.Sprintf(t.Notice.SubjectOver, name(items[0]), office)
	case more > 0:
		subject = fmt.Sprintf(t.Notice.SubjectMore, name(items[0]), office, more)
	default:
		subject = fmt.Sprintf(t.Notice.Subject, name(items[0]), office)
	}
	var open, closed []string
	for _, i := range items {
		line := "- " + where(t, f, places, i.Device) + "\n  " + word(t.Conditions, i.Code)
		if i.Detail != "" && !i.Closed() {
			line += " (" + i.Detail + ")"
		}
		since := i.Since.In(zone).Format("2.01 15:04")
		if i.Closed() {
			closed = append(closed, line+", "+fmt.Sprintf(t.Over, t.Lasted(i.GoneAt.Sub(i.Since))))
			continue
		}
		do := t.Do[i.Code]
		if do == "" {
			do = t.Other
		}
		open = append(open, line+", "+fmt.Sprintf(t.Since, since)+". "+do)
	}
	var parts []string
	if len(open) > 0 {
		parts = append(parts, t.Notice.Open+"\n"+strings.Join(open, "\n"))
	}
	if len(closed) > 0 {
		parts = append(parts, t.Notice.Closed+"\n"+strings.Join(closed, "\n"))
	}
	parts = append(parts, fmt.Sprintf(t.Notice.Page, strings.TrimSuffix(f.PublicURL, "/")+"/manage/devices"), t.Notice.Why)
	return subject, strings.Join(parts, "\n\n")
}

// where names a device so that it is found.
func where(t *translations.Devices, f *officefile.Office, places map[string]Place, device string) string {
	p, ok := places[device]
	if !ok {
		return device
	}
	name := t.Kinds[p.Kind] + " " + device
	if l, ok := f.Location(p.Location); ok {
		name += ", " + f.Text(l.Name, t.Code)
	}
	if place := f.Text(p.Place, t.Code); place != "" {
		name += ", " + place
	}
	return name
}

// word is the text of a code, or the code.
func word(texts map[string]string, code string) string {
	if text := texts[code]; text != "" {
		return text
	}
	return code
}
