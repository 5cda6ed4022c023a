package link_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// device is a kiosk's side of the line: a journal on disk and what it heard.
type device struct {
	t       *testing.T
	path    string
	journal *journal.Journal
	link    *link.Link
	stop    func()

	mu    sync.Mutex
	heard []string
}

// boot starts a device on the journal at path, against a server.
func boot(t *testing.T, path string, s *linktest.Server) *device {
	t.Helper()
	return bootOver(t, path, s.Dial())
}

// bootOver starts a device on the journal at path that reaches its server as dial says.
func bootOver(t *testing.T, path string, dial []grpc.DialOption) *device {
	t.Helper()
	d := &device{t: t, path: path}
	var err error
	if d.journal, _, err = journal.Open(path); err != nil {
		t.Fatal(err)
	}
	d.link, err = link.New(link.Options{
		Server: "passthrough:///test", Device: "kiosk-ratusz", Office: "koszalin", Version: "test", Memory: d.journal,
		Notify: d.hear, Log: testLog(t), Dial: dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.link.Run(ctx) }()
	d.stop = sync.OnceFunc(func() { cancel(); <-done; d.journal.Close() })
	t.Cleanup(d.stop)
	synctest.Wait()
	return d
}

func (d *device) hear(_ context.Context, e kiosk.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e.(type) {
	case kiosk.CatalogChanged:
		d.heard = append(d.heard, "catalogue")
	case kiosk.StatesChanged:
		d.heard = append(d.heard, "states")
	case kiosk.LinkLost:
		d.heard = append(d.heard, "lost")
	case kiosk.LinkUp:
		if n := len(d.heard); n == 0 || d.heard[n-1] != "up" {
			d.heard = append(d.heard, "up")
		}
	}
}

// said returns what the kiosk has heard since the last call.
func (d *device) said() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	heard := strings.Join(d.heard, " ")
	d.heard = nil
	return heard
}

// tap asks for a ticket as the kiosk does, the journal first.
func (d *device) tap(id string) (link.Answer, error) {
	d.t.Helper()
	d.add(journal.Record{Kind: journal.Tap, Request: id, Service: "rejestracja", Language: "uk"})
	answer, err := d.link.Issue(d.t.Context(), link.Request{ID: id, ServiceID: "rejestracja", Language: "uk"})
	if err == nil && !answer.Refused {
		d.add(journal.Record{Kind: journal.Issued, Request: id, Ticket: answer.Held})
	}
	return answer, err
}

func (d *device) add(r journal.Record) {
	d.t.Helper()
	if err := d.journal.Append(r); err != nil {
		d.t.Fatal(err)
	}
}

// pass lets time pass in the bubble, and everything that is due be done.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// bubble runs a test with a clock of its own.
func bubble(t *testing.T, test func(t *testing.T, path string, s *linktest.Server)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) { test(t, path, linktest.New(t)) })
}

func TestLink_ticket_and_report(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		answer, err := d.tap("a")
		if err != nil {
			t.Fatal(err)
		}
		want := kiosk.Ticket{
			ID: "a", Number: "R 001", ServiceID: "rejestracja", IssuedAt: time.Now(), Ahead: 4,
			StatusURL: "https://k.example/t/abc", Language: "uk", Day: "2026-11-23",
		}
		if diff := cmp.Diff(want, answer.Ticket); diff != "" {
			t.Errorf("ticket (-want +got):\n%s", diff)
		}
		if answer.Held.StatusToken != "abc" || answer.Held.Sequence != 1 {
			t.Errorf("held: got %+v, want number 1 with token abc", answer.Held)
		}
		d.add(journal.Record{Kind: journal.Outcome, Request: "a", Outcome: journal.Printed})
		d.link.Deliver()
		synctest.Wait()
		if got := s.Papers["a"]; got != numerekv1.Paper_PAPER_PRINTED {
			t.Errorf("paper at the server: got %v, want printed", got)
		}
		if open := d.journal.State().Open; len(open) != 0 {
			t.Errorf("open after the acknowledgement: got %+v, want none", open)
		}
		if got := d.said(); got != "catalogue states" {
			t.Errorf("heard: got %q, want the catalogue and a change", got)
		}
		for _, got := range s.Devices {
			if got != "[koszalin] [kiosk-ratusz]" {
				t.Errorf("metadata: got %q, want office and device", got)
			}
		}
	})
}

