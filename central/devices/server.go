package devices

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"

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
		grpc.Creds(lines{insecure.NewCredentials()}),
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.ReadBufferSize(2<<10), grpc.WriteBufferSize(2<<10),
		grpc.ConnectionTimeout(10*time.Second),
		// A device that is gone is noticed within 10 s, and one that talks too
		// eagerly is told so.
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 6 * time.Second, Timeout: 3 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second, PermitWithoutStream: true}),
		grpc.ChainUnaryInterceptor(s.guardUnary),
		grpc.ChainStreamInterceptor(s.guardStream),
	)
	numerekv1.RegisterKioskServiceServer(g, s)
	numerekv1.RegisterDisplayServiceServer(g, monitors{server: s})
	h := health.NewServer()
	h.SetServingStatus(numerekv1.KioskService_ServiceDesc.ServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	h.SetServingStatus(numerekv1.DisplayService_ServiceDesc.ServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(g, honest{h, s.healthy})
	reflection.Register(g)
	return g, h
}

// guardUnary and guardStream stand before every method, health and reflection
// too: strangers are not let in, and a panic is one request's failure only.
func (s *Server) guardUnary(ctx context.Context, r any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (out any, err error) {
	defer s.recovered(ctx, info.FullMethod, &err)
	if !local(ctx) {
		return nil, errStranger
	}
	return next(ctx, r)
}

func (s *Server) guardStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	defer s.recovered(stream.Context(), info.FullMethod, &err)
	if !local(stream.Context()) {
		return errStranger
	}
	return next(srv, stream)
}

func (s *Server) recovered(ctx context.Context, method string, err *error) {
	if p := recover(); p != nil {
		s.log.ErrorContext(ctx, "device call panicked", "method", method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		*err = status.Error(codes.Internal, "internal error")
	}
}
