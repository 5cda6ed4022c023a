package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"numerek/central/live"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// fixture is a store with one office and a running hub.
type fixture struct {
	t     testing.TB
	store *store.Store
	hub   *live.Hub
	stop  func()
}

func newFixture(t testing.TB, opts live.Options) *fixture {
	return newFixtureOf(t, opts, func(s *store.Store) live.Source { return s })
}

// newFixtureOf lets the hub have another source.
func newFixtureOf(t testing.TB, opts live.Options, source func(*store.Store) live.Source) *fixture {
	s, err := store.New(context.Background(), memstore.New(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, store: s, hub: live.New(source(s), opts)}
	f.update(func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "a", Revision: 1})
		tx.PutOffice(store.Office{ID: "b", Revision: 1})
		return nil
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.hub.Run(ctx) }()
	f.stop = func() {
		cancel()
		<-ended
		s.Close()
	}
	return f
}

func (f *fixture) update(do func(*store.Tx) error) {
	f.t.Helper()
	if err := f.store.Update(context.Background(), store.Keys{}, do); err != nil {
		f.t.Fatal(err)
	}
}

// happen commits events in one transaction.
func (f *fixture) happen(office string, n int) {
	f.t.Helper()
	f.update(func(tx *store.Tx) error {
		for range n {
			if _, err := tx.Append(store.Event{Office: office, Kind: "x"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *fixture) incarnation() string {
	f.t.Helper()
	in, err := f.store.Installation(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return in.Incarnation
}

func (f *fixture) subscribe(office string, after int64) *live.Subscription {
	f.t.Helper()
	s, err := f.hub.Subscribe(context.Background(), office, live.Position{Incarnation: f.incarnation(), Seq: after})
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

// upTo reads until an event and checks order, uniqueness and wholeness.
func upTo(s *live.Subscription, office string, after, upto int64) error {
	for after < upto {
		b, ok := <-s.Events()
		if !ok {
			return fmt.Errorf("ended at %d: %w", after, s.Err())
		}
		if b.After != after || b.Seq != after+int64(len(b.Events)) {
			return fmt.Errorf("got (%d, %d] with %d events after %d", b.After, b.Seq, len(b.Events), after)
		}
		for i, e := range b.Events {
			if e.Seq != after+1+int64(i) || e.Office != office {
				return fmt.Errorf("got event %d of %s at %d", e.Seq, e.Office, after+1+int64(i))
			}
		}
		after = b.Seq
	}
	return nil
}

// partly is a source that says what was committed, or only that something was,
// or says it later, or never.
type partly struct {
	*store.Store
	says func() int
}

func (p partly) Watch(ctx context.Context, ring func([]store.Event)) error {
	var held [][]store.Event
	var begun sync.Once
	return p.Store.Watch(ctx, func(events []store.Event) {
		if events == nil { // it would hide what is missing, but for the first one
			begun.Do(func() { ring(nil) })
			return
		}
		switch p.says() {
		case 0:
			ring(nil)
		case 1:
			held = append(held, events)
			return
		default:
			ring(events)
		}
		for _, late := range held {
			ring(late)
		}
		held = nil
	})
}

func TestEveryEventOnceInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		opts := live.Options{Batch: rapid.IntRange(1, 5).Draw(rt, "batch"), Buffer: 1000}
		moods := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 20).Draw(rt, "moods")
		n, aloud := 0, new(atomic.Bool)
		f := newFixtureOf(t, opts, func(s *store.Store) live.Source {
			return partly{s, func() int {
				if n++; aloud.Load() {
					return 2
				}
				return moods[n%len(moods)]
			}}
		})
		tell := func(office string) { // and with it what was held back
			aloud.Store(true)
			f.happen(office, 1)
		}
		defer f.stop()
		head := map[string]int64{}
		type subscriber struct {
			*live.Subscription
			office string
			after  int64
		}
		var subs []*subscriber
		rt.Repeat(map[string]func(*rapid.T){
			"commit": func(rt *rapid.T) {
				office := rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "office")
				n := rapid.IntRange(1, 4).Draw(rt, "events")
				aloud.Store(false)
				f.happen(office, n)
				head[office] += int64(n)
			},
			"subscribe": func(rt *rapid.T) {
				office := rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "office")
				after := rapid.Int64Range(0, head[office]).Draw(rt, "after")
				subs = append(subs, &subscriber{f.subscribe(office, after), office, after})
			},
			"read": func(rt *rapid.T) {
				if len(subs) == 0 {
					return
				}
				s := subs[rapid.IntRange(0, len(subs)-1).Draw(rt, "who")]
				tell(s.office)
				head[s.office]++
				if err := upTo(s.Subscription, s.office, s.after, head[s.office]); err != nil {
					rt.Fatal(err)
				}
				s.after = head[s.office]
			},
			"leave": func(rt *rapid.T) {
				if len(subs) > 0 {
					subs[0].Close()
					subs = subs[1:]
				}
			},
		})
		for _, office := range []string{"a", "b"} {
			tell(office)
			head[office]++
		}
		for _, s := range subs {
			if err := upTo(s.Subscription, s.office, s.after, head[s.office]); err != nil {
				rt.Fatal(err)
			}
		}
		if got := f.hub.Watchers(); got != len(subs) {
			rt.Fatalf("counts %d watchers, want %d", got, len(subs))
		}
	})
}

func TestASlowSubscriberIsCutAndResumes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, live.Options{Buffer: 2, Batch: 1})
		defer f.stop()
		slow, quick := f.subscribe("a", 0), f.subscribe("a", 0)
		for n := range int64(10) {
			f.happen("a", 1)
			if err := upTo(quick, "a", n, n+1); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		var last int64
		for b := range slow.Events() {
			last = b.Seq
		}
		if !errors.Is(slow.Err(), live.ErrSlow) || last == 0 || last == 10 {
			t.Fatalf("got up to %d, %v", last, slow.Err())
		}
		slow.Close()
		resumed := f.subscribe("a", last)
		if err := upTo(resumed, "a", last, 10); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatCannotBeResumedIsAGap(t *testing.T) {
	t.Parallel()
	f := newFixture(t, live.Options{Window: 3})
	defer f.stop()
	f.happen("a", 10)
	for name, from := range map[string]live.Position{
		"too far back":        {f.incarnation(), 6},
		"never happened":      {f.incarnation(), 11},
		"another incarnation": {"other", 10},
	} {
		if _, err := f.hub.Subscribe(t.Context(), "a", from); !errors.Is(err, live.ErrGap) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	s := f.subscribe("a", 7)
	if err := upTo(s, "a", 7, 10); err != nil {
		t.Error(err)
	}
}

// mute is a source that says that something was committed, but not what.
type mute struct{ *store.Store }

func (m mute) Watch(ctx context.Context, ring func([]store.Event)) error {
	return m.Store.Watch(ctx, func([]store.Event) { ring(nil) })
}

// hiccup is a source some of whose answers are errors.
type hiccup struct {
	mute
	fail atomic.Int32
}

func (h *hiccup) Events(ctx context.Context, office string, after int64, limit int) ([]store.Event, error) {
	if h.fail.Add(-1) >= 0 {
		return nil, errors.New("statement timeout")
	}
	return h.Store.Events(ctx, office, after, limit)
}

// A read that fails is tried again although nothing more happens.
func TestAFailedReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, live.Options{})
		defer f.stop()
		source := &hiccup{mute: mute{f.store}}
		hub := live.New(source, live.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ended := make(chan error, 1)
		go func() { ended <- hub.Run(ctx) }()
		s, err := hub.Subscribe(ctx, "a", live.Position{Incarnation: f.incarnation()})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		source.fail.Store(3) // one more than a commit rings
		began := time.Now()
		f.happen("a", 1)
		if err := upTo(s, "a", 0, 1); err != nil || time.Since(began) > 3*time.Second {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		cancel()
		<-ended
	})
}

