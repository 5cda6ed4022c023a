// Package linktest is a small working central server for the tests of a kiosk
// and of a monitor: the contract's rules for one series and one hall, kept in
// memory, behind a network that can be told to fail. It shares nothing with the
// real server but the contract.
package linktest

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

// Server is a small working KioskService and DisplayService, with a network in
// front of it that can be told to fail.
// Hold Mu while touching the fields of a server that runs.
type Server struct {
	numerekv1.UnimplementedKioskServiceServer
	numerekv1.UnimplementedDisplayServiceServer

	Mu          sync.Mutex
	Incarnation string
	Counter     int // last number given
	Tickets     map[string]*numerekv1.Ticket
	Papers      map[string]numerekv1.Paper // as reported, by request
	Copies      map[string]int             // further papers, as reported, by request
	Void        map[string]bool
	Tombs       map[string]bool // abandoned requests
	Refuse      bool            // every new request, for Reason
	Reason      numerekv1.RefusalReason
	Wait        *numerekv1.Wait // the forecast of every ticket and state; nil: nothing can be said
	Mute        bool            // no heartbeats
	Snapshots   int             // sent
	Hellos      []*numerekv1.HelloRequest
	Devices     []string            // office and device of every call
	Bookings    map[string]*Booking // by code
	checkIns    checkIns
	Enrolment   *Enrolment // nil: everybody is let in, in the clear
	Health      []*numerekv1.ReportHealthRequest
	PaperAfter  []int64       // milliseconds, of the reports that say so
	Ahead       time.Duration // of the server's clock

	epoch    int64
	seq      int64
	log      []*numerekv1.WatchCatalogResponse // changes since the start
	changed  chan struct{}                     // closed at every change
	before   func(ctx context.Context, method string) error
	lost     func(method string) bool
	hall     hall
	listener *bufconn.Listener
	grpc     *grpc.Server
}

// New returns a server that runs until the end of the test.
func New(t *testing.T) *Server {
	s := newServer()
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

func newServer() *Server {
	return &Server{
		Incarnation: "first", Tickets: map[string]*numerekv1.Ticket{}, Papers: map[string]numerekv1.Paper{},
		Copies: map[string]int{}, Void: map[string]bool{}, Tombs: map[string]bool{}, Reason: numerekv1.RefusalReason_REFUSAL_REASON_DAILY_CAP,
		Bookings: map[string]*Booking{}, checkIns: checkIns{asked: map[string]string{}, refused: map[string]*numerekv1.CheckInRefusal{}},
		changed: make(chan struct{}), seq: 100,
		hall: newHall(),
	}
}

// Start makes the server answer; its memory is what it was.
func (s *Server) Start() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.listener = bufconn.Listen(1 << 16)
	options := []grpc.ServerOption{grpc.ChainUnaryInterceptor(s.network), grpc.ChainStreamInterceptor(s.streamNetwork)}
	if e := s.Enrolment; e != nil {
		options = append(options, grpc.Creds(e.credentials()),
			grpc.ChainUnaryInterceptor(e.unaryDoor), grpc.ChainStreamInterceptor(e.streamDoor))
	}
	s.grpc = grpc.NewServer(options...)
	if s.Enrolment != nil {
		numerekv1.RegisterEnrolmentServiceServer(s.grpc, s.Enrolment)
	}
	numerekv1.RegisterKioskServiceServer(s.grpc, s)
	numerekv1.RegisterDisplayServiceServer(s.grpc, s)
	numerekv1.RegisterHealthServiceServer(s.grpc, vitals{server: s})
	listener, g := s.listener, s.grpc
	go g.Serve(listener) //nolint:errcheck // it ends with Stop
}

// Stop ends every connection at once.
func (s *Server) Stop() {
	s.Mu.Lock()
	g, listener := s.grpc, s.listener
	s.Mu.Unlock()
	g.Stop()
	_ = listener.Close() // in memory: nothing can be left
}

// Dial are the options of a connection to this server, in the clear.
func (s *Server) Dial() []grpc.DialOption {
	return append(s.Wire(), grpc.WithTransportCredentials(insecure.NewCredentials()))
}

// Wire are the options of a connection to this server with credentials of the
// caller's own.
func (s *Server) Wire() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return s.Reach(ctx) }),
	}
}

// Reach opens a connection to the server, for a line that is worse than that of [Server.Wire].
func (s *Server) Reach(ctx context.Context) (net.Conn, error) {
	s.Mu.Lock()
	listener := s.listener
	s.Mu.Unlock()
	return listener.DialContext(ctx)
}

