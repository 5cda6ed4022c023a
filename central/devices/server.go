package devices

import (
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	"numerek/central/devices/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// maxMessage is more than the largest honest request: a Hello with some
// hundred held tickets.
const maxMessage = 256 << 10

// GRPC returns a server with everything that devices and their operators reach:
// the service, its health, and reflection. The health is the caller's to turn off
// when the server stops.
func (s *Server) GRPC() (*grpc.Server, *health.Server) {
	g := grpc.NewServer(
		grpc.Creds(line.Credentials(s.enrolment, s.local, s.files, s.log)),
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.ReadBufferSize(2<<10), grpc.WriteBufferSize(2<<10),
		grpc.ConnectionTimeout(10*time.Second),
		// A device that is gone is noticed within 10 s, and one that talks too
		// eagerly is told so.
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 6 * time.Second, Timeout: 3 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second, PermitWithoutStream: true}),
		grpc.ChainUnaryInterceptor(s.guardUnary),
		grpc.ChainUnaryInterceptor(s.traced...),
		grpc.ChainStreamInterceptor(s.guardStream),
	)
	numerekv1.RegisterKioskServiceServer(g, s)
	numerekv1.RegisterDisplayServiceServer(g, monitors{server: s})
	numerekv1.RegisterHealthServiceServer(g, vitals{server: s})
	numerekv1.RegisterUpdateServiceServer(g, bundles{server: s})
	if s.enrolment != nil {
		numerekv1.RegisterEnrolmentServiceServer(g, enrolments{server: s})
	}
	h := health.NewServer()
	h.SetServingStatus(numerekv1.KioskService_ServiceDesc.ServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	h.SetServingStatus(numerekv1.DisplayService_ServiceDesc.ServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(g, honest{h, s.healthy})
	reflection.Register(g)
	return g, h
}
