package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/outbox"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

const (
	number = "+48601234567"
	body   = "KOD 482 9151"
)

// gateway is a gateway in software: it takes what it is told to, and honours
// keys where it is told so.
type gateway struct {
	name string
	once bool

	mu     sync.Mutex
	plan   []error // of the next tries; then it takes all
	took   time.Duration
	phones []string // that a phone would have shown, in order
	keys   map[string]string
	tries  []time.Time
}

func (g *gateway) Name() string     { return g.name }
func (g *gateway) HonoursKey() bool { return g.once }

var errLost = fmt.Errorf("answer lost: %w", notify.ErrAmbiguous)

func (g *gateway) Send(ctx context.Context, t notify.Text) (notify.Accepted, error) {
	if g.took > 0 {
		select {
		case <-time.After(g.took):
		case <-ctx.Done():
			return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrAmbiguous, ctx.Err())
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tries = append(g.tries, time.Now())
	var err error
	if len(g.plan) > 0 {
		err, g.plan = g.plan[0], g.plan[1:]
	}
	if err != nil && !errors.Is(err, errLost) {
		return notify.Accepted{}, err
	}
	if id, known := g.keys[t.ID]; known && g.once {
		return notify.Accepted{Gateway: id, Parts: 1}, err
	}
	id := fmt.Sprintf("gw%d", len(g.phones)+1)
	g.phones = append(g.phones, t.To+" "+t.Body)
	if g.keys == nil {
		g.keys = map[string]string{}
	}
	g.keys[t.ID] = id
	if err != nil {
		return notify.Accepted{}, err
	}
	return notify.Accepted{Gateway: id, Parts: 1}, nil
}

func (g *gateway) shown() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.phones...)
}

type files struct{ o *officefile.Office }

func (f files) File(context.Context, string) (*officefile.Office, error) { return f.o, nil }

// meter counts.
type meter struct {
	mu    sync.Mutex
	count map[string]int
	share float64
}

func (m *meter) add(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count[what]++
}
func (m *meter) MessageSent(s, _ string, _ time.Duration) { m.add("sent " + s) }
func (m *meter) MessageEnded(_, _ string, s notify.State) { m.add(string(s)) }
func (m *meter) MessageRetried(_, reason string)          { m.add(reason) }
func (m *meter) MessageDoubled(string)                    { m.add("doubled") }
func (m *meter) CeilingUsed(_ string, share float64)      { m.mu.Lock(); m.share = share; m.mu.Unlock() }

// buffer is a log of several outboxes.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// bed is an outbox with its store and gateway, in a bubble of synctest.
type bed struct {
	t     *testing.T
	store *store.Store
	keys  *secret.Keys
	gate  *gateway
	file  *officefile.Office
	box   *outbox.Outbox
	meter *meter
	log   *buffer
	opts  outbox.Options
	stop  func()
}