func (s *Server) network(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	s.Mu.Lock()
	before, lost := s.before, s.lost
	md, _ := metadata.FromIncomingContext(ctx)
	s.Devices = append(s.Devices, fmt.Sprint(md.Get("numerek-office"), md.Get("numerek-device")))
	s.Mu.Unlock()
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

// streamNetwork is network for streams that begin.
func (s *Server) streamNetwork(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	s.Mu.Lock()
	before := s.before
	s.Mu.Unlock()
	if before != nil {
		if err := before(stream.Context(), info.FullMethod); err != nil {
			return err
		}
	}
	return handle(srv, stream)
}

// Before sets what happens to every question on its way: it may wait or refuse.
func (s *Server) Before(f func(context.Context, string) error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.before = f
}

// Lost sets which answers are lost after the work is done.
func (s *Server) Lost(f func(string) bool) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.lost = f
}

// fence refuses an old incarnation; the caller holds the lock.
func (s *Server) fence(incarnation string, epoch int64) error {
	if incarnation != s.Incarnation {
		return status.Error(codes.FailedPrecondition, "another incarnation")
	}
	if epoch < s.epoch {
		return status.Error(codes.FailedPrecondition, "an older start of this device")
	}
	return nil
}

// Hello implements the contract.
func (s *Server) Hello(_ context.Context, r *numerekv1.HelloRequest) (*numerekv1.HelloResponse, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Hellos = append(s.Hellos, r)
	s.epoch = max(s.epoch, r.GetBootEpoch(), 1)
	answer := &numerekv1.HelloResponse{Incarnation: s.Incarnation, BootEpoch: s.epoch, BusinessDay: "2026-11-23"}
	for _, h := range r.GetHeld() {
		if s.Tickets[h.GetRequestId()] == nil { // lost: it comes back
			s.Tickets[h.GetRequestId()] = &numerekv1.Ticket{Id: h.GetRequestId(), Prefix: h.GetPrefix(), Sequence: h.GetSequence()}
		}
		if h.GetPaper() != numerekv1.Paper_PAPER_UNSPECIFIED {
			s.Papers[h.GetRequestId()] = h.GetPaper()
			answer.Settled = append(answer.Settled, h.GetRequestId())
		}
	}
	return answer, nil
}

// IssueTicket implements the contract.
func (s *Server) IssueTicket(_ context.Context, r *numerekv1.IssueTicketRequest) (*numerekv1.IssueTicketResponse, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	answer := &numerekv1.IssueTicketResponse{Incarnation: s.Incarnation}
	refusal := func(reason numerekv1.RefusalReason) *numerekv1.IssueTicketResponse {
		answer.Result = &numerekv1.IssueTicketResponse_Refusal{Refusal: &numerekv1.Refusal{Reason: reason}}
		return answer
	}
	t := s.Tickets[r.GetRequestId()]
	switch {
	case t != nil && t.GetServiceId() != r.GetServiceId():
		return nil, status.Error(codes.InvalidArgument, "the same key with another body")
	case s.Tombs[r.GetRequestId()] || s.Void[r.GetRequestId()]:
		return refusal(numerekv1.RefusalReason_REFUSAL_REASON_ABANDONED), nil
	case s.Refuse:
		return refusal(s.Reason), nil
	case t == nil:
		t = s.give(r.GetRequestId(), r.GetServiceId(), r.GetLanguage())
		t.Priority = r.GetPriority()
	}
	answer.Result = &numerekv1.IssueTicketResponse_Ticket{Ticket: t}
	return answer, nil
}

// now is the server's clock; the caller holds the lock.
func (s *Server) now() *timestamppb.Timestamp { return timestamppb.New(time.Now().Add(s.Ahead)) }

// give gives the next number; the caller holds the lock.
func (s *Server) give(request, service, language string) *numerekv1.Ticket {
	s.Counter++
	t := &numerekv1.Ticket{
		Id: request, Prefix: "R", Sequence: int32(s.Counter), Number: fmt.Sprintf("R %03d", s.Counter), //nolint:gosec // a handful
		ServiceId: service, BusinessDay: "2026-11-23", IssuedAt: s.now(), WaitingAhead: 4,
		StatusUrl: "https://k.example/t/abc", Language: language, Wait: s.Wait,
	}
	s.Tickets[t.GetId()] = t
	s.Publish(&numerekv1.ServiceState{ServiceId: service, Open: true, Waiting: int32(s.Counter), Wait: s.Wait}) //nolint:gosec // a handful
	return t
}

