package voice_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/voice"
)

// hall is an Output in virtual time that keeps what it heard, and when.
type hall struct {
	mu    sync.Mutex
	heard []sounding
	busy  bool
	fails error
}

type sounding struct {
	from, to time.Time
	pcm      []int16
	cut      bool
}

func (h *hall) Play(ctx context.Context, pcm []int16) error {
	h.mu.Lock()
	if h.fails != nil {
		defer h.mu.Unlock()
		return h.fails
	}
	if h.busy {
		panic("two sounds at once")
	}
	h.busy = true
	h.mu.Unlock()
	s := sounding{from: time.Now(), pcm: pcm}
	select {
	case <-time.After(time.Duration(len(pcm)) * time.Second / voice.Rate):
	case <-ctx.Done():
		s.cut = true
	}
	s.to = time.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard, h.busy = append(h.heard, s), false
	return ctx.Err()
}

func (h *hall) fail(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails = err
}

// all is what was heard up to now, when everybody waits for the clock.
func (h *hall) all() []sounding {
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}

// check compares when sounds began with what is wanted, in seconds since began;
// a minus before a number is where the sound before it was cut. Clips that are
// made anew may be a little longer or shorter.
func (h *hall) check(t *testing.T, began time.Time, want ...float64) {
	t.Helper()
	var got []float64
	for _, s := range h.all() {
		got = append(got, s.from.Sub(began).Seconds())
		if s.cut {
			got = append(got, -s.to.Sub(began).Seconds())
		}
	}
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return a*b >= 0 && math.Abs(a-b) < 3 }) {
		t.Errorf("heard at %.1f, want about %.1f", got, want)
	}
}

// office is how Koszalin speaks.
func office(languages ...string) announce.Voice {
	return announce.Voice{
		Languages: languages, RepeatAfter: 30 * time.Second, Gap: 60 * time.Millisecond, Volume: 70,
		Sentences: map[string]announce.Sentence{
			"pl": {Call: "Numer {letter} {number}, proszę do {place} numer {desk}.", Places: map[string]string{"stanowisko": "stanowiska", "pokój": "pokoju", "okienko": "okienka", "kasa": "kasy"}},
			"en": {Call: "Number {letter} {number}, please go to {place} number {desk}.", Places: map[string]string{"stanowisko": "desk", "pokój": "room", "okienko": "window", "kasa": "cash desk"}},
			"uk": {Call: "Номер {letter} {number}, прошу до {place} номер {desk}.", Places: map[string]string{"stanowisko": "віконця", "pokój": "кабінету", "okienko": "віконця", "kasa": "каси"}},
			"de": {Call: "Nummer {letter} {number}, bitte zu {place} Nummer {desk}.", Places: map[string]string{"stanowisko": "Schalter", "pokój": "Zimmer", "okienko": "Schalter", "kasa": "Kasse"}},
		},
	}
}

func called(ticket string, now time.Time) announce.Call {
	return announce.Call{ID: ticket + now.String(), TicketID: ticket, Prefix: "R", Sequence: 15, Desk: 3, PlaceWord: "stanowisko", Language: "pl", At: now}
}

// announcing runs an Announcer in virtual time; say gives what it logged.
func announcing(t *testing.T, output voice.Output, story func(a *voice.Announcer, log *bytes.Buffer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		a, err := voice.New(voice.Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Output: output})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- a.Run(ctx) }()
		story(a, &log)
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: got %v, want nil", err)
		}
	})
}

func TestAnnouncer(t *testing.T) {
	type step struct {
		at time.Duration // since the beginning
		do func(*voice.Announcer)
	}
	call := func(tickets ...string) func(*voice.Announcer) {
		return func(a *voice.Announcer) {
			for _, ticket := range tickets {
				a.Call(called(ticket, time.Now()))
			}
		}
	}
	drop := func(ticket string) func(*voice.Announcer) {
		return func(a *voice.Announcer) { a.Drop(ticket) }
	}
	volume := func(percent int) func(*voice.Announcer) {
		return func(a *voice.Announcer) {
			v := office("pl")
			v.Volume = percent
			a.Set(v)
		}
	}
	// A call takes between five and six seconds in Polish.
	for name, c := range map[string]struct {
		steps []step
		want  []float64
	}{
		"spoken_and_repeated":     {[]step{{1 * time.Second, call("a")}}, []float64{1, 37}},
		"two_in_one_instant":      {[]step{{1 * time.Second, call("a", "b")}}, []float64{1, 7, 37, 42}},
		"taken_back_in_time":      {[]step{{1 * time.Second, call("a", "b")}, {3 * time.Second, drop("b")}}, []float64{1, 37}},
		"taken_back_while_spoken": {[]step{{1 * time.Second, call("a")}, {3 * time.Second, drop("a")}}, []float64{1, -3}},
		"called_again":            {[]step{{1 * time.Second, call("a")}, {20 * time.Second, call("a")}}, []float64{1, 20, 56}},
		"silence":                 {[]step{{1 * time.Second, call("a", "b")}, {3 * time.Second, volume(0)}, {4 * time.Second, call("c")}, {5 * time.Second, volume(70)}, {9 * time.Second, call("d")}}, []float64{1, -3, 9, 45}},
	} {
		t.Run(name, func(t *testing.T) {
			var h hall
			announcing(t, &h, func(a *voice.Announcer, _ *bytes.Buffer) {
				began := time.Now()
				a.Set(office("pl"))
				for _, s := range c.steps {
					time.Sleep(s.at - time.Since(began))
					s.do(a)
					synctest.Wait()
				}
				time.Sleep(5 * time.Minute)
				h.check(t, began, c.want...)
			})
		})
	}
}

