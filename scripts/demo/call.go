package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/voice/sound"
	"numerek/scripts/e2e/hall"
)

// console is the page of the tour's clerk.
const console = "console"

// call is a ticket that was asked to a desk, as people saw and heard it.
type call struct {
	Number  string  `json:"number"`
	Desk    int     `json:"desk"`
	Monitor float64 `json:"key_to_monitor_ms,omitempty"` // from the key of the number pad
	Phone   float64 `json:"key_to_phone_ms,omitempty"`
	Voice   float64 `json:"key_to_voice_ms,omitempty"` // until its sound begins
	sounds
}

// sounds are the measures of an announcement.
type sounds struct {
	Sound    string  `json:"sound,omitempty"`
	Gong     float64 `json:"gong_seconds"`
	Sentence float64 `json:"sentence_seconds"`
	Silence  float64 `json:"longest_silence_ms"` // within the sentence
	Peak     float64 `json:"peak_db"`
	Loudness float64 `json:"loudness_lufs"`
}

// announced is a call that must be in the recording.
type announced struct {
	number string
	desk   int
	from   int // of the recording, in samples
}

// split takes a number apart: "R 003" into R and 3.
func split(number string) (prefix string, sequence int, err error) {
	prefix, digits, ok := strings.Cut(number, " ")
	sequence, err = strconv.Atoi(digits)
	if !ok || err != nil {
		return "", 0, fmt.Errorf("%q is no number", number)
	}
	return prefix, sequence, nil
}

// after is the number that many places after another.
func after(number string, places int) string {
	prefix, sequence, err := split(number)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %03d", prefix, sequence+places)
}

// atTheDesk logs the clerk in at a desk and looks around. Meanwhile the colleague
// calls those who came before.
func (g *guide) atTheDesk(ctx context.Context) error {
	printed := g.report.Tickets[0].Number
	if err := g.giveOut(ctx, 3); err != nil {
		return err
	}
	if err := g.web.Open(console, g.page("/console"), desktop()); err != nil {
		return err
	}
	if err := g.shows(console, "login", console, "h1", "Zaloguj się"); err != nil {
		return err
	}
	if err := g.logIn(console, clerkName); err != nil {
		return err
	}
	if err := g.shows(console, "desks", console, "main h1", ""); err != nil {
		return err
	}
	if err := g.colleagueCalls(ctx, after(printed, -2), "Przed Tobą: 1 osoba"); err != nil {
		return err
	}
	if err := g.watch(ctx, "first-call", newest(after(printed, -2), colleagueDesk)); err != nil {
		return err
	}
	if _, err := g.web.Click(console, fmt.Sprintf("form:has([name=location][value=%s]):has([name=desk][value='%d']) button", tourPlace, tourDesk)); err != nil {
		return err
	}
	g.did(fmt.Sprintf("logged in as %s and took desk %d", clerkName, tourDesk), 0)
	if err := g.shows(console, "who-waits", console, "#primary", after(printed, -1)); err != nil {
		return err
	}
	if err := g.colleagueCalls(ctx, after(printed, -1), "Nikt nie czeka przed Tobą"); err != nil {
		return err
	}
	if err := g.shows(console, "next", console, "#primary", printed); err != nil {
		return err
	}
	return g.aroundTheDesk()
}

// colleagueCalls has the other clerk call somebody, which the phone must show
// without being asked.
func (g *guide) colleagueCalls(ctx context.Context, number, phone string) error {
	if err := g.colleague.Do(ctx, "call_next"); err != nil {
		return err
	}
	called := time.Now()
	if _, err := g.web.See("phone-pl", "h1", phone); err != nil {
		return err
	}
	g.did(fmt.Sprintf("desk %d called %s; the phone says: %s", colleagueDesk, number, phone), time.Since(called))
	return nil
}

// aroundTheDesk looks at the console in its other forms.
func (g *guide) aroundTheDesk() error {
	if _, err := g.web.Key(console, "F1"); err != nil {
		return err
	}
	if err := g.shows(console, "keys", console, "#help h2", ""); err != nil {
		return err
	}
	if _, err := g.web.Key(console, "Escape"); err != nil {
		return err
	}
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "narrow", true: "narrow-dark"}[dark]
		if err := g.web.Resize(console, narrow(dark)); err != nil {
			return err
		}
		if err := g.shows(console, name, console, "#primary", ""); err != nil {
			return err
		}
	}
	return g.web.Resize(console, desktop())
}

