package speech

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"numerek/appliance/voice/sound"
)

// Output is where speech is heard.
type Output interface {
	// Play blocks until pcm, 16-bit mono at sound.Rate, has been heard, or until
	// ctx is done: then it ends at once.
	Play(ctx context.Context, pcm []int16) error
}

// Phrase is one thing to say, in one language by its ISO 639-1 code.
type Phrase struct{ Text, Language string }

// Engine makes the sound of one sentence: 16-bit, mono, at sound.Rate.
type Engine func(ctx context.Context, p Phrase) (pcm []int16, err error)

// rest is what parts two sentences.
const rest = 200 * time.Millisecond

// Speaker is a voice. Say and Hush may be called by any goroutine and do not wait.
type Speaker struct {
	output Output
	engine Engine
	log    *slog.Logger
	bell   chan struct{}

	mu   sync.Mutex
	next *order             // that the voice has not begun
	stop context.CancelFunc // of what it is saying; nil while it is silent

	complained map[string]bool // of Run: what was logged once
	tell       func(err error) // nil where nobody wants to know
	silent     bool            // of Run: nothing can be heard
}

// again is how soon a voice that is not heard tries whether it is.
const again = time.Minute

// Heard has tell called with the error when nothing can be heard, and with nil when
// something can. It is called once, before Run.
func (s *Speaker) Heard(tell func(err error)) { s.tell = tell }

// order is something to say, at a volume.
type order struct {
	phrases []Phrase
	volume  int // percent
}

// New returns a voice that speaks while Run runs.
func New(output Output, engine Engine, log *slog.Logger) *Speaker {
	return &Speaker{output: output, engine: engine, log: log, bell: make(chan struct{}, 1), complained: map[string]bool{}}
}

// Say says phrases one after the other, in place of everything before them.
// volume is in percent of full.
func (s *Speaker) Say(phrases []Phrase, volume int) {
	s.replace(&order{phrases: phrases, volume: min(max(volume, 0), 100)})
}

// Hush ends what is being said.
func (s *Speaker) Hush() { s.replace(nil) }

func (s *Speaker) replace(o *order) {
	s.mu.Lock()
	if s.stop != nil {
		s.stop()
	}
	s.next = o
	s.mu.Unlock()
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// Run speaks until ctx is done.
func (s *Speaker) Run(ctx context.Context) {
	for {
		var retry <-chan time.Time
		if s.silent {
			retry = time.After(again)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.bell:
		case <-retry:
			s.heard(ctx, s.output.Play(ctx, make([]int16, sound.Samples(rest))))
			continue
		}
		if o, mine := s.begin(ctx); o != nil {
			s.speak(mine, *o)
			s.end()
		}
	}
}

// begin takes what is to be said, with a context that ends with the next order.
func (s *Speaker) begin(ctx context.Context) (*order, context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.next
	s.next = nil
	if o != nil {
		ctx, s.stop = context.WithCancel(ctx)
	}
	return o, ctx
}

func (s *Speaker) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	s.stop = nil
}

// speak plays an order, sentence by sentence, until ctx is done.
func (s *Speaker) speak(ctx context.Context, o order) {
	ctx, cancel := context.WithCancel(ctx)
	type made struct {
		pcm []int16
		err error
	}
	silence := make([]int16, sound.Samples(rest))
	ready := make(chan made, 1) // one sentence ahead of the one that is heard
	var making sync.WaitGroup
	defer making.Wait()
	defer cancel()
	making.Go(func() {
		defer close(ready)
		for _, p := range pieces(o.phrases) {
			pcm, err := s.engine(ctx, p)
			if pcm = amplified(pcm, o.volume); !strings.HasSuffix(p.Text, ",") {
				pcm = append(pcm, silence...)
			}
			select {
			case ready <- made{pcm, err}:
			case <-ctx.Done():
				return
			}
		}
	})
	for m := range ready {
		err := m.err
		if err == nil {
			err = s.output.Play(ctx, m.pcm)
		}
		if ctx.Err() != nil {
			return
		}
		s.heard(ctx, err)
		if err != nil { // the next sentence may be of another language, or the sound be back
			s.complain(ctx, err)
		}
	}
}

// heard takes note of whether something could be heard. One that was cut off says
// nothing.
func (s *Speaker) heard(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	s.silent = err != nil
	if s.tell != nil {
		s.tell(err)
	}
}

// complain logs an error the first time.
func (s *Speaker) complain(ctx context.Context, err error) {
	if !s.complained[err.Error()] {
		s.complained[err.Error()] = true
		s.log.ErrorContext(ctx, "speech not heard", "err", err)
	}
}

// amplified is a sound at a volume in percent.
func amplified(pcm []int16, percent int) []int16 {
	out := make([]int16, len(pcm))
	for i, v := range pcm {
		out[i] = int16(int(v) * percent / 100) //nolint:gosec // It becomes no larger.
	}
	return out
}
