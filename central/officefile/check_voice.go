package officefile

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"numerek/central/notify/gsm"
)

var bracePattern = regexp.MustCompile(`\{[^{}]*\}?|\}`)

// braces checks the placeholders of a text.
func (c checker) braces(where, s string, allowed []string) {
	for _, b := range bracePattern.FindAllString(s, -1) {
		if !slices.Contains(allowed, b) {
			c.wrong(where, "%s is not known here%s; allowed: %s", b, didYouMean(b, allowed), strings.Join(allowed, " "))
		}
	}
}

func (c checker) audio() {
	a := c.o.Audio
	if strings.ContainsAny(a.Gong, `/\`) || a.Gong == "." || a.Gong == ".." {
		c.wrong("audio.gong", "%q is not a file name; allowed: a name without folders, such as \"dingdong.wav\"", a.Gong)
	}
	voices := slices.Sorted(maps.Keys(a.Voices))
	for i, lang := range a.Order {
		if !slices.Contains(voices, lang) {
			c.wrong(item("audio.order", i), "there is no table [audio.%s]; languages there: %s", lang, quoted(voices))
		}
	}
	for _, lang := range voices {
		v, where := a.Voices[lang], "audio."+lang
		if !slices.Contains(c.o.Languages, lang) && len(c.o.Languages) > 0 {
			c.wrong(where, "%q is neither a key of [audio] nor a language of the office%s; office.languages: %s",
				lang, didYouMean(lang, audioKeys()), quoted(c.o.Languages))
			continue
		}
		c.braces(where+".call", v.Call, []string{"{letter}", "{number}", "{place}", "{desk}"})
		for _, need := range []string{"{letter}", "{number}", "{desk}"} {
			if v.Call != "" && !strings.Contains(v.Call, need) {
				c.wrong(where+".call", "%s is missing; allowed: a sentence with {letter}, {number} and {desk}, and {place} where it is said", need)
			}
		}
		for i, d := range c.o.Departments {
			if _, ok := v.Place[d.PlaceWord]; !ok && d.PlaceWord != "" && v.Place != nil {
				have := slices.Sorted(maps.Keys(v.Place))
				c.wrong(item("departments", i)+".place_word", "%q has no spoken form in [audio.%s]%s; words there: %s",
					d.PlaceWord, lang, didYouMean(d.PlaceWord, have), quoted(have))
			}
		}
	}
}

func audioKeys() []string {
	var out []string
	for _, k := range voiceKeys() {
		if k.kind != aTable && strings.Count(k.path, ".") == 1 && strings.HasPrefix(k.path, "audio.") {
			out = append(out, k.name())
		}
	}
	return out
}

// The longest that a placeholder of an SMS becomes, but for those that the
// file itself says.
func (c checker) placeholders(lang string) map[string]string {
	o := c.o
	longest := func(list []string) string {
		out := ""
		for _, s := range list {
			if len(s) > len(out) {
				out = s
			}
		}
		return out
	}
	link := o.SMSLink
	if link == "" {
		link = strings.TrimSuffix(o.PublicURL, "/") + "/w/"
	}
	return map[string]string{
		"{d}": "wt 24.11", "{t}": "10:20", "{e}": "10:10", "{c}": "482 9151", "{u}": link + "7KQ4MNPXT2", "{b}": link,
		"{k}": "R 1000", "{q}": "99", "{m}": "199", "{n}": "999", "{help}": o.HelpPhone,
		"{s}":   longest(idsOf(o.Services, func(s Service) string { return serviceInSMS(s, lang, o.Default()) })),
		"{loc}": longest(idsOf(o.Locations, func(l Location) string { return gsm.Plain(l.SMS) })),
	}
}

// serviceInSMS is the short name in the default language, and the label in another one.
func serviceInSMS(s Service, lang, first string) string {
	if lang == first || s.Label[lang] == "" {
		return gsm.Plain(s.SMS)
	}
	return gsm.Plain(s.Label[lang])
}

func (c checker) sms() {
	for _, lang := range slices.Sorted(maps.Keys(c.o.SMS)) {
		texts, where := c.o.SMS[lang], "sms."+lang
		if !slices.Contains(c.o.Languages, lang) && len(c.o.Languages) > 0 {
			c.wrong(where, "%q is not a language of the office; office.languages: %s", lang, quoted(c.o.Languages))
			continue
		}
		values := c.placeholders(lang)
		for key, s := range map[string]string{
			"confirm": texts.Confirm, "remind": texts.Remind, "cancelled": texts.Cancelled, "office_cancel": texts.OfficeCancel,
			"moved": texts.Moved, "almost": texts.Almost, "called": texts.Called, "noshow": texts.NoShow,
		} {
			c.braces(where+"."+key, s, slices.Sorted(maps.Keys(values)))
			for name, value := range values {
				s = strings.ReplaceAll(s, name, value)
			}
			length, because := gsm.Length(s), ""
			limit, _ := gsm.Encoding(s).Limits()
			if r, foreign := gsm.Foreign(s); foreign {
				because = fmt.Sprintf(", because %q is not in the alphabet of short messages", string(r))
			}
			if length > limit {
				c.wrong(where+"."+key, "with the longest service and place the text has %d characters, and would be sent as two messages; allowed: %d%s",
					length, limit, because)
			}
		}
	}
}
