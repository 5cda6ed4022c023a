package devices

import (
	"context"
	"errors"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"numerek/central/calendar"
	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/updates/rollout"
)

// errorCode is how an error is told to devices. The reason is for programs and
// never changes; the text is for people who look at logs.
type errorCode struct {
	err    error
	code   codes.Code
	reason string
}

// errorCodes holds every error of a use case. FAILED_PRECONDITION means one thing
// only: say Hello and ask again.
var errorCodes = []errorCode{
	{office.ErrRequestID, codes.InvalidArgument, "REQUEST_ID"},
	{office.ErrOtherBody, codes.InvalidArgument, "OTHER_BODY"},
	{office.ErrWhichOffice, codes.InvalidArgument, "WHICH_OFFICE"},
	{office.ErrUnknownService, codes.InvalidArgument, "UNKNOWN_SERVICE"},
	{office.ErrNumberRange, codes.OutOfRange, "NUMBER_RANGE"},
	{queue.ErrPaper, codes.InvalidArgument, "PAPER"},
	{queue.ErrNumber, codes.InvalidArgument, "NUMBER"},
	{calendar.ErrDay, codes.InvalidArgument, "DAY"},
	{queue.ErrFuture, codes.OutOfRange, "FUTURE_DAY"},
	{queue.ErrHasPaper, codes.AlreadyExists, "HAS_PAPER"},
	{office.ErrHelloFirst, codes.FailedPrecondition, "HELLO_FIRST"},
	{office.ErrOldBoot, codes.PermissionDenied, "OLD_BOOT"},
	{office.ErrCloned, codes.PermissionDenied, "CLONED"},
	{office.ErrUnknownDevice, codes.PermissionDenied, "UNKNOWN_DEVICE"},
	{office.ErrUnknownOffice, codes.NotFound, "UNKNOWN_OFFICE"},
	{office.ErrUnknownTicket, codes.NotFound, "UNKNOWN_TICKET"},
	{office.ErrNumberTaken, codes.AlreadyExists, "NUMBER_TAKEN"},
	{enrolment.ErrRequest, codes.InvalidArgument, "CERTIFICATE_REQUEST"},
	{enrolment.ErrTokenUnknown, codes.PermissionDenied, "TOKEN_UNKNOWN"},
	{enrolment.ErrTokenExpired, codes.PermissionDenied, "TOKEN_EXPIRED"},
	{enrolment.ErrTokenUsed, codes.PermissionDenied, "TOKEN_USED"},
	{enrolment.ErrTooManyTries, codes.ResourceExhausted, "TOO_MANY_TRIES"},
	{enrolment.ErrNotEnrolled, codes.Unauthenticated, "NOT_ENROLLED"},
	{enrolment.ErrCertificateExpired, codes.Unauthenticated, "CERTIFICATE_EXPIRED"},
	{enrolment.ErrRevoked, codes.PermissionDenied, "REVOKED"},
	{enrolment.ErrReplaced, codes.PermissionDenied, "REPLACED"},
	{errWrongRole, codes.PermissionDenied, "WRONG_ROLE"},
	{rollout.ErrPhase, codes.InvalidArgument, "PHASE"},
	{store.ErrInvalid, codes.InvalidArgument, "INVALID"},
	{store.ErrUnavailable, codes.Unavailable, "UNAVAILABLE"},
	{store.ErrClosed, codes.Unavailable, "STOPPING"},
}

// toStatus is the only place where errors become gRPC codes. What it does not
// know is logged here and hidden from the device.
func (s *Server) toStatus(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	if old, ok := errors.AsType[*office.IncarnationError](err); ok {
		if err := grpc.SetTrailer(ctx, metadata.Pairs(TrailerIncarnation, old.Current)); err != nil {
			s.log.WarnContext(ctx, "trailer not set", "err", err)
		}
		return withReason(codes.FailedPrecondition, "INCARNATION", err.Error(), map[string]string{errorKeyIncarnation: old.Current})
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	if ctx.Err() != nil {
		return status.FromContextError(ctx.Err()).Err()
	}
	for _, e := range errorCodes {
		if !errors.Is(err, e.err) {
			continue
		}
		text := err.Error()
		if e.code == codes.Unavailable {
			s.log.ErrorContext(ctx, "device call failed", "method", method, "err", err)
			text = e.err.Error() // what the database said stays here
		}
		return withReason(e.code, e.reason, text, nil)
	}
	s.log.ErrorContext(ctx, "device call failed", "method", method, "err", err)
	return status.Error(codes.Internal, "internal error")
}

func withReason(code codes.Code, reason, text string, particulars map[string]string) error {
	st := status.New(code, text)
	if detailed, err := st.WithDetails(&errdetails.ErrorInfo{Reason: reason, Domain: errorDomain, Metadata: particulars}); err == nil {
		st = detailed
	}
	return st.Err()
}
