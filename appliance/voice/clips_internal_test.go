package voice

import (
	"bytes"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice/sound"
)

// hum is what an office records: a tone between two silences, too soft.
func hum(pitch float64) []int16 {
	out := make([]int16, Rate)
	for i := Rate / 4; i < Rate/2; i++ {
		out[i] = int16(900 * math.Sin(2*math.Pi*pitch*float64(i)/Rate))
	}
	return out
}

// folder writes files of an office.
func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	root := t.TempDir()
	for name, data := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestLibrary_of_an_office(t *testing.T) {
	var log bytes.Buffer
	l, err := newLibrary(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), folder(t, map[string][]byte{
		"dingdong.wav":            sound.EncodeWAV(hum(500)),
		"pl/pietnascie.WAV":       sound.EncodeWAV(hum(200)),
		"pl/zapraszamy-numer.wav": sound.EncodeWAV(hum(300)),
		"pl/trzy.wav":             []byte("RIFF, but torn"),
		"pl/cztery.wav":           sound.EncodeWAV(make([]int16, Rate)),
		"pl/LIST.txt":             []byte("what Anna still has to record"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	plain := builtIn(t)
	word := func(l *library, w announce.Word) []int16 {
		t.Helper()
		pcm, err := l.word("pl", w)
		if err != nil {
			t.Fatal(err)
		}
		return pcm
	}
	for _, last := range []bool{false, true} { // the office's own at the end too: one voice in a sentence
		own := word(l, announce.Word{Clip: "pietnascie", Last: last})
		if d := sound.Length(len(own)); d < 250*time.Millisecond || d > 300*time.Millisecond {
			t.Errorf("the office's clip is %v long, want its 250 ms without the silence", d)
		}
		if got := sound.Loudness(own); math.Abs(got-sound.Loud) > 1 {
			t.Errorf("the office's clip is at %.1f LUFS, want %.1f", got, sound.Loud)
		}
	}
	for _, clip := range []string{"trzy", "cztery", "piec"} {
		if got, want := word(l, announce.Word{Clip: clip}), word(plain, announce.Word{Clip: clip}); len(got) != len(want) {
			t.Errorf("%s: the built-in clip does not serve", clip)
		}
	}
	if !l.has("pl", "zapraszamy-numer") || l.has("en", "zapraszamy-numer") || plain.has("pl", "zapraszamy-numer") {
		t.Error("a phrase of the office's own sentence is not its own")
	}
	if gong, err := l.gong("dingdong.wav"); err != nil || len(gong) != Rate {
		t.Errorf("the gong is %d samples, %v, want the office's", len(gong), err)
	}
	if _, err := l.word("pl", announce.Word{Clip: "nobody-said-this"}); err == nil {
		t.Error("a clip that nobody made was found")
	}
	said := log.String()
	for _, want := range []string{"clip=pl/trzy.wav", "clip=pl/cztery.wav", "clips are missing", "language=pl", "letter-r"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "language=en") || strings.Contains(said, "-end") || strings.Contains(said, "LIST") {
		t.Errorf("the log names what nobody began to record:\n%s", said)
	}
}

func TestLibrary_without_its_folder(t *testing.T) {
	if _, err := New(Options{Log: slog.New(slog.DiscardHandler), Clips: filepath.Join(t.TempDir(), "gone")}); err == nil {
		t.Error("a folder that is not there: got no error")
	}
}
