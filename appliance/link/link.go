package link

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// How long things may take (reliability 2.4).
const (
	tryLimit   = errand.TryLimit // one question
	IssueLimit = errand.AskLimit // all tries of one ticket
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
	// Identity proves who asks; nil where the server is asked in the clear.
	Identity line.Identity
	Memory   Memory
	// Notify takes what the kiosk has to know: CatalogChanged, StatesChanged,
	// LinkUp and LinkLost. It is called by one goroutine at a time.
	Notify func(context.Context, kiosk.Event)
	Log    *slog.Logger
	// PaperAfter is the time from the tap to the paper of a request, zero where it is
	// not known; nil where nobody measures it.
	PaperAfter func(request string) time.Duration
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

	mu  sync.Mutex
	at  errand.Standing
	met chan struct{} // closed while a hello has confirmed the incarnation
}

// New returns a link that has not said a word yet. It notes the start in the
// journal, so that a copy of the card betrays itself.
func New(o Options) (*Link, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return nil, err
	}
	l := &Link{o: o, bootID: id.String(), bell: make(chan struct{}, 1), met: make(chan struct{})}
	at, records := errand.Started(o.Memory.State())
	l.at = at
	if err := l.append(records); err != nil {
		return nil, err
	}
	who := line.Options{
		Server: o.Server, Device: o.Device, Office: o.Office, Version: o.Version, Log: o.Log, Identity: o.Identity, Dial: o.Dial,
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

// standing waits until a hello has confirmed the incarnation, and returns where
// the kiosk stands.
func (l *Link) standing(ctx context.Context) (errand.Standing, error) {
	for {
		l.mu.Lock()
		met := l.met
		l.mu.Unlock()
		select {
		case <-met:
		case <-ctx.Done():
			return errand.Standing{}, ctx.Err()
		}
		l.mu.Lock()
		at := l.at
		l.mu.Unlock()
		if at.Met {
			return at, nil
		}
	}
}

// doubt ends the session in which incarnation was current, so that the link
// says hello again; it does nothing if that has happened already.
func (l *Link) doubt(incarnation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stand(l.at.Doubt(incarnation))
}

// stand takes note of where the kiosk stands, and tells whoever waits for a hello;
// the caller holds the lock.
func (l *Link) stand(at errand.Standing) {
	was := l.at
	l.at = at
	switch {
	case at.Met && !was.Met:
		close(l.met)
	case !at.Met && was.Met:
		l.met = make(chan struct{})
		l.line.Drop(line.ErrIncarnation)
	}
}

// append adds records to the journal, in order.
func (l *Link) append(records []journal.Record) error {
	for _, r := range records {
		r.At = time.Now()
		if err := l.o.Memory.Append(r); err != nil {
			return err
		}
	}
	return nil
}
