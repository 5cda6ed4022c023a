package link_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
)

// server is a small working KioskService: one series, kept in memory, with the
// rules of the contract, and a network in front of it that can be told to fail.
type server struct {
	numerekv1.UnimplementedKioskServiceServer

	mu          sync.Mutex
	incarnation string
	epoch       int64
	counter     int
	tickets     map[string]*numerekv1.Ticket
	papers      map[string]numerekv1.Paper
	void        map[string]bool
	tombs       map[string]bool
	refuse      bool
	seq         int64
	log         []*numerekv1.WatchCatalogResponse // changes since the start
	changed     chan struct{}                     // closed at every change
	mute        bool                              // no heartbeats
	snapshots   int
	hellos      []*numerekv1.HelloRequest
	devices     []string

	// network decides about each call: before may delay or refuse it, lost drops
	// the answer after the work is done.
	before func(ctx context.Context, method string) error
	lost   func(method string) bool

	listener *bufconn.Listener
	grpc     *grpc.Server
}

func newServer(t *testing.T) *server {
	s := &server{
		incarnation: "first", tickets: map[string]*numerekv1.Ticket{}, papers: map[string]numerekv1.Paper{},
		void: map[string]bool{}, tombs: map[string]bool{}, changed: make(chan struct{}), seq: 100,
	}
	s.start()
	t.Cleanup(s.stop)
	return s
}

// start makes the server answer; its memory is what it was.
func (s *server) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = bufconn.Listen(1 << 16)
	s.grpc = grpc.NewServer(grpc.UnaryInterceptor(s.network))
	numerekv1.RegisterKioskServiceServer(s.grpc, s)
	listener, g := s.listener, s.grpc
	go g.Serve(listener)
}

// stop ends every connection at once.
func (s *server) stop() {
	s.mu.Lock()
	g, listener := s.grpc, s.listener
	s.mu.Unlock()
	g.Stop()
	listener.Close()
}

func (s *server) dial() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			s.mu.Lock()
			listener := s.listener
			s.mu.Unlock()
			return listener.DialContext(ctx)
		}),
	}
}

func (s *server) network(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	s.mu.Lock()
	before, lost := s.before, s.lost
	md, _ := metadata.FromIncomingContext(ctx)
	s.devices = append(s.devices, fmt.Sprint(md.Get("numerek-office"), md.Get("numerek-device")))
	s.mu.Unlock()
	if before != nil {
		if err := before(ctx, info.FullMethod); err != nil {
			return nil, err
		}
	}
	answer, err := handle(ctx, req)
	if lost != nil && lost(info.FullMethod) {
		<-ctx.Done() // the answer never arrives
		return nil, ctx.Err()
	}
	return answer, err
}

