package devices

import (
	"context"
	"time"

	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// healthTimeout is how long the database may take to answer.
const healthTimeout = 2 * time.Second

// honest is the health service of gRPC. Who checks hears whether tickets can be
// kept; who watches hears only when the server stops.
type honest struct {
	*health.Server
	healthy func(context.Context) error
}

// Check implements grpc_health_v1.HealthServer.
func (h honest) Check(ctx context.Context, r *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	answer, err := h.Server.Check(ctx, r)
	if err != nil || h.healthy == nil || answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return answer, err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	if h.healthy(ctx) != nil { // what is wrong is told on /healthz
		return &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_NOT_SERVING}, nil
	}
	return answer, nil
}
