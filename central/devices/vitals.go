package devices

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/devices/line"
	"numerek/central/enrolment"
	"numerek/central/health"
	"numerek/central/health/record"
	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

// Vitals takes what devices say of themselves; *health.Health does.
type Vitals interface {
	// Report takes a device's report, and returns the boot epoch with which the device
	// goes on. Errors: office.ErrUnknownDevice, and of the store.
	Report(ctx context.Context, c office.Caller, r record.Report) (epoch int64, err error)
	// OnPaper takes the time from a tap to the printer's word that the paper is there.
	OnPaper(after time.Duration)
}

var _ Vitals = (*health.Health)(nil)

// errNoVitals refuses reports where nobody reads them.
var errNoVitals = status.Error(codes.Unimplemented, "this server takes no reports of health")

// vitals implements [numerekv1.HealthServiceServer].
type vitals struct {
	numerekv1.UnimplementedHealthServiceServer

	server *Server
}

// ReportHealth implements numerekv1.HealthServiceServer. The time in the answer is
// that of the server's own clock, also where a demonstration shows another one:
// devices compare theirs with it.
func (v vitals) ReportHealth(ctx context.Context, r *numerekv1.ReportHealthRequest) (*numerekv1.ReportHealthResponse, error) {
	if v.server.vitals == nil {
		return nil, errNoVitals
	}
	c, err := v.caller(ctx)
	var epoch int64
	if err == nil {
		epoch, err = v.server.vitals.Report(ctx, c, report(r))
	}
	if err != nil {
		return nil, v.server.toStatus(ctx, "ReportHealth", err)
	}
	return &numerekv1.ReportHealthResponse{ServerTime: timestamppb.Now(), BootEpoch: epoch}, nil
}

// caller says which device asks, be it a kiosk or a monitor.
func (v vitals) caller(ctx context.Context) (office.Caller, error) {
	asMonitor := monitors{server: v.server}
	if id := line.Of(ctx).Device; id != nil && id.Role == enrolment.Display {
		return asMonitor.caller(ctx)
	}
	c, err := v.server.caller(ctx)
	if line.Of(ctx).Plain && errors.Is(err, office.ErrUnknownDevice) {
		return asMonitor.caller(ctx)
	}
	return c, err
}

// severities are the words of the protocol.
var severities = map[numerekv1.Severity]record.Severity{
	numerekv1.Severity_SEVERITY_INFO:    record.Info,
	numerekv1.Severity_SEVERITY_WARNING: record.Warning,
	numerekv1.Severity_SEVERITY_FAULT:   record.Fault,
}

// report is what a device says, in the words of the use case.
func report(r *numerekv1.ReportHealthRequest) record.Report {
	n := r.GetCounters()
	out := record.Report{
		Version: r.GetVersion(), Now: moment(r.GetDeviceTime()), StartedAt: moment(r.GetStartedAt()), Boot: r.GetBootId(), Epoch: r.GetBootEpoch(),
		Counters: record.Counters{
			Printed: n.GetTicketsPrinted(), Shown: n.GetTicketsShown(), Unknown: n.GetOutcomesUnknown(), Copies: n.GetCopies(),
			Reconnects: n.GetReconnects(), PrinterReconnects: n.GetPrinterReconnects(), StaleSeconds: n.GetStaleSeconds(),
		},
	}
	for _, c := range r.GetConditions() {
		out.Conditions = append(out.Conditions, record.Condition{
			Code: c.GetCode(), Severity: severities[c.GetSeverity()], Since: moment(c.GetSince()), Detail: c.GetDetail(),
		})
	}
	return out
}

// moment is a time of the protocol; zero where it is absent or none.
func moment(t *timestamppb.Timestamp) time.Time {
	if t == nil || !t.IsValid() {
		return time.Time{}
	}
	return t.AsTime()
}

// onPaper counts how long a paper took, where the kiosk says so.
func (s *Server) onPaper(r *numerekv1.ReportTicketRequest) {
	if s.vitals != nil && r.GetPaperAfterMs() > 0 && r.GetTicket().GetPaper() == numerekv1.Paper_PAPER_PRINTED {
		s.vitals.OnPaper(time.Duration(r.GetPaperAfterMs()) * time.Millisecond)
	}
}