func (s *server) setBefore(f func(context.Context, string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = f
}

func (s *server) setLost(f func(string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = f
}

// fence refuses an old incarnation; the caller holds the lock.
func (s *server) fence(incarnation string, epoch int64) error {
	if incarnation != s.incarnation {
		return status.Error(codes.FailedPrecondition, "another incarnation")
	}
	if epoch < s.epoch {
		return status.Error(codes.FailedPrecondition, "an older start of this device")
	}
	return nil
}

func (s *server) Hello(_ context.Context, r *numerekv1.HelloRequest) (*numerekv1.HelloResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hellos = append(s.hellos, r)
	s.epoch = max(s.epoch, r.GetBootEpoch(), 1)
	answer := &numerekv1.HelloResponse{Incarnation: s.incarnation, BootEpoch: s.epoch, BusinessDay: "2026-11-23"}
	for _, h := range r.GetHeld() {
		if s.tickets[h.GetRequestId()] == nil { // lost: it comes back
			s.tickets[h.GetRequestId()] = &numerekv1.Ticket{Id: h.GetRequestId(), Prefix: h.GetPrefix(), Sequence: h.GetSequence()}
		}
		if h.GetPaper() != numerekv1.Paper_PAPER_UNSPECIFIED {
			s.papers[h.GetRequestId()] = h.GetPaper()
			answer.Settled = append(answer.Settled, h.GetRequestId())
		}
	}
	return answer, nil
}

func (s *server) IssueTicket(_ context.Context, r *numerekv1.IssueTicketRequest) (*numerekv1.IssueTicketResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	answer := &numerekv1.IssueTicketResponse{Incarnation: s.incarnation}
	refusal := func(reason numerekv1.RefusalReason) *numerekv1.IssueTicketResponse {
		answer.Result = &numerekv1.IssueTicketResponse_Refusal{Refusal: &numerekv1.Refusal{Reason: reason}}
		return answer
	}
	t := s.tickets[r.GetRequestId()]
	switch {
	case t != nil && t.GetServiceId() != r.GetServiceId():
		return nil, status.Error(codes.InvalidArgument, "the same key with another body")
	case s.tombs[r.GetRequestId()] || s.void[r.GetRequestId()]:
		return refusal(numerekv1.RefusalReason_REFUSAL_REASON_ABANDONED), nil
	case s.refuse:
		return refusal(numerekv1.RefusalReason_REFUSAL_REASON_DAILY_CAP), nil
	case t == nil:
		s.counter++
		t = &numerekv1.Ticket{
			Id: r.GetRequestId(), Prefix: "R", Sequence: int32(s.counter), Number: fmt.Sprintf("R %03d", s.counter),
			ServiceId: r.GetServiceId(), BusinessDay: "2026-11-23", IssuedAt: timestamppb.Now(), WaitingAhead: 4,
			StatusUrl: "https://k.example/t/abc", Language: r.GetLanguage(), Priority: r.GetPriority(),
		}
		s.tickets[t.GetId()] = t
		s.publish(&numerekv1.ServiceState{ServiceId: t.GetServiceId(), Open: true, Waiting: int32(s.counter)})
	}
	answer.Result = &numerekv1.IssueTicketResponse_Ticket{Ticket: t}
	return answer, nil
}

func (s *server) ReportTicket(_ context.Context, r *numerekv1.ReportTicketRequest) (*numerekv1.ReportTicketResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	s.papers[r.GetTicket().GetRequestId()] = r.GetTicket().GetPaper()
	return &numerekv1.ReportTicketResponse{Incarnation: s.incarnation}, nil
}

func (s *server) AbandonTicket(_ context.Context, r *numerekv1.AbandonTicketRequest) (*numerekv1.AbandonTicketResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	if s.tickets[r.GetRequestId()] != nil {
		s.void[r.GetRequestId()] = true
	}
	s.tombs[r.GetRequestId()] = true
	return &numerekv1.AbandonTicketResponse{Incarnation: s.incarnation}, nil
}

// publish appends a change to the stream; the caller holds the lock.
func (s *server) publish(states ...*numerekv1.ServiceState) {
	s.seq += 2 // events that do not concern the kiosk lie between
	after := int64(100)
	if n := len(s.log); n > 0 {
		after = s.log[n-1].GetSeq()
	}
	s.log = append(s.log, &numerekv1.WatchCatalogResponse{
		Seq: s.seq, AfterSeq: after,
		Content: &numerekv1.WatchCatalogResponse_Change{Change: &numerekv1.CatalogChange{Services: states}},
	})
	close(s.changed)
	s.changed = make(chan struct{})
}

// lose drops the newest change, as a server with a fault would.
func (s *server) lose() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq += 2
	s.log = append(s.log, &numerekv1.WatchCatalogResponse{Seq: s.seq, AfterSeq: s.seq - 1, Content: &numerekv1.WatchCatalogResponse_Heartbeat{}})
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *server) snapshot() *numerekv1.WatchCatalogResponse {
	s.snapshots++
	return &numerekv1.WatchCatalogResponse{
		Seq: s.seq, Content: &numerekv1.WatchCatalogResponse_Snapshot{Snapshot: &numerekv1.Catalog{
			Timezone: "Europe/Warsaw", Languages: []string{"pl", "uk"},
			Services: []*numerekv1.Service{{Id: "rejestracja", State: &numerekv1.ServiceState{Open: true, Waiting: int32(s.counter)}}},
		}},
	}
}

func (s *server) WatchCatalog(r *numerekv1.WatchCatalogRequest, stream grpc.ServerStreamingServer[numerekv1.WatchCatalogResponse]) error {
	s.mu.Lock()
	incarnation := s.incarnation
	last, resume := r.GetAfterSeq(), r.GetIncarnation() == incarnation && r.GetAfterSeq() >= 100
	s.mu.Unlock()
	for first := true; ; first = false {
		s.mu.Lock()
		var out []*numerekv1.WatchCatalogResponse
		if first && !resume {
			out = append(out, s.snapshot())
			last = s.seq
		} else {
			for _, m := range s.log {
				if m.GetSeq() > last {
					out = append(out, m)
					last = m.GetSeq()
				}
			}
			if len(out) == 0 && !s.mute {
				out = append(out, &numerekv1.WatchCatalogResponse{
					Seq: last, AfterSeq: last, Content: &numerekv1.WatchCatalogResponse_Heartbeat{Heartbeat: &numerekv1.CatalogHeartbeat{}},
				})
			}
		}
		changed, incarnation := s.changed, s.incarnation
		s.mu.Unlock()
		for _, m := range out {
			m := &numerekv1.WatchCatalogResponse{
				Incarnation: incarnation, Seq: m.GetSeq(), AfterSeq: m.GetAfterSeq(), ServerTime: timestamppb.Now(), Content: m.GetContent(),
			}
			if err := stream.Send(m); err != nil {
				return err
			}
		}
		select {
		case <-changed:
		case <-time.After(5 * time.Second):
		case <-stream.Context().Done():
			return nil
		}
	}
}
