package devices_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"

	"google.golang.org/grpc"

	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

// shown is what a wall monitor knows, and how far it is.
type shown struct {
	incarnation string
	seq         int64
	calls       []*numerekv1.Call // that stand, the newest first
	waiting     map[string]int32  // by department
	message     string            // in Polish
	volume      int32
}

// take takes a message in as a monitor does, and checks that nothing is missing
// before it and that no call comes twice.
func (s shown) take(m *numerekv1.WatchCallsResponse) (shown, error) {
	before := s.seq
	s.seq = m.GetSeq()
	if hall := m.GetSnapshot(); hall != nil {
		s.incarnation, s.calls, s.waiting = m.GetIncarnation(), hall.GetCalls(), map[string]int32{}
		for _, w := range hall.GetWaiting() {
			s.waiting[w.GetDepartmentId()] = w.GetWaiting()
		}
		s.message, s.volume = hall.GetMessage().GetByLanguage()["pl"], hall.GetVoice().GetVolume()
		if m.GetAfterSeq() != 0 {
			return s, fmt.Errorf("a snapshot comes after %d", m.GetAfterSeq())
		}
		return s, nil
	}
	if m.GetIncarnation() != s.incarnation || m.GetAfterSeq() != before || m.GetSeq() < before {
		return s, fmt.Errorf("(%d, %d] of %q follows %d of %q", m.GetAfterSeq(), m.GetSeq(), m.GetIncarnation(), before, s.incarnation)
	}
	for _, e := range m.GetChange().GetEvents() {
		switch what := e.GetWhat().(type) {
		case *numerekv1.CallEvent_Called:
			if id := callID(what.Called); id <= before || id > s.seq {
				return s, fmt.Errorf("call %d comes with (%d, %d]", id, before, s.seq)
			}
			s.calls = append([]*numerekv1.Call{what.Called}, without(s.calls, what.Called.GetTicketId())...)
		case *numerekv1.CallEvent_TakenBack:
			s.calls = without(s.calls, what.TakenBack)
		case *numerekv1.CallEvent_Gone:
			s.calls = without(s.calls, what.Gone)
		case *numerekv1.CallEvent_Message:
			s.message = what.Message.GetByLanguage()["pl"]
		case *numerekv1.CallEvent_Voice:
			s.volume = what.Voice.GetVolume()
		case *numerekv1.CallEvent_Waiting:
			s.waiting = maps.Clone(s.waiting)
			s.waiting[what.Waiting.GetDepartmentId()] = what.Waiting.GetWaiting()
		}
	}
	return s, nil
}

func callID(c *numerekv1.Call) int64 {
	id, err := strconv.ParseInt(c.GetId(), 10, 64)
	if err != nil {
		return -1
	}
	return id
}

func without(calls []*numerekv1.Call, ticket string) []*numerekv1.Call {
	return slices.DeleteFunc(slices.Clone(calls), func(c *numerekv1.Call) bool { return c.GetTicketId() == ticket })
}

func (s shown) numbers() string {
	var out []string
	for _, c := range s.calls {
		out = append(out, c.GetNumber())
	}
	return fmt.Sprint(out)
}

func (s shown) from() *numerekv1.WatchCallsRequest {
	return &numerekv1.WatchCallsRequest{Incarnation: s.incarnation, AfterSeq: s.seq}
}

// monitor follows the calls of a hall.
type monitor struct {
	shown

	t      testing.TB
	stream grpc.ServerStreamingClient[numerekv1.WatchCallsResponse]
	cancel context.CancelFunc
}

const (
	screenR1 = "ekran-r1" // the announcer of the city hall
	screenR2 = "ekran-r2"
)

// watch lets a monitor follow from where it was; a zero one begins.
func (h *house) watch(device string, was shown) *monitor {
	h.t.Helper()
	return h.watchOn(h.conn, device, was)
}

func (h *house) watchOn(conn *grpc.ClientConn, device string, was shown) *monitor {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.as(device))
	stream, err := numerekv1.NewDisplayServiceClient(conn).WatchCalls(ctx, was.from())
	if err != nil {
		h.t.Fatal(err)
	}
	return &monitor{shown: was, t: h.t, stream: stream, cancel: cancel}
}

// mostBeats is how many messages a test waits for what it wants.
const mostBeats = 200

// recv takes one message.
func (m *monitor) recv() *numerekv1.WatchCallsResponse {
	m.t.Helper()
	r, err := m.stream.Recv()
	if err != nil {
		m.t.Fatal(err)
	}
	if m.shown, err = m.take(r); err != nil {
		m.t.Fatal(err)
	}
	return r
}

// news takes messages up to the next one that says something.
func (m *monitor) news() *numerekv1.WatchCallsResponse {
	m.t.Helper()
	for range mostBeats {
		if r := m.recv(); r.GetHeartbeat() == nil {
			return r
		}
	}
	m.t.Fatal("nothing comes")
	return nil
}

// until takes messages until what is shown is as it should be.
func (m *monitor) until(holds func(shown) bool) {
	m.t.Helper()
	for range mostBeats {
		if holds(m.shown) {
			return
		}
		m.recv()
	}
	m.t.Fatalf("never so; calls %s, waiting %v, message %q, volume %d", m.numbers(), m.waiting, m.message, m.volume)
}

// events takes the next change and says what is in it.
func (m *monitor) events() []*numerekv1.CallEvent {
	m.t.Helper()
	r := m.news()
	if r.GetChange() == nil {
		m.t.Fatalf("got %v, want a change", r)
	}
	return r.GetChange().GetEvents()
}

// clerk works at a desk of the city hall.
type clerk struct {
	h         *house
	seat      office.Seat
	operation office.Operation
	mu        sync.Mutex
}

func (h *house) clerk(location string, desk int) *clerk {
	h.t.Helper()
	seat := office.Seat{
		Office: "koszalin", Location: location, Desk: desk,
		Workstation: fmt.Sprintf("%s-%d", location, desk), Clerk: fmt.Sprintf("clerk-%d", desk),
	}
	operation, err := h.office.TakeDesk(h.t.Context(), seat, true)
	if err != nil {
		h.t.Fatal(err)
	}
	return &clerk{h: h, seat: seat, operation: operation}
}

// try does a deed, which may be refused.
func (c *clerk) try(a office.Action) office.Outcome {
	c.h.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.operation = c.operation.Next()
	out, err := c.h.office.Act(c.h.t.Context(), c.seat, c.operation, a)
	if err != nil {
		c.h.t.Fatal(err)
	}
	return out
}

// do does a deed that nothing stands against.
func (c *clerk) do(deed office.Deed) office.Outcome {
	c.h.t.Helper()
	out := c.try(office.Action{Deed: deed})
	if out.Refused != "" {
		c.h.t.Fatalf("%s: refused: %s", deed, out.Refused)
	}
	return out
}
