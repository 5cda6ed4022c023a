package linktest

import (
	"context"

	numerekv1 "numerek/proto/numerek/v1"
)

// vitals is a small working HealthService.
type vitals struct {
	numerekv1.UnimplementedHealthServiceServer

	server *Server
}

// ReportHealth implements the contract.
func (v vitals) ReportHealth(_ context.Context, r *numerekv1.ReportHealthRequest) (*numerekv1.ReportHealthResponse, error) {
	v.server.Mu.Lock()
	defer v.server.Mu.Unlock()
	v.server.Health = append(v.server.Health, r)
	return &numerekv1.ReportHealthResponse{ServerTime: v.server.now(), BootEpoch: max(r.GetBootEpoch(), 1)}, nil
}

// LastHealth is the last report, nil before the first.
func (s *Server) LastHealth() *numerekv1.ReportHealthRequest {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if len(s.Health) == 0 {
		return nil
	}
	return s.Health[len(s.Health)-1]
}
