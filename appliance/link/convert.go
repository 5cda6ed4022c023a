package link

import (
	"errors"
	"fmt"
	"path"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	numerekv1 "numerek/proto/numerek/v1"
)

// eventFrom is what a message of the stream means to the kiosk.
func eventFrom(m *numerekv1.WatchCatalogResponse) (kiosk.Event, error) {
	now := instant(m.GetServerTime())
	switch {
	case m.GetSnapshot() != nil:
		zone, err := time.LoadLocation(m.GetSnapshot().GetTimezone())
		if err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		return kiosk.CatalogChanged{Catalog: catalogFrom(m.GetSnapshot()), Zone: zone, ServerTime: now}, nil
	case m.GetChange() != nil:
		return kiosk.StatesChanged{States: all(m.GetChange().GetServices(), stateFrom), ServerTime: now}, nil
	default:
		return kiosk.LinkUp{ServerTime: now}, nil
	}
}

func catalogFrom(c *numerekv1.Catalog) kiosk.Catalog {
	return kiosk.Catalog{
		OfficeName:      wordsFrom(c.GetOfficeName()),
		Languages:       c.GetLanguages(),
		Colour:          c.GetColour(),
		HelpPhone:       c.GetHelpPhone(),
		LocationName:    wordsFrom(c.GetLocationName()),
		LocationAddress: c.GetLocationAddress(),
		KioskPlace:      wordsFrom(c.GetKioskPlace()),
		OtherKiosks:     all(c.GetOtherKiosks(), wordsFrom),
		Departments: all(c.GetDepartments(), func(d *numerekv1.Department) kiosk.Department {
			return kiosk.Department{
				ID: d.GetId(), Name: wordsFrom(d.GetName()), Place: wordsFrom(d.GetPlace()), Mark: int(d.GetMark()),
			}
		}),
		Services: all(c.GetServices(), func(s *numerekv1.Service) kiosk.Service {
			state := stateFrom(s.GetState())
			state.ServiceID = s.GetId()
			return kiosk.Service{
				ID: s.GetId(), DepartmentID: s.GetDepartmentId(), Prefix: s.GetPrefix(),
				Label: wordsFrom(s.GetLabel()), Detail: wordsFrom(s.GetDetail()), State: state,
			}
		}),
		PriorityOffered: c.GetPriorityOffered(),
		WeeklyHours:     c.GetWeeklyHours(),
		BusinessDay:     c.GetBusinessDay(),
		DemoClock:       c.GetDemoClock(),
		CodeDigits:      int(c.GetCodeDigits()),
		BookingURL:      c.GetBookingUrl(),
	}
}

func stateFrom(s *numerekv1.ServiceState) kiosk.State {
	out := kiosk.State{
		ServiceID: s.GetServiceId(), Waiting: int(s.GetWaiting()), Wait: waitFrom(s.GetWait()), Open: s.GetOpen(),
		Note: wordsFrom(s.GetNote()),
	}
	if !out.Open {
		out.Refusal = refusalFrom(s.GetRefusal())
	}
	return out
}

// waitFrom is a forecast; absent where nothing can be said.
func waitFrom(w *numerekv1.Wait) kiosk.Wait {
	return kiosk.Wait{Known: w != nil, From: int(w.GetFromMinutes()), To: int(w.GetToMinutes())}
}

func refusalFrom(r *numerekv1.Refusal) kiosk.Refusal {
	return kiosk.Refusal{Reason: reasonFrom(r.GetReason()), OpensAt: instant(r.GetOpensAt()), Note: r.GetNote()}
}

// reasonFrom takes what a newer server may add for closed, as the contract says.
func reasonFrom(r numerekv1.RefusalReason) kiosk.Reason {
	switch r {
	case numerekv1.RefusalReason_REFUSAL_REASON_UNKNOWN_SERVICE:
		return kiosk.UnknownService
	case numerekv1.RefusalReason_REFUSAL_REASON_NOT_YET_OPEN:
		return kiosk.NotYetOpen
	case numerekv1.RefusalReason_REFUSAL_REASON_HOLIDAY:
		return kiosk.Holiday
	case numerekv1.RefusalReason_REFUSAL_REASON_CLOSING:
		return kiosk.Closing
	case numerekv1.RefusalReason_REFUSAL_REASON_DAILY_CAP:
		return kiosk.DailyCap
	case numerekv1.RefusalReason_REFUSAL_REASON_ABANDONED:
		return kiosk.Abandoned
	case numerekv1.RefusalReason_REFUSAL_REASON_CLOCK:
		return kiosk.ClockDoubt
	case numerekv1.RefusalReason_REFUSAL_REASON_QUEUE_FULL:
		return kiosk.QueueFull
	case numerekv1.RefusalReason_REFUSAL_REASON_STOPPED:
		return kiosk.Stopped
	case numerekv1.RefusalReason_REFUSAL_REASON_BOOKINGS_ONLY:
		return kiosk.BookingsOnly
	default:
		return kiosk.Closed
	}
}

