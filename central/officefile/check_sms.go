package officefile

import (
	"fmt"
	"maps"
	"slices"

	"numerek/central/notify/gsm"
	"numerek/central/notify/wording"
)

// sms asks whether every text of every language, built-in ones too, is one
// message with every service at its location.
func (c checker) sms() {
	for _, lang := range slices.Sorted(maps.Keys(c.o.SMS)) {
		if where := "sms." + lang; !slices.Contains(c.o.Languages, lang) && len(c.o.Languages) > 0 {
			c.wrong(where, "%q is not a language of the office; office.languages: %s", lang, quoted(c.o.Languages))
			continue
		}
		for _, kind := range wording.Kinds() {
			c.braces("sms."+lang+"."+kind, c.o.SMS[lang].Text(kind), wording.Braces())
		}
	}
	for _, lang := range c.o.Languages {
		values := c.longest(lang)
		for _, kind := range wording.Kinds() {
			// A text that comes from another language is checked there.
			if texts, in := c.o.SMSTexts(lang, kind); in == lang {
				c.oneMessage(lang, kind, texts, values)
			}
		}
	}
}

// longest is the most that each placeholder becomes, but for those that follow
// from the service.
func (c checker) longest(lang string) wording.Values {
	link := c.o.SMSLinkBase()
	return wording.Values{
		Day: wording.LongestDay(lang), Time: "10:20", From: "10:10", Code: "482 9151", Link: link + "7KQ4MNPXT2", Booking: link,
		Ticket: "R 1000", Before: "99", Minutes: "199", Desk: "999", Help: c.o.HelpPhone,
	}
}

// oneMessage tells of the service with which a text is longest, if it is too long.
func (c checker) oneMessage(lang, kind string, texts []string, values wording.Values) {
	var worst, with string
	for _, s := range c.o.Services {
		where := c.o.LocationOf(s.ID)
		values.Service, values.Location = c.o.ServiceInSMS(s.ID, lang), c.o.LocationInSMS(where, lang)
		if text := wording.SMS(texts, values); gsm.Parts(text) > 1 && gsm.Length(text) > gsm.Length(worst) {
			worst, with = text, fmt.Sprintf("service %q at %q", s.ID, where)
		}
	}
	if worst == "" {
		return
	}
	limit, _ := gsm.Encoding(worst).Limits()
	which, because, advice := "the text", "", ""
	if c.o.SMS[lang].Text(kind) == "" {
		which, advice = "the built-in text", "; set office.sms_link to a shorter one, or give a text here"
	}
	if r, foreign := gsm.Foreign(worst); foreign {
		because = fmt.Sprintf(", because %q is not in the alphabet of short messages", string(r))
	}
	c.wrong("sms."+lang+"."+kind, "with %s %s has %d characters, and would be sent as two messages; allowed: %d%s%s",
		with, which, gsm.Length(worst), limit, because, advice)
}
