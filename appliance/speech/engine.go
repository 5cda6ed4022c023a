package speech

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"numerek/appliance/voice/sound"
)

// ErrNoEngine means that no speech engine of the machine speaks a language.
var ErrNoEngine = errors.New("no speech engine; install espeak-ng")

// engineLimit is longer than any sentence takes.
const engineLimit = 10 * time.Second

// voices of the engines by language. RHVoice's are those of Debian 13: natan is in
// the public domain, natalia under the LGPL, slt under a licence like BSD's.
var (
	rhvoices    = map[string]string{"pl": "natan", "uk": "natalia", "en": "slt"}
	espeakVoice = map[string]string{"pl": "pl", "uk": "uk", "en": "en-gb", "de": "de"}
)

// rhvoiceFolder is where Debian keeps the voices of RHVoice.
const rhvoiceFolder = "/usr/share/RHVoice/voices"

// espeakPace is words a minute: a little slower than eSpeak NG by itself.
const espeakPace = "155"

// Installed is the engines of this machine: RHVoice where it has a voice for the
// language, and eSpeak NG for the others and where RHVoice fails, which is logged
// once. Errors: [ErrNoEngine], those of the processes, and ctx's.
func Installed(log *slog.Logger) Engine {
	var once sync.Once
	return func(ctx context.Context, p Phrase) ([]int16, error) {
		if voice := rhvoices[p.Language]; voice != "" && hasRHVoice(voice) {
			pcm, err := run(ctx, p.Text, "RHVoice-test", "-p", voice, "-o", "/dev/stdout")
			if err == nil || ctx.Err() != nil {
				return pcm, err
			}
			once.Do(func() { log.WarnContext(ctx, "RHVoice fails; eSpeak NG speaks in its place", "err", err) })
		}
		return ESpeak(ctx, p)
	}
}

// ESpeak is eSpeak NG, which speaks every language of the kiosk. Errors:
// [ErrNoEngine] where it is not installed, those of its process, and ctx's.
func ESpeak(ctx context.Context, p Phrase) ([]int16, error) {
	voice := espeakVoice[p.Language]
	if voice == "" {
		voice = espeakVoice["en"]
	}
	pcm, err := run(ctx, p.Text, "espeak-ng", "-b", "1", "-s", espeakPace, "-v", voice, "--stdin", "--stdout")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, ErrNoEngine
	}
	return pcm, err
}

// hasRHVoice says that RHVoice and a voice of it are installed.
func hasRHVoice(voice string) bool {
	if _, err := exec.LookPath("RHVoice-test"); err != nil {
		return false
	}
	_, err := os.Stat(filepath.Join(rhvoiceFolder, voice))
	return !errors.Is(err, fs.ErrNotExist)
}

// run gives a text to a process and reads its sound.
func run(ctx context.Context, text, name string, args ...string) ([]int16, error) {
	ctx, cancel := context.WithTimeout(ctx, engineLimit)
	defer cancel()
	var wave, said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // One of the two engines above.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text+"\n"), &wave, &said
	cmd.WaitDelay = time.Second // for whatever it may have left behind
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(said.Bytes()))
	}
	pcm, err := sound.DecodeWAV(wave.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return pcm, nil
}