// ReportTicket implements the contract.
func (s *Server) ReportTicket(_ context.Context, r *numerekv1.ReportTicketRequest) (*numerekv1.ReportTicketResponse, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	id := r.GetTicket().GetRequestId()
	s.Papers[id] = r.GetTicket().GetPaper()
	s.Copies[id] = max(s.Copies[id], int(r.GetCopies()))
	if r.GetPaperAfterMs() > 0 {
		s.PaperAfter = append(s.PaperAfter, r.GetPaperAfterMs())
	}
	if s.Papers[id] == numerekv1.Paper_PAPER_NOT_DELIVERED {
		s.Void[id] = true
	}
	return &numerekv1.ReportTicketResponse{Incarnation: s.Incarnation}, nil
}

// AbandonTicket implements the contract.
func (s *Server) AbandonTicket(_ context.Context, r *numerekv1.AbandonTicketRequest) (*numerekv1.AbandonTicketResponse, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	if p := s.Papers[r.GetRequestId()]; p == numerekv1.Paper_PAPER_PRINTED || p == numerekv1.Paper_PAPER_SHOWN {
		return nil, status.Error(codes.AlreadyExists, "somebody has the number")
	}
	if s.Tickets[r.GetRequestId()] != nil {
		s.Void[r.GetRequestId()] = true
	}
	s.Tombs[r.GetRequestId()] = true
	return &numerekv1.AbandonTicketResponse{Incarnation: s.Incarnation}, nil
}

// Publish appends a change to the stream; the caller holds the lock.
func (s *Server) Publish(states ...*numerekv1.ServiceState) {
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

// Hole sends a message that says that something before it is missing.
func (s *Server) Hole() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.seq += 2
	s.log = append(s.log, &numerekv1.WatchCatalogResponse{Seq: s.seq, AfterSeq: s.seq - 1, Content: &numerekv1.WatchCatalogResponse_Heartbeat{}})
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) snapshot() *numerekv1.WatchCatalogResponse {
	s.Snapshots++
	return &numerekv1.WatchCatalogResponse{
		Seq: s.seq, Content: &numerekv1.WatchCatalogResponse_Snapshot{Snapshot: &numerekv1.Catalog{
			OfficeName: text("Urząd"), Timezone: "Europe/Warsaw", Languages: []string{"pl", "uk"}, Colour: "#00508C",
			LocationName: text("Ratusz"), CodeDigits: 7, BookingUrl: "https://k.example/",
			Departments: []*numerekv1.Department{{Id: "km", Name: text("Wydział Komunikacji"), Place: text("parter")}},
			Services: []*numerekv1.Service{{
				Id: "rejestracja", DepartmentId: "km", Prefix: "R", Label: text("Rejestracja pojazdów"),
				State: &numerekv1.ServiceState{Open: true, Waiting: int32(s.Counter), Wait: s.Wait}, //nolint:gosec // A handful.
			}},
		}},
	}
}

// WatchCatalog implements the contract.
func (s *Server) WatchCatalog(r *numerekv1.WatchCatalogRequest, stream grpc.ServerStreamingServer[numerekv1.WatchCatalogResponse]) error {
	s.Mu.Lock()
	incarnation := s.Incarnation
	last, resume := r.GetAfterSeq(), r.GetIncarnation() == incarnation && r.GetAfterSeq() >= 100
	s.Mu.Unlock()
	for first := true; ; first = false {
		s.Mu.Lock()
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
			if len(out) == 0 && !s.Mute {
				out = append(out, &numerekv1.WatchCatalogResponse{
					Seq: last, AfterSeq: last, Content: &numerekv1.WatchCatalogResponse_Heartbeat{Heartbeat: &numerekv1.CatalogHeartbeat{}},
				})
			}
		}
		changed, incarnation, ahead := s.changed, s.Incarnation, s.Ahead
		s.Mu.Unlock()
		for _, m := range out {
			m := &numerekv1.WatchCatalogResponse{
				Incarnation: incarnation, Seq: m.GetSeq(), AfterSeq: m.GetAfterSeq(), ServerTime: timestamppb.New(time.Now().Add(ahead)), Content: m.GetContent(),
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

func text(polish string) *numerekv1.Text {
	return &numerekv1.Text{ByLanguage: map[string]string{"pl": polish}}
}
