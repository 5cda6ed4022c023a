package calls

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/device"
	"numerek/appliance/display"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// firstWord is how long a server that is there may be silent at first: where
// nothing was missed its first word is the heartbeat that comes after five seconds.
const firstWord = 6 * time.Second

// Options say where the server is and who asks.
type Options struct {
	line.Options
	// Notify takes what the monitor has to know: HallChanged, CallsChanged, Heard
	// and LinkLost. It is called by one goroutine.
	Notify func(context.Context, display.Event)
}

// Link is the line to one server. Run must be running for anything to happen.
type Link struct {
	o      Options
	conn   *grpc.ClientConn
	client numerekv1.DisplayServiceClient
	line   *line.Follower[*numerekv1.WatchCallsResponse]
}

// New returns a link that has not said a word yet. The error is that of an
// address that is none.
func New(o Options) (*Link, error) {
	conn, err := line.Dial(o.Options)
	if err != nil {
		return nil, err
	}
	l := &Link{o: o, conn: conn, client: numerekv1.NewDisplayServiceClient(conn)}
	l.line = line.NewFollower(o.Options, line.Role[*numerekv1.WatchCallsResponse]{
		Open: func(ctx context.Context, incarnation string, after int64) (line.Stream[*numerekv1.WatchCallsResponse], error) {
			return l.client.WatchCalls(ctx, &numerekv1.WatchCallsRequest{Incarnation: incarnation, AfterSeq: after})
		},
		Snapshot: func(m *numerekv1.WatchCallsResponse) bool { return m.GetSnapshot() != nil },
		Heard:    l.heard,
		Lost: func(ctx context.Context, bar device.Bar) {
			o.Notify(ctx, display.LinkLost{Barred: device.Barred{Bar: bar, Device: o.Device, Office: o.Office}})
		},
		FirstWord: firstWord,
	}, conn.ResetConnectBackoff)
	return l, nil
}

// Run keeps the line up until ctx is done, and closes the connection then.
func (l *Link) Run(ctx context.Context) error {
	l.line.Run(ctx)
	return errors.Join(context.Cause(ctx), l.conn.Close())
}

// heard tells the monitor what a message means.
func (l *Link) heard(ctx context.Context, m *numerekv1.WatchCallsResponse, _ bool) error {
	event, err := eventFrom(m)
	if err != nil {
		return err
	}
	l.o.Notify(ctx, event)
	return nil
}