func TestLink_refusal(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		s.Refuse = true
		answer, err := boot(t, path, s).tap("a")
		if err != nil || !answer.Refused || answer.Refusal.Reason != kiosk.DailyCap {
			t.Errorf("got %+v, %v, want a refusal for the daily cap", answer, err)
		}
	})
}

func TestLink_lost_answers_give_one_ticket(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		lost := 0
		s.Lost(func(method string) bool {
			if strings.HasSuffix(method, "IssueTicket") && lost < 2 {
				lost++
				return true
			}
			return false
		})
		start := time.Now()
		answer, err := d.tap("a")
		if err != nil || answer.Ticket.Number != "R 001" || s.Counter != 1 {
			t.Errorf("got %q, %v and %d numbers, want R 001 alone", answer.Ticket.Number, err, s.Counter)
		}
		if took := time.Since(start); took < 4*time.Second || took > link.IssueLimit {
			t.Errorf("two tries of 2 s and two pauses: took %v", took)
		}
	})
}

func TestLink_gives_up_and_abandons(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		var late sync.WaitGroup
		s.Before(func(ctx context.Context, method string) error {
			if strings.HasSuffix(method, "IssueTicket") {
				late.Add(1)
				defer late.Done()
				time.Sleep(20 * time.Second) // it is executed all the same, after the kiosk gave up
			}
			return nil
		})
		start := time.Now()
		if _, err := d.tap("a"); !errors.Is(err, link.ErrNoAnswer) {
			t.Fatalf("got %v, want %v", err, link.ErrNoAnswer)
		}
		if took := time.Since(start); took != link.IssueLimit {
			t.Errorf("gave up after %v, want %v", took, link.IssueLimit)
		}
		d.add(journal.Record{Kind: journal.Abandon, Request: "a", Reason: journal.NoAnswer})
		d.link.Deliver()
		synctest.Wait()
		if !s.Tombs["a"] || len(d.journal.State().Open) != 0 {
			t.Errorf("tombstone %v, open %+v, want a tombstone and nothing open", s.Tombs["a"], d.journal.State().Open)
		}
		late.Wait()
		synctest.Wait()
		if s.Counter != 0 {
			t.Errorf("numbers given after the abandonment: got %d, want 0", s.Counter)
		}
	})
}

func TestLink_mistake_is_not_repeated(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		start := time.Now()
		s.Before(func(_ context.Context, method string) error {
			if strings.HasSuffix(method, "IssueTicket") {
				return status.Error(codes.InvalidArgument, "the same key with another body")
			}
			return nil
		})
		if _, err := d.tap("a"); !errors.Is(err, link.ErrRejected) || time.Since(start) != 0 {
			t.Errorf("got %v after %v, want %v at once", err, time.Since(start), link.ErrRejected)
		}
	})
}

func TestLink_reports_for_ever(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		for _, id := range []string{"a", "b"} {
			if _, err := d.tap(id); err != nil {
				t.Fatal(err)
			}
		}
		var tries []time.Duration
		start := time.Now()
		s.Before(func(_ context.Context, method string) error {
			if strings.HasSuffix(method, "ReportTicket") && time.Since(start) < time.Hour {
				tries = append(tries, time.Since(start).Truncate(time.Second))
				return status.Error(codes.Internal, "broken")
			}
			return nil
		})
		d.add(journal.Record{Kind: journal.Outcome, Request: "a", Outcome: journal.Printed})
		d.add(journal.Record{Kind: journal.Outcome, Request: "b", Outcome: journal.Shown})
		d.link.Deliver()
		pass(time.Hour + 2*time.Minute)
		synctest.Wait()
		if len(d.journal.State().Open) != 0 || s.Papers["b"] != numerekv1.Paper_PAPER_SHOWN {
			t.Errorf("after an hour: open %+v, paper %v", d.journal.State().Open, s.Papers["b"])
		}
		if n := len(tries); n < 100 || n > 180 { // two reports, every 60 s give or take
			t.Errorf("tries in an hour: got %d (%v …), want about 130", n, tries[:min(n, 8)])
		}
	})
}

