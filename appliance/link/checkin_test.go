package link_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

const code = "4829151"

// typeCode asks for the ticket of a code as the kiosk does, the journal first.
func (d *device) typeCode(id, code string) (link.Answer, error) {
	d.t.Helper()
	d.add(journal.Record{Kind: journal.Tap, Request: id, Language: "uk"})
	answer, err := d.link.Issue(d.t.Context(), link.Request{ID: id, Code: kiosk.Code(code), Language: "uk"})
	switch {
	case err != nil:
		d.add(journal.Record{Kind: journal.Abandon, Request: id, Reason: journal.NoAnswer})
		d.link.Deliver()
	case answer.Refused:
		d.add(journal.Record{Kind: journal.Settled, Request: id})
	default:
		d.add(journal.Record{Kind: journal.Issued, Request: id, Service: answer.Ticket.ServiceID, Language: "uk", Ticket: answer.Held})
	}
	return answer, err
}

// loses makes answers to check-ins get lost.
func loses(s *linktest.Server, lost bool) {
	s.Lost(func(method string) bool { return lost && strings.HasSuffix(method, "/CheckIn") })
}

// callable counts the tickets that can be called.
func callable(s *linktest.Server) (n int) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	for id := range s.Tickets {
		if !s.Void[id] {
			n++
		}
	}
	return n
}

func TestCheckIn_ticket_and_report(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		hour := time.Now().Add(5 * time.Minute)
		s.Book(code, hour)
		d := boot(t, path, s)
		answer, err := d.typeCode("a", code)
		if err != nil || answer.Refused {
			t.Fatalf("got %+v, %v", answer, err)
		}
		if got := answer.Ticket; got.ID != "a" || got.Number != "R 001" || got.ServiceID != "rejestracja" || !got.Booked.Equal(hour) {
			t.Errorf("ticket: got %+v", got)
		}
		d.add(journal.Record{Kind: journal.Outcome, Request: "a", Outcome: journal.Printed})
		d.link.Deliver()
		synctest.Wait()
		if got := s.Papers["a"]; got != numerekv1.Paper_PAPER_PRINTED {
			t.Errorf("paper at the server: got %v, want printed", got)
		}
		again, err := d.typeCode("b", code)
		if err != nil || again.CodeRefusal.Reason != kiosk.CodeUsed || again.CodeRefusal.Ticket.Number != "R 001" {
			t.Errorf("again: got %+v, %v", again, err)
		}
	})
}

func TestCheckIn_refusals(t *testing.T) {
	for want, prepare := range map[kiosk.CodeReason]func(s *linktest.Server){
		kiosk.CodeUnknown:   func(s *linktest.Server) { s.Book("5724", time.Now()) },
		kiosk.CodeEarly:     func(s *linktest.Server) { s.Book(code, time.Now().Add(time.Hour)) },
		kiosk.CodeLate:      func(s *linktest.Server) { s.Book(code, time.Now().Add(-time.Hour)) },
		kiosk.CodeCancelled: func(s *linktest.Server) { s.Book(code, time.Now()).Cancelled = true },
		kiosk.CodeMissed:    func(s *linktest.Server) { s.Book(code, time.Now()).Missed = true },
		kiosk.CodeElsewhere: func(s *linktest.Server) { s.Book(code, time.Now()).Elsewhere = true },
	} {
		bubble(t, func(t *testing.T, path string, s *linktest.Server) {
			prepare(s)
			answer, err := boot(t, path, s).typeCode("a", code)
			r := answer.CodeRefusal
			if err != nil || !answer.Refused || r.Reason != want {
				t.Fatalf("%s: got %+v, %v", want, answer, err)
			}
			if known := want != kiosk.CodeUnknown; known != (!r.Start.IsZero() && r.ServiceID == "rejestracja" && r.Until.Sub(r.From) == linktest.Early+linktest.Late) {
				t.Errorf("%s: got %+v", want, r)
			}
			if want == kiosk.CodeElsewhere && (r.Location["pl"] == "" || r.Address == "") {
				t.Errorf("%s does not say where: %+v", want, r)
			}
		})
	}
}

func TestCheckIn_five_wrong_codes(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Book(code, time.Now())
		d := boot(t, path, s)
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			answer, err := d.typeCode(id, "5724")
			if r := answer.CodeRefusal; err != nil || r.Reason != kiosk.CodeUnknown || r.PausedUntil.IsZero() != (id != "e") {
				t.Fatalf("%s: got %+v, %v", id, r, err)
			}
		}
		if answer, _ := d.typeCode("f", code); answer.CodeRefusal.Reason != kiosk.CodePaused {
			t.Errorf("got %+v", answer)
		}
		pass(time.Minute)
		if answer, _ := d.typeCode("g", code); answer.Refused {
			t.Errorf("after the pause: got %+v", answer)
		}
	})
}