// holed is a source that has lost an event.
type holed struct{ mute }

func (h holed) Events(ctx context.Context, office string, after int64, limit int) ([]store.Event, error) {
	events, err := h.Store.Events(ctx, office, after, limit)
	return slices.DeleteFunc(events, func(e store.Event) bool { return e.Seq == 2 }), err
}

// illegible is a source whose events can be read no more.
type illegible struct {
	*store.Store
	blind atomic.Bool
}

func (s *illegible) Events(ctx context.Context, office string, after int64, limit int) ([]store.Event, error) {
	if s.blind.Load() {
		return nil, errors.New("no disk")
	}
	return s.Store.Events(ctx, office, after, limit)
}

// What is committed here reaches the subscribers without a look at the database,
// and as it would be read.
func TestWhatIsCommittedHereIsNotReadAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := new(illegible)
		f := newFixtureOf(t, live.Options{}, func(s *store.Store) live.Source { source.Store = s; return source })
		defer f.stop()
		s := f.subscribe("a", 0)
		synctest.Wait()
		source.blind.Store(true)
		at := time.Date(2026, 11, 23, 9, 30, 0, 123456789, time.FixedZone("CET", 3600))
		f.update(func(tx *store.Tx) error {
			_, err := tx.Append(store.Event{Office: "a", Kind: "x", At: at, Detail: "{}"})
			return err
		})
		b := <-s.Events()
		read, err := f.store.Events(t.Context(), "a", 0, 10)
		if err != nil || len(read) != 1 || len(b.Events) != 1 || b.Events[0] != read[0] {
			t.Errorf("got %v, read %v, %v", b.Events, read, err)
		}
	})
}

