package officefile

import (
	"strings"

	"numerek/central/notify/wording"
)

// Text returns the text of a kind, such as "confirm"; empty where there is none.
func (s SMS) Text(kind string) string {
	switch kind {
	case wording.Confirm:
		return s.Confirm
	case wording.Remind:
		return s.Remind
	case wording.Cancelled:
		return s.Cancelled
	case wording.OfficeCancel:
		return s.OfficeCancel
	case wording.Moved:
		return s.Moved
	case wording.Almost:
		return s.Almost
	case wording.Called:
		return s.Called
	case wording.NoShow:
		return s.NoShow
	case wording.Offer:
		return s.Offer
	}
	return ""
}

// SMSTexts returns the texts of a kind for a reader of a language, and the
// language that they are in: the file's in that language, else the file's in the
// first language, else built-in ones of either, else English ones. Built-in texts
// come with shorter ones for where they are too long; see [wording.SMS].
func (o *Office) SMSTexts(lang, kind string) (texts []string, in string) {
	first := o.Default()
	for _, in := range []string{lang, first} {
		if text := o.SMS[in].Text(kind); text != "" {
			return []string{text}, in
		}
	}
	for _, in := range []string{lang, first, "en"} {
		texts := wording.Texts(in, kind)
		if len(texts) == 0 {
			continue
		}
		if o.SMSSender == "" {
			return texts, in
		}
		named := make([]string, 0, 2*len(texts))
		for _, text := range texts {
			named = append(named, o.SMSSender+": "+text)
		}
		return append(named, texts...), in // the phone shows the sender in any case
	}
	return nil, first
}

// SMSLinkBase returns what stands before the token of a personal link in an SMS.
func (o *Office) SMSLinkBase() string {
	if o.SMSLink != "" {
		return o.SMSLink
	}
	return o.LinkBase()
}

// LinkBase returns what stands before the token of a personal link, in full.
func (o *Office) LinkBase() string { return strings.TrimSuffix(o.PublicURL, "/") + "/w/" }

// ServiceInSMS names a service: neutrally where the office says how, else by its
// short name in the first language and by its label in others.
func (o *Office) ServiceInSMS(id, lang string) string {
	s, _ := o.Service(id)
	if len(s.Neutral) == 0 && s.SMS != "" && (lang == o.Default() || s.Label[lang] == "") {
		return s.SMS
	}
	return o.ServiceInMail(id, lang)
}

// ServiceInMail names a service: neutrally where the office says how, else by
// its label.
func (o *Office) ServiceInMail(id, lang string) string {
	s, _ := o.Service(id)
	if len(s.Neutral) > 0 {
		return o.Text(s.Neutral, lang)
	}
	return o.Text(s.Label, lang)
}

// LocationInSMS names a location shortly, or else by its name.
func (o *Office) LocationInSMS(id, lang string) string {
	l, _ := o.Location(id)
	if l.SMS != "" {
		return l.SMS
	}
	return o.Text(l.Name, lang)
}
