package devices

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"numerek/central/devices/line"
	"numerek/central/enrolment"
	numerekv1 "numerek/proto/numerek/v1"
)

// stuck is how long a stream may take to end after its device was cut off; then its
// connection is closed.
const stuck = 5 * time.Second

// errOperators refuses whoever is not on the server's own machine.
var errOperators = status.Error(codes.PermissionDenied, "this is answered on the server's own machine only")

// guardUnary and guardStream stand before every method, health and reflection
// too: nobody calls what his role may not, and a panic is one request's failure only.
func (s *Server) guardUnary(ctx context.Context, r any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (out any, err error) {
	defer s.recovered(ctx, info.FullMethod, &err)
	if err := s.admit(ctx, info.FullMethod); err != nil {
		return nil, err
	}
	return next(ctx, r)
}

func (s *Server) guardStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	ctx := stream.Context()
	defer s.recovered(ctx, info.FullMethod, &err)
	if err := s.admit(ctx, info.FullMethod); err != nil {
		return err
	}
	l := line.Of(ctx)
	if l.Device == nil {
		return next(srv, stream)
	}
	cutCtx, cut := context.WithCancelCause(ctx)
	defer cut(nil)
	defer s.enrolment.Follow(*l.Device, l.Expires, cut)()
	// A stream that does not see its end, because the device takes nothing in, is cut
	// with its connection.
	defer context.AfterFunc(cutCtx, func() {
		if ctx.Err() != nil {
			return
		}
		t := time.AfterFunc(stuck, func() { _ = l.Conn.Close() })
		context.AfterFunc(ctx, func() { t.Stop() })
	})()
	err = next(srv, followed{stream, cutCtx})
	if why := context.Cause(cutCtx); why != nil && ctx.Err() == nil {
		return s.toStatus(ctx, info.FullMethod, why)
	}
	return err
}

// followed is a stream that ends when its device may not go on.
type followed struct {
	grpc.ServerStream

	ctx context.Context //nolint:containedctx // which is what the interface asks for
}

// Context implements [grpc.ServerStream].
func (f followed) Context() context.Context { return f.ctx }

func (s *Server) recovered(ctx context.Context, method string, err *error) {
	if p := recover(); p != nil {
		s.log.ErrorContext(ctx, "device call panicked", "method", method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		*err = status.Error(codes.Internal, "internal error")
	}
}

// admit refuses whoever may not call a method. The first refusal on a connection is
// logged: a device that was cut off asks again and again.
func (s *Server) admit(ctx context.Context, method string) error {
	l := line.Of(ctx)
	if isOperators(method) {
		if p, ok := peer.FromContext(ctx); !ok || !line.IsLocal(p.Addr) {
			return errOperators
		}
		return nil
	}
	err := s.mayCall(ctx, l, method)
	if err == nil || ctx.Err() != nil {
		return s.toStatus(ctx, method, err)
	}
	if l.FirstRefusal() {
		device := "stranger"
		if l.Device != nil {
			device = l.Device.String()
		}
		s.log.WarnContext(ctx, "device call refused", "method", method, "device", device, "address", line.Address(ctx), "err", err)
	}
	return s.toStatus(ctx, method, err)
}

// mayCall says whether who is at the end of a line may call a method. Who comes in plain
// text is on this machine, and an operator of it: he may be any device.
func (s *Server) mayCall(ctx context.Context, l *line.Line, method string) error {
	who, known := s.roles[method]
	if !known || len(who) == 0 {
		return errWrongRole
	}
	if l.Plain {
		return nil
	}
	if l.Device == nil {
		if slices.Contains(who, numerekv1.Role_ROLE_STRANGER) {
			return nil
		}
		return enrolment.ErrNotEnrolled
	}
	if err := s.enrolment.Standing(ctx, *l.Device); err != nil {
		return err
	}
	// An old certificate is good for a new one, within limits that Renew knows.
	if method != numerekv1.EnrolmentService_Renew_FullMethodName && s.enrolment.Now().After(l.Expires) {
		return fmt.Errorf("%w: %s", enrolment.ErrCertificateExpired, l.Device)
	}
	if !slices.Contains(who, roleOf(l.Device.Role)) {
		return fmt.Errorf("%w: %s", errWrongRole, l.Device)
	}
	return nil
}

func roleOf(r enrolment.Role) numerekv1.Role {
	switch r {
	case enrolment.Kiosk:
		return numerekv1.Role_ROLE_KIOSK
	case enrolment.Display:
		return numerekv1.Role_ROLE_DISPLAY
	}
	return numerekv1.Role_ROLE_UNSPECIFIED
}
