package devices

import (
	"math"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	numerekv1 "numerek/proto/numerek/v1"
)

func ticket(a office.Answer) *numerekv1.Ticket {
	t := a.Ticket
	return &numerekv1.Ticket{
		Id: t.ID, Number: t.Number.String(), Prefix: t.Number.Prefix, Sequence: whole(t.Number.N),
		ServiceId: t.Service, LocationId: t.Location, BusinessDay: string(t.Day),
		IssuedAt: instant(t.IssuedAt), WaitingAhead: whole(t.Ahead), StatusUrl: a.StatusURL,
		Priority: t.Priority, Language: t.Language, Wait: wait(t.Wait), BookedFor: instant(t.Booked),
	}
}

// wait leaves a range that says nothing away.
func wait(w queue.Wait) *numerekv1.Wait {
	if w == (queue.Wait{}) {
		return nil
	}
	return &numerekv1.Wait{FromMinutes: whole(w.From), ToMinutes: whole(w.To)}
}

// whole is a count in the protocol's width.
func whole(n int) int32 {
	if n < 0 || n > math.MaxInt32 {
		return math.MaxInt32
	}
	return int32(n)
}

var reasons = map[office.Reason]numerekv1.RefusalReason{
	office.UnknownService: numerekv1.RefusalReason_REFUSAL_REASON_UNKNOWN_SERVICE,
	office.Closed:         numerekv1.RefusalReason_REFUSAL_REASON_CLOSED,
	office.NotYetOpen:     numerekv1.RefusalReason_REFUSAL_REASON_NOT_YET_OPEN,
	office.Holiday:        numerekv1.RefusalReason_REFUSAL_REASON_HOLIDAY,
	office.Closing:        numerekv1.RefusalReason_REFUSAL_REASON_CLOSING,
	office.DailyCap:       numerekv1.RefusalReason_REFUSAL_REASON_DAILY_CAP,
	office.Abandoned:      numerekv1.RefusalReason_REFUSAL_REASON_ABANDONED,
	office.ClockWrong:     numerekv1.RefusalReason_REFUSAL_REASON_CLOCK,
	office.QueueFull:      numerekv1.RefusalReason_REFUSAL_REASON_QUEUE_FULL,
	office.Stopped:        numerekv1.RefusalReason_REFUSAL_REASON_STOPPED,
	office.BookingsOnly:   numerekv1.RefusalReason_REFUSAL_REASON_BOOKINGS_ONLY,
}

func refusal(r *office.Refusal, languages ...string) *numerekv1.Refusal {
	if r == nil {
		return nil
	}
	out := &numerekv1.Refusal{Reason: reasons[r.Reason], OpensAt: instant(r.OpensAt)}
	if len(r.Note) > 0 {
		out.Note = r.Note.In(languages...)
	}
	return out
}

func text(t officefile.Text) *numerekv1.Text {
	if len(t) == 0 {
		return nil
	}
	return &numerekv1.Text{ByLanguage: t}
}

// instant leaves a time that is not known away.
func instant(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

var papers = map[numerekv1.Paper]queue.Paper{
	numerekv1.Paper_PAPER_UNSPECIFIED:   queue.PaperPending,
	numerekv1.Paper_PAPER_PRINTED:       queue.PaperPrinted,
	numerekv1.Paper_PAPER_SHOWN:         queue.PaperShown,
	numerekv1.Paper_PAPER_UNKNOWN:       queue.PaperUnknown,
	numerekv1.Paper_PAPER_NOT_DELIVERED: queue.PaperNotDelivered,
}

// held reads a ticket as a device remembers it. An outcome that a newer device
// knows and this server does not is unknown: the ticket stays callable.
func held(h *numerekv1.HeldTicket) office.Held {
	paper, ok := papers[h.GetPaper()]
	if !ok {
		paper = queue.PaperUnknown
	}
	out := office.Held{
		Request: h.GetRequestId(), Service: h.GetServiceId(), Prefix: h.GetPrefix(), Sequence: int(h.GetSequence()),
		Day: queue.Day(h.GetBusinessDay()), Language: h.GetLanguage(), Priority: h.GetPriority(), Paper: paper,
		Attempt: int(h.GetAttempt()), Evidence: h.GetEvidence(), Token: h.GetStatusToken(),
	}
	if h.GetIssuedAt().IsValid() {
		out.IssuedAt = h.GetIssuedAt().AsTime()
	}
	if h.GetBookedFor().IsValid() {
		out.Booked = h.GetBookedFor().AsTime()
	}
	return out
}

var abandonReasons = map[numerekv1.AbandonReason]string{
	numerekv1.AbandonReason_ABANDON_REASON_NO_ANSWER:   "no_answer",
	numerekv1.AbandonReason_ABANDON_REASON_RESTARTED:   "restarted",
	numerekv1.AbandonReason_ABANDON_REASON_NOT_PRINTED: "not_printed",
}
