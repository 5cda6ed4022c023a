package speech_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/speech"
	"numerek/appliance/voice/sound"
)

// lips is an engine that takes 50 ms for a sentence and makes 100 ms of sound
// for a letter of it, and an output that takes note of what is heard when.
type lips struct {
	t      *testing.T
	failed error // what the engine says, if it fails

	mu    sync.Mutex
	began time.Time
	made  map[int]string // texts by the length of their sound
	heard []span
	loud  int // of the last sound
	busy  bool
}

// span is what was heard of a text.
type span struct {
	Text     string
	From, To time.Duration
}

func newLips(t *testing.T) *lips {
	return &lips{t: t, began: time.Now(), made: map[int]string{}}
}

func (l *lips) make(ctx context.Context, p speech.Phrase) ([]int16, error) {
	if l.failed != nil {
		return nil, l.failed
	}
	select {
	case <-time.After(50 * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	pcm := make([]int16, len(p.Text)*sound.Rate/10)
	l.made[len(pcm)+sound.Rate/5] = p.Language + ":" + p.Text // with the rest after it
	for i := range pcm {
		pcm[i] = 1000
	}
	return pcm, nil
}

func (l *lips) Play(ctx context.Context, pcm []int16) error {
	l.mu.Lock()
	if l.busy {
		l.t.Error("two sounds at once")
	}
	l.busy = true
	at := span{Text: l.made[len(pcm)], From: time.Since(l.began)}
	l.mu.Unlock()
	select {
	case <-time.After(time.Duration(len(pcm)) * time.Second / sound.Rate):
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at.To, l.loud, l.busy = time.Since(l.began), int(pcm[0]), false
	l.heard = append(l.heard, at)
	return ctx.Err()
}

// with runs a test with a voice that speaks with these lips.
func with(t *testing.T, test func(t *testing.T, l *lips, s *speech.Speaker, diary *bytes.Buffer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var diary bytes.Buffer
		l := newLips(t)
		s := speech.New(l, l.make, slog.New(slog.NewTextHandler(&diary, nil)))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		test(t, l, s, &diary)
		stop()
		<-done
	})
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

const ms = time.Millisecond

func TestSpeaker_makes_the_next_sentence_while_one_is_heard(t *testing.T) {
	with(t, func(t *testing.T, l *lips, s *speech.Speaker, _ *bytes.Buffer) {
		s.Say([]speech.Phrase{{"Dzień dobry. Numer 15", "pl"}, {"English", "en"}}, 50)
		pass(time.Minute)
		want := []span{
			{"pl:Dzień dobry.", 50 * ms, 1550 * ms},
			{"pl:Numer 15", 1550 * ms, 2550 * ms},
			{"en:English", 2550 * ms, 3450 * ms},
		}
		if diff := cmp.Diff(want, l.heard); diff != "" {
			t.Error(diff)
		}
		if l.loud != 500 {
			t.Errorf("half of 1000: got %d", l.loud)
		}
	})
}

func TestSpeaker_says_the_newest_in_place_of_all_before(t *testing.T) {
	with(t, func(t *testing.T, l *lips, s *speech.Speaker, _ *bytes.Buffer) {
		s.Say([]speech.Phrase{{"Wydział Komunikacji", "pl"}, {"drugi", "pl"}}, 100)
		pass(time.Second)
		s.Say([]speech.Phrase{{"nigdy słyszany", "pl"}}, 100)
		s.Say([]speech.Phrase{{"trzeci", "pl"}}, 100)
		pass(time.Minute)
		want := []span{{"pl:Wydział Komunikacji", 50 * ms, time.Second}, {"pl:trzeci", 1050 * ms, 1850 * ms}}
		if diff := cmp.Diff(want, l.heard); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSpeaker_hushes_at_once(t *testing.T) {
	with(t, func(t *testing.T, l *lips, s *speech.Speaker, _ *bytes.Buffer) {
		s.Hush() // nothing to hush
		s.Say([]speech.Phrase{{"Pierwsze zdanie. Drugie zdanie", "pl"}}, 100)
		pass(300 * ms)
		s.Hush()
		pass(time.Minute)
		if diff := cmp.Diff([]span{{"pl:Pierwsze zdanie.", 50 * ms, 300 * ms}}, l.heard); diff != "" {
			t.Error(diff)
		}
		s.Say([]speech.Phrase{{"a", "pl"}}, 100)
		s.Hush() // before it has begun
		pass(time.Minute)
		if len(l.heard) != 1 {
			t.Errorf("heard %v", l.heard)
		}
	})
}

func TestSpeaker_that_cannot_speak_says_so_once(t *testing.T) {
	with(t, func(t *testing.T, l *lips, s *speech.Speaker, diary *bytes.Buffer) {
		l.failed = speech.ErrNoEngine
		for range 5 {
			s.Say([]speech.Phrase{{"Raz. Dwa. Trzy", "pl"}}, 100)
			pass(time.Second)
		}
		if got := strings.Count(diary.String(), "install espeak-ng"); got != 1 {
			t.Errorf("said %d times in the log, want once:\n%s", got, diary)
		}
		l.failed = nil
		s.Say([]speech.Phrase{{"Znowu", "pl"}}, 100)
		pass(time.Second)
		if len(l.heard) != 1 {
			t.Errorf("heard %v after it was mended", l.heard)
		}
	})
}

func TestSpeaker_outlives_a_machine_without_sound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var diary bytes.Buffer
		l := newLips(t)
		s := speech.New(deaf{}, l.make, slog.New(slog.NewTextHandler(&diary, nil)))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		for range 3 {
			s.Say([]speech.Phrase{{"Raz. Dwa", "pl"}}, 100)
			pass(time.Second)
		}
		stop()
		<-done
		if got := strings.Count(diary.String(), "no sound card"); got != 1 {
			t.Errorf("said %d times in the log, want once:\n%s", got, &diary)
		}
	})
}

// deaf is an output of a machine without sound.
type deaf struct{}

func (deaf) Play(context.Context, []int16) error { return errors.New("no sound card") }

// flaky is an output that fails while it is told to.
type flaky struct {
	mu   sync.Mutex
	why  error
	told int
}

func (d *flaky) Play(context.Context, []int16) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told++
	return d.why
}

func (d *flaky) fail(why error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.why = why
}

// TestSpeaker_tells_whether_it_is_heard: also where nobody lets it speak again.
func TestSpeaker_tells_whether_it_is_heard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &flaky{why: errors.New("no card")}
		s := speech.New(d, newLips(t).make, slog.New(slog.DiscardHandler))
		var last error
		s.Heard(func(err error) { last = err })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		s.Say([]speech.Phrase{{Text: "a", Language: "pl"}}, 100)
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		if last == nil {
			t.Error("nothing is heard, and it does not say so")
		}
		d.fail(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if last != nil {
			t.Errorf("the card is back: got %v", last)
		}
		before := d.told
		time.Sleep(time.Hour)
		synctest.Wait()
		if d.told != before {
			t.Errorf("it tries %d times although it is heard", d.told-before)
		}
		cancel()
		<-done
	})
}
