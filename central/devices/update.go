package devices

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/devices/download"
	"numerek/central/office"
	"numerek/central/updates"
	"numerek/central/updates/rollout"
	numerekv1 "numerek/proto/numerek/v1"
)

// Updates says which version devices should run; *updates.Updates does.
type Updates interface {
	// Next is what a device should run; ok is false where it should stay as it is.
	// Errors: office.ErrUnknownDevice, and of the store.
	Next(ctx context.Context, c office.Caller, q updates.Question) (offer updates.Offer, ok bool, err error)
	// Report takes what becomes of it. Errors: rollout.ErrPhase,
	// office.ErrUnknownDevice, and of the store.
	Report(ctx context.Context, c office.Caller, r rollout.Report) error
}

var _ Updates = (*updates.Updates)(nil)

// errNoUpdates tells a device that this server has no updates for anybody.
var errNoUpdates = status.Error(codes.Unimplemented, "this server has no updates")

// bundles implements [numerekv1.UpdateServiceServer].
type bundles struct {
	numerekv1.UnimplementedUpdateServiceServer

	server *Server
}

// NextUpdate implements numerekv1.UpdateServiceServer. The time in the answer is that
// of the clock by which the offer is meant.
func (b bundles) NextUpdate(ctx context.Context, r *numerekv1.NextUpdateRequest) (*numerekv1.NextUpdateResponse, error) {
	if b.server.updates == nil {
		return nil, errNoUpdates
	}
	c, err := vitals{server: b.server}.caller(ctx)
	if err != nil {
		return nil, b.server.toStatus(ctx, "NextUpdate", err)
	}
	offer, ok, err := b.server.updates.Next(ctx, c, updates.Question{Version: r.GetVersion(), Compatible: r.GetCompatible()})
	if err != nil {
		return nil, b.server.toStatus(ctx, "NextUpdate", err)
	}
	now := b.server.office.Now()
	out := &numerekv1.NextUpdateResponse{ServerTime: timestamppb.New(now)}
	if ok {
		out.Offer = &numerekv1.UpdateOffer{Version: offer.Version, Path: download.Path + offer.File, Size: offer.Size, Sha256: offer.SHA256}
		if offer.NotBefore.After(now) {
			out.Offer.NotBefore = timestamppb.New(offer.NotBefore)
		}
	}
	return out, nil
}

// ReportUpdate implements numerekv1.UpdateServiceServer.
func (b bundles) ReportUpdate(ctx context.Context, r *numerekv1.ReportUpdateRequest) (*numerekv1.ReportUpdateResponse, error) {
	if b.server.updates == nil {
		return nil, errNoUpdates
	}
	c, err := vitals{server: b.server}.caller(ctx)
	if err == nil {
		err = b.server.updates.Report(ctx, c, rollout.Report{
			Version: r.GetVersion(), Phase: rollout.Phase(r.GetPhase()), Percent: int(r.GetPercent()), Reason: r.GetReason(),
		})
	}
	if err != nil {
		return nil, b.server.toStatus(ctx, "ReportUpdate", err)
	}
	return &numerekv1.ReportUpdateResponse{ServerTime: timestamppb.New(b.server.office.Now())}, nil
}
