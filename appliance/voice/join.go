package voice

import (
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice/sound"
)

const (
	// lead is silence before everything: screens that play the sound of their
	// cable swallow what comes first.
	lead = 200 * time.Millisecond
	// afterGong and betweenLanguages are the pauses of one who announces.
	afterGong        = 250 * time.Millisecond
	betweenLanguages = 600 * time.Millisecond
	// longestSilence in a sentence, with what is too soft to be heard at the
	// edges of the clips.
	longestSilence = 180 * time.Millisecond
)

// render is all that is heard of a call, with the gong first, at the voice's volume.
func (l *library) render(v announce.Voice, spoken []announce.Utterance) ([]int16, error) {
	gong, err := l.gong(v.Gong)
	if err != nil {
		return nil, err
	}
	out := append(silence(lead), gong...)
	for i, u := range spoken {
		if i == 0 {
			out = append(out, silence(afterGong)...)
		} else {
			out = append(out, silence(betweenLanguages)...)
		}
		sentence, err := l.sentence(u, v.Gap)
		if err != nil {
			return nil, err
		}
		out = append(out, sentence...)
	}
	return sound.Gain(out, sound.Volume(v.Volume)), nil
}

// sentence joins the words of one, at full volume. A comma is twice the gap;
// soft edges of the clips count as part of it where it would grow too long.
func (l *library) sentence(u announce.Utterance, gap time.Duration) ([]int16, error) {
	var out []int16
	var before time.Duration
	for i, w := range u.Words {
		pcm, err := l.word(u.Language, w)
		if err != nil {
			return nil, err
		}
		head, tail := sound.Quiet(pcm)
		pause := gap
		if w.Pause {
			pause *= 2
		}
		if i > 0 {
			out = append(out, silence(max(0, min(pause, longestSilence-before-head)))...)
		}
		out, before = append(out, pcm...), tail
	}
	return out, nil
}

func silence(d time.Duration) []int16 { return make([]int16, sound.Samples(d)) }
