package devices

import (
	"context"
	"log/slog"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/devices/line"
	"numerek/central/enrolment"
	"numerek/central/live"
	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

// Server implements [numerekv1.KioskServiceServer].
type Server struct {
	numerekv1.UnimplementedKioskServiceServer

	office    *office.Office
	enrolment *enrolment.Enrolment // nil where nobody can enrol
	local     bool
	roles     roles
	checkIns  CheckIns // nil where no codes are taken
	vitals    Vitals   // nil where nobody reads reports of health
	updates   Updates  // nil where there are no updates
	files     *line.Files
	boards    *live.Boards[office.View]
	feeds     *feeds
	log       *slog.Logger
	stopping  <-chan struct{}
	traced    []grpc.UnaryServerInterceptor
	healthy   func(context.Context) error
}

// Options of a server.
type Options struct {
	Log      *slog.Logger    // nothing is logged where it is nil
	Stopping <-chan struct{} // closed when streams are to end; nil for never

	// Enrolment gives devices their certificates, and says whether they count. Where it is
	// nil, there is no TLS.
	Enrolment *enrolment.Enrolment
	// Local lets callers of this machine in in plain text, as the device that they say
	// they are: for demonstrations and tests.
	Local bool

	// CheckIns takes the codes of bookings; where it is nil, none are taken.
	CheckIns CheckIns

	// Vitals takes what devices say of themselves; where it is nil, nobody does.
	Vitals Vitals

	// Updates says which version devices should run; where it is nil, there are none.
	Updates Updates
	// Files takes the connections over which devices fetch the bundles of updates; where
	// it is nil, nobody can.
	Files *line.Files

	// Traced is told of every call that is let in; nobody is where it is nil.
	Traced grpc.UnaryServerInterceptor

	// Health returns nil if tickets can be kept; where it is nil, they can.
	Health func(context.Context) error
}

// New returns the services for kiosks and monitors. The hub must run.
func New(o *office.Office, hub *live.Hub, opts Options) *Server {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	boards := live.NewBoards(hub, o.View, o.Now, opts.Log)
	var traced []grpc.UnaryServerInterceptor
	if opts.Traced != nil {
		traced = append(traced, opts.Traced)
	}
	return &Server{
		traced: traced,
		office: o, enrolment: opts.Enrolment, local: opts.Local, roles: ownRoles(), checkIns: opts.CheckIns, vitals: opts.Vitals, updates: opts.Updates, files: opts.Files, boards: boards, log: opts.Log, stopping: opts.Stopping, healthy: opts.Health,
		feeds: &feeds{office: o, hub: hub, boards: live.NewBoards(hub, o.HallView, o.Now, opts.Log), log: opts.Log, all: make(map[place]*feed)},
	}
}

// Hello implements numerekv1.KioskServiceServer.
func (s *Server) Hello(ctx context.Context, r *numerekv1.HelloRequest) (*numerekv1.HelloResponse, error) {
	c, err := s.caller(ctx)
	if err != nil {
		return nil, s.toStatus(ctx, "Hello", err)
	}
	start := office.Start{BootEpoch: r.GetBootEpoch(), BootID: r.GetBootId(), Version: r.GetVersion()}
	for _, h := range r.GetHeld() {
		start.Held = append(start.Held, held(h))
	}
	standing, err := s.office.Hello(ctx, c, start)
	if err != nil {
		return nil, s.toStatus(ctx, "Hello", err)
	}
	return &numerekv1.HelloResponse{
		Incarnation: standing.Incarnation, BusinessDay: string(standing.Day), BootEpoch: standing.BootEpoch,
		ServerTime: timestamppb.New(standing.Now), Settled: standing.Settled,
	}, nil
}

// IssueTicket implements numerekv1.KioskServiceServer.
func (s *Server) IssueTicket(ctx context.Context, r *numerekv1.IssueTicketRequest) (*numerekv1.IssueTicketResponse, error) {
	c, err := s.caller(ctx)
	if err != nil {
		return nil, s.toStatus(ctx, "IssueTicket", err)
	}
	a, err := s.office.Issue(ctx, c, office.Request{
		ID: r.GetRequestId(), Service: r.GetServiceId(), Language: r.GetLanguage(), Priority: r.GetPriority(),
		Incarnation: r.GetIncarnation(), BootEpoch: r.GetBootEpoch(),
	})
	if err != nil {
		return nil, s.toStatus(ctx, "IssueTicket", err)
	}
	out := &numerekv1.IssueTicketResponse{Incarnation: a.Incarnation}
	if a.Refusal != nil {
		file, err := s.office.File(ctx, c.Office)
		if err != nil {
			return nil, s.toStatus(ctx, "IssueTicket", err)
		}
		out.Result = &numerekv1.IssueTicketResponse_Refusal{Refusal: refusal(a.Refusal, r.GetLanguage(), file.Default())}
	} else {
		out.Result = &numerekv1.IssueTicketResponse_Ticket{Ticket: ticket(a)}
	}
	return out, nil
}

// ReportTicket implements numerekv1.KioskServiceServer.
func (s *Server) ReportTicket(ctx context.Context, r *numerekv1.ReportTicketRequest) (*numerekv1.ReportTicketResponse, error) {
	c, err := s.caller(ctx)
	if err != nil {
		return nil, s.toStatus(ctx, "ReportTicket", err)
	}
	h := held(r.GetTicket())
	h.Copies = int(r.GetCopies())
	incarnation, err := s.office.Report(ctx, c, h, r.GetIncarnation(), r.GetBootEpoch())
	if err != nil {
		return nil, s.toStatus(ctx, "ReportTicket", err)
	}
	s.onPaper(r)
	return &numerekv1.ReportTicketResponse{Incarnation: incarnation}, nil
}

// AbandonTicket implements numerekv1.KioskServiceServer.
func (s *Server) AbandonTicket(ctx context.Context, r *numerekv1.AbandonTicketRequest) (*numerekv1.AbandonTicketResponse, error) {
	c, err := s.caller(ctx)
	if err != nil {
		return nil, s.toStatus(ctx, "AbandonTicket", err)
	}
	incarnation, err := s.office.Abandon(ctx, c, r.GetRequestId(), abandonReasons[r.GetReason()], r.GetIncarnation(), r.GetBootEpoch())
	if err != nil {
		return nil, s.toStatus(ctx, "AbandonTicket", err)
	}
	return &numerekv1.AbandonTicketResponse{Incarnation: incarnation}, nil
}
