package announce

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Utterance is a call in one language.
type Utterance struct {
	Language string
	Words    []Word
}

// HasClip says whether there is a clip of that name in a language.
type HasClip func(language, clip string) bool

// Missing is a phrase of the office's sentence that has no clip.
type Missing struct{ Language, Text, Clip string }

// defaultPlace stands for a place that the built-in sentence does not know.
const defaultPlace = "stanowisko"

// part is a piece of a sentence: a phrase, or one of the blanks.
type part struct {
	text  string // a phrase as it is said; empty for a blank
	blank string // "{letter}", "{number}" or "{desk}"
	pause bool   // there is a comma before it
}

// stops are the signs at which a speaker pauses.
const stops = ",.;:!?–—"

var blanks = regexp.MustCompile(`\{(?:letter|number|desk)\}`)

// parts splits the sentence for a place. A place that it does not know leaves
// "{place}" in a phrase, which has no clip.
func (s Sentence) parts(place string) []part {
	text := s.Call
	if spoken := s.Places[place]; spoken != "" {
		text = strings.ReplaceAll(text, "{place}", spoken)
	}
	var out []part
	comma := false // one was passed since the last part
	phrase := func(raw string) {
		said := strings.Trim(raw, " \t\n"+stops)
		before, after, _ := strings.Cut(raw, said)
		comma = comma || strings.ContainsAny(before, stops)
		if said == "" {
			comma = comma || strings.ContainsAny(raw, stops)
			return
		}
		out = append(out, part{text: said, pause: comma})
		comma = strings.ContainsAny(after, stops)
	}
	end := 0
	for _, at := range blanks.FindAllStringIndex(text, -1) {
		phrase(text[end:at[0]])
		end = at[1]
		out = append(out, part{blank: text[at[0]:end], pause: comma})
		comma = false
	}
	phrase(text[end:])
	return out
}

// Speak is a call in words: in each of the voice's languages, and in the
// ticket's own if it is another that has clips. Where a phrase of the office's
// sentence has no clip, the built-in sentence of the language stands in. A
// language, a letter or a number that cannot be spoken is left out and said in
// the error; the rest is good all the same.
func (v Voice) Speak(c Call, has HasClip) ([]Utterance, error) {
	order := slices.Clone(v.Languages)
	if _, ok := languages[c.Language]; ok && !slices.Contains(order, c.Language) {
		order = append(order, c.Language)
	}
	var out []Utterance
	var errs []error
	for _, lang := range order {
		l, ok := languages[lang]
		if !ok {
			errs = append(errs, fmt.Errorf("%w: %q", ErrLanguage, lang))
			continue
		}
		parts := v.Sentences[lang].parts(c.PlaceWord)
		if len(parts) == 0 || len(missing(lang, parts, has)) > 0 {
			parts = l.builtIn(c.PlaceWord)
		}
		words, err := l.fill(lang, parts, c)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, Utterance{Language: lang, Words: words})
	}
	return out, errors.Join(errs...)
}

// builtIn is the sentence that has a clip for everything.
func (l language) builtIn(place string) []part {
	if l.sentence.Places[place] == "" {
		place = defaultPlace
	}
	return l.sentence.parts(place)
}

// fill says the blanks.
func (l language) fill(name string, parts []part, c Call) ([]Word, error) {
	var out []Word
	for _, p := range parts {
		said, err := l.say(name, p, c)
		if err != nil {
			return nil, err
		}
		if len(said) > 0 {
			said[0].Pause = p.pause && len(out) > 0
		}
		out = append(out, said...)
	}
	if len(out) > 0 {
		out[len(out)-1].Last = true
	}
	return out, nil
}

// say is the words of one part.
func (l language) say(name string, p part, c Call) ([]Word, error) {
	var out []Word
	number := func(n int) ([]Word, error) {
		texts, err := Number(name, n)
		for _, t := range texts {
			out = append(out, Word{Clip: ClipName(t), Text: t})
		}
		return out, err
	}
	switch p.blank {
	case "{number}":
		return number(c.Sequence)
	case "{desk}":
		return number(c.Desk)
	case "{letter}":
		for _, letter := range c.Prefix {
			text, err := Letter(name, letter)
			if err != nil {
				return nil, err
			}
			out = append(out, Word{Clip: letterClip(letter), Text: text})
		}
		return out, nil
	}
	return []Word{{Clip: ClipName(p.text), Text: p.text}}, nil
}

func missing(language string, parts []part, has HasClip) []Missing {
	var out []Missing
	for _, p := range parts {
		if name := ClipName(p.text); p.text != "" && !has(language, name) {
			out = append(out, Missing{Language: language, Text: p.text, Clip: name})
		}
	}
	return out
}

// Missing are the phrases of the office's sentences that have no clip, each
// once, in order of language and place.
func (v Voice) Missing(has HasClip) []Missing {
	var out []Missing
	for _, lang := range slices.Sorted(maps.Keys(v.Sentences)) {
		if _, ok := languages[lang]; !ok {
			continue
		}
		s := v.Sentences[lang]
		places := slices.Sorted(maps.Keys(s.Places))
		if len(places) == 0 {
			places = []string{defaultPlace}
		}
		for _, place := range places {
			for _, m := range missing(lang, s.parts(place), has) {
				if !slices.Contains(out, m) {
					out = append(out, m)
				}
			}
		}
	}
	return out
}
