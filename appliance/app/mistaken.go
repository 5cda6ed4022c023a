package app

import (
	"context"
	"sync"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
	"numerek/appliance/mistake/notice"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
)

// Mistaken is a device whose settings hold mistakes: it shows them until ctx is done,
// or the screen fails. The card is taken out to be mended, so nothing is looked at again.
func Mistaken(ctx context.Context, wrong *mistake.FileError, screen Screen, s Supervisor) error {
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if s != nil {
		s.Say("its settings hold mistakes: " + wrong.Error())
	}
	var parts sync.WaitGroup
	defer parts.Wait()
	defer stop()
	parts.Go(func() { supervise(ctx, s, func(context.Context) error { return nil }, screen) })
	return screen.Run(ctx, &mistaken{wrong: wrong, fonts: fonts, screen: screen})
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