func newBed(t *testing.T, g *gateway) *bed {
	t.Helper()
	s, err := store.New(t.Context(), memstore.New(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.New([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	b := &bed{t: t, store: s, keys: keys, gate: g, file: demo(t), meter: &meter{count: map[string]int{}}, log: new(buffer)}
	b.opts = outbox.Options{
		Log: slog.New(slog.NewTextHandler(b.log, nil)), Meter: b.meter, Random: func() float64 { return 0.5 },
	}
	err = s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "koszalin"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bed) start() {
	b.t.Helper()
	b.startOn(b.store)
}

func (b *bed) startOn(s outbox.Store) {
	box := outbox.New(s, b.keys, files{b.file}, map[string]notify.Sender{notify.SMS: b.gate}, b.opts)
	b.box = box
	ctx, cancel := context.WithCancel(b.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx) }()
	b.stop = func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			b.t.Errorf("Run: got %v", err)
		}
	}
}

func (b *bed) close() {
	b.stop()
	if err := b.store.Close(); err != nil {
		b.t.Error(err)
	}
	for _, private := range []string{"601234567", "601 234 567", "4829151", "482 9151"} {
		if strings.Contains(b.log.String(), private) {
			b.t.Errorf("the log has %q:\n%s", private, b.log)
		}
	}
}

// write puts a message into the outbox as a use case does.
func (b *bed) write(id string, change func(*store.Message)) {
	b.t.Helper()
	now := time.Now()
	m := store.Message{
		Office: "koszalin", ID: id, Channel: notify.SMS, Kind: "confirm", Language: "pl", Prefix: "+48", Parts: 1,
		State: string(notify.Queued), Due: now, Expires: now.Add(10 * time.Minute), CreatedAt: now,
	}
	m.To, m.Text = b.keys.Seal(outbox.About(m), number), b.keys.Seal(outbox.About(m), body)
	if change != nil {
		change(&m)
	}
	err := b.store.Update(b.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutMessage(m)
		_, err := tx.Append(store.Event{Office: m.Office, Kind: "booking"})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) read(id string) (m store.Message) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), store.Keys{}, func(tx *store.Tx) (err error) {
		m, err = tx.Message(store.MessageKey{Office: "koszalin", ID: id})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

func (b *bed) want(id string, state notify.State, shown int) store.Message {
	b.t.Helper()
	m := b.read(id)
	if m.State != string(state) || len(b.gate.shown()) != shown {
		b.t.Errorf("got %s (%s) and %d on the phone, want %s and %d", m.State, m.Fault, len(b.gate.shown()), state, shown)
	}
	if (state.Ended() || state == notify.Sent) && (m.To != "" || m.Text != "" || !m.Lease.IsZero()) {
		b.t.Errorf("number, text or lease are kept of a message that is %s", m.State)
	}
	return m
}

func TestStories(t *testing.T) {
	refused := fmt.Errorf("bad number %s: %w", number, notify.ErrRefused)
	notSent := fmt.Errorf("no connection: %w", notify.ErrNotSent)
	busy := &notify.Throttled{RetryAfter: 40 * time.Second}
	for name, c := range map[string]struct {
		once   bool
		plan   []error
		change func(*store.Message)
		wait   time.Duration
		state  notify.State
		shown  int
		count  map[string]int
		fault  string
	}{
		"taken":                    {true, nil, nil, time.Millisecond, notify.Sent, 1, map[string]int{"sent gate": 1}, ""},
		"refused":                  {true, []error{refused}, nil, time.Minute, notify.Failed, 0, map[string]int{"failed": 1}, "bad number …: refused by the gateway"},
		"again_after_five_seconds": {true, []error{notSent}, nil, 8 * time.Second, notify.Sent, 1, map[string]int{"not_sent": 1, "sent gate": 1}, ""},
		"not_before":               {true, []error{notSent}, nil, 4 * time.Second, notify.Queued, 0, map[string]int{"not_sent": 1}, "no connection: not sent"},
		"throttled":                {true, []error{busy}, nil, 43 * time.Second, notify.Sent, 1, map[string]int{"throttled": 1, "sent gate": 1}, ""},
		"throttled_waits":          {true, []error{busy}, nil, 39 * time.Second, notify.Queued, 0, map[string]int{"throttled": 1}, "too many for the gateway for 40s"},
		"answer_lost_with_keys":    {true, []error{errLost, errLost, errLost}, nil, 5 * time.Minute, notify.Sent, 1, map[string]int{"perhaps_sent": 3, "sent gate": 1}, ""},
		"answer_lost_without_keys": {false, []error{errLost}, nil, time.Minute, notify.Sent, 2, map[string]int{"perhaps_sent": 1, "doubled": 1, "sent gate": 1}, "perhaps sent before"},
		"lost_twice_without_keys":  {false, []error{errLost, errLost}, nil, 5 * time.Minute, notify.Failed, 2, map[string]int{"perhaps_sent": 1, "doubled": 1, "failed": 1}, "perhaps sent twice"},
		"unknown_error_is_doubt":   {true, []error{errors.New("what?")}, nil, time.Minute, notify.Sent, 1, map[string]int{"perhaps_sent": 1, "sent gate": 1}, ""},
		"too_late": {
			true, nil, func(m *store.Message) { m.Expires = time.Now() }, time.Minute,
			notify.Dropped, 0,
			map[string]int{"dropped": 1},
			"too late",
		},
		"never_in_time": {
			true, repeat(notSent, 50), nil, 11 * time.Minute,
			notify.Failed, 0,
			map[string]int{"failed": 1, "not_sent": 7},
			"too late: no connection: not sent",
		},
		"given_up": {
			true, repeat(notSent, 500), func(m *store.Message) { m.Expires = time.Time{} }, 20 * time.Hour,
			notify.Failed, 0,
			map[string]int{"failed": 1, "not_sent": 100},
			"given up after too many tries: no connection: not sent",
		},
		"not_due": {
			true, nil, func(m *store.Message) { m.Due = time.Now().Add(time.Hour); m.Expires = time.Time{} }, 59 * time.Minute,
			notify.Queued, 0,
			map[string]int{},
			"",
		},
		"sealed_for_another": {
			true, nil, func(m *store.Message) { m.Text = m.Text[:len(m.Text)-2] }, time.Minute,
			notify.Failed, 0,
			map[string]int{"failed": 1},
			"cannot be opened: sealed with another key",
		},
		"no_gateway": {
			true, nil, func(m *store.Message) { m.Channel = notify.Mail }, time.Minute,
			notify.Failed, 0,
			map[string]int{"failed": 1},
			"no gateway for it",
		},
		"lease_of_a_dead_worker_with_keys": {
			true, nil, died("gate"), time.Minute,
			notify.Sent, 1,
			map[string]int{"sent gate": 1},
			"",
		},
		"lease_of_a_dead_worker_without_keys": {
			false, nil, died("gate"), time.Minute,
			notify.Sent, 1,
			map[string]int{"sent gate": 1, "doubled": 1},
			"perhaps sent before",
		},
		"lease_of_another_gateway": {
			true, nil, died("other"), time.Minute,
			notify.Sent, 1,
			map[string]int{"sent gate": 1, "doubled": 1},
			"perhaps sent before",
		},
		"lease_of_a_living_worker": {
			true, nil, func(m *store.Message) { died("gate")(m); m.Lease = time.Now().Add(3 * time.Minute) }, time.Minute,
			notify.Sending, 0,
			map[string]int{},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBed(t, &gateway{name: "gate", once: c.once, plan: c.plan})
				b.start()
				defer b.close()
				b.write("a", c.change)
				time.Sleep(c.wait)
				synctest.Wait()
				m := b.want("a", c.state, c.shown)
				if m.Fault != c.fault {
					t.Errorf("fault: got %q, want %q", m.Fault, c.fault)
				}
				b.meter.mu.Lock()
				defer b.meter.mu.Unlock()
				for what, n := range c.count {
					if b.meter.count[what] != n {
						t.Errorf("count of %q: got %d, want %d", what, b.meter.count[what], n)
					}
				}
				if len(b.meter.count) != len(c.count) {
					t.Errorf("counts: got %v, want %v", b.meter.count, c.count)
				}
			})
		})
	}
}

