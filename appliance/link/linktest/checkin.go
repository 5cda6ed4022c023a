package linktest

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
)

// When a code works, and how many wrong ones in a minute shut the keypad for one.
const (
	Early     = 10 * time.Minute
	Late      = 10 * time.Minute
	mostWrong = 5
)

// Booking is a visit that was booked, by its code.
type Booking struct {
	Start     time.Time
	Cancelled bool
	Missed    bool
	Elsewhere bool   // in another building
	Ticket    string // request that got its ticket; empty while it has none that counts
}

// checkIns is what the server knows of codes.
type checkIns struct {
	asked   map[string]string                    // code by request
	refused map[string]*numerekv1.CheckInRefusal // by request
	wrong   []time.Time
	paused  time.Time
}

// Book makes a booking at an hour.
func (s *Server) Book(code string, start time.Time) *Booking {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	b := &Booking{Start: start}
	s.Bookings[code] = b
	return b
}

// CheckIn implements the contract.
func (s *Server) CheckIn(_ context.Context, r *numerekv1.CheckInRequest) (*numerekv1.CheckInResponse, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if err := s.fence(r.GetIncarnation(), r.GetBootEpoch()); err != nil {
		return nil, err
	}
	answer, id := &numerekv1.CheckInResponse{Incarnation: s.Incarnation}, r.GetRequestId()
	refusal := s.checkIns.refused[id]
	switch code, known := s.checkIns.asked[id]; {
	case known && code != r.GetCode():
		return nil, status.Error(codes.InvalidArgument, "the same key with another body")
	case s.Tombs[id] || s.Void[id]:
		refusal = &numerekv1.CheckInRefusal{Reason: numerekv1.CheckInReason_CHECK_IN_REASON_ABANDONED}
	case s.Tickets[id] == nil && refusal == nil:
		refusal = s.judge(r)
	}
	s.checkIns.asked[id] = r.GetCode()
	if refusal != nil {
		s.checkIns.refused[id] = refusal
		answer.Result = &numerekv1.CheckInResponse_Refusal{Refusal: refusal}
		return answer, nil
	}
	if s.Tickets[id] == nil {
		b := s.Bookings[r.GetCode()]
		t := s.give(id, "rejestracja", r.GetLanguage())
		t.BookedFor, b.Ticket = timestamppb.New(b.Start), id
	}
	answer.Result = &numerekv1.CheckInResponse_Ticket{Ticket: s.Tickets[id]}
	return answer, nil
}

// judge says why a code becomes no ticket now; nil if it does.
func (s *Server) judge(r *numerekv1.CheckInRequest) *numerekv1.CheckInRefusal {
	now, b := time.Now(), s.Bookings[r.GetCode()]
	out := &numerekv1.CheckInRefusal{}
	if now.Before(s.checkIns.paused) {
		out.Reason, out.PausedUntil = numerekv1.CheckInReason_CHECK_IN_REASON_PAUSED, timestamppb.New(s.checkIns.paused)
		return out
	}
	if b == nil {
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_UNKNOWN
		s.checkIns.wrong = append(s.checkIns.wrong, now)
		if n := len(s.checkIns.wrong); n >= mostWrong && now.Sub(s.checkIns.wrong[n-mostWrong]) < time.Minute {
			s.checkIns.paused = now.Add(time.Minute)
			out.PausedUntil = timestamppb.New(s.checkIns.paused)
		}
		return out
	}
	out.StartsAt, out.WorksFrom = timestamppb.New(b.Start), timestamppb.New(b.Start.Add(-Early))
	out.WorksUntil, out.ServiceId, out.LocationId = timestamppb.New(b.Start.Add(Late)), "rejestracja", "ratusz"
	switch held := s.Tickets[b.Ticket]; {
	case held != nil && !s.Void[b.Ticket]:
		s.shown(b.Ticket)
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_USED
		out.Ticket, _ = proto.Clone(held).(*numerekv1.Ticket)
	case b.Cancelled:
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_CANCELLED
	case b.Missed:
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_MISSED
	case b.Elsewhere:
		out.Reason, out.LocationId = numerekv1.CheckInReason_CHECK_IN_REASON_ELSEWHERE, "usc"
		out.LocationName, out.LocationAddress = text("Urząd Stanu Cywilnego"), "ul. Przykładowa 12"
	case now.Before(b.Start.Add(-Early)):
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_EARLY
	case now.After(b.Start.Add(Late)):
		out.Reason = numerekv1.CheckInReason_CHECK_IN_REASON_LATE
	default:
		return nil
	}
	return out
}

// shown says that somebody has seen the number of a ticket, which is not voided any more.
func (s *Server) shown(id string) {
	if s.Papers[id] == numerekv1.Paper_PAPER_UNSPECIFIED {
		s.Papers[id] = numerekv1.Paper_PAPER_SHOWN
	}
}
