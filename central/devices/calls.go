package devices

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

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
	w := feed.join(address(ctx), r.GetIncarnation(), r.GetAfterSeq())
	defer feed.leave(w)
	s := &callStream{monitors: m, stream: stream, feed: feed, watcher: w, caller: c, seq: r.GetAfterSeq()}
	beat := time.NewTimer(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		case <-m.server.stopping:
			return status.Error(codes.Unavailable, "server stops")
		case f, ok := <-w.out:
			if !ok {
				return status.Error(codes.Unavailable, errSlow.Error())
			}
			err = s.send(ctx, f)
		case <-beat.C:
			err = s.beat()
		}
		if err != nil {
			return m.server.toStatus(ctx, "WatchCalls", err)
		}
		beat.Reset(heartbeat)
	}
}

// caller says which monitor asks.
func (m monitors) caller(ctx context.Context) (office.Caller, error) {
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

// address is the other end of the connection.
func address(ctx context.Context) string {
	if p, ok := peer.FromContext(ctx); ok && p.Addr != nil {
		return p.Addr.String()
	}
	return ""
}

// callStream is one monitor's stream and how far it is.
type callStream struct {
	monitors

	stream  grpc.ServerStreamingServer[numerekv1.WatchCallsResponse]
	feed    *feed
	watcher *hallWatcher
	caller  office.Caller
	seq     int64 // of the last message
	begun   bool
}

func (s *callStream) send(ctx context.Context, f *frame) error {
	s.watcher.sending.Store(time.Now().UnixNano())
	defer s.watcher.sending.Store(0)
	switch {
	case f.anew:
		c, err := s.monitors.caller(ctx) // it may stand elsewhere, or be known no more
		if err != nil {
			return err
		}
		if c.Location != s.caller.Location {
			return status.Error(codes.Unavailable, "monitor stands elsewhere now: begin anew")
		}
		var m *numerekv1.WatchCallsResponse
		m, s.seq = s.feed.snapshot(c)
		s.begun = true
		return s.stream.Send(m)
	case f.seq < s.seq, f.after != s.seq: // the snapshot had it already
		return nil
	}
	message, err := f.encoded(s.stream)
	if err != nil {
		return err
	}
	s.seq, s.begun = f.seq, true
	return s.stream.SendMsg(message)
}

func (s *callStream) beat() error {
	if !s.begun && s.feed.incarnation() == "" {
		return nil // there is nothing to say yet
	}
	s.watcher.sending.Store(time.Now().UnixNano())
	defer s.watcher.sending.Store(0)
	return s.stream.Send(&numerekv1.WatchCallsResponse{
		Incarnation: s.feed.incarnation(), Seq: s.seq, AfterSeq: s.seq, ServerTime: timestamppb.New(s.server.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Heartbeat{Heartbeat: &numerekv1.CallsHeartbeat{}},
	})
}
