package office_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/office"
	"numerek/central/queue"
)

func TestNumbersFollowOneAnother(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	for i, want := range []string{"R 001", "R 002", "R 003"} {
		if k := w.take("rejestracja"); k.Number.String() != want || k.Ahead != i {
			t.Errorf("got %s with %d ahead, want %s with %d", k.Number, k.Ahead, want, i)
		}
	}
	if k := w.take("odbior_rejestracji"); k.Number.String() != "B 101" || k.Ahead != 0 {
		t.Errorf("got %s with %d ahead, want B 101 with 0", k.Number, k.Ahead)
	}
	if w.count.issued != 4 {
		t.Errorf("counted %d tickets, want 4", w.count.issued)
	}
}

func TestARepeatedRequestGetsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.take("rejestracja")
	r := w.request("rejestracja")
	first := w.ask(r)
	w.take("rejestracja")
	if diff := cmp.Diff(first, w.ask(r)); diff != "" {
		t.Error(diff)
	}
	w.clock.pass(24 * time.Hour) // the next day, too
	r.ID = strings.ToUpper(r.ID)
	again := w.ask(r)
	again.Ticket.State = first.Ticket.State // it has expired since
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	if w.count.issued != 3 {
		t.Errorf("counted %d tickets, want 3", w.count.issued)
	}
}

