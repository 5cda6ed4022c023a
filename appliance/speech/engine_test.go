package speech_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"testing"
	"time"

	"numerek/appliance/speech"
	"numerek/appliance/voice/sound"
)

// welcome is a first sentence in each language.
func welcome() []speech.Phrase {
	return []speech.Phrase{
		{Text: "Głos jest włączony.", Language: "pl"},
		{Text: "Speech is on.", Language: "en"},
		{Text: "Голос увімкнено.", Language: "uk"},
		{Text: "Die Sprachausgabe ist an.", Language: "de"},
	}
}

// TestESpeak needs espeak-ng: scripts/test installs it.
func TestESpeak_speaks_every_language(t *testing.T) {
	for _, p := range welcome() {
		audible(t, speech.ESpeak, p)
	}
}

func TestInstalled_speaks_every_language(t *testing.T) {
	engine := speech.Installed(slog.New(slog.DiscardHandler))
	for _, p := range welcome() {
		audible(t, engine, p)
	}
}

// audible fails unless a sentence has the length and the loudness of speech.
func audible(t *testing.T, engine speech.Engine, p speech.Phrase) {
	t.Helper()
	began := time.Now()
	pcm, err := engine(t.Context(), p)
	if err != nil {
		t.Fatalf("%s: %v", p.Language, err)
	}
	took, length := time.Since(began), time.Duration(len(pcm))*time.Second/sound.Rate
	power := 0.0
	for _, v := range pcm {
		power += float64(v) * float64(v)
	}
	level := 10 * math.Log10(power/float64(max(len(pcm), 1))/32768/32768)
	t.Logf("%s: %v of sound at %.0f dB, made in %v", p.Language, length, level, took)
	if length < 700*time.Millisecond || length > 4*time.Second || level < -35 {
		t.Errorf("%s: %v of sound at %.0f dB is no spoken sentence", p.Language, length, level)
	}
}

func TestESpeak_says_each_text_as_it_is(t *testing.T) {
	long, err := speech.ESpeak(t.Context(), speech.Phrase{Text: "er 1015", Language: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	short, err := speech.ESpeak(t.Context(), speech.Phrase{Text: "er 15", Language: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	if len(long) <= len(short) {
		t.Errorf("tysiąc piętnaście takes %d samples, piętnaście %d", len(long), len(short))
	}
	option, err := speech.ESpeak(t.Context(), speech.Phrase{Text: "--help", Language: "pl"}) // a text, not an option
	if err != nil || len(option) < sound.Rate/4 || len(option) > 3*sound.Rate {
		t.Errorf("got %d samples, %v", len(option), err)
	}
}

func TestESpeak_that_is_not_there_says_what_to_install(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, engine := range []speech.Engine{speech.ESpeak, speech.Installed(slog.New(slog.DiscardHandler))} {
		if _, err := engine(t.Context(), welcome()[0]); !errors.Is(err, speech.ErrNoEngine) {
			t.Errorf("got %v, want %v", err, speech.ErrNoEngine)
		}
	}
}

func TestESpeak_ends_with_its_context(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := speech.ESpeak(ctx, welcome()[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
