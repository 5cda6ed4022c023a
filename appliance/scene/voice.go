package scene

import (
	"strconv"
	"strings"
)

// Voice is the words that a screen reader adds in the language of the scene.
type Voice struct {
	Button, Switch  string // "przycisk", "przełącznik"
	On, Off, Chosen string // "włączony", "wyłączony", "wybrany"
	Of              string // the word in "1 z 4"
}

// Utterance is one thing that a screen reader says.
type Utterance struct {
	Target string // that is focused while it is said; "" if none
	Text   string
	Lang   string // of the text
	Aside  bool   // stands on every screen
}

// Spoken is everything that is said of a scene, in order.
func Spoken(s Scene) []Utterance {
	var said []Utterance
	for _, it := range s.Items {
		if it.Say == "" {
			continue
		}
		u := Utterance{Target: it.Target, Text: s.Voice.say(it), Lang: s.Lang, Aside: it.Aside}
		if it.Lang != "" {
			u.Text, u.Lang = it.Voice.say(it), it.Lang
		}
		said = append(said, u)
	}
	return said
}

func (v Voice) say(it Item) string {
	parts := []string{it.Say}
	switch it.Kind {
	case Button:
		parts = append(parts, v.Button)
		if it.On {
			parts = append(parts, v.Chosen)
		}
	case Switch:
		state := v.Off
		if it.On {
			state = v.On
		}
		parts = append(parts, v.Switch, state)
	case Heading, Text, Mark:
	}
	if it.Of > 1 {
		parts = append(parts, strconv.Itoa(it.Place)+" "+v.Of+" "+strconv.Itoa(it.Of))
	}
	return strings.Join(parts, ", ")
}
