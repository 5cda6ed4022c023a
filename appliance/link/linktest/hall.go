package linktest

import (
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
)

// hall is what the server knows of one location's calls.
type hall struct {
	now       *numerekv1.Hall // with the calls that stand
	seq       int64
	log       []*numerekv1.WatchCallsResponse // that a watcher can resume from
	forgotten int64                           // up to where it cannot
	snapshots int
	changed   chan struct{} // closed at every change
}

func newHall() hall {
	return hall{
		seq: 1, forgotten: 1, changed: make(chan struct{}),
		now: &numerekv1.Hall{
			OfficeName: text("Urząd"), Timezone: "Europe/Warsaw", Languages: []string{"pl", "en"}, Colour: "#00508C",
			LocationName: text("Ratusz"), Place: text("korytarz"), Queues: []string{"R"}, Announcer: true,
			Departments: []*numerekv1.Department{{Id: "km", Name: text("Wydział Komunikacji"), Mark: 1}},
			Waiting:     []*numerekv1.DepartmentWaiting{{DepartmentId: "km", Waiting: 4}},
			Voice: &numerekv1.Voice{
				Languages: []string{"pl"}, RepeatAfter: 30, Gap: 60, Volume: 100,
				Sentences: map[string]*numerekv1.Sentence{"pl": {
					Call:   "Numer {letter} {number}, proszę do {place} numer {desk}.",
					Places: map[string]string{"stanowisko": "stanowiska"},
				}},
			},
			BusinessDay: "2026-11-23",
		},
	}
}

// Happen changes the hall and tells its watchers in one message.
func (s *Server) Happen(events ...*numerekv1.CallEvent) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	h := &s.hall
	for _, e := range events {
		switch what := e.GetWhat().(type) {
		case *numerekv1.CallEvent_Called:
			h.over(what.Called.GetTicketId())
			h.now.Calls = slices.Insert(h.now.GetCalls(), 0, what.Called)
		case *numerekv1.CallEvent_TakenBack:
			h.over(what.TakenBack)
		case *numerekv1.CallEvent_Gone:
			h.over(what.Gone)
		case *numerekv1.CallEvent_Message:
			h.now.Message = what.Message
		case *numerekv1.CallEvent_Voice:
			h.now.Voice = what.Voice
		case *numerekv1.CallEvent_Waiting:
			h.now.Waiting = []*numerekv1.DepartmentWaiting{what.Waiting}
		}
	}
	after := h.seq
	h.seq += 2 // events that do not concern the monitor lie between
	h.log = append(h.log, &numerekv1.WatchCallsResponse{
		Seq: h.seq, AfterSeq: after, Content: &numerekv1.WatchCallsResponse_Change{Change: &numerekv1.CallsChange{Events: events}},
	})
	h.ring()
}

// Called is the event of a call that is made now.
func Called(id, ticket, number string, sequence, desk int32) *numerekv1.CallEvent {
	return &numerekv1.CallEvent{What: &numerekv1.CallEvent_Called{Called: &numerekv1.Call{
		Id: id, TicketId: ticket, Number: number, Prefix: number[:1], Sequence: sequence, DepartmentId: "km", Desk: desk,
		PlaceWord: "stanowisko", Language: "pl", CalledAt: timestamppb.Now(), Times: 1,
	}}}
}

// TakenBack is the event of a call that was a mistake.
func TakenBack(ticket string) *numerekv1.CallEvent {
	return &numerekv1.CallEvent{What: &numerekv1.CallEvent_TakenBack{TakenBack: ticket}}
}

// Forget makes the server unable to say what has happened: a watcher that
// resumes gets a snapshot.
func (s *Server) Forget() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.hall.log, s.hall.forgotten = nil, s.hall.seq
}

// Restore gives the server another incarnation, whose hall is the same.
func (s *Server) Restore(incarnation string) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Incarnation = incarnation
	s.hall.log, s.hall.seq, s.hall.forgotten = nil, 1, 1
	s.hall.ring()
}

// Skip sends a message to the monitors that says that something before it is missing.
func (s *Server) Skip() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.hall.seq += 2
	s.hall.log = append(s.hall.log, &numerekv1.WatchCallsResponse{
		Seq: s.hall.seq, AfterSeq: s.hall.seq - 1, Content: &numerekv1.WatchCallsResponse_Heartbeat{},
	})
	s.hall.ring()
}

// HallSnapshots is how many were sent.
func (s *Server) HallSnapshots() int {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return s.hall.snapshots
}

func (h *hall) over(ticket string) {
	h.now.Calls = slices.DeleteFunc(h.now.GetCalls(), func(c *numerekv1.Call) bool { return c.GetTicketId() == ticket })
}

func (h *hall) ring() {
	close(h.changed)
	h.changed = make(chan struct{})
}

// WatchCalls implements the contract.
func (s *Server) WatchCalls(r *numerekv1.WatchCallsRequest, stream grpc.ServerStreamingServer[numerekv1.WatchCallsResponse]) error {
	last, known := r.GetAfterSeq(), r.GetIncarnation()
	for first := true; ; first = false {
		out, incarnation, changed := s.news(&last, known)
		known = incarnation
		if first && len(out) == 1 && out[0].GetHeartbeat() != nil {
			out = nil // a watcher that resumes hears nothing before there is anything to say
		}
		for _, m := range out {
			m.Incarnation, m.ServerTime = incarnation, timestamppb.Now()
			if err := stream.Send(m); err != nil {
				return err
			}
		}
		select {
		case <-changed:
		case <-time.After(5 * time.Second):
		case <-stream.Context().Done():
			return nil
		}
	}
}

// news is what a watcher gets who has followed an incarnation up to last: what
// it has missed, a heartbeat, or everything anew.
func (s *Server) news(last *int64, known string) (out []*numerekv1.WatchCallsResponse, incarnation string, changed <-chan struct{}) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	h := &s.hall
	if known != s.Incarnation || *last < h.forgotten && *last != h.seq {
		h.snapshots++
		*last = h.seq
		snapshot, _ := proto.Clone(h.now).(*numerekv1.Hall)
		out = append(out, &numerekv1.WatchCallsResponse{Seq: h.seq, Content: &numerekv1.WatchCallsResponse_Snapshot{Snapshot: snapshot}})
		return out, s.Incarnation, h.changed
	}
	for _, m := range h.log {
		if m.GetSeq() > *last {
			copied, _ := proto.Clone(m).(*numerekv1.WatchCallsResponse)
			out, *last = append(out, copied), m.GetSeq()
		}
	}
	if len(out) == 0 && !s.Mute {
		out = append(out, &numerekv1.WatchCallsResponse{
			Seq: *last, AfterSeq: *last, Content: &numerekv1.WatchCallsResponse_Heartbeat{Heartbeat: &numerekv1.CallsHeartbeat{}},
		})
	}
	return out, s.Incarnation, h.changed
}