// called is the call of the ticket that was printed: by the number pad, on the
// monitor, in the hall, on the phone.
func (g *guide) called(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 2*stepLimit, errors.New("not called in time"))
	defer cancel()
	c := call{Number: g.report.Tickets[0].Number, Desk: tourDesk}
	if err := hall.Quiet(ctx, g.recorded(), rest); err != nil {
		return err
	}
	if err := g.web.Watch("phone-pl", "h1", fmt.Sprintf("Idź do stanowiska %d", tourDesk)); err != nil {
		return err
	}
	before, err := g.watcher.Numbers()
	if err != nil {
		return err
	}
	from, err := hall.Position(g.recorded())
	if err != nil {
		return err
	}
	changed := instant(func() (time.Time, error) { return g.watcher.Changed(ctx, before) })
	begun := instant(func() (time.Time, error) { return hall.Begins(ctx, g.recorded(), from) })
	key, err := g.web.Key(console, "NumpadEnter")
	if err != nil {
		return err
	}
	if c.Monitor, err = changed(key.At); err != nil {
		return err
	}
	if c.Voice, err = begun(key.At); err != nil {
		return err
	}
	if err := g.watch(ctx, "called", newest(c.Number, tourDesk)); err != nil {
		return err
	}
	noticed, err := g.web.Noticed("phone-pl")
	if err != nil {
		return err
	}
	c.Phone = milliseconds(noticed.At.Sub(key.At))
	g.did(fmt.Sprintf("pressed Enter of the number pad at desk %d: %s is on the monitor after %.0f ms, on the phone after %.0f ms, the voice begins after %.0f ms",
		tourDesk, c.Number, c.Monitor, c.Phone, c.Voice), 0)
	if err := g.calledPages(c.Number); err != nil {
		return err
	}
	if c.sounds, err = g.hear(ctx, announced{c.Number, tourDesk, from}, "call.wav"); err != nil {
		return err
	}
	g.report.Calls = append(g.report.Calls, c)
	return nil
}

func tenths(x float64) float64 { return math.Round(10*x) / 10 }

func milliseconds(d time.Duration) float64 { return float64(d.Milliseconds()) }

// instant begins to wait for something, and gives how long after another instant
// it came.
func instant(wait func() (time.Time, error)) func(from time.Time) (float64, error) {
	type answer struct {
		at  time.Time
		err error
	}
	came := make(chan answer, 1)
	go func() {
		at, err := wait()
		came <- answer{at, err}
	}()
	return func(from time.Time) (float64, error) {
		a := <-came
		return milliseconds(a.at.Sub(from)), a.err
	}
}

// calledPages looks at the call on the pages.
func (g *guide) calledPages(number string) error {
	if _, err := g.web.See(console, "#here.called .number", number); err != nil {
		return err
	}
	if err := g.shows(console, "called", console, "#said-what", number); err != nil {
		return err
	}
	for _, p := range phones() {
		text := strings.ReplaceAll(p.called, "{desk}", strconv.Itoa(tourDesk))
		if err := g.shows("phone", "called-"+p.name, "phone-"+p.name, ".visit.called h1", text); err != nil {
			return err
		}
	}
	return nil
}

