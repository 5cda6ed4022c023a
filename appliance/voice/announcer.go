package voice

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"numerek/appliance/announce"
)

const (
	// retryAfter is the pause after a sound that could not be played.
	retryAfter = 5 * time.Second
	// longestWait is how long the hour of a repeat is trusted: the clock may be set meanwhile.
	longestWait = 5 * time.Second
	// trial is a little silence, in samples, which shows whether a sound would be heard.
	trial = Rate / 10
)

// Options of an Announcer.
type Options struct {
	Log *slog.Logger
	// Clips is a folder whose files replace the built-in clips of the same
	// names; "" for none. See the package's comment.
	Clips string
	// Output makes it heard.
	Output Output
	// Now is the clock on which calls are made; nil is time.Now.
	Now func() time.Time
}

// Announcer speaks calls, one at a time. Its methods may be called from any
// goroutine, and none of them waits for a sound.
type Announcer struct {
	log    *slog.Logger
	output Output
	now    func() time.Time
	clips  *library
	wake   chan struct{}
	tell   func(err error) // nil where nobody wants to know

	mu    sync.Mutex
	voice announce.Voice
	queue announce.Queue
	// cut breaks off what is being played; nil while nothing is.
	cut context.CancelFunc
}

// New returns an Announcer that is silent until it has a voice, see Set. The
// error says that the folder of clips cannot be read; single clips that are
// missing or broken are named in the log, and the built-in ones serve.
func New(o Options) (*Announcer, error) {
	now := o.Now
	if now == nil {
		now = time.Now
	}
	clips, err := newLibrary(context.Background(), o.Log, o.Clips)
	if err != nil {
		return nil, err
	}
	return &Announcer{log: o.Log, output: o.Output, now: now, clips: clips, wake: make(chan struct{}, 1)}, nil
}

// Heard has tell called with the error when the voice is not heard, and with nil when
// it is. It is called once, before Run.
func (a *Announcer) Heard(tell func(err error)) { a.tell = tell }

// Set says how calls are spoken from now on. Volume 0 is silence: what is being
// spoken is broken off, and calls are skipped, not saved up. Phrases of the
// office's sentences that have no clip are named in the log; where one is
// needed, the built-in sentence of the language is spoken instead.
func (a *Announcer) Set(v announce.Voice) {
	for _, m := range v.Missing(a.clips.has) {
		a.log.Warn("no clip for a phrase, the built-in sentence is spoken instead", "language", m.Language, "phrase", m.Text, "clip", m.Clip)
	}
	a.change(func() bool {
		a.voice = v
		return a.queue.Set(v)
	})
}

// Call has a call spoken when its turn comes, unless it is over a minute old by
// then. A call that came before is not spoken again.
func (a *Announcer) Call(c announce.Call) {
	a.change(func() bool { return a.queue.Add(c, a.now()) })
}

// Drop takes back the calls of a ticket: not spoken if not yet begun, broken
// off if being spoken.
func (a *Announcer) Drop(ticketID string) {
	a.change(func() bool { return a.queue.Drop(ticketID) })
}

// change does something to the queue, breaks off what is spoken if it says so,
// and has Run look again.
func (a *Announcer) change(do func() (cut bool)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if do() && a.cut != nil {
		a.cut()
	}
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// Run speaks until ctx is done; then it returns nil. A machine without sound is
// named in the log once; the calls are tried again as long as they are fresh.
func (a *Announcer) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	failing := ""
	for {
		playing, call, voice, due := a.next(ctx)
		if playing == nil {
			if failing != "" && due.IsZero() {
				due = a.now().Add(retryAfter) // to try whether it is heard again
			}
			if !a.wait(ctx, timer, due) {
				return nil
			}
			if failing != "" && a.output.Play(ctx, make([]int16, trial)) == nil {
				failing = a.heard(ctx, failing, nil)
			}
			continue
		}
		err := a.speak(playing, voice, call)
		if ctx.Err() != nil {
			return nil
		}
		heard := err == nil || playing.Err() != nil
		a.done(heard)
		if heard {
			err = nil
		}
		failing = a.heard(ctx, failing, err)
		if !heard && !pause(ctx, timer, retryAfter) {
			return nil
		}
	}
}

// heard tells how a sound came out after the one before, which failed as failing says;
// it returns how this one did.
func (a *Announcer) heard(ctx context.Context, failing string, err error) string {
	if a.tell != nil {
		a.tell(err)
	}
	switch {
	case err == nil && failing != "":
		a.log.InfoContext(ctx, "the voice is heard again")
	case err != nil && failing != err.Error():
		a.log.ErrorContext(ctx, "the voice is not heard", "err", err)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// next takes what is to be spoken now. Without anything, playing is nil, and
// due is when there may be something; zero for never.
func (a *Announcer) next(ctx context.Context) (playing context.Context, call announce.Call, voice announce.Voice, due time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	call, ok := a.queue.Next(a.now())
	if !ok {
		return nil, call, voice, a.queue.Due()
	}
	playing, a.cut = context.WithCancel(ctx)
	return playing, call, a.voice, due
}

// done ends what next began.
func (a *Announcer) done(heard bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cut()
	a.cut = nil
	a.queue.Done(a.now(), heard)
}

// speak plays one call. What cannot be said of it is logged; the gong is always heard.
func (a *Announcer) speak(ctx context.Context, v announce.Voice, c announce.Call) error {
	spoken, err := v.Speak(c, a.clips.has)
	if err != nil {
		a.log.WarnContext(ctx, "not all of a call can be spoken", "call", c.ID, "err", err)
	}
	pcm, err := a.clips.render(v, spoken)
	if err != nil {
		return err
	}
	return a.output.Play(ctx, pcm)
}

// wait sleeps until something changes or due comes; false when ctx is done.
func (a *Announcer) wait(ctx context.Context, timer *time.Timer, due time.Time) bool {
	timer.Stop()
	if !due.IsZero() {
		timer.Reset(min(max(due.Sub(a.now()), 0), longestWait))
	}
	select {
	case <-ctx.Done():
		return false
	case <-a.wake:
	case <-timer.C:
	}
	return true
}

// pause sleeps for d; false when ctx is done.
func pause(ctx context.Context, timer *time.Timer, d time.Duration) bool {
	timer.Reset(d)
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