// answerFrom checks that the answer is to this request before anybody prints it.
func answerFrom(m *numerekv1.IssueTicketResponse, r Request) (Answer, error) {
	if refusal := m.GetRefusal(); refusal != nil {
		return Answer{Refused: true, Refusal: refusalFrom(refusal)}, nil
	}
	return ticketAnswer(m.GetTicket(), r)
}

// ticketAnswer is the ticket of an answer, if it is this request's.
func ticketAnswer(t *numerekv1.Ticket, r Request) (Answer, error) {
	if t.GetId() != r.ID || t.GetNumber() == "" {
		return Answer{}, errors.New("the answer is not to this request")
	}
	return Answer{
		Ticket: ticketFrom(t),
		Held: journal.Ticket{
			Prefix: t.GetPrefix(), Sequence: int(t.GetSequence()), BusinessDay: t.GetBusinessDay(),
			IssuedAt: instant(t.GetIssuedAt()), StatusToken: path.Base(t.GetStatusUrl()), Booked: instant(t.GetBookedFor()),
		},
	}, nil
}

func ticketFrom(t *numerekv1.Ticket) kiosk.Ticket {
	return kiosk.Ticket{
		ID: t.GetId(), Number: t.GetNumber(), ServiceID: t.GetServiceId(), IssuedAt: instant(t.GetIssuedAt()),
		Ahead: int(t.GetWaitingAhead()), Wait: waitFrom(t.GetWait()), StatusURL: t.GetStatusUrl(), Priority: t.GetPriority(),
		Language: t.GetLanguage(), Day: t.GetBusinessDay(), Booked: instant(t.GetBookedFor()),
	}
}

// heldProto is a ticket as this kiosk remembers it.
func heldProto(e journal.Entry) *numerekv1.HeldTicket {
	h := &numerekv1.HeldTicket{
		RequestId: e.Request, ServiceId: e.Service, Prefix: e.Ticket.Prefix,
		Sequence:    int32(e.Ticket.Sequence), //nolint:gosec // It came as an int32.
		BusinessDay: e.Ticket.BusinessDay, Language: e.Language, Priority: e.Priority,
		Paper:    paperProto(e.Outcome),
		Attempt:  int32(e.Attempt), //nolint:gosec // A handful.
		Evidence: e.Evidence, StatusToken: e.Ticket.StatusToken,
	}
	if !e.Ticket.IssuedAt.IsZero() {
		h.IssuedAt = timestamppb.New(e.Ticket.IssuedAt)
	}
	if !e.Ticket.Booked.IsZero() {
		h.BookedFor = timestamppb.New(e.Ticket.Booked)
	}
	return h
}

// paperProto is an outcome, none where there is none yet. One that only a newer program
// knows, which has left its journal, is unknown: the ticket stays callable.
func paperProto(p journal.Paper) numerekv1.Paper {
	switch p {
	case "":
		return numerekv1.Paper_PAPER_UNSPECIFIED
	case journal.Printed:
		return numerekv1.Paper_PAPER_PRINTED
	case journal.Shown:
		return numerekv1.Paper_PAPER_SHOWN
	case journal.NotDelivered:
		return numerekv1.Paper_PAPER_NOT_DELIVERED
	case journal.Unknown:
		return numerekv1.Paper_PAPER_UNKNOWN
	default:
		return numerekv1.Paper_PAPER_UNKNOWN
	}
}

func reasonProto(r journal.Reason) numerekv1.AbandonReason {
	switch r {
	case journal.NoAnswer:
		return numerekv1.AbandonReason_ABANDON_REASON_NO_ANSWER
	case journal.Restarted:
		return numerekv1.AbandonReason_ABANDON_REASON_RESTARTED
	case journal.NotPrinted:
		return numerekv1.AbandonReason_ABANDON_REASON_NOT_PRINTED
	default:
		return numerekv1.AbandonReason_ABANDON_REASON_UNSPECIFIED
	}
}

func wordsFrom(t *numerekv1.Text) kiosk.Words { return t.GetByLanguage() }

// instant is the time of a stamp, zero if there is none.
func instant(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

// all converts every element of a list.
func all[A, B any](list []A, convert func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = convert(a)
	}
	return out
}