// served starts, then finishes and calls the next one in the same instant as the
// colleague does, and finishes: all of it by the number pad.
func (g *guide) served(ctx context.Context) error {
	printed := g.report.Tickets[0].Number
	if err := g.pad("NumpadEnter", "#here.serving .number", printed); err != nil {
		return err
	}
	if err := g.shows(console, "serving", console, "#primary", "Zakończ i wezwij następną"); err != nil {
		return err
	}
	if err := wait(ctx, settled); err != nil {
		return err
	}
	from, err := hall.Position(g.recorded())
	if err != nil {
		return err
	}
	other := make(chan error, 1)
	go func() { other <- g.colleague.Do(ctx, "call_next") }()
	if _, err := g.web.Key(console, "NumpadEnter"); err != nil {
		return err
	}
	if err := <-other; err != nil {
		return err
	}
	var first, second display.Row
	err = g.watch(ctx, "two-at-once", func(m display.Model) bool {
		if len(m.Rows) < 2 || !m.Lit(m.Rows[0]) || !m.Lit(m.Rows[1]) {
			return false
		}
		first, second = m.Rows[0], m.Rows[1]
		return first.Call.Number != printed && second.Call.Number != printed
	})
	if err != nil {
		return err
	}
	for _, r := range []display.Row{first, second} {
		g.two = append(g.two, announced{r.Call.Number, r.Call.Desk, from})
		if r.Call.Desk != tourDesk {
			continue
		}
		if err := g.shows(console, "called-next", console, "#here.called .number", r.Call.Number); err != nil {
			return err
		}
	}
	g.did(fmt.Sprintf("desks %d and %d called %s and %s in one instant", first.Call.Desk, second.Call.Desk, first.Call.Number, second.Call.Number), 0)
	if err := wait(ctx, settled); err != nil {
		return err
	}
	if err := g.pad("NumpadMultiply", "#here.free", ""); err != nil {
		return err
	}
	return g.shows(console, "finished", console, "#primary", "Wezwij następną osobę")
}

// pad presses a key of the number pad and waits for what comes of it.
func (g *guide) pad(key, selector, text string) error {
	pressed, err := g.web.Key(console, key)
	if err != nil {
		return err
	}
	seen, err := g.web.See(console, selector, text)
	if err != nil {
		return err
	}
	g.did("pressed "+key+" at the console", seen.At.Sub(pressed.At))
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// twoHeard makes sure that of the calls in one instant both were heard.
func (g *guide) twoHeard(ctx context.Context) error {
	for _, s := range g.two {
		measured, err := g.hear(ctx, s, "")
		if err != nil {
			return err
		}
		g.report.Calls = append(g.report.Calls, call{Number: s.number, Desk: s.desk, sounds: measured})
	}
	return nil
}

// hear waits until a call is in the recording of the monitor, exactly as it must
// sound, measures it, and keeps it in a file if that has a name.
func (g *guide) hear(ctx context.Context, s announced, file string) (m sounds, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, 2*stepLimit, errors.New("not heard in time"))
	defer cancel()
	prefix, sequence, err := split(s.number)
	if err != nil {
		return m, err
	}
	expected, gong, err := g.watcher.Expected(ctx, prefix, sequence, s.desk)
	if err != nil {
		return m, err
	}
	if err = hall.Hear(ctx, g.recorded(), s.from, expected); err != nil {
		return m, fmt.Errorf("%w\nthe monitor said:\n%s", err, g.parts.monitor.Tail())
	}
	a, err := hall.Judge(expected, gong)
	if err != nil {
		return m, fmt.Errorf("the call of %s: %w", s.number, err)
	}
	m = sounds{
		Sound: file, Gong: tenths(a.Gong.Seconds()), Sentence: tenths(a.Sentence.Seconds()), Silence: float64(a.Silence.Milliseconds()),
		Peak: tenths(a.Peak), Loudness: tenths(a.Loudness),
	}
	g.did(fmt.Sprintf("heard the call of %s to desk %d: gong %.1f s, sentence %.1f s, no silence over %.0f ms in it",
		s.number, s.desk, m.Gong, m.Sentence, m.Silence), 0)
	if file == "" {
		return m, nil
	}
	return m, os.WriteFile(filepath.Join(g.dir, file), sound.EncodeWAV(expected), readable)
}

// hallAlone looks at monitor and console while the server is away.
func (g *guide) hallAlone(ctx context.Context) error {
	if err := g.shows(console, "server-away", console, "#lost", "Brak łączności"); err != nil {
		return err
	}
	return g.watch(ctx, "server-away", display.Model.Stale)
}

// hallAgain looks at them when it is there again, with nobody having done
// anything.
func (g *guide) hallAgain(ctx context.Context) error {
	err := g.watch(ctx, "server-back", func(m display.Model) bool { return !m.Stale() && !m.Away && m.View() == display.ScreenCalls })
	if err != nil {
		return err
	}
	_, err = g.web.See(console, "#lost[hidden]", "")
	return err
}
