package app

import (
	"context"
	"log/slog"

	"numerek/appliance/config"
	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/spoken"
	"numerek/appliance/speech"
	"numerek/appliance/voice"
)

// Voice says things aloud to whoever starts speech; *speech.Speaker is one.
type Voice interface {
	// Say says phrases in place of everything before them, at a volume in percent.
	// It does not wait.
	Say(phrases []speech.Phrase, volume int)
	// Hush ends what is being said.
	Hush()
	// Run speaks until ctx is done.
	Run(ctx context.Context)
}

var _ Voice = (*speech.Speaker)(nil)

// VoiceOf is the voice of a kiosk: heard through the machine's sound, or written
// to the file that the configuration names. What it returns is called at the end. The
// error is a [*mistake.ValueError].
func VoiceOf(c config.Sound, log *slog.Logger) (Voice, func() error, error) {
	engine := speech.Installed(log)
	if c.Record == "" {
		return speech.New(voice.Speaker(voice.Socket(c.Output)), engine, log), func() error { return nil }, nil
	}
	file, err := recorder(c.Record)
	if err != nil {
		return nil, nil, err
	}
	return speech.New(file, engine, log), file.Close, nil
}

// HeadphonesOf tells of the sockets of this machine.
func HeadphonesOf(log *slog.Logger) func(ctx context.Context, plugged func(in bool)) {
	return func(ctx context.Context, plugged func(in bool)) { speech.Headphones(ctx, log, plugged) }
}

// speak says what has come on the glass with a model, to whoever listens. It
// runs in the machine's goroutine.
func (k *Kiosk) speak(m kiosk.Model) {
	if k.o.Voice == nil {
		return
	}
	var act spoken.Act
	k.heard, act = k.heard.Next(m, k.glass.now())
	switch act.Do {
	case spoken.Say:
		phrases := make([]speech.Phrase, len(act.Phrases))
		for i, p := range act.Phrases {
			phrases[i] = speech.Phrase(p)
		}
		k.o.Voice.Say(phrases, act.Volume)
	case spoken.Hush:
		k.o.Voice.Hush()
	case spoken.GoOn:
	}
}

// runVoice lets the voice speak until ctx is done.
func (k *Kiosk) runVoice(ctx context.Context) {
	if k.o.Voice != nil {
		hearken(k.o.Voice, k.vitals.Health)
		k.o.Voice.Run(ctx)
	}
}

// audible is a voice that knows whether it is heard.
type audible interface {
	// Heard has tell called with nil or with why not.
	Heard(tell func(err error))
}

var (
	_ audible = (*speech.Speaker)(nil)
	_ audible = (*voice.Announcer)(nil)
)

// hearken has it noted when a voice is not heard, and when it is again.
func hearken(v any, h *health.Health) {
	a, ok := v.(audible)
	if !ok {
		return
	}
	a.Heard(func(err error) {
		detail := ""
		if err != nil {
			detail = err.Error()
		}
		h.Hold(chart.NoSound, err != nil, health.Warning, detail)
	})
}