func repeat(err error, n int) (all []error) {
	for range n {
		all = append(all, err)
	}
	return all
}

// died leaves a message as a worker leaves it that dies after its claim.
func died(sender string) func(*store.Message) {
	return func(m *store.Message) {
		m.State, m.Attempts, m.Sender, m.Lease = string(notify.Sending), 1, sender, time.Now().Add(10*time.Second)
	}
}

func TestBackoffDoublesToTenMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", plan: repeat(notify.ErrNotSent, 12)})
		b.opts.Poll = time.Second
		b.start()
		defer b.close()
		b.write("a", func(m *store.Message) { m.Expires = time.Time{} })
		time.Sleep(2 * time.Hour)
		want := []int{5, 10, 20, 40, 80, 160, 320, 600, 600, 600}
		for i, seconds := range want {
			got := b.gate.tries[i+1].Sub(b.gate.tries[i]).Seconds()
			if got < float64(seconds) || got > float64(seconds+1) {
				t.Errorf("before try %d: got %.1f s, want %d s", i+2, got, seconds)
			}
		}
	})
}

// A hung gateway holds up its own channel only as far as it has workers, and a
// stop waits for it no longer than the grace.
func TestStopWaitsAndCuts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", once: true, took: 3 * time.Second})
		b.start()
		b.write("a", nil)
		time.Sleep(time.Second)
		began := time.Now()
		b.stop()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("the stop took %v, want what was left of the try", took)
		}
		b.want("a", notify.Sent, 1)
		b.gate.took = time.Hour
		b.start()
		b.write("b", nil)
		time.Sleep(time.Second)
		began = time.Now()
		b.stop()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("the stop took %v, want the grace", took)
		}
		b.want("b", notify.Queued, 1)
		b.gate.took = 0
		b.start()
		time.Sleep(10 * time.Second)
		b.want("b", notify.Sent, 2)
		b.close()
	})
}

func TestPauseIsForTheWholeChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", plan: []error{&notify.Throttled{RetryAfter: time.Minute}}})
		b.start()
		defer b.close()
		b.write("a", nil)
		time.Sleep(time.Second)
		for i := range 20 {
			b.write(fmt.Sprintf("b%d", i), nil)
		}
		time.Sleep(58 * time.Second)
		if got := len(b.gate.shown()); got != 0 {
			t.Errorf("got %d messages within the pause", got)
		}
		time.Sleep(20 * time.Second)
		if got := len(b.gate.shown()); got != 21 {
			t.Errorf("got %d messages after the pause, want 21", got)
		}
	})
}
