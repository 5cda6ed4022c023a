package link

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	numerekv1 "numerek/proto/numerek/v1"
)

// How long things may take (reliability 2.4).
const (
	helloLimit   = 3 * time.Second
	beatLimit    = 12 * time.Second // without a word on the stream the line counts as dead
	staleLimit   = 15 * time.Second // without a word the kiosk must know that the server is away (design 4)
	tryLimit     = 2 * time.Second  // one question
	IssueLimit   = 8 * time.Second  // all tries of one ticket
	firstRedial  = 250 * time.Millisecond
	longRedial   = 10 * time.Second
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
	bootID string
	bell   chan struct{} // rings the outbox

	mu          sync.Mutex
	epoch       int64
	incarnation string
	met         chan struct{}      // closed while the incarnation is confirmed by a hello
	drop        context.CancelFunc // ends the present session
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
	options := append([]grpc.DialOption{
		// Until devices enrol the server takes them on loopback only.
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUserAgent("numerek-appliance/" + o.Version),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: firstRedial, Multiplier: 2, Jitter: 0.2, MaxDelay: longRedial},
			MinConnectTimeout: helloLimit,
		}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 3 * time.Second}),
		grpc.WithUnaryInterceptor(l.signUnary),
		grpc.WithStreamInterceptor(l.signStream),
	}, o.Dial...)
	if l.conn, err = grpc.NewClient(o.Server, options...); err != nil {
		return nil, err
	}
	l.client = numerekv1.NewKioskServiceClient(l.conn)
	return l, nil
}

// sign says who asks.
func (l *Link) sign(ctx context.Context) context.Context {
	ctx = metadata.AppendToOutgoingContext(ctx, "numerek-device", l.o.Device)
	if l.o.Office != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "numerek-office", l.o.Office)
	}
	return ctx
}

func (l *Link) signUnary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn,
	invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
) error {
	return invoke(l.sign(ctx), method, req, reply, cc, opts...)
}

func (l *Link) signStream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
	open grpc.Streamer, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	return open(l.sign(ctx), desc, cc, method, opts...)
}

// Run keeps the line up and the outbox empty until ctx is done, and closes the
// connection then.
func (l *Link) Run(ctx context.Context) error {
	var outbox sync.WaitGroup
	outbox.Go(func() { l.deliver(ctx) })
	l.keepUp(ctx)
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
	if l.drop != nil {
		l.drop()
	}
}

// nap waits for d give or take a fifth, or until ctx is done.
func nap(ctx context.Context, d time.Duration) {
	d += time.Duration((rand.Float64() - 0.5) * 0.4 * float64(d)) //nolint:gosec // Spreads retries; nothing secret.
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
