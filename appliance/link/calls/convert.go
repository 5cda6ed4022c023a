package calls

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/appliance/announce"
	"numerek/appliance/display"
	numerekv1 "numerek/proto/numerek/v1"
)

// eventFrom is what a message of the stream means to the monitor.
func eventFrom(m *numerekv1.WatchCallsResponse) (display.Event, error) {
	now := instant(m.GetServerTime())
	switch {
	case m.GetSnapshot() != nil:
		h := m.GetSnapshot()
		zone, err := time.LoadLocation(h.GetTimezone())
		if err != nil {
			return nil, fmt.Errorf("hall: %w", err)
		}
		return display.HallChanged{Hall: hallFrom(h), Calls: all(h.GetCalls(), callFrom), Zone: zone, ServerTime: now}, nil
	case m.GetChange() != nil:
		e := display.CallsChanged{ServerTime: now}
		for _, what := range m.GetChange().GetEvents() {
			if c := changeFrom(what); c != nil {
				e.Changes = append(e.Changes, c)
			}
		}
		return e, nil
	default:
		return display.Heard{ServerTime: now}, nil
	}
}

// changeFrom is one change, nil for what a newer server may add.
func changeFrom(e *numerekv1.CallEvent) display.Change {
	switch what := e.GetWhat().(type) {
	case *numerekv1.CallEvent_Called:
		return display.Called{Call: callFrom(what.Called)}
	case *numerekv1.CallEvent_TakenBack:
		return display.Over{TicketID: what.TakenBack}
	case *numerekv1.CallEvent_Gone:
		return display.Over{TicketID: what.Gone}
	case *numerekv1.CallEvent_Message:
		return display.MessageChanged{Message: what.Message.GetByLanguage()}
	case *numerekv1.CallEvent_Voice:
		return display.VoiceChanged{Voice: voiceFrom(what.Voice)}
	case *numerekv1.CallEvent_Waiting:
		return display.WaitingChanged{Department: what.Waiting.GetDepartmentId(), Waiting: int(what.Waiting.GetWaiting())}
	}
	return nil
}

func hallFrom(h *numerekv1.Hall) display.Hall {
	waiting := map[string]int{}
	for _, w := range h.GetWaiting() {
		waiting[w.GetDepartmentId()] = int(w.GetWaiting())
	}
	return display.Hall{
		OfficeName:   h.GetOfficeName().GetByLanguage(),
		Languages:    h.GetLanguages(),
		Colour:       h.GetColour(),
		LocationName: h.GetLocationName().GetByLanguage(),
		Place:        h.GetPlace().GetByLanguage(),
		Queues:       h.GetQueues(),
		Departments: all(h.GetDepartments(), func(d *numerekv1.Department) display.Department {
			return display.Department{ID: d.GetId(), Name: d.GetName().GetByLanguage(), Mark: int(d.GetMark())}
		}),
		Waiting:   waiting,
		Message:   h.GetMessage().GetByLanguage(),
		Announcer: h.GetAnnouncer(),
		Voice:     voiceFrom(h.GetVoice()),
		DemoClock: h.GetDemoClock(),
	}
}

func callFrom(c *numerekv1.Call) display.Call {
	return display.Call{
		ID: c.GetId(), TicketID: c.GetTicketId(), Number: c.GetNumber(), Prefix: c.GetPrefix(), Sequence: int(c.GetSequence()),
		Department: c.GetDepartmentId(), Desk: int(c.GetDesk()), PlaceWord: c.GetPlaceWord(), Language: c.GetLanguage(),
		At: instant(c.GetCalledAt()), Arrow: arrowFrom(c.GetArrow()), Room: c.GetRoom().GetByLanguage(),
	}
}

// arrowFrom takes what a newer server may add for not said.
func arrowFrom(s string) display.Arrow {
	switch a := display.Arrow(s); a {
	case display.ArrowLeft, display.ArrowRight, display.ArrowUp, display.ArrowDown:
		return a
	}
	return ""
}

func voiceFrom(v *numerekv1.Voice) announce.Voice {
	sentences := map[string]announce.Sentence{}
	for lang, s := range v.GetSentences() {
		sentences[lang] = announce.Sentence{Call: s.GetCall(), Places: s.GetPlaces()}
	}
	return announce.Voice{
		Languages:   v.GetLanguages(),
		RepeatAfter: time.Duration(v.GetRepeatAfter()) * time.Second,
		Gap:         time.Duration(v.GetGap()) * time.Millisecond,
		Volume:      int(v.GetVolume()),
		Sentences:   sentences,
		Gong:        v.GetGong(),
	}
}

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
