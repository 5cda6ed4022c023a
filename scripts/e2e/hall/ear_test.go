package hall_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"numerek/appliance/voice/sound"
	"numerek/scripts/e2e/hall"
)

// tone is a sound of so many milliseconds; the volume is of full scale.
func tone(ms int, volume float64) []int16 {
	pcm := make([]int16, sound.Samples(time.Duration(ms)*time.Millisecond))
	for i := range pcm {
		pcm[i] = int16(math.MaxInt16 * volume * math.Sin(2*math.Pi*440*float64(i)/sound.Rate))
	}
	return pcm
}

// TestJudge tells an announcement that people understand from one that they do not.
func TestJudge(t *testing.T) {
	lead, gong, pause, word := tone(200, 0), tone(1200, 0.3), tone(250, 0), tone(900, 0.3)
	for name, c := range map[string]struct {
		gong, sentence [][]int16
		want           string // empty: it is good
	}{
		"good":         {[][]int16{lead, gong}, [][]int16{pause, word, tone(120, 0), word, word}, ""},
		"long_silence": {[][]int16{lead, gong}, [][]int16{pause, word, tone(260, 0), word}, "silence within the sentence"},
		"no_gong":      {[][]int16{lead, tone(1200, 0)}, [][]int16{pause, word, word}, "the gong is not heard"},
		"gong_late":    {[][]int16{tone(900, 0), gong}, [][]int16{pause, word, word}, "not with the gong"},
		"too_short":    {[][]int16{lead, gong}, [][]int16{pause, word}, "the sentence takes 9"},
		"too_long":     {[][]int16{lead, gong}, [][]int16{pause, tone(12000, 0.3)}, "the sentence takes 12"},
		"too_soft":     {[][]int16{lead, gong}, [][]int16{pause, tone(1800, 0.006)}, "LUFS"},
		"clipped":      {[][]int16{lead, gong}, [][]int16{pause, word, tone(900, 1)}, "clipped"},
		"nothing_said": {[][]int16{lead, gong}, [][]int16{pause}, "the sentence takes 0s"},
	} {
		t.Run(name, func(t *testing.T) {
			var begin, pcm []int16
			for _, p := range c.gong {
				begin = append(begin, p...)
			}
			pcm = append(pcm, begin...)
			for _, p := range c.sentence {
				pcm = append(pcm, p...)
			}
			a, err := hall.Judge(pcm, len(begin))
			if c.want == "" {
				if err != nil {
					t.Errorf("got %v, want it good", err)
				}
				if a.Silence < 100*time.Millisecond || a.Silence > 130*time.Millisecond || a.Sentence < 2800*time.Millisecond || a.Sentence > 2830*time.Millisecond {
					t.Errorf("measured %+v, want 120 ms of silence in 2.82 s", a)
				}
				return
			}
			if !errors.Is(err, hall.ErrSound) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}
