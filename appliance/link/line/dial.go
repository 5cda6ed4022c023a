package line

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"

	"numerek/appliance/device"
)

// How long things may take (reliability 2.4).
const (
	HelloLimit   = 3 * time.Second        // the answer to a hello
	connectLimit = 5 * time.Second        // a connection, its handshake on a bad line included
	FirstRedial  = 250 * time.Millisecond // the first pause between two tries
	longRedial   = 2 * time.Second        // and the longest: within ten seconds of the line's return all is well
	barredRedial = 5 * time.Second        // the pause of a device that somebody has to let in first
	quietLimit   = 7 * time.Second        // without a byte a connection is dead: the server beats every five
	beatLimit    = 12 * time.Second       // without a word on the stream the server counts as dead
	staleLimit   = 15 * time.Second       // without a word people must know that the server is away (design 4)
)

// Options say where the server is and who asks.
type Options struct {
	Server  string // host:port
	Device  string // id in the office file
	Office  string // empty where the server holds one office
	Version string // of this program
	Log     *slog.Logger
	// Identity proves who asks, to the server that it knows. Without one the device
	// says who it is in the clear, which servers believe on loopback only.
	Identity Identity
	// Dial are further options of the connection, for tests.
	Dial []grpc.DialOption
}

// Identity is how a device proves who it is; *enrol.Identity is one.
type Identity interface {
	// TransportCredentials open connections.
	TransportCredentials() credentials.TransportCredentials
	// Ready says that there is something to prove it with.
	Ready() bool
	// Changed is closed when another try is worth it.
	Changed() <-chan struct{}
	// Refused takes the server's reason for refusing, empty where it was not
	// reached, and returns the one for people.
	Refused(bar device.Bar) device.Bar
	// Time takes what the server says that the time is.
	Time(server time.Time)
}

// Dial returns a connection that signs every question and has not said a word yet.
func Dial(o Options) (*grpc.ClientConn, error) {
	s := signer{device: o.Device, office: o.Office}
	secure := insecure.NewCredentials()
	if o.Identity != nil {
		secure = o.Identity.TransportCredentials()
	}
	return grpc.NewClient(o.Server, append([]grpc.DialOption{
		grpc.WithTransportCredentials(attentive{secure}),
		grpc.WithUserAgent("numerek-appliance/" + o.Version),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: FirstRedial, Multiplier: 2, Jitter: 0.2, MaxDelay: longRedial},
			MinConnectTimeout: connectLimit,
		}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 3 * time.Second}),
		grpc.WithUnaryInterceptor(s.unary),
		grpc.WithStreamInterceptor(s.stream),
	}, o.Dial...)...)
}

// signer says who asks.
type signer struct{ device, office string }

func (s signer) sign(ctx context.Context) context.Context {
	ctx = metadata.AppendToOutgoingContext(ctx, "numerek-device", s.device)
	if s.office != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "numerek-office", s.office)
	}
	return ctx
}

func (s signer) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn,
	invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
) error {
	return invoke(s.sign(ctx), method, req, reply, cc, opts...)
}

func (s signer) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
	open grpc.Streamer, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	return open(s.sign(ctx), desc, cc, method, opts...)
}

// Nap waits for d give or take a fifth, or until ctx is done.
func Nap(ctx context.Context, d time.Duration) { nap(ctx, d, nil) }

// nap waits as Nap does, or until there is news, which it reports.
func nap(ctx context.Context, d time.Duration, news <-chan struct{}) bool {
	d += time.Duration((rand.Float64() - 0.5) * 0.4 * float64(d)) //nolint:gosec // Spreads retries; nothing secret.
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-news:
		return true
	}
	return false
}
