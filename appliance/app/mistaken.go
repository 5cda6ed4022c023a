package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
	"numerek/appliance/mistake/notice"
	"numerek/appliance/printer/profile"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
	"numerek/appliance/voice"
)

// Mistaken is a device whose settings hold mistakes: it shows them until ctx is done,
// or the screen fails. The card is taken out to be mended, so nothing is looked at again.
// Of the options it needs the screen, who supervises and updates it, the log and the
// folder of its data.
func Mistaken(ctx context.Context, wrong *mistake.FileError, o Options) error {
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if o.Supervisor != nil {
		o.Supervisor.Say("its settings hold mistakes: " + wrong.Error())
	}
	var parts sync.WaitGroup
	defer parts.Wait()
	defer stop()
	parts.Go(func() { supervise(ctx, o.Supervisor, func(context.Context) error { return nil }, o.Screen) })
	parts.Go(func() { settle(ctx, o.Updating, o.Config.Data, o.Screen, o.Log) })
	return o.Screen.Run(ctx, &mistaken{wrong: wrong, fonts: fonts, screen: o.Screen})
}

// unusable is a value of the settings that names something which is not there, or is of
// no use, as err says, and how to mend it in Polish and in English.
func unusable(key, value string, err error, polish, english string) *mistake.ValueError {
	why := err
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		why = at.Err // its path is the value, or lies below it
	}
	wrong := "nie da się tego użyć"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		wrong = "nie ma takiego pliku albo folderu"
	case errors.Is(err, fs.ErrPermission):
		wrong = "brak prawa dostępu"
	case errors.Is(err, profile.ErrUnknown):
		wrong = "nie ma takiego profilu"
	case errors.Is(err, profile.ErrWrong):
		wrong = "ten plik nie jest profilem drukarki"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(why.Error(), value+": "), "\n")
	return &mistake.ValueError{
		Key: key, Err: err,
		Polish:  mistake.Text{Wrong: fmt.Sprintf("%q: %s", value, wrong), Mend: polish},
		English: mistake.Text{Wrong: fmt.Sprintf("%q: %s", value, first), Mend: english},
	}
}

// recorder begins the file to which a sound is written instead of playing it.
func recorder(path string) (*voice.Recorder, error) {
	r, err := voice.Record(path)
	if err != nil {
		return nil, unusable("sound.record", path, err, "usuń ten wiersz albo wpisz plik w folderze, który istnieje", "take this line away, or write a file in a folder that is there")
	}
	return r, nil
}

// mistaken is the glass with the mistakes: people only look at it.
type mistaken struct {
	wrong  *mistake.FileError
	fonts  *typeface.Fonts // of the window's goroutine
	screen Screen
}

var _ ui.Glass = (*mistaken)(nil)

// Resized lays the mistakes out.
func (m *mistaken) Resized(width, height int) {
	m.screen.Show(notice.Scene(m.wrong, panel(config.Config{}, width, height), m.fonts))
}

// Touched does nothing.
func (*mistaken) Touched(ui.Touch) {}

// Pressed does nothing.
func (*mistaken) Pressed(ui.Key) {}
