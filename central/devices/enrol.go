package devices

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/devices/line"
	"numerek/central/enrolment"
	numerekv1 "numerek/proto/numerek/v1"
)

// enrolments implements [numerekv1.EnrolmentServiceServer].
type enrolments struct {
	numerekv1.UnimplementedEnrolmentServiceServer

	server *Server
}

// Enrol implements numerekv1.EnrolmentServiceServer.
func (e enrolments) Enrol(ctx context.Context, r *numerekv1.EnrolRequest) (*numerekv1.EnrolResponse, error) {
	c, err := e.server.enrolment.Enrol(ctx, enrolment.Application{
		Token: r.GetToken(), Request: r.GetRequest(), Version: clipped(r.GetVersion()), Address: line.Address(ctx),
	})
	if err != nil {
		return nil, e.server.toStatus(ctx, "Enrol", err)
	}
	return &numerekv1.EnrolResponse{
		Certificate: c.Certificate, Authority: c.Authority, OfficeId: c.Office, DeviceId: c.Device, Role: roleOf(c.Role),
		ServerTime: timestamppb.New(c.Now),
	}, nil
}

// Renew implements numerekv1.EnrolmentServiceServer.
func (e enrolments) Renew(ctx context.Context, r *numerekv1.RenewRequest) (*numerekv1.RenewResponse, error) {
	l := line.Of(ctx)
	if l.Device == nil {
		return nil, e.server.toStatus(ctx, "Renew", enrolment.ErrNotEnrolled)
	}
	c, err := e.server.enrolment.Renew(ctx, *l.Device, l.Expires, r.GetRequest())
	if err != nil {
		return nil, e.server.toStatus(ctx, "Renew", err)
	}
	return &numerekv1.RenewResponse{Certificate: c.Certificate, Authority: c.Authority, ServerTime: timestamppb.New(c.Now)}, nil
}

// longestVersion is how much of what a stranger says of his program is kept.
const longestVersion = 64

func clipped(version string) string { return version[:min(longestVersion, len(version))] }