func TestLink_server_restart(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		d.said()
		s.Stop()
		s.Start()
		pass(2 * time.Second)
		if got := d.said(); got != "up" {
			t.Errorf("a short restart: heard %q, want only that it is up", got)
		}
		s.Stop()
		pass(time.Hour)
		if got := d.said(); got != "lost" {
			t.Errorf("an hour without a server: heard %q, want lost, once", got)
		}
		s.Start()
		pass(15 * time.Second)
		if got := d.said(); got != "up" || s.Snapshots != 1 {
			t.Errorf("back again: heard %q with %d snapshots, want up, resumed from the first", got, s.Snapshots)
		}
	})
}

func TestLink_missed_changes_come_after_a_break(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		d.said()
		s.Stop()
		s.Mu.Lock()
		s.Publish(&numerekv1.ServiceState{ServiceId: "rejestracja", Waiting: 7})
		s.Mu.Unlock()
		s.Start()
		pass(15 * time.Second)
		if got := d.said(); !strings.Contains(got, "up states") || s.Snapshots != 1 {
			t.Errorf("heard %q with %d snapshots, want up, then the missed change", got, s.Snapshots)
		}
	})
}

func TestLink_hole_in_the_stream_asks_for_a_snapshot(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		d.said()
		s.Hole()
		synctest.Wait()
		if got := d.said(); got != "catalogue" || s.Snapshots != 2 {
			t.Errorf("heard %q with %d snapshots, want the catalogue again", got, s.Snapshots)
		}
	})
}

func TestLink_silence(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		pass(time.Minute)
		if got := d.said(); got != "catalogue up" {
			t.Errorf("a quiet minute: heard %q, want no break", got)
		}
		s.Mu.Lock()
		s.Mute = true
		s.Mu.Unlock()
		pass(5 * time.Second)
		hung := func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }
		s.Before(hung)
		pass(8 * time.Second)
		d.said()
		pass(8 * time.Second)
		if got := d.said(); got != "lost" {
			t.Errorf("silence: heard %q, want lost within 16 s", got)
		}
	})
}

func TestLink_silence_is_told_in_time(t *testing.T) {
	hung := func(method string) func(context.Context, string) error {
		return func(ctx context.Context, name string) error {
			if strings.HasSuffix(name, method) {
				<-ctx.Done()
			}
			return ctx.Err()
		}
	}
	for name, method := range map[string]string{"deaf": "Hello", "greets_and_says_nothing": "none"} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, path string, s *linktest.Server) {
				d := boot(t, path, s)
				pass(time.Minute)
				d.said()
				s.Mu.Lock()
				s.Mute = true
				s.Mu.Unlock()
				s.Before(hung(method))
				pass(15 * time.Second)
				if got := d.said(); got != "lost" {
					t.Errorf("15 s without a word: heard %q, want lost", got)
				}
				s.Mu.Lock()
				s.Mute = false
				s.Mu.Unlock()
				s.Before(nil)
				pass(time.Minute)
				if got := d.said(); !strings.HasSuffix(got, "up") && got != "catalogue" {
					t.Errorf("the server is back: heard %q, want the line up", got)
				}
			})
		})
	}
}

