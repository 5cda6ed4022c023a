// Command clips makes every clip of the voice: it has the engines speak, cuts,
// levels and encodes what they said. scripts/voices installs what it needs.
//
//	clips OUT
//
// RHVOICE_DATA_PATH says where the voices of RHVoice stand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice/sound"
)

// speaker is what speaks a language.
type speaker struct {
	// command writes a WAV file of what it reads, or of its last argument.
	command func(text, file string) (args []string, stdin string)
	// tail is a word that begins with a pause, because its first sound closes
	// the lips: spoken after another, it keeps the voice up and is cut off.
	tail string
	// comma is the pause that a comma makes.
	comma pause
}

// speakers are the voices by language. What they are, and under which licence,
// says appliance/voice/clips/README.
var speakers = map[string]speaker{
	"pl": {rhvoice("natan"), "pa", breath},
	"uk": {rhvoice("natalia"), "па", breath},
	"en": {rhvoice("slt"), "pay", breath},
	"de": {pico, "Po", pause{150 * time.Millisecond, 45}},
}

// pause is one that is looked for: at least so long, and so many dB below the
// loudest sound.
type pause struct {
	length time.Duration
	depth  float64
}

// padding is longer than any frame of the encoder's.
const padding = 60 * time.Millisecond

// lips is the pause that closed lips make. Nothing weaker than a vowel, an l
// or an m stands out of it.
var lips = pause{20 * time.Millisecond, 18}

// closing ends a word that closes by itself, which runs into the pause of the
// lips, or in a hiss as weak as one: a comma keeps the two apart.
var closing = regexp.MustCompile(`([bcdfgkpstvxzćßбгдкптцф]ь?|ve|ch)$`)

// breath is the pause that a comma makes in RHVoice.
var breath = pause{60 * time.Millisecond, 26}

func rhvoice(voice string) func(text, file string) ([]string, string) {
	return func(text, file string) ([]string, string) {
		return []string{"RHVoice-test", "-q", "max", "-p", voice, "-o", file}, text
	}
}

func pico(text, file string) ([]string, string) {
	return []string{"pico2wave", "-l", "de-DE", "-w", file, text}, ""
}

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Arg(0), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clips:", err)
		os.Exit(1)
	}
}

// run makes all clips below the folder out.
func run(ctx context.Context, out string, said io.Writer) error {
	if out == "" {
		return errors.New("usage: clips OUT")
	}
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "clips")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := encode(ctx, work, gong(), filepath.Join(out, "gong.opus")); err != nil {
		return err
	}
	for _, language := range announce.Languages() {
		folder := filepath.Join(out, language)
		if err := os.Mkdir(folder, 0o750); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		clips := announce.Clips(language)
		for _, word := range clips {
			pcm, err := speakers[language].speak(ctx, work, word)
			if err != nil {
				return fmt.Errorf("%s: %q: %w", language, word.Text, err)
			}
			name := word.Clip
			if word.Last {
				name += announce.EndSuffix
			}
			if err := encode(ctx, work, pcm, filepath.Join(folder, name+".opus")); err != nil {
				return err
			}
		}
		fmt.Fprintf(said, "%s: %d clips\n", language, len(clips))
	}
	return nil
}

// speak has a word spoken as it sounds at its place in a sentence.
func (s speaker) speak(ctx context.Context, work string, word announce.Word) ([]int16, error) {
	if word.Last {
		pcm, err := s.say(ctx, work, word.Text+".")
		if err != nil {
			return nil, err
		}
		return sound.Finish(pcm)
	}
	between, expected := " ", lips
	if closing.MatchString(word.Text) {
		between, expected = ", ", s.comma
	}
	pcm, err := s.say(ctx, work, word.Text+between+s.tail+".")
	if err != nil {
		return nil, err
	}
	cut, err := sound.Before(pcm, expected.length, expected.depth)
	if err != nil {
		return nil, err
	}
	return sound.Finish(cut)
}

func (s speaker) say(ctx context.Context, work, text string) ([]int16, error) {
	file := filepath.Join(work, "said.wav")
	args, stdin := s.command(text, file)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin = strings.NewReader(stdin)
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", args[0], err, output)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return sound.DecodeWAV(data)
}

// encode writes a clip as Opus; the same sound gives the same file. The silence
// after it is for the encoder, which guesses how a sound that stops would go
// on, and bends its last milliseconds towards that; the reader trims it.
func encode(ctx context.Context, work string, pcm []int16, file string) error {
	source := filepath.Join(work, "clip.wav")
	pcm = append(pcm, make([]int16, sound.Samples(padding))...)
	if err := os.WriteFile(source, sound.EncodeWAV(pcm), 0o600); err != nil {
		return err
	}
	output, err := exec.CommandContext(ctx, "opusenc", "--quiet", "--speech", "--bitrate", "32", "--serial", "1",
		"--discard-comments", source, file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("opusenc: %w: %s", err, output)
	}
	return nil
}
