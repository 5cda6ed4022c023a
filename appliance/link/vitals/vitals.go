// Package vitals says to the server how a device is. Types of the contract stop
// here.
package vitals

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/appliance/health/chart"
	numerekv1 "numerek/proto/numerek/v1"
)

// severities are the words of the protocol.
var severities = map[chart.Severity]numerekv1.Severity{
	chart.Info:    numerekv1.Severity_SEVERITY_INFO,
	chart.Warning: numerekv1.Severity_SEVERITY_WARNING,
	chart.Fault:   numerekv1.Severity_SEVERITY_FAULT,
}

// Sender says reports over a connection.
func Sender(conn grpc.ClientConnInterface) func(ctx context.Context, r chart.Report) (chart.Answer, error) {
	client := numerekv1.NewHealthServiceClient(conn)
	return func(ctx context.Context, r chart.Report) (chart.Answer, error) {
		answer, err := client.ReportHealth(ctx, request(r))
		if err != nil {
			return chart.Answer{}, err
		}
		out := chart.Answer{Epoch: answer.GetBootEpoch()}
		if answer.GetServerTime().IsValid() {
			out.ServerTime = answer.GetServerTime().AsTime()
		}
		return out, nil
	}
}

// request writes a report as the protocol has it.
func request(r chart.Report) *numerekv1.ReportHealthRequest {
	out := &numerekv1.ReportHealthRequest{
		Version: r.Version, DeviceTime: timestamppb.New(r.Now), StartedAt: timestamppb.New(r.StartedAt), BootId: r.Boot, BootEpoch: r.Epoch,
		Counters: &numerekv1.DeviceCounters{
			TicketsPrinted: r.Counters.Printed, TicketsShown: r.Counters.Shown, OutcomesUnknown: r.Counters.Unknown, Copies: r.Counters.Copies,
			Reconnects: r.Counters.Reconnects, PrinterReconnects: r.Counters.PrinterReconnects, StaleSeconds: int64(r.Counters.Stale / time.Second),
		},
	}
	for _, c := range r.Conditions {
		out.Conditions = append(out.Conditions, &numerekv1.DeviceCondition{
			Code: c.Code, Severity: severities[c.Severity], Since: timestamppb.New(c.Since), Detail: c.Detail,
		})
	}
	return out
}