// A lost answer is asked for again under the same key: one code, one ticket.
func TestCheckIn_lost_answer(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Book(code, time.Now())
		d := boot(t, path, s)
		loses(s, true)
		time.AfterFunc(3*time.Second, func() { loses(s, false) })
		answer, err := d.typeCode("a", code)
		if err != nil || answer.Ticket.Number != "R 001" || callable(s) != 1 {
			t.Errorf("got %+v, %v and %d tickets", answer, err, callable(s))
		}
	})
}

// Who types the code again after the kiosk has given up gets a ticket on paper,
// because the first one is voided before.
func TestCheckIn_given_up_and_typed_again(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Book(code, time.Now())
		d := boot(t, path, s)
		loses(s, true)
		if _, err := d.typeCode("a", code); !errors.Is(err, link.ErrNoAnswer) {
			t.Fatalf("got %v", err)
		}
		loses(s, false)
		answer, err := d.typeCode("b", code)
		if err != nil || answer.Refused || answer.Ticket.Number != "R 002" || !s.Void["a"] || callable(s) != 1 {
			t.Errorf("got %+v, %v; void %v", answer, err, s.Void)
		}
	})
}

// While the server does not hear that the first request was given up, nobody is
// shown its number; when somebody else was, it stays callable.
func TestCheckIn_given_up_and_not_known_yet(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Book(code, time.Now())
		d := boot(t, path, s)
		s.Before(func(_ context.Context, method string) error {
			if strings.HasSuffix(method, "/AbandonTicket") {
				return status.Error(codes.Unavailable, "the network eats it")
			}
			return nil
		})
		loses(s, true)
		if _, err := d.typeCode("a", code); !errors.Is(err, link.ErrNoAnswer) {
			t.Fatalf("got %v", err)
		}
		loses(s, false)
		if answer, err := d.typeCode("b", code); !errors.Is(err, link.ErrNoAnswer) {
			t.Errorf("shown: %+v, %v", answer, err)
		}
		s.Before(nil)
		pass(2 * time.Minute)
		if open := d.journal.State().Open; len(open) > 0 {
			t.Errorf("left in the journal: %+v", open)
		}
		answer, err := d.typeCode("c", code)
		if err != nil || answer.CodeRefusal.Reason != kiosk.CodeUsed || callable(s) != 1 || s.Void["a"] {
			t.Errorf("got %+v, %v; void %v", answer, err, s.Void)
		}
	})
}

func TestCheckIn_two_kiosks_at_once(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Book(code, time.Now())
		one, two := boot(t, path, s), boot(t, path+"2", s)
		var a, b link.Answer
		var errA, errB error
		var both sync.WaitGroup
		both.Go(func() { a, errA = one.link.Issue(t.Context(), link.Request{ID: "a", Code: code, Language: "pl"}) })
		both.Go(func() { b, errB = two.link.Issue(t.Context(), link.Request{ID: "b", Code: code, Language: "pl"}) })
		both.Wait()
		if a.Refused {
			a, b = b, a
		}
		if errA != nil || errB != nil || a.Refused || b.CodeRefusal.Ticket.Number != a.Ticket.Number || callable(s) != 1 {
			t.Errorf("got %+v, %v and %+v, %v", a, errA, b, errB)
		}
	})
}

// After a restart nothing of the code is known, and the request is given up.
func TestCheckIn_restart_in_the_middle(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		hour := time.Now()
		s.Book(code, hour)
		d := boot(t, path, s)
		d.add(journal.Record{Kind: journal.Tap, Request: "a", Language: "pl"})
		if _, err := d.link.Issue(t.Context(), link.Request{ID: "a", Code: code, Language: "pl"}); err != nil {
			t.Fatal(err)
		}
		d.stop() // before the answer was noted
		d = boot(t, path, s)
		actions := journal.Recover(d.journal.State())
		if len(actions) != 1 || actions[0].Do != journal.DoAbandon {
			t.Fatalf("got %+v", actions)
		}
		d.add(journal.Record{Kind: journal.Abandon, Request: "a", Reason: journal.Restarted})
		d.link.Deliver()
		synctest.Wait()
		answer, err := d.typeCode("b", code)
		if err != nil || answer.Refused || callable(s) != 1 || !s.Void["a"] {
			t.Fatalf("got %+v, %v; void %v", answer, err, s.Void)
		}
		d.stop() // with the number noted, and nothing printed
		s.Mu.Lock()
		delete(s.Tickets, "b") // and the server loses it
		s.Mu.Unlock()
		boot(t, path, s)
		hello := s.Hellos[len(s.Hellos)-1]
		if len(hello.GetHeld()) != 1 || hello.GetHeld()[0].GetServiceId() != "rejestracja" ||
			!hello.GetHeld()[0].GetBookedFor().AsTime().Equal(hour) {
			t.Errorf("held: got %v", hello.GetHeld())
		}
	})
}
