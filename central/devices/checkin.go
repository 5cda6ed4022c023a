package devices

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/visits"
	numerekv1 "numerek/proto/numerek/v1"
)

// CheckIns turns codes into tickets; *visits.Visits does.
type CheckIns interface {
	// CheckIn turns a code into its ticket, once. Errors: office.ErrRequestID,
	// office.ErrOtherBody, those of the fence, and of the store.
	CheckIn(ctx context.Context, c office.Caller, r visits.CheckIn) (visits.Checked, error)
}

var _ CheckIns = (*visits.Visits)(nil)

// errNoCodes refuses codes where the server takes none.
var errNoCodes = status.Error(codes.Unimplemented, "this server takes no codes")

// CheckIn implements numerekv1.KioskServiceServer.
func (s *Server) CheckIn(ctx context.Context, r *numerekv1.CheckInRequest) (*numerekv1.CheckInResponse, error) {
	if s.checkIns == nil {
		return nil, errNoCodes
	}
	c, err := s.caller(ctx)
	if err != nil {
		return nil, s.toStatus(ctx, "CheckIn", err)
	}
	a, err := s.checkIns.CheckIn(ctx, c, visits.CheckIn{
		ID: r.GetRequestId(), Code: r.GetCode(), Language: r.GetLanguage(), Incarnation: r.GetIncarnation(), BootEpoch: r.GetBootEpoch(),
	})
	if err != nil {
		return nil, s.toStatus(ctx, "CheckIn", err)
	}
	out := &numerekv1.CheckInResponse{Incarnation: a.Incarnation}
	if a.Refusal == nil {
		out.Result = &numerekv1.CheckInResponse_Ticket{Ticket: ticket(office.Answer{Ticket: a.Ticket, StatusURL: a.StatusURL})}
		return out, nil
	}
	file, err := s.office.File(ctx, c.Office)
	if err != nil {
		return nil, s.toStatus(ctx, "CheckIn", err)
	}
	out.Result = &numerekv1.CheckInResponse_Refusal{Refusal: codeRefusal(file, a.Refusal)}
	return out, nil
}

var codeReasons = map[visits.CodeReason]numerekv1.CheckInReason{
	visits.CodeCheckDigit: numerekv1.CheckInReason_CHECK_IN_REASON_CHECK_DIGIT,
	visits.CodeUnknown:    numerekv1.CheckInReason_CHECK_IN_REASON_UNKNOWN,
	visits.CodeEarly:      numerekv1.CheckInReason_CHECK_IN_REASON_EARLY,
	visits.CodeLate:       numerekv1.CheckInReason_CHECK_IN_REASON_LATE,
	visits.CodeUsed:       numerekv1.CheckInReason_CHECK_IN_REASON_USED,
	visits.CodeElsewhere:  numerekv1.CheckInReason_CHECK_IN_REASON_ELSEWHERE,
	visits.CodePaused:     numerekv1.CheckInReason_CHECK_IN_REASON_PAUSED,
	visits.CodeCancelled:  numerekv1.CheckInReason_CHECK_IN_REASON_CANCELLED,
	visits.CodeMissed:     numerekv1.CheckInReason_CHECK_IN_REASON_MISSED,
	visits.CodeAbandoned:  numerekv1.CheckInReason_CHECK_IN_REASON_ABANDONED,
	visits.CodeClock:      numerekv1.CheckInReason_CHECK_IN_REASON_CLOCK,
}

func codeRefusal(f *officefile.Office, r *visits.CodeRefusal) *numerekv1.CheckInRefusal {
	out := &numerekv1.CheckInRefusal{
		Reason: codeReasons[r.Reason], StartsAt: instant(r.Start), WorksFrom: instant(r.From), WorksUntil: instant(r.Until),
		PausedUntil: instant(r.PausedUntil), ServiceId: r.Service, LocationId: r.Location,
	}
	if l, ok := f.Location(r.Location); ok {
		out.LocationName, out.LocationAddress = text(l.Name), l.Address
	}
	if r.Ticket != (queue.Ticket{}) {
		out.Ticket = ticket(office.Answer{Ticket: r.Ticket, StatusURL: r.StatusURL})
	}
	return out
}

// offerCodes says in a catalogue that codes are taken, where visits at the place
// can be booked.
func (s *Server) offerCodes(ctx context.Context, v office.View, c office.Caller, out *numerekv1.Catalog) error {
	if s.checkIns == nil {
		return nil
	}
	for _, service := range v.File.Services {
		if !service.Bookable || c.Location != "" && v.File.LocationOf(service.ID) != c.Location {
			continue
		}
		url, err := s.office.PageURL(ctx, c.Office, "")
		out.CodeDigits, out.BookingUrl = whole(v.File.Policy.Checkin.CodeDigits), url
		return err
	}
	return nil
}