func TestLink_new_incarnation(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		if _, err := d.tap("held"); err != nil {
			t.Fatal(err)
		}
		d.add(journal.Record{Kind: journal.Begin, Request: "held", Attempt: 1})
		// The server is restored to before the ticket, and the kiosk does not know.
		s.Mu.Lock()
		s.Incarnation, s.Counter = "second", 50
		clear(s.Tickets)
		s.Mu.Unlock()
		answer, err := d.tap("b")
		if err != nil || answer.Ticket.Number != "R 051" {
			t.Errorf("got %q, %v, want R 051 after a second hello", answer.Ticket.Number, err)
		}
		synctest.Wait()
		hello := s.Hellos[len(s.Hellos)-1]
		if len(hello.GetHeld()) == 0 || hello.GetHeld()[0].GetRequestId() != "held" || s.Tickets["held"] == nil {
			t.Errorf("held at the second hello: got %v, want the ticket that was lost", hello.GetHeld())
		}
		if got := d.journal.State().Incarnation; got != "second" {
			t.Errorf("incarnation in the journal: got %q, want second", got)
		}
		d.add(journal.Record{Kind: journal.Outcome, Request: "held", Outcome: journal.Printed})
		d.link.Deliver()
		pass(10 * time.Second)
		if s.Papers["held"] != numerekv1.Paper_PAPER_PRINTED {
			t.Errorf("paper of the ticket that came back: got %v, want printed", s.Papers["held"])
		}
	})
}

func TestLink_old_answer_is_dropped(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		first := true
		// The first answer says R 001 and takes a second; meanwhile the server is
		// restored, and the kiosk hears of it from the stream.
		s.Lost(func(method string) bool {
			s.Mu.Lock()
			if !strings.HasSuffix(method, "IssueTicket") || !first {
				s.Mu.Unlock()
				return false
			}
			first = false
			s.Incarnation, s.Counter = "second", 50
			clear(s.Tickets)
			s.Publish(&numerekv1.ServiceState{ServiceId: "rejestracja"})
			s.Mu.Unlock()
			time.Sleep(time.Second)
			return false
		})
		start := time.Now()
		answer, err := d.tap("a")
		if err != nil || answer.Ticket.Number != "R 051" {
			t.Errorf("got %q, %v, want the number of the new incarnation", answer.Ticket.Number, err)
		}
		if took := time.Since(start); took < time.Second {
			t.Errorf("the old answer was not waited for: took %v", took)
		}
		synctest.Wait()
		if len(s.Hellos) != 2 || s.Hellos[1].GetIncarnation() != "first" {
			t.Errorf("hellos: got %d, want a second one that names the old incarnation", len(s.Hellos))
		}
	})
}

func TestLink_boot_epochs(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		var epochs []int64
		for range 3 {
			d := boot(t, path, s)
			epochs = append(epochs, d.journal.State().Epoch)
			d.stop()
		}
		if diff := cmp.Diff([]int64{1, 2, 3}, epochs); diff != "" {
			t.Errorf("epochs (-want +got):\n%s", diff)
		}
		ids := map[string]bool{}
		for _, h := range s.Hellos {
			ids[h.GetBootId()] = true
		}
		if len(ids) != 3 || s.Hellos[0].GetBootEpoch() != 0 {
			t.Errorf("boot ids: got %d, want 3; first epoch %d, want 0", len(ids), s.Hellos[0].GetBootEpoch())
		}
	})
}

func TestLink_restart_delivers_what_the_journal_holds(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		if _, err := d.tap("a"); err != nil {
			t.Fatal(err)
		}
		s.Stop()
		d.add(journal.Record{Kind: journal.Outcome, Request: "a", Outcome: journal.Unknown})
		d.add(journal.Record{Kind: journal.Tap, Request: "b"})
		d.add(journal.Record{Kind: journal.Abandon, Request: "b", Reason: journal.Restarted})
		d.stop()
		s.Start()
		d = boot(t, path, s)
		pass(time.Second)
		if s.Papers["a"] != numerekv1.Paper_PAPER_UNKNOWN || !s.Tombs["b"] || len(d.journal.State().Open) != 0 {
			t.Errorf("paper %v, tombstone %v, open %v, want unknown, true, none", s.Papers["a"], s.Tombs["b"], d.journal.State().Open)
		}
		if !slices.ContainsFunc(s.Hellos, func(h *numerekv1.HelloRequest) bool { return len(h.GetHeld()) == 1 }) {
			t.Error("no hello presented the ticket")
		}
	})
}