func TestAnnouncer_never_late(t *testing.T) {
	var h hall
	announcing(t, &h, func(a *voice.Announcer, _ *bytes.Buffer) {
		began := time.Now()
		a.Set(office("pl"))
		for i := range 15 {
			a.Call(called(fmt.Sprint(i), began))
		}
		time.Sleep(5 * time.Minute)
		// Ten or eleven begin within the minute; the hall hears repeats until half a minute later.
		heard := h.all()
		if n := len(heard); n < 13 || n > 18 {
			t.Fatalf("heard %d announcements, want about 16", n)
		}
		if late := heard[len(heard)-1].from.Sub(began); late > 90*time.Second {
			t.Errorf("the last begins %v after the call", late)
		}
	})
}

func TestAnnouncer_silent_until_it_has_a_voice(t *testing.T) {
	var h hall
	announcing(t, &h, func(a *voice.Announcer, _ *bytes.Buffer) {
		a.Call(called("a", time.Now()))
		time.Sleep(time.Second)
		a.Set(office("pl"))
		time.Sleep(time.Minute)
		h.check(t, time.Now())
	})
}

func TestAnnouncer_without_a_sound_card(t *testing.T) {
	h := hall{fails: fmt.Errorf("%w: no card", voice.ErrSilent)}
	announcing(t, &h, func(a *voice.Announcer, log *bytes.Buffer) {
		began := time.Now()
		a.Set(office("pl"))
		a.Call(called("a", time.Now()))
		time.Sleep(21 * time.Second)
		h.fail(nil)
		time.Sleep(time.Minute)
		h.check(t, began, 25, 61)
		if got := strings.Count(log.String(), "the voice is not heard"); got != 1 {
			t.Errorf("said %d times that there is no sound, want once:\n%s", got, log)
		}
		if !strings.Contains(log.String(), "no card") || !strings.Contains(log.String(), "heard again") {
			t.Errorf("the log says neither why nor that it is over:\n%s", log)
		}
		h.fail(errors.New("unplugged"))
		a.Call(called("b", time.Now()))
		time.Sleep(2*time.Minute + 2*time.Second)
		h.fail(nil)
		time.Sleep(2 * time.Minute)
		h.check(t, began, 25, 61, 206) // the last is a trial: what nobody heard for a minute is not said any more
	})
}

func TestAnnouncer_tells_whether_it_is_heard(t *testing.T) {
	h := hall{fails: fmt.Errorf("%w: no card", voice.ErrSilent)}
	synctest.Test(t, func(t *testing.T) {
		a, err := voice.New(voice.Options{Log: slog.New(slog.DiscardHandler), Output: &h})
		if err != nil {
			t.Fatal(err)
		}
		var last error
		told := 0
		a.Heard(func(err error) { last, told = err, told+1 })
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- a.Run(ctx) }()
		a.Set(office("pl"))
		a.Call(called("a", time.Now()))
		time.Sleep(2*time.Minute + 2*time.Second)
		synctest.Wait()
		if !errors.Is(last, voice.ErrSilent) {
			t.Errorf("got %v", last)
		}
		h.fail(nil) // nobody calls anybody
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if last != nil {
			t.Errorf("the card is back: got %v", last)
		}
		n := told
		time.Sleep(time.Hour)
		synctest.Wait()
		if told != n {
			t.Errorf("in an hour of peace it tried %d times", told-n)
		}
		stop()
		<-done
	})
}

func TestAnnouncer_says_what_it_cannot_say(t *testing.T) {
	var h hall
	announcing(t, &h, func(a *voice.Announcer, log *bytes.Buffer) {
		v := office("pl")
		v.Sentences["pl"].Places["biuro"] = "biura"
		a.Set(v)
		if !strings.Contains(log.String(), `phrase="proszę do biura numer"`) {
			t.Errorf("the log does not name the phrase that has no clip:\n%s", log)
		}
		c := called("a", time.Now())
		c.Sequence = 12345
		a.Call(c)
		time.Sleep(time.Second)
		synctest.Wait()
		if !strings.Contains(log.String(), "12345") {
			t.Errorf("the log does not name the number that has no words:\n%s", log)
		}
		time.Sleep(10 * time.Second)
		if heard := h.all(); len(heard) != 1 || len(heard[0].pcm) > 2*voice.Rate {
			t.Errorf("heard %d sounds, want the gong", len(heard))
		}
	})
}
