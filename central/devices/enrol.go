package devices

import (
	"context"
	"net"
	"net/netip"

	"google.golang.org/protobuf/types/known/timestamppb"

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
		Token: r.GetToken(), Request: r.GetRequest(), Version: clipped(r.GetVersion()), Address: addressOf(ctx),
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
	l := lineOf(ctx)
	if l.device == nil {
		return nil, e.server.toStatus(ctx, "Renew", enrolment.ErrNotEnrolled)
	}
	c, err := e.server.enrolment.Renew(ctx, *l.device, l.expires, r.GetRequest())
	if err != nil {
		return nil, e.server.toStatus(ctx, "Renew", err)
	}
	return &numerekv1.RenewResponse{Certificate: c.Certificate, Authority: c.Authority, ServerTime: timestamppb.New(c.Now)}, nil
}

// longestVersion is how much of what a stranger says of his program is kept.
const longestVersion = 64

func clipped(version string) string { return version[:min(longestVersion, len(version))] }

// network is the part of an IPv6 address that one customer has.
const network = 64

// hostOf is the address of a caller as tries are counted: without the port, and of an
// IPv6 address the network only, because whoever has one has all of its addresses.
func hostOf(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return a.String()
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(network)
	if err != nil {
		return ip.String()
	}
	return p.String()
}
