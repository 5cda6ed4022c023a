package officefile

import (
	"maps"
	"regexp"
	"slices"
	"strings"
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