// Whoever watches a sequence with a hole is told, and goes on behind it.
func TestAHoleIsAGap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, live.Options{})
		defer f.stop()
		hub := live.New(holed{mute{f.store}}, live.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ended := make(chan error, 1)
		go func() { ended <- hub.Run(ctx) }()
		s, err := hub.Subscribe(ctx, "a", live.Position{Incarnation: f.incarnation()})
		if err != nil {
			t.Fatal(err)
		}
		f.happen("a", 3)
		for range s.Events() {
			t.Error("got an event from behind a hole")
		}
		if !errors.Is(s.Err(), live.ErrGap) {
			t.Errorf("got %v", s.Err())
		}
		anew, err := hub.Subscribe(ctx, "a", live.Position{Incarnation: f.incarnation(), Seq: 3})
		if err != nil {
			t.Fatal(err)
		}
		f.happen("a", 1)
		if err := upTo(anew, "a", 3, 4); err != nil {
			t.Error(err)
		}
		cancel()
		<-ended
	})
}

func TestAnotherIncarnationEndsEverything(t *testing.T) {
	t.Parallel()
	f := newFixture(t, live.Options{})
	s := f.subscribe("a", 0)
	f.update(func(tx *store.Tx) error {
		in, err := tx.Installation()
		in.Previous, in.Incarnation = in.Incarnation, "next"
		tx.PutInstallation(in)
		return err
	})
	for range s.Events() {
		t.Error("got an event")
	}
	if !errors.Is(s.Err(), live.ErrGap) {
		t.Errorf("got %v", s.Err())
	}
	f.happen("a", 1)
	anew := f.subscribe("a", 0)
	if err := upTo(anew, "a", 0, 1); err != nil {
		t.Error(err)
	}
	f.stop()
	if _, open := <-anew.Events(); open || !errors.Is(anew.Err(), live.ErrStopped) {
		t.Errorf("after the end: got %v", anew.Err())
	}
	anew.Close()
	anew.Close()
}
