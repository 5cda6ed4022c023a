package link_test

import (
	"testing"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

func TestLink_a_forecast_comes_with_the_ticket(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Wait = &numerekv1.Wait{FromMinutes: 15, ToMinutes: 25}
		answer, err := boot(t, path, s).tap("a")
		if err != nil {
			t.Fatal(err)
		}
		if want := (kiosk.Wait{Known: true, From: 15, To: 25}); answer.Ticket.Wait != want {
			t.Errorf("got %+v, want %+v", answer.Ticket.Wait, want)
		}
	})
}

func TestLink_every_reason_has_a_word_of_the_kiosk(t *testing.T) {
	for reason, want := range map[numerekv1.RefusalReason]kiosk.Reason{
		numerekv1.RefusalReason_REFUSAL_REASON_QUEUE_FULL: kiosk.QueueFull,
		numerekv1.RefusalReason_REFUSAL_REASON_STOPPED:    kiosk.Stopped,
		numerekv1.RefusalReason_REFUSAL_REASON_CLOCK:      kiosk.ClockDoubt,
		1000: kiosk.Closed, // of a newer server
	} {
		bubble(t, func(t *testing.T, path string, s *linktest.Server) {
			s.Refuse, s.Reason = true, reason
			answer, err := boot(t, path, s).tap("a")
			if err != nil || answer.Refusal.Reason != want {
				t.Errorf("%v: got %+v, %v, want %s", reason, answer, err, want)
			}
		})
	}
}

func TestEvent_state_with_and_without_a_forecast(t *testing.T) {
	message := &numerekv1.WatchCatalogResponse{Content: &numerekv1.WatchCatalogResponse_Change{Change: &numerekv1.CatalogChange{
		Services: []*numerekv1.ServiceState{
			{ServiceId: "a", Open: true, Waiting: 1, Wait: &numerekv1.Wait{ToMinutes: 5}},
			{ServiceId: "b", Open: true, Waiting: 1},
		},
	}}}
	event, err := link.Event(message)
	if err != nil {
		t.Fatal(err)
	}
	states := event.(kiosk.StatesChanged).States
	if want := (kiosk.Wait{Known: true, To: 5}); states[0].Wait != want {
		t.Errorf("got %+v, want %+v", states[0].Wait, want)
	}
	if states[1].Wait.Known {
		t.Errorf("nothing was said, got %+v", states[1].Wait)
	}
}

// A newer program has left an outcome in the journal that this one has no word for: the
// server hears that it is not known, so that the ticket stays callable, and the reason
// of what was given up is left out.
func TestLink_words_of_a_newer_program(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		first := boot(t, path, s)
		if _, err := first.tap("a"); err != nil {
			t.Fatal(err)
		}
		first.add(journal.Record{Kind: journal.Begin, Request: "a", Attempt: 1})
		first.add(journal.Record{Kind: journal.Outcome, Request: "a", Outcome: "engraved"})
		first.add(journal.Record{Kind: journal.Tap, Request: "b", Service: "rejestracja"})
		first.add(journal.Record{Kind: journal.Abandon, Request: "b", Reason: "boredom"})
		first.stop()
		second := boot(t, path, s)
		s.Mu.Lock()
		defer s.Mu.Unlock()
		if got := s.Papers["a"]; got != numerekv1.Paper_PAPER_UNKNOWN || s.Void["a"] || len(second.journal.State().Open) != 0 {
			t.Errorf("got %v, void %v, left %+v", got, s.Void["a"], second.journal.State().Open)
		}
	})
}
