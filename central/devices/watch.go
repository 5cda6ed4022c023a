package devices

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

// heartbeat is how often a stream says that it is alive.
const heartbeat = 5 * time.Second

// WatchCatalog implements numerekv1.KioskServiceServer.
func (s *Server) WatchCatalog(r *numerekv1.WatchCatalogRequest, stream grpc.ServerStreamingServer[numerekv1.WatchCatalogResponse]) error {
	ctx := stream.Context()
	c, err := s.caller(ctx)
	if err != nil {
		return s.toStatus(ctx, "WatchCatalog", err)
	}
	board, leave := s.boards.Watch(c.Office)
	defer leave()
	w := &watcher{server: s, stream: stream, caller: c}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for begun := false; ; {
		view, ready, changed := board.Latest()
		switch {
		case !ready:
		case !begun:
			begun = true
			if err := w.begin(ctx, r, view); err != nil {
				return s.toStatus(ctx, "WatchCatalog", err)
			}
		default:
			if err := w.follow(ctx, view); err != nil {
				return s.toStatus(ctx, "WatchCatalog", err)
			}
		}
		select {
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		case <-s.stopping:
			return status.Error(codes.Unavailable, "server stops")
		case <-changed:
		case <-beat.C:
			if begun {
				if err := w.beat(s.office.Now()); err != nil {
					return s.toStatus(ctx, "WatchCatalog", err)
				}
			}
		}
	}
}

// watcher is one stream: what it has sent, and how far.
type watcher struct {
	server *Server
	stream grpc.ServerStreamingServer[numerekv1.WatchCatalogResponse]
	caller office.Caller

	view office.View // the last one that was looked at
	sent []*numerekv1.ServiceState
	seq  int64 // of the last message
}

// begin resumes where the watcher was, or sends everything.
func (w *watcher) begin(ctx context.Context, r *numerekv1.WatchCatalogRequest, v office.View) error {
	if r.GetIncarnation() != v.Incarnation || !w.server.boards.Seen(w.caller.Office, r.GetAfterSeq()) {
		return w.snapshot(ctx, v)
	}
	same, err := w.server.office.SameCatalogue(ctx, w.caller.Office, r.GetAfterSeq(), v.Seq)
	if err != nil {
		return err
	}
	if !same {
		return w.snapshot(ctx, v)
	}
	// Hours may have come and gone meanwhile, so every state is sent.
	w.seq = r.GetAfterSeq()
	return w.change(v, states(v, w.caller))
}

// follow sends what is new in a view.
func (w *watcher) follow(ctx context.Context, v office.View) error {
	if v.Revision != w.view.Revision { // the kiosk may stand elsewhere, or be known no more
		c, err := w.server.caller(ctx)
		if err != nil {
			return err
		}
		w.caller = c
	}
	if v.Incarnation != w.view.Incarnation || v.Revision != w.view.Revision || v.Day != w.view.Day {
		return w.snapshot(ctx, v)
	}
	w.view = v
	if diff := changed(w.sent, states(v, w.caller)); len(diff) > 0 {
		return w.change(v, diff)
	}
	return nil
}

func (w *watcher) snapshot(ctx context.Context, v office.View) error {
	all := catalog(v, w.caller)
	if err := w.server.offerCodes(ctx, v, w.caller, all); err != nil {
		return err
	}
	w.view, w.sent, w.seq = v, states(v, w.caller), v.Seq
	return w.stream.Send(&numerekv1.WatchCatalogResponse{
		Incarnation: v.Incarnation, Seq: v.Seq, ServerTime: timestamppb.New(v.Now),
		Content: &numerekv1.WatchCatalogResponse_Snapshot{Snapshot: all},
	})
}

func (w *watcher) change(v office.View, diff []*numerekv1.ServiceState) error {
	after := w.seq
	w.view, w.sent, w.seq = v, states(v, w.caller), v.Seq
	return w.stream.Send(&numerekv1.WatchCatalogResponse{
		Incarnation: v.Incarnation, Seq: v.Seq, AfterSeq: after, ServerTime: timestamppb.New(v.Now),
		Content: &numerekv1.WatchCatalogResponse_Change{Change: &numerekv1.CatalogChange{Services: diff}},
	})
}

func (w *watcher) beat(now time.Time) error {
	after := w.seq
	w.seq = w.view.Seq
	return w.stream.Send(&numerekv1.WatchCatalogResponse{
		Incarnation: w.view.Incarnation, Seq: w.seq, AfterSeq: after, ServerTime: timestamppb.New(now),
		Content: &numerekv1.WatchCatalogResponse_Heartbeat{Heartbeat: &numerekv1.CatalogHeartbeat{}},
	})
}
