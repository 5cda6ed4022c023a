package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/journal"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

var errDead = errors.New("the process is dead")

// loss is what a card loses when a kiosk dies.
type loss string

// The losses: a killed process loses nothing, a power cut what was not synced, and
// that may end in the middle of a record.
const (
	losesNothing  loss = "nothing"
	losesUnsynced loss = "what was not synced"
	losesHalf     loss = "half of what was not synced"
)

// box is the cabinet: a card, and the kiosk's program while it runs.
type box struct {
	t   *testing.T
	log *slog.Logger
	net *network
	sim *simulator.Printer

	profile printer.Profile

	root string
	card string // folder of the present program
	runs int

	mu     sync.Mutex
	now    *program // nil while none runs
	ending sync.WaitGroup
}

// program is one life of the kiosk's program.
type program struct {
	kiosk *app.Kiosk
	stop  context.CancelFunc
	done  chan struct{}
	life  chan struct{} // closed when it is killed

	mu    sync.Mutex
	dead  bool
	ports []*simulator.Conn
	lines []net.Conn
}

// start starts the program on the card.
func (b *box) start() {
	if b.runs == 0 {
		b.card = filepath.Join(b.root, "0")
	}
	b.runs++
	p := &program{done: make(chan struct{}), life: make(chan struct{})}
	log := b.log.With("run", b.runs)
	kiosk, err := app.New(app.Options{
		Config: config.Config{Device: kioskID, Server: "passthrough:///central", Data: b.card},
		Log:    log, Version: "test", Profile: b.profile,
		OpenPort: func(context.Context) (printer.Port, error) { return p.open(b.sim) },
		Dial: []grpc.DialOption{
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return p.dial(ctx, b.net) }),
		},
	})
	if err != nil {
		b.t.Errorf("kiosk: %v", err)
		return
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(b.t.Context()))
	p.kiosk, p.stop = kiosk, stop
	b.ending.Go(func() {
		defer close(p.done)
		if err := kiosk.Run(ctx); err != nil && !p.isDead() {
			b.t.Errorf("kiosk: %v", err)
		}
	})
	b.mu.Lock()
	b.now = p
	b.mu.Unlock()
	b.log.Info("KIOSK STARTED", "run", b.runs)
}

// program is the present one, nil while none runs.
func (b *box) program() *program {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// open opens the line to the printer.
func (p *program) open(sim *simulator.Printer) (printer.Port, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return nil, errDead
	}
	c, err := sim.Connect()
	if err != nil {
		return nil, err
	}
	p.ports = append(p.ports, c)
	return c, nil
}

func (p *program) dial(ctx context.Context, n *network) (net.Conn, error) {
	c, err := n.dial(ctx, p.life)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.lines = append(p.lines, c)
	p.mu.Unlock()
	return c, nil
}

func (p *program) isDead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}

// kill ends the program between two instructions: whatever it does from now on
// reaches neither printer nor network, and the next one finds the card as it was.
// It comes back at once and may be called from within the program's own calls.
func (b *box) kill(l loss) {
	b.mu.Lock()
	p := b.now
	b.now = nil
	b.mu.Unlock()
	if p == nil {
		return
	}
	b.log.Info("KIOSK KILLED", "loses", l)
	p.mu.Lock()
	p.dead = true
	close(p.life)
	ports, lines := p.ports, p.lines
	p.mu.Unlock()
	for _, c := range ports {
		_ = c.Close() // It always succeeds.
	}
	card, err := os.ReadFile(filepath.Join(b.card, "journal"))
	if err != nil {
		b.t.Error(err)
	}
	for _, c := range lines {
		_ = c.Close() // Whoever holds it finds out.
	}
	p.stop()
	b.card = filepath.Join(b.root, strconv.Itoa(b.runs))
	err = errors.Join(os.MkdirAll(b.card, 0o700), os.WriteFile(filepath.Join(b.card, "journal"), after(card, l), 0o600))
	if err != nil {
		b.t.Error(err)
	}
}

// stop ends the program as a technician does, and waits.
func (b *box) stop() {
	b.mu.Lock()
	p := b.now
	b.now = nil
	b.mu.Unlock()
	if p != nil {
		p.stop()
		<-p.done
		b.log.Info("KIOSK STOPPED")
	}
}

// unsynced are the records that the journal does not sync by themselves.
var unsynced = []journal.Kind{journal.Issued, journal.Cleared, journal.Settled}

// after is what is left on a card.
func after(card []byte, l loss) []byte {
	if l == losesNothing {
		return card
	}
	lines := bytes.SplitAfter(card, []byte("\n"))
	safe := len(lines)
	for safe > 0 && !synced(lines[safe-1]) {
		safe--
	}
	kept := bytes.Join(lines[:safe], nil)
	if l == losesHalf {
		kept = append(kept, card[len(kept):len(kept)+(len(card)-len(kept))/2]...)
	}
	return kept
}

// synced says that a line of the journal was on the card before anything else happened.
func synced(line []byte) bool {
	_, body, _ := bytes.Cut(line, []byte(" "))
	var r journal.Record
	return json.Unmarshal(body, &r) == nil && !slices.Contains(unsynced, r.Kind)
}
