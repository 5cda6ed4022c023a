package devices

import (
	"context"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"numerek/central/devices/line"
	"numerek/central/office"
)

// Names of the metadata by which a device says who it is, and of the trailer in
// which the server says its present incarnation when it refuses an old one.
const (
	MetadataDevice      = "numerek-device"
	MetadataOffice      = "numerek-office"
	TrailerIncarnation  = "numerek-incarnation"
	errorDomain         = "numerek"
	errorKeyIncarnation = "incarnation"
)

// caller says which kiosk asks: the one of the certificate, or in plain text the one
// that it says it is.
func (s *Server) caller(ctx context.Context) (office.Caller, error) {
	if id := line.Of(ctx).Device; id != nil {
		return s.office.Kiosk(ctx, id.Office, id.Device)
	}
	md, _ := metadata.FromIncomingContext(ctx)
	device, err := only(md, MetadataDevice)
	if err != nil {
		return office.Caller{}, err
	}
	of, err := only(md, MetadataOffice)
	if err != nil {
		return office.Caller{}, err
	}
	if device == "" {
		return s.office.Guest(ctx, of)
	}
	return s.office.Kiosk(ctx, of, device)
}

// only returns the one value of a metadata key, empty if there is none.
func only(md metadata.MD, key string) (string, error) {
	switch v := md.Get(key); len(v) {
	case 0:
		return "", nil
	case 1:
		return v[0], nil
	default:
		return "", status.Error(codes.InvalidArgument, fmt.Sprintf("metadata %s is given %d times", key, len(v)))
	}
}
