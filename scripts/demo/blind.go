package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/spoken"
	"numerek/appliance/typeface"
	"numerek/appliance/voice/sound"
	"numerek/scripts/e2e"
)

// How long the person listens.
const (
	glance = 3 * time.Second // to what is not wanted
	rest   = time.Second     // of silence is the end of what was said
)

// recording is the file that the tour's kiosk speaks into.
func (g *guide) recording() string { return filepath.Join(g.parts.data, "kiosk.wav") }

// listener is a person with headphones who feels the five keys and sees nothing.
type listener struct {
	*guide
	fonts *typeface.Fonts
	heard spoken.Heard
	said  string // since the last key
}

// byEar is the main job by the five keys and by what the kiosk says alone; the
// sound of it is kept.
func (g *guide) byEar(ctx context.Context) error {
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	l := &listener{guide: g, fonts: fonts}
	begin, err := l.position()
	if err != nil {
		return err
	}
	if err := l.press(ctx, "F1", kiosk.Repeat); err != nil {
		return err
	}
	if err := l.listen(ctx, 2*glance); err != nil {
		return err
	}
	if err := g.take(ctx, "pl", "by-ear", l.find); err != nil {
		return err
	}
	l.hear()
	ticket := g.citizen.Twin().Ticket
	if number := strings.Fields(ticket.Number); !strings.Contains(l.said, strings.TrimLeft(number[len(number)-1], "0")) {
		return fmt.Errorf("the number %s was not said in %q", ticket.Number, l.said)
	}
	if err := l.listen(ctx, stepLimit); err != nil {
		return err
	}
	g.did("heard: "+l.said, 0)
	if err := g.see(ctx, "by-ear-end", kiosk.ScreenTake); err != nil {
		return err
	}
	if err := l.find(ctx, "restart"); err != nil {
		return err
	}
	if err := g.see(ctx, "home-after-ear", kiosk.ScreenHome); err != nil {
		return err
	}
	return l.keep(begin)
}

// hear takes note of what the kiosk says now.
func (l *listener) hear() {
	twin := l.citizen.Twin()
	var act spoken.Act
	l.heard, act = l.heard.Next(twin, look.Scene(twin, tourPanel(), l.fonts))
	for _, p := range act.Phrases {
		l.said = strings.TrimSpace(l.said + " " + p.Text)
	}
}

// press presses a key and waits until something is heard.
func (l *listener) press(ctx context.Context, name string, key kiosk.Press) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("nothing was heard"))
	defer cancel()
	l.said = ""
	before, err := l.position()
	if err != nil {
		return err
	}
	if err := l.citizen.Key(ctx, name, key); err != nil {
		return err
	}
	l.hear()
	if l.said == "" {
		return nil
	}
	return e2e.Until(ctx, "the kiosk says "+l.said, func() (bool, error) {
		at, err := l.position()
		return at > before, err
	})
}

// listen lets the kiosk finish, or say as much as the person wants to hear.
func (l *listener) listen(ctx context.Context, atMost time.Duration) error {
	began, last, since := time.Now(), -1, time.Now()
	return e2e.Until(ctx, "the kiosk has spoken", func() (bool, error) {
		at, err := l.position()
		if at != last {
			last, since = at, time.Now()
		}
		return time.Since(since) >= rest || time.Since(began) >= atMost, err
	})
}

// find walks to what a target is called, by ear, and chooses it.
func (l *listener) find(ctx context.Context, target string) error {
	name, err := l.called(target)
	if err != nil {
		return err
	}
	const enough = 60 // no screen has more targets
	for range enough {
		if err := l.press(ctx, "Tab", kiosk.Next); err != nil {
			return err
		}
		wait := glance
		if strings.HasPrefix(l.said, name+",") {
			wait = stepLimit
		}
		if err := l.listen(ctx, wait); err != nil {
			return err
		}
		if wait == stepLimit {
			l.did("heard: "+l.said, 0)
			return l.press(ctx, "Return", kiosk.Choose)
		}
	}
	return fmt.Errorf("%d presses of Tab do not lead to %q", enough, name)
}

// called is the name under which a person knows a target.
func (l *listener) called(target string) (string, error) {
	twin := l.citizen.Twin()
	for _, item := range look.Scene(twin, tourPanel(), l.fonts).Items {
		if item.Target == target {
			name, _, _ := strings.Cut(item.Say, ",")
			return name, nil
		}
	}
	return "", fmt.Errorf("nothing is %s on %s", target, twin.View())
}

// position is how far the recording has come, in samples.
func (l *listener) position() (int, error) {
	info, err := os.Stat(l.recording())
	if err != nil {
		return 0, err
	}
	return int(info.Size()-sound.HeaderSize) / 2, nil
}

// keep saves what was said since a place of the recording.
func (l *listener) keep(begin int) error {
	data, err := os.ReadFile(l.recording())
	if err != nil {
		return err
	}
	pcm, err := sound.DecodeWAV(data)
	if err != nil {
		return err
	}
	pcm = pcm[min(begin, len(pcm)):]
	for len(pcm) > 0 && pcm[0] == 0 { // until the first word
		pcm = pcm[1:]
	}
	if len(pcm) == 0 {
		return errors.New("the kiosk has said nothing that can be heard")
	}
	const name = "kiosk-speech.wav"
	l.did(fmt.Sprintf("kept %s, %.0f s", name, sound.Length(len(pcm)).Seconds()), 0)
	return os.WriteFile(filepath.Join(l.dir, name), sound.EncodeWAV(pcm), readable)
}
