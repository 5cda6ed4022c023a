package voice

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"strings"
	"sync"

	"numerek/appliance/announce"
	"numerek/appliance/voice/sound"
)

//go:embed clips/*.opus clips/*/*.opus
var embedded embed.FS

// gongClip is the built-in sound before every call.
const gongClip = "gong"

// library finds clips: an office's own before the built-in ones. Names are
// relative and without ending: "pl/pietnascie".
type library struct {
	own map[string][]int16 // finished

	mu      sync.Mutex
	decoded map[string][]int16 // of the built-in ones, as they are needed
}

// newLibrary reads the office's folder, if it has one, and names in the log
// what is broken there and what is missing.
func newLibrary(ctx context.Context, log *slog.Logger, folder string) (*library, error) {
	l := &library{own: map[string][]int16{}, decoded: map[string][]int16{}}
	if folder == "" {
		return l, nil
	}
	root := os.DirFS(folder)
	languages := map[string]bool{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		ending := path.Ext(name)
		clip := strings.TrimSuffix(name, ending)
		decode := decoders[strings.ToLower(ending)]
		if decode == nil {
			return nil // a note, a list: no clip
		}
		pcm, err := read(root, name, decode)
		language, _, word := strings.Cut(clip, "/")
		if err == nil && word { // what belongs to no language is a gong
			pcm, err = sound.Finish(pcm)
		}
		if err != nil {
			log.WarnContext(ctx, "clip is broken, the built-in one serves", "clip", name, "err", err)
			return nil
		}
		l.own[clip] = pcm
		if word {
			languages[language] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("clips: %w", err)
	}
	for _, language := range announce.Languages() {
		if missing := l.missing(language); languages[language] && len(missing) > 0 {
			log.WarnContext(ctx, "clips are missing, the built-in ones serve", "language", language, "clips", strings.Join(missing, " "))
		}
	}
	return l, nil
}

// decoders by the ending of a file's name.
var decoders = map[string]func([]byte) ([]int16, error){".wav": sound.DecodeWAV, ".opus": sound.DecodeOpus}

func read(files fs.FS, name string, decode func([]byte) ([]int16, error)) ([]int16, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	return decode(data)
}

// missing are the clips of a language that the office did not record. The ones
// for the end of a sentence are a choice: without them the plain ones serve.
func (l *library) missing(language string) []string {
	var out []string
	for _, w := range announce.Clips(language) {
		if _, ok := l.own[language+"/"+w.Clip]; !ok && !w.Last {
			out = append(out, w.Clip)
		}
	}
	return out
}

// has implements announce.HasClip.
func (l *library) has(language, clip string) bool {
	name := language + "/" + clip
	if _, ok := l.own[name]; ok {
		return true
	}
	_, err := fs.Stat(embedded, "clips/"+name+".opus")
	return err == nil
}

// word is the sound of a word: the office's own first, since two voices in one
// sentence are worse than a voice that does not fall at its end.
func (l *library) word(language string, w announce.Word) ([]int16, error) {
	name := language + "/" + w.Clip
	names := []string{name}
	if w.Last {
		names = []string{name + announce.EndSuffix, name}
	}
	for _, n := range names {
		if pcm, ok := l.own[n]; ok {
			return pcm, nil
		}
	}
	for _, n := range names {
		pcm, err := l.builtIn(n)
		if !errors.Is(err, fs.ErrNotExist) {
			return pcm, err
		}
	}
	return nil, fmt.Errorf("clip %s: %w", name, fs.ErrNotExist)
}

// gong is the sound before a call: the office's own of that name, or the built-in one.
func (l *library) gong(name string) ([]int16, error) {
	if pcm, ok := l.own[strings.TrimSuffix(name, path.Ext(name))]; ok {
		return pcm, nil
	}
	return l.builtIn(gongClip)
}

func (l *library) builtIn(name string) ([]int16, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if pcm, ok := l.decoded[name]; ok {
		return pcm, nil
	}
	pcm, err := read(embedded, "clips/"+name+".opus", sound.DecodeOpus)
	if err == nil && name != gongClip { // which dies away by itself
		pcm, err = sound.Trim(pcm) // takes away what the encoder left at its edges
	}
	if err != nil {
		return nil, fmt.Errorf("built-in clip %s: %w", name, err)
	}
	l.decoded[name] = pcm
	return pcm, nil
}
