package link

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// How long things may take (reliability 2.4).
const (
	tryLimit     = 2 * time.Second // one question
	IssueLimit   = 8 * time.Second // all tries of one ticket
	firstDeliver = 3 * time.Second
	longDeliver  = 60 * time.Second
)

// Memory is what the link needs of the journal.
type Memory interface {
	State() journal.State
	Append(journal.Record) error
}

// Options say where the server is and who asks.
type Options struct {
	Server  string // host:port
	Device  string // id in the office file
	Office  string // empty where the server holds one office
	Version string // of this program
	Memory  Memory
	// Notify takes what the kiosk has to know: CatalogChanged, StatesChanged,
	// LinkUp and LinkLost. It is called by one goroutine at a time.
	Notify func(context.Context, kiosk.Event)
	Log    *slog.Logger
	// Dial are further options of the connection, for tests.
	Dial []grpc.DialOption
}

// Link is the line to one server. Run must be running for anything to happen.
type Link struct {
	o      Options
	conn   *grpc.ClientConn
	client numerekv1.KioskServiceClient
	line   *line.Follower[*numerekv1.WatchCatalogResponse]
	bootID string
	bell   chan struct{} // rings the outbox

	mu          sync.Mutex
	epoch       int64
	incarnation string
	met         chan struct{} // closed while the incarnation is confirmed by a hello
}

// New returns a link that has not said a word yet. It notes the start in the
// journal, so that a copy of the card betrays itself.
func New(o Options) (*Link, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return nil, err
	}
	l := &Link{o: o, bootID: id.String(), bell: make(chan struct{}, 1), met: make(chan struct{})}
	state := o.Memory.State()
	l.incarnation = state.Incarnation
	if state.Epoch > 0 {
		l.epoch = state.Epoch + 1
		if err := o.Memory.Append(journal.Record{Kind: journal.Boot, At: time.Now(), Epoch: l.epoch}); err != nil {
			return nil, err
		}
	}
	who := line.Options{
		Server: o.Server, Device: o.Device, Office: o.Office, Version: o.Version, Log: o.Log, Dial: o.Dial,
	}
	if l.conn, err = line.Dial(who); err != nil {
		return nil, err
	}
	l.client = numerekv1.NewKioskServiceClient(l.conn)
	l.line = line.NewFollower(who, l.role(), l.conn.ResetConnectBackoff)
	return l, nil
}

// Run keeps the line up and the outbox empty until ctx is done, and closes the
// connection then.
func (l *Link) Run(ctx context.Context) error {
	var outbox sync.WaitGroup
	outbox.Go(func() { l.deliver(ctx) })
	l.line.Run(ctx)
	outbox.Wait()
	return errors.Join(context.Cause(ctx), l.conn.Close())
}

// Deliver tells the link that the journal holds something new for the server.
func (l *Link) Deliver() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

// standing waits until a hello has confirmed the incarnation, and returns it
// and the boot epoch.
func (l *Link) standing(ctx context.Context) (incarnation string, epoch int64, err error) {
	for {
		l.mu.Lock()
		met := l.met
		l.mu.Unlock()
		select {
		case <-met:
		case <-ctx.Done():
			return "", 0, ctx.Err()
		}
		l.mu.Lock()
		incarnation, epoch = l.incarnation, l.epoch
		current := met == l.met
		l.mu.Unlock()
		if current {
			return incarnation, epoch, nil
		}
	}
}

// doubt ends the session in which incarnation was current, so that the link
// says hello again; it does nothing if that has happened already.
func (l *Link) doubt(incarnation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.met:
	default:
		return
	}
	if incarnation != l.incarnation {
		return
	}
	l.met = make(chan struct{})
	l.line.Drop(line.ErrIncarnation)
}
