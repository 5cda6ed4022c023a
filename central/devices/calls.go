package devices

import (
	"context"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/devices/line"
	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

// monitors implements [numerekv1.DisplayServiceServer].
type monitors struct {
	numerekv1.UnimplementedDisplayServiceServer

	server *Server
}

// WatchCalls implements numerekv1.DisplayServiceServer.
func (m monitors) WatchCalls(r *numerekv1.WatchCallsRequest, stream grpc.ServerStreamingServer[numerekv1.WatchCallsResponse]) error {
	ctx := stream.Context()
	c, err := m.caller(ctx)
	if err != nil {
		return m.server.toStatus(ctx, "WatchCalls", err)
	}
	feed, leave := m.server.feeds.watch(place{c.Office, c.Location})
	defer leave()
	s := &callStream{monitors: m, stream: stream, feed: feed, caller: c}
	s.watcher = &hallWatcher{line: line.Of(ctx).Conn, slow: make(chan struct{})}
	if feed.join(s.watcher, r.GetIncarnation(), r.GetAfterSeq()) {
		s.incarnation, s.seq = r.GetIncarnation(), r.GetAfterSeq()
	}
	defer feed.leave(s.watcher)
	beat := time.NewTimer(heartbeat)
	defer beat.Stop()
	// At first, because who came together must not beat together for ever.
	pace := rand.N(heartbeat) //nolint:gosec // no secret
	for {
		select {
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		case <-m.server.stopping:
			return status.Error(codes.Unavailable, "server stops")
		case <-s.watcher.slow:
			return status.Error(codes.Unavailable, "watcher is too slow: resume")
		case f := <-s.watcher.out:
			err = s.send(ctx, f)
		case <-beat.C:
			err = s.beat()
		}
		if err != nil {
			return m.server.toStatus(ctx, "WatchCalls", err)
		}
		beat.Reset(pace)
		pace = heartbeat
	}
}

// caller says which monitor asks.
func (m monitors) caller(ctx context.Context) (office.Caller, error) {
	if id := line.Of(ctx).Device; id != nil {
		return m.server.office.Display(ctx, id.Office, id.Device)
	}
	md, _ := metadata.FromIncomingContext(ctx)
	device, err := only(md, MetadataDevice)
	if err != nil {
		return office.Caller{}, err
	}
	if device == "" {
		return office.Caller{}, status.Error(codes.InvalidArgument, "name the monitor in the metadata "+MetadataDevice)
	}
	of, err := only(md, MetadataOffice)
	if err != nil {
		return office.Caller{}, err
	}
	return m.server.office.Display(ctx, of, device)
}

// callStream is one monitor's stream and how far it is.
type callStream struct {
	monitors

	stream  grpc.ServerStreamingServer[numerekv1.WatchCallsResponse]
	feed    *feed
	watcher *hallWatcher
	caller  office.Caller

	// Of the last message; no incarnation where there was none.
	incarnation string
	seq         int64
}

// send sends a frame, or a snapshot where the monitor must begin anew. Frames
// from before a snapshot are in it.
func (s *callStream) send(ctx context.Context, f *frame) error {
	switch {
	case f.anew:
		return s.snapshot(ctx)
	case f.incarnation != s.incarnation, f.after < s.seq:
		return nil
	case f.after > s.seq: // which would be a hole
		return s.snapshot(ctx)
	}
	message, err := f.encoded(s.stream)
	if err != nil {
		return err
	}
	s.seq = f.seq
	return s.put(message)
}

func (s *callStream) snapshot(ctx context.Context) error {
	c, err := s.monitors.caller(ctx) // it may stand elsewhere, or be known no more
	if err != nil {
		return err
	}
	if c.Location != s.caller.Location {
		return status.Error(codes.Unavailable, "monitor stands elsewhere now: begin anew")
	}
	m := s.feed.snapshot(c)
	s.incarnation, s.seq = m.GetIncarnation(), m.GetSeq()
	return s.put(m)
}

func (s *callStream) beat() error {
	if s.incarnation == "" {
		return nil // there is nothing to say yet
	}
	return s.put(&numerekv1.WatchCallsResponse{
		Incarnation: s.incarnation, Seq: s.seq, AfterSeq: s.seq, ServerTime: timestamppb.New(s.server.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Heartbeat{Heartbeat: &numerekv1.CallsHeartbeat{}},
	})
}

// put sends a message, and lets the feed see if it gets stuck.
func (s *callStream) put(m any) error {
	s.watcher.sending.Store(time.Now().UnixNano())
	defer s.watcher.sending.Store(0)
	return s.stream.SendMsg(m)
}
