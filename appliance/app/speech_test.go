package app_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/speech"
	"numerek/appliance/voice/sound"
	numerekv1 "numerek/proto/numerek/v1"
)

// ear is what a person with headphones hears: an engine that makes 50 ms of
// sound for a letter, and the sockets that take note of it.
type ear struct {
	t *testing.T

	mu    sync.Mutex
	texts map[int]string // by the length of their sound
	now   string         // being heard; "" while it is silent
	all   []string       // ended or cut
}

func (e *ear) make(_ context.Context, p speech.Phrase) ([]int16, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	pcm := make([]int16, len([]rune(p.Text))*sound.Rate/20+len(e.texts)+1) // no two are of one length
	e.texts[len(pcm)], e.texts[len(pcm)+sound.Rate/5] = p.Text, p.Text     // with a rest after it, or without
	return pcm, nil
}

func (e *ear) Play(ctx context.Context, pcm []int16) error {
	e.mu.Lock()
	if e.now != "" {
		e.t.Errorf("%q is said over %q", e.texts[len(pcm)], e.now)
	}
	e.now = e.texts[len(pcm)]
	e.mu.Unlock()
	select {
	case <-time.After(time.Duration(len(pcm)) * time.Second / sound.Rate):
	case <-ctx.Done():
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all, e.now = append(e.all, e.now), ""
	return ctx.Err()
}

// hears is what is being said now.
func (e *ear) hears() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

// heard is everything that was said since the last call, whole or in part.
func (e *ear) heard() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := strings.Join(append(e.all, e.now), " ")
	e.all = nil
	return all
}

// listen starts a kiosk that speaks.
func listen(t *testing.T, dir string, server *linktest.Server) (*hall, *ear) {
	t.Helper()
	e := &ear{t: t, texts: map[int]string{}}
	voice := speech.New(e, e.make, slog.New(slog.NewTextHandler(t.Output(), nil)))
	return openWith(t, dir, server, func(port printer.Port) printer.Port { return port }, func(o *app.Options) { o.Voice = voice }), e
}

// press presses a key and lets nothing but the kiosk's own work pass.
func (h *hall) press(key kiosk.Press) {
	h.kiosk.Key(key)
	pass(time.Millisecond)
}

func TestKiosk_speaks_to_whoever_asks(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Wait = &numerekv1.Wait{FromMinutes: 15, ToMinutes: 25}
		h, ear := listen(t, dir, server)
		h.touch("contrast")
		h.touch("contrast")
		pass(time.Second)
		if got := ear.heard(); got != "" {
			t.Errorf("somebody who touches hears %q", got)
		}
		h.press(kiosk.Repeat)
		if got := ear.hears(); got != "Głos jest włączony." {
			t.Errorf("hears %q", got)
		}
		pass(500 * time.Millisecond) // in the middle of it
		h.press(kiosk.Next)
		if got := ear.hears(); got != "Rejestracja pojazdów," {
			t.Errorf("after a key: hears %q", got)
		}
		pass(10 * time.Second)
		if got := ear.heard(); !strings.Contains(got, "czeka 0 osób, około 15 do 25 minut, przycisk") || ear.hears() != "" {
			t.Errorf("heard %q, and hears %q", got, ear.hears())
		}
		h.press(kiosk.Choose)
		pass(30 * time.Second)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		h.sees(kiosk.ScreenTake) // long enough to listen to
		h.press(kiosk.Repeat)
		pass(25 * time.Second)
		got := ear.heard()
		for _, want := range []string{"Weź bilet", "Twój numer: er 1", "Przed Tobą: 4 osoby, około 15 do 25 minut", "Gdzie czekać: Ratusz, parter"} {
			if !strings.Contains(got, want) {
				t.Errorf("heard %q, want %q", got, want)
			}
		}
		h.press(kiosk.Repeat)
		pass(100 * time.Millisecond)
		h.press(kiosk.Previous)
		if got := ear.hears(); got != "Głośność 3 z 5, przycisk" {
			t.Errorf("hears %q", got)
		}
		h.kiosk.Touch("restart") // the visit ends in the middle of a word
		pass(time.Millisecond)
		if got := ear.hears(); got != "" {
			t.Errorf("hears %q after the visit", got)
		}
	})
}

func TestKiosk_speaks_while_it_is_out_of_order(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h, ear := listen(t, dir, server)
		server.Stop()
		pass(time.Minute)
		h.press(kiosk.Repeat)
		pass(time.Minute - time.Second) // before anybody is asked whether they are there
		if got := ear.heard(); !strings.Contains(got, "Biletomat nie ma połączenia") {
			t.Errorf("heard %q", got)
		}
		server.Start()
	})
}
