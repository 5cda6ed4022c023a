// Package updates asks the server which version a device should run, and says what
// becomes of it. Types of the contract stop here.
package updates

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/update"
	numerekv1 "numerek/proto/numerek/v1"
)

// Client asks over a connection that says who asks.
type Client struct{ service numerekv1.UpdateServiceClient }

// New returns a client on a connection.
func New(conn grpc.ClientConnInterface) *Client {
	return &Client{service: numerekv1.NewUpdateServiceClient(conn)}
}

// Next asks which version should run, and how long to wait until it may. An offer
// without a version is none. Errors are those of gRPC.
func (c *Client) Next(ctx context.Context, version, compatible, slot string) (o update.Offer, wait time.Duration, err error) {
	answer, err := c.service.NextUpdate(ctx, &numerekv1.NextUpdateRequest{Version: version, Compatible: compatible, Slot: slot})
	if err != nil || answer.GetOffer() == nil {
		return update.Offer{}, 0, err
	}
	offer := answer.GetOffer()
	if offer.GetNotBefore().IsValid() && answer.GetServerTime().IsValid() {
		wait = max(0, offer.GetNotBefore().AsTime().Sub(answer.GetServerTime().AsTime()))
	}
	return update.Offer{Version: offer.GetVersion(), Path: offer.GetPath(), Size: offer.GetSize(), SHA256: offer.GetSha256()}, wait, nil
}

// Say reports how far an update is. Errors are those of gRPC.
func (c *Client) Say(ctx context.Context, s update.Said, slot string) error {
	_, err := c.service.ReportUpdate(ctx, &numerekv1.ReportUpdateRequest{
		Version: s.Version, Phase: s.Phase, Percent: int32(s.Percent), Reason: s.Reason, Slot: slot, //nolint:gosec // 0 to 100
	})
	return err
}
