package voice

import (
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice/sound"
)

func builtIn(t *testing.T) *library {
	t.Helper()
	l, err := newLibrary(t.Context(), slog.New(slog.DiscardHandler), "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// stillest is the longest run of 5 ms that are more than 50 dB below full scale.
func stillest(pcm []int16) time.Duration {
	const step = Rate / 200
	longest, run := 0, 0
	for from := 0; from+step <= len(pcm); from += step {
		sum := 0.0
		for _, s := range pcm[from : from+step] {
			sum += float64(s) * float64(s)
		}
		if run++; math.Sqrt(sum/step) > 32768*0.00316 {
			run = 0
		}
		longest = max(longest, run)
	}
	return sound.Length(longest * step)
}

// roughest is the largest second difference, which a click has and speech has
// not: a step from one sample to the next that neither neighbour shares.
func roughest(pcm []int16) int {
	worst := 0
	for i := 2; i < len(pcm); i++ {
		d := int(pcm[i]) - 2*int(pcm[i-1]) + int(pcm[i-2])
		worst = max(worst, d, -d)
	}
	return worst
}

func TestClips_built_in(t *testing.T) {
	l := builtIn(t)
	files := map[string]bool{"clips/gong.opus": true}
	for _, lang := range announce.Languages() {
		quietest, loudest := math.Inf(1), math.Inf(-1)
		for _, w := range announce.Clips(lang) {
			name := lang + "/" + w.Clip
			if w.Last {
				name += announce.EndSuffix
			}
			files["clips/"+name+".opus"] = true
			pcm, err := l.builtIn(name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			loudness := sound.Loudness(pcm)
			quietest, loudest = min(quietest, loudness), max(loudest, loudness)
			if d := sound.Length(len(pcm)); d < 80*time.Millisecond || d > 2*time.Second {
				t.Errorf("%s is %v long", name, d)
			}
			if peak := sound.Peak(pcm); peak >= math.MaxInt16 {
				t.Errorf("%s is cut at full scale", name)
			}
			// Nothing starts or stops at once.
			const edge = Rate / 1000
			if first, last := sound.Peak(pcm[:edge]), sound.Peak(pcm[len(pcm)-edge:]); first > 700 || last > 700 {
				t.Errorf("%s begins at %d and ends at %d", name, first, last)
			}
			if d := stillest(pcm[edge*15 : len(pcm)-edge*15]); d > 180*time.Millisecond {
				t.Errorf("%s has a silence of %v in it", name, d)
			}
		}
		t.Logf("%s: %d clips, %.1f to %.1f LUFS", lang, len(announce.Clips(lang)), quietest, loudest)
		if loudest-quietest > 3 {
			t.Errorf("%s: clips from %.1f to %.1f LUFS, want within 3 dB", lang, quietest, loudest)
		}
	}
	if gong, err := l.gong(""); err != nil || math.Abs(sound.Loudness(gong)-sound.Loud) > 3 {
		t.Errorf("the gong is at %.1f LUFS, %v, want about %.1f", sound.Loudness(gong), err, sound.Loud)
	}
	total := int64(0)
	err := fs.WalkDir(embedded, "clips", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		if strings.HasSuffix(name, ".opus") && !files[name] {
			t.Errorf("%s is never played", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total > 3<<20 {
		t.Errorf("the clips are %d bytes, want at most 3 MB", total)
	}
}

// TestRender measures what is joined of many calls.
func TestRender(t *testing.T) {
	l := builtIn(t)
	gong, err := l.gong("")
	if err != nil {
		t.Fatal(err)
	}
	places := []string{"stanowisko", "pokój", "okienko", "kasa", "biuro"}
	gaps := []time.Duration{0, 60 * time.Millisecond, 100 * time.Millisecond, 3 * time.Second}
	longest := time.Duration(0)
	for _, lang := range announce.Languages() {
		for n := range 80 {
			c := announce.Call{
				Prefix: string(rune('A' + n%26)), Sequence: 1 + n*n*41%announce.MaxNumber, Desk: 1 + n*7%120,
				PlaceWord: places[n%len(places)], Language: lang,
			}
			v := announce.Voice{Languages: []string{lang}, Gap: gaps[n%len(gaps)], Volume: 100}
			spoken, err := v.Speak(c, l.has)
			if err != nil || len(spoken) != 1 {
				t.Fatalf("%s %d: %d utterances, %v", lang, n, len(spoken), err)
			}
			pcm, err := l.render(v, spoken)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s %s %d, desk %d, gap %v", lang, c.Prefix, c.Sequence, c.Desk, v.Gap)
			at := sound.Samples(lead)
			if sound.Peak(pcm[:at]) != 0 || !slices.Equal(pcm[at:at+len(gong)], gong) {
				t.Fatalf("%s: the gong is not first", name)
			}
			at += len(gong) + sound.Samples(afterGong)
			sentence := pcm[at:]
			if d := stillest(sentence); d > 200*time.Millisecond {
				t.Errorf("%s: a silence of %v", name, d)
			} else {
				longest = max(longest, d)
			}
			checkJoints(t, l, name, spoken[0], sentence)
			if peak := sound.Peak(pcm); peak >= math.MaxInt16 {
				t.Errorf("%s: cut at full scale", name)
			}
		}
	}
	t.Logf("longest silence in a sentence: %v", longest)
}

// checkJoints finds the clips of a sentence in what was joined, and compares how
// rough it is where they meet with how rough they are inside.
func checkJoints(t *testing.T, l *library, name string, u announce.Utterance, pcm []int16) {
	t.Helper()
	quietest, loudest := math.Inf(1), math.Inf(-1)
	inside, at := 0, 0
	for i, w := range u.Words {
		clip, err := l.word(u.Language, w)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			for at < len(pcm) && pcm[at] == 0 {
				at++
			}
			for i := 0; i < len(clip) && clip[i] == 0; i++ {
				at--
			}
			const near = Rate / 500
			joint := roughest(pcm[at-near : at+near])
			if joint > 1200 {
				t.Errorf("%s: a click of %d before %q", name, joint, w.Text)
			}
		}
		heard := pcm[at : at+len(clip)]
		inside = max(inside, roughest(heard))
		loudness := sound.Loudness(heard)
		quietest, loudest = min(quietest, loudness), max(loudest, loudness)
		at += len(clip)
	}
	if at != len(pcm) {
		t.Errorf("%s: %d samples, want %d", name, len(pcm), at)
	}
	if got := roughest(pcm); got > max(inside, 1200) {
		t.Errorf("%s: a click of %d, the clips have %d", name, got, inside)
	}
	if loudest-quietest > 3 {
		t.Errorf("%s: from %.1f to %.1f LUFS, want within 3 dB", name, quietest, loudest)
	}
}

func TestRender_volume_and_languages(t *testing.T) {
	l := builtIn(t)
	c := announce.Call{Prefix: "R", Sequence: 15, Desk: 3, Language: "uk"}
	level := func(percent int, languages ...string) ([]int16, float64) {
		v := announce.Voice{Languages: languages, Gap: 60 * time.Millisecond, Volume: percent}
		spoken, err := v.Speak(c, l.has)
		if err != nil {
			t.Fatal(err)
		}
		pcm, err := l.render(v, spoken)
		if err != nil {
			t.Fatal(err)
		}
		return pcm, sound.Loudness(pcm)
	}
	full, loud := level(100, "uk")
	_, half := level(50, "uk")
	if got := loud - half; math.Abs(got-10) > 0.2 {
		t.Errorf("half the volume is %.2f dB less, want 10", got)
	}
	if twice, _ := level(200, "uk"); !slices.Equal(twice, full) {
		t.Error("twice the volume is not full volume")
	}
	if both, _ := level(100, "pl"); len(both) < len(full)+2*Rate {
		t.Errorf("two languages are %v long, one is %v", sound.Length(len(both)), sound.Length(len(full)))
	}
}