func TestARequestIDIsForOneBody(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	issued, refused := w.request("rejestracja"), w.request("nothing")
	w.ask(issued)
	w.ask(refused)
	for _, r := range []office.Request{issued, refused} {
		for name, change := range map[string]func(*office.Request){
			"service":  func(r *office.Request) { r.Service = "zbycie" },
			"language": func(r *office.Request) { r.Language = "de" },
			"priority": func(r *office.Request) { r.Priority = true },
		} {
			other := r
			change(&other)
			if a, err := w.Issue(t.Context(), w.kiosk, other); !errors.Is(err, office.ErrOtherBody) {
				t.Errorf("%s of %s: got %+v, %v", name, r.Service, a, err)
			}
		}
	}
	for _, bad := range []string{"", "1", strings.Repeat("g", 36), id(1) + "0", "0199e000x0000-7000-8000-000000000001"} {
		r := w.request("rejestracja")
		r.ID = bad
		if _, err := w.Issue(t.Context(), w.kiosk, r); !errors.Is(err, office.ErrRequestID) {
			t.Errorf("id %q: got %v", bad, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	limited := func(text string) string {
		return strings.Replace(text, "id = \"zbycie\"\n", "id = \"zbycie\"\ndaily_cap = 1\n", 1)
	}
	for name, tc := range map[string]struct {
		at, service string
		before      int // tickets taken first
		want        office.Reason
		opens       string
		note        string
	}{
		"unknown":           {"2026-11-23 09:30", "x", 0, office.UnknownService, "", ""},
		"other_building":    {"2026-11-23 09:30", "slub", 0, office.UnknownService, "", ""},
		"before_the_doors":  {"2026-11-23 07:44", "zbycie", 0, office.NotYetOpen, "2026-11-23 07:45", ""},
		"last_minutes":      {"2026-11-23 15:45", "zbycie", 0, office.Closing, "2026-11-24 07:45", ""},
		"after_closing":     {"2026-11-23 16:00", "zbycie", 0, office.Closed, "2026-11-24 07:45", ""},
		"weekend":           {"2026-11-28 10:00", "zbycie", 0, office.Closed, "2026-11-30 07:45", ""},
		"holiday":           {"2026-11-11 10:00", "zbycie", 0, office.Holiday, "2026-11-12 07:45", "Narodowe Święto Niepodległości"},
		"exception":         {"2026-12-28 10:00", "zbycie", 0, office.Holiday, "2026-12-29 07:45", "Dzień wolny za 26 grudnia"},
		"shortened_day":     {"2026-12-31 13:00", "zbycie", 0, office.Closed, "2027-01-04 07:45", ""},
		"cap":               {"2026-11-23 09:30", "zbycie", 1, office.DailyCap, "2026-11-24 07:45", ""},
		"cap_before_friday": {"2026-11-27 09:30", "zbycie", 1, office.DailyCap, "2026-11-30 07:45", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, tc.at, limited)
			for range tc.before {
				w.take(tc.service)
			}
			r := w.request(tc.service)
			a := w.ask(r)
			if a.Refusal == nil {
				t.Fatalf("got ticket %s", a.Ticket.Number)
			}
			opens := ""
			if !a.Refusal.OpensAt.IsZero() {
				opens = a.Refusal.OpensAt.In(w.clock.Now().Location()).Format("2006-01-02 15:04")
			}
			if a.Refusal.Reason != tc.want || opens != tc.opens || a.Refusal.Note["pl"] != tc.note {
				t.Errorf("got %s until %q, %q", a.Refusal.Reason, opens, a.Refusal.Note["pl"])
			}
			w.clock.pass(26 * time.Hour) // the answer stays, whatever opens meanwhile
			if again := w.ask(r); again.Refusal == nil || !again.Refusal.OpensAt.Equal(a.Refusal.OpensAt) || again.Refusal.Reason != a.Refusal.Reason {
				t.Errorf("a repetition got %+v", again)
			}
			if w.count.refused[tc.want] != 1 {
				t.Errorf("counted %v", w.count.refused)
			}
		})
	}
}

// The calendar's answer is kept while it holds: not a moment longer, and not for
// a time before it was given.
func TestAnAnswerOfTheCalendarHoldsForItsTimeOnly(t *testing.T) {
	w := newTown(t, "2026-11-23 07:44") // tickets are given from 07:45 to 16:00 and less
	for _, step := range []struct {
		by   time.Duration
		want office.Reason // empty for a ticket
	}{
		{0, office.NotYetOpen},
		{59 * time.Second, office.NotYetOpen},
		{time.Second, ""},
		{-time.Second, office.NotYetOpen},
		{time.Second, ""},
		{4 * time.Hour, ""},
		{5 * time.Hour, office.Closed},
		{-time.Hour - 59*time.Minute, ""},
		{-7*time.Hour - 2*time.Minute, office.NotYetOpen},
		{-time.Hour, office.NotYetOpen},
	} {
		w.clock.jump(step.by)
		a := w.ask(w.request("rejestracja"))
		var got office.Reason
		if a.Refusal != nil {
			got = a.Refusal.Reason
		}
		if got != step.want {
			t.Errorf("at %s: got %q, want %q", w.clock.Now().Format(time.TimeOnly), got, step.want)
		}
	}
}

func TestAVoidNumberDoesNotCountForTheCap(t *testing.T) {
	t.Parallel()
	w := newTown(t, "", func(s string) string { return strings.Replace(s, "daily_cap            = 0", "daily_cap = 1", 1) })
	k := w.take("zbycie")
	w.report(k, queue.PaperNotDelivered)
	if second := w.take("zbycie"); second.Number.N != k.Number.N+1 {
		t.Errorf("got %s after %s", second.Number, k.Number)
	}
}

// Every rule at once, with 64 clients on one series.
func TestManyClientsGetDifferentNumbersInOrder(t *testing.T) {
	t.Parallel()
	const clients, each = 64, 8
	w := newTown(t, "")
	var requests [clients][each]office.Request
	for i := range requests {
		for j := range requests[i] {
			requests[i][j] = w.request("rejestracja")
		}
	}
	var mu sync.Mutex
	ahead := map[int]int{} // by number
	var wait sync.WaitGroup
	for i := range requests {
		wait.Go(func() {
			last := 0
			for _, r := range requests[i] {
				for range 2 { // each is sent twice
					a, err := w.Issue(t.Context(), w.kiosk, r)
					if err != nil || a.Refusal != nil {
						t.Errorf("got %+v, %v", a.Refusal, err)
						return
					}
					if n := a.Ticket.Number.N; n < last {
						t.Errorf("got %d after %d", n, last)
					} else {
						last = n
					}
					mu.Lock()
					ahead[a.Ticket.Number.N] = a.Ticket.Ahead
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if len(ahead) != clients*each {
		t.Fatalf("got %d numbers, want %d", len(ahead), clients*each)
	}
	for n := 1; n <= clients*each; n++ {
		if got, ok := ahead[n]; !ok || got != n-1 {
			t.Errorf("number %d: got %d ahead, given %v", n, got, ok)
		}
	}
	if got := len(w.events(office.TicketIssued)); got != clients*each {
		t.Errorf("got %d events, want %d", got, clients*each)
	}
}

func TestOfficesShareNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.take("rejestracja")
	load(t, w.store, strings.NewReplacer(`"koszalin"`, `"other"`, kioskID, "kiosk-2").Replace(demoText(t)))
	w.clock.pass(2 * time.Second)
	if _, err := w.Guest(t.Context(), ""); !errors.Is(err, office.ErrWhichOffice) {
		t.Errorf("got %v, want that a guest must name the office", err)
	}
	if _, err := w.Kiosk(t.Context(), "other", kioskID); !errors.Is(err, office.ErrUnknownDevice) {
		t.Errorf("got %v, want that the other office does not know the kiosk", err)
	}
	guest, err := w.Guest(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	r := office.Request{ID: id(1), Service: "rejestracja"} // the same key as in the first office
	a, err := w.Issue(t.Context(), guest, r)
	if err != nil || a.Refusal != nil || a.Ticket.Number.String() != "R 001" || a.Ticket.Ahead != 0 {
		t.Fatalf("got %+v, %v", a, err)
	}
	if want := "https://kolejka.koszalin.example/o/other/t/" + a.Ticket.Token; a.StatusURL != want {
		t.Errorf("got %s, want %s", a.StatusURL, want)
	}
	if _, err := w.Owned(t.Context(), "koszalin", a.Ticket.Token); !errors.Is(err, office.ErrUnknownTicket) {
		t.Errorf("got %v, want that a token is good in its office only", err)
	}
}

func TestAGuestMayLeaveTheIncarnationOut(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	guest, err := w.Guest(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, service := range []string{"rejestracja", "slub"} { // in two buildings
		w.next++
		if a, err := w.Issue(t.Context(), guest, office.Request{ID: id(w.next), Service: service, Language: "fr"}); err != nil ||
			a.Refusal != nil || a.Ticket.Language != "pl" {
			t.Errorf("%s: got %+v, %v", service, a, err)
		}
	}
	var old *office.IncarnationError
	if _, err := w.Issue(t.Context(), guest, office.Request{ID: id(99), Service: "slub", Incarnation: "old"}); !errors.As(err, &old) {
		t.Errorf("got %v, want a wrong incarnation refused", err)
	}
}
