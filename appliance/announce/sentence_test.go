package announce_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/announce"
)

// koszalin are the sentences of the demonstration office.
func koszalin(languages ...string) announce.Voice {
	return announce.Voice{Languages: languages, Volume: 70, Sentences: map[string]announce.Sentence{
		"pl": {
			Call:   "Numer {letter} {number}, proszę do {place} numer {desk}.",
			Places: map[string]string{"stanowisko": "stanowiska", "pokój": "pokoju", "okienko": "okienka", "kasa": "kasy"},
		},
		"en": {
			Call:   "Number {letter} {number}, please go to {place} number {desk}.",
			Places: map[string]string{"stanowisko": "desk", "pokój": "room", "okienko": "window", "kasa": "cash desk"},
		},
		"uk": {
			Call:   "Номер {letter} {number}, прошу до {place} номер {desk}.",
			Places: map[string]string{"stanowisko": "віконця", "pokój": "кабінету", "okienko": "віконця", "kasa": "каси"},
		},
		"de": {
			Call:   "Nummer {letter} {number}, bitte zu {place} Nummer {desk}.",
			Places: map[string]string{"stanowisko": "Schalter", "pokój": "Zimmer", "okienko": "Schalter", "kasa": "Kasse"},
		},
	}}
}

// hasBuiltIn says whether there is a built-in clip.
func hasBuiltIn(language, clip string) bool {
	return slices.ContainsFunc(announce.Clips(language), func(w announce.Word) bool { return w.Clip == clip })
}

// heard is the text of what is said: "|" for a pause, "." for the fall at the end.
func heard(u announce.Utterance) string {
	var out strings.Builder
	out.WriteString(u.Language + ":")
	for _, w := range u.Words {
		if w.Pause {
			out.WriteString(" |")
		}
		out.WriteString(" " + w.Text)
		if w.Last {
			out.WriteString(".")
		}
	}
	return out.String()
}

