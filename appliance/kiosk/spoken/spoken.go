// Package spoken decides what a kiosk says aloud to somebody who does not see
// it: whenever another screen has come, its questions and texts; whenever the
// keys stand on another thing, that thing; and again when asked.
//
// It is a small machine of its own behind kiosk.Update, because what is said is
// what the scene says, and the scene is laid out after the model. What changes
// by itself, such as the clock, a countdown or a queue, is never said unasked.
// The package is pure; sound is made elsewhere.
package spoken

import (
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
)

// Phrase is one thing to say, in one language.
type Phrase struct{ Text, Language string }

// Do is what to do with the voice.
type Do string

// What can be done. The zero value lets the voice go on.
const (
	GoOn Do = ""
	Say  Do = "say"  // Phrases, in place of everything before them
	Hush Do = "hush" // at once
)

// Act is work for the outside.
type Act struct {
	Do      Do
	Phrases []Phrase
	Volume  int // percent of full
}

// Heard is what a listener knows by now. The zero value is nobody listening.
type Heard struct {
	listening  bool
	view       kiosk.Screen
	department string
	page       int
	language   string
	focus      string
	presses    uint64
	code       kiosk.Code // typed so far
	slip       kiosk.Slip
}

// Next compares what a listener knows with the kiosk as it is now, and the scene
// on its glass.
func (h Heard) Next(m kiosk.Model, s scene.Scene) (Heard, Act) {
	if !m.Speaking {
		if h.listening {
			return Heard{}, Act{Do: Hush}
		}
		return h, Act{}
	}
	now := Heard{
		listening: true, view: m.View(), department: m.Department, page: m.Page,
		language: m.Language, focus: m.Focus, presses: m.Presses, code: m.Code, slip: m.Slip,
	}
	pressed := h.presses != now.presses
	said := scene.Spoken(s)
	switch {
	case !h.listening:
		welcome := Phrase{Text: words.In(m.Language).SpeechOn, Language: m.Language}
		return now, say(m, append([]Phrase{welcome}, append(screen(said, true), focused(said, m.Focus)...)...))
	case now.elsewhere(h):
		return now, say(m, append(screen(said, false), focused(said, m.Focus)...))
	case now.code != h.code || now.slip != h.slip:
		return now, say(m, append(typed(said, m, h.code), focused(said, m.Focus)...))
	case pressed && (m.Repeats > 1 || m.Repeats == 1 && m.Focus == ""):
		return now, say(m, append(screen(said, m.Repeats > 1), focused(said, m.Focus)...))
	case pressed || now.focus != h.focus:
		if about := focused(said, m.Focus); len(about) > 0 {
			return now, say(m, about)
		}
		return now, Act{Do: Hush} // a key interrupts, whatever else it does
	}
	return now, Act{}
}

// typed is what is said of a code that has changed: the digit that has come, or
// everything that is not a button where digits have gone or are wrong.
func typed(said []scene.Utterance, m kiosk.Model, before kiosk.Code) []Phrase {
	if n := len(m.Code); n > 0 && m.Slip == kiosk.SlipNone && (n > len(before) || n == 1) && m.Code != before {
		return []Phrase{{Text: string(m.Code[n-1:]), Language: m.Language}}
	}
	return screen(said, false)
}

// elsewhere says that what is on the glass is not what it was.
func (h Heard) elsewhere(before Heard) bool {
	return h.view != before.view || h.department != before.department || h.page != before.page || h.language != before.language
}

// loudness of the steps of the volume in percent: 4 dB apart.
var loudness = [kiosk.Volumes]int{16, 25, 40, 63, 100}

func say(m kiosk.Model, phrases []Phrase) Act {
	step := min(max(m.Volume, 1), kiosk.Volumes)
	return Act{Do: Say, Phrases: phrases, Volume: loudness[step-1]}
}

// screen is everything on a screen that cannot be chosen, with what stands on
// every screen or without.
func screen(said []scene.Utterance, asides bool) []Phrase {
	var all []Phrase
	for _, u := range said {
		if u.Target == "" && (asides || !u.Aside) {
			all = append(all, Phrase{Text: u.Text, Language: u.Lang})
		}
	}
	return all
}

// focused is what is said of the thing that the keys stand on.
func focused(said []scene.Utterance, target string) []Phrase {
	for _, u := range said {
		if target != "" && u.Target == target {
			return []Phrase{{Text: u.Text, Language: u.Lang}}
		}
	}
	return nil
}