func TestVoice_Speak(t *testing.T) {
	r15 := announce.Call{Prefix: "R", Sequence: 15, Desk: 3, PlaceWord: "stanowisko", Language: "pl"}
	with := func(change func(*announce.Call)) announce.Call {
		c := r15
		change(&c)
		return c
	}
	changed := koszalin("pl")
	changed.Sentences = map[string]announce.Sentence{"pl": {Call: "Zapraszamy numer {letter} {number} do stanowiska {desk}."}}
	office := koszalin("pl")
	office.Sentences["pl"].Places["biuro"] = "biura"
	recorded := func(language, clip string) bool {
		return hasBuiltIn(language, clip) || language == "pl" && slices.Contains([]string{"zapraszamy-numer", "do-stanowiska"}, clip)
	}
	for name, c := range map[string]struct {
		voice announce.Voice
		call  announce.Call
		has   announce.HasClip
		want  []string
		err   error
	}{
		"polish":           {voice: koszalin("pl"), call: r15, want: []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}},
		"own_language_too": {koszalin("pl"), with(func(c *announce.Call) { c.Language = "uk" }), nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy.", "uk: Номер ер п'ятнадцять | прошу до віконця номер три."}, nil},
		"order_of_office":  {koszalin("de", "pl"), with(func(c *announce.Call) { c.Language = "de" }), nil, []string{"de: Nummer Err fünfzehn | bitte zu Schalter Nummer drei.", "pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"english_cash_desk": {
			koszalin("en"), with(func(c *announce.Call) { c.PlaceWord, c.Sequence, c.Desk = "kasa", 123, 12; c.Language = "en" }), nil,
			[]string{"en: Number ar one hundred and twenty three | please go to cash desk number twelve."},
			nil,
		},
		"language_without_clips":       {koszalin("pl"), with(func(c *announce.Call) { c.Language = "vi" }), nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"office_language_unknown":      {koszalin("vi", "pl"), r15, nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, announce.ErrLanguage},
		"two_letters":                  {koszalin("pl"), with(func(c *announce.Call) { c.Prefix = "KM" }), nil, []string{"pl: Numer ka em piętnaście | proszę do stanowiska numer trzy."}, nil},
		"no_letter":                    {koszalin("pl"), with(func(c *announce.Call) { c.Prefix = "" }), nil, []string{"pl: Numer piętnaście | proszę do stanowiska numer trzy."}, nil},
		"letter_without_clip":          {koszalin("pl"), with(func(c *announce.Call) { c.Prefix = "Ł" }), nil, nil, announce.ErrLetter},
		"number_too_large":             {koszalin("pl"), with(func(c *announce.Call) { c.Sequence = 10000 }), nil, nil, announce.ErrNumber},
		"sentence_of_nobody":           {announce.Voice{Languages: []string{"pl"}}, r15, nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"sentence_without_clips":       {changed, r15, nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"sentence_recorded":            {changed, r15, recorded, []string{"pl: Zapraszamy numer er piętnaście do stanowiska trzy."}, nil},
		"place_without_clip":           {office, with(func(c *announce.Call) { c.PlaceWord = "biuro" }), nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"place_that_the_office_forgot": {koszalin("pl"), with(func(c *announce.Call) { c.PlaceWord = "ławka" }), nil, []string{"pl: Numer er piętnaście | proszę do stanowiska numer trzy."}, nil},
		"place_with_clip":              {koszalin("pl"), with(func(c *announce.Call) { c.PlaceWord = "pokój" }), nil, []string{"pl: Numer er piętnaście | proszę do pokoju numer trzy."}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.has == nil {
				c.has = hasBuiltIn
			}
			spoken, err := c.voice.Speak(c.call, c.has)
			if !errors.Is(err, c.err) {
				t.Errorf("got error %v, want %v", err, c.err)
			}
			var got []string
			for _, u := range spoken {
				got = append(got, heard(u))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("spoken (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVoice_Missing(t *testing.T) {
	if got := koszalin("pl", "en").Missing(hasBuiltIn); len(got) > 0 {
		t.Errorf("the demonstration office lacks clips: %v", got)
	}
	v := koszalin("pl")
	v.Sentences["pl"].Places["biuro"] = "biura"
	v.Sentences["en"] = announce.Sentence{Call: "Ticket {letter} {number}: desk {desk}, please!"}
	v.Sentences["vi"] = announce.Sentence{Call: "Số {number}"}
	want := []announce.Missing{
		{Language: "en", Text: "Ticket", Clip: "ticket"},
		{Language: "en", Text: "desk", Clip: "desk"},
		{Language: "en", Text: "please", Clip: "please"},
		{Language: "pl", Text: "proszę do biura numer", Clip: "prosze-do-biura-numer"},
	}
	if diff := cmp.Diff(want, v.Missing(hasBuiltIn)); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestClipName(t *testing.T) {
	for text, want := range map[string]string{
		"Proszę do stanowiska numer": "prosze-do-stanowiska-numer",
		"  ŁÓDŹ, gęś!  ":             "lodz-ges",
		"pie\u0328tnas\u0301cie":     "pietnascie", // as a Mac writes it
		"п'ятнадцять":                "piatnadtsiatj",
		"П’ЯТЬ":                      "piatj",
		"дубль-ве":                   "dublj-ve",
		"dreißig":                    "dreissig",
		"zwölf":                      "zwolf",
		"{place}":                    "place",
		"":                           "",
		"прошу до кабінету номер щоїґ є юя": "proshu-do-kabinetu-nomer-shchoig-ie-iuia",
	} {
		if got := announce.ClipName(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestClips(t *testing.T) {
	if got := announce.Clips("la"); got != nil {
		t.Errorf("Latin has %d clips, want none", len(got))
	}
	for _, lang := range announce.Languages() {
		texts := map[string]map[string]bool{}
		for _, w := range announce.Clips(lang) {
			if texts[w.Clip] == nil {
				texts[w.Clip] = map[string]bool{}
			}
			texts[w.Clip][strings.ToLower(w.Text)] = true
			if w.Clip != announce.ClipName(w.Clip) {
				t.Errorf("%s: %q is no name of a clip", lang, w.Clip)
			}
		}
		for clip, said := range texts {
			if len(said) > 1 {
				t.Errorf("%s: %q says %v", lang, clip, slices.Collect(maps.Keys(said)))
			}
		}
	}
}
