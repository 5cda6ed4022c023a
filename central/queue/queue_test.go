package queue_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/queue"
)

func TestNumberString(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]queue.Number{
		"R 015":  {Prefix: "R", N: 15},
		"R 999":  {Prefix: "R", N: 999},
		"R 1000": {Prefix: "R", N: 1000},
		"Ż 001":  {Prefix: "Ż", N: 1},
	} {
		if got := n.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got, err := queue.ParseNumber(want); err != nil || got != n {
			t.Errorf("parse %q: got %v, %v", want, got, err)
		}
	}
}

func TestParseNumberRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "R", "R 15", "R015", "R 0015", "r 015", " 015", "R  015", "R 015 ", "R -15", "R +015", "RRRR 001", "R 000", "R 99999999999999999999"} {
		if got, err := queue.ParseNumber(s); !errors.Is(err, queue.ErrNumber) {
			t.Errorf("%q: got %v, %v", s, got, err)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	f.Add("R 015")
	f.Add("R 1000")
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := queue.ParseNumber(s); err == nil && n.String() != s {
			t.Errorf("got %q back from %q", n, s)
		}
	})
}

func TestSeriesCountsWithoutGaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.IntRange(1, 999).Draw(t, "start")
		last := start - 1
		var given []int
		var skipped []queue.Span
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "jump") > 0 {
				last = queue.Next(last, start)
				given = append(given, last)
				continue
			}
			before := last
			margin := rapid.IntRange(0, 30).Draw(t, "margin")
			above := rapid.IntRange(0, 1200).Draw(t, "above")
			var span queue.Span
			last, span = queue.Jump(last, start, margin, above)
			skipped = append(skipped, span)
			if last < before+margin || last < above {
				t.Fatalf("jumped from %d to %d, want at least %d more and at least %d", before, last, margin, above)
			}
		}
		if missing := queue.Missing(start, last, given, skipped); missing != nil {
			t.Fatalf("nobody accounts for %v", missing)
		}
		if !slices.IsSorted(given) || len(slices.Compact(slices.Clone(given))) != len(given) {
			t.Fatalf("not unique and in order: %v", given)
		}
	})
}

func TestMissingFindsWhatIsLost(t *testing.T) {
	t.Parallel()
	got := queue.Missing(101, 110, []int{101, 103, 110}, []queue.Span{{From: 104, To: 106}, {From: 9, To: 8}})
	if diff := cmp.Diff([]int{102, 107, 108, 109}, got); diff != "" {
		t.Error(diff)
	}
}

var outcomes = []queue.Paper{queue.PaperPrinted, queue.PaperShown, queue.PaperUnknown, queue.PaperNotDelivered}

func waiting() queue.Ticket {
	return queue.Ticket{
		ID: "a", Day: "2026-11-23", Number: queue.Number{Prefix: "R", N: 15}, State: queue.Waiting, Paper: queue.PaperPending,
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	type outcome struct {
		State queue.State
		Paper queue.Paper
		Void  queue.VoidReason
	}
	for name, tc := range map[string]struct {
		state   queue.State
		reports []queue.Paper
		want    outcome
	}{
		"printed":                      {queue.Waiting, []queue.Paper{queue.PaperPrinted}, outcome{queue.Waiting, queue.PaperPrinted, ""}},
		"shown":                        {queue.Waiting, []queue.Paper{queue.PaperShown}, outcome{queue.Waiting, queue.PaperShown, ""}},
		"unknown_stays_callable":       {queue.Waiting, []queue.Paper{queue.PaperUnknown}, outcome{queue.Waiting, queue.PaperUnknown, ""}},
		"not_delivered_voids":          {queue.Waiting, []queue.Paper{queue.PaperNotDelivered}, outcome{queue.Void, queue.PaperNotDelivered, queue.VoidNotDelivered}},
		"printed_beats_unknown":        {queue.Waiting, []queue.Paper{queue.PaperPrinted, queue.PaperUnknown}, outcome{queue.Waiting, queue.PaperPrinted, ""}},
		"unknown_then_printed":         {queue.Waiting, []queue.Paper{queue.PaperUnknown, queue.PaperPrinted}, outcome{queue.Waiting, queue.PaperPrinted, ""}},
		"shown_after_not_delivered":    {queue.Waiting, []queue.Paper{queue.PaperNotDelivered, queue.PaperShown}, outcome{queue.Waiting, queue.PaperShown, ""}},
		"late_not_delivered":           {queue.Waiting, []queue.Paper{queue.PaperPrinted, queue.PaperNotDelivered}, outcome{queue.Waiting, queue.PaperPrinted, ""}},
		"called_is_never_void":         {queue.Called, []queue.Paper{queue.PaperNotDelivered}, outcome{queue.Called, queue.PaperNotDelivered, ""}},
		"expired_does_not_wait_again":  {queue.Expired, []queue.Paper{queue.PaperNotDelivered, queue.PaperPrinted}, outcome{queue.Expired, queue.PaperPrinted, ""}},
		"served_learns_of_its_paper":   {queue.Done, []queue.Paper{queue.PaperPrinted}, outcome{queue.Done, queue.PaperPrinted, ""}},
		"abandoned_turns_up_as_unsure": {queue.Void, []queue.Paper{queue.PaperUnknown}, outcome{queue.Waiting, queue.PaperUnknown, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ticket := waiting()
			if ticket.State = tc.state; ticket.State == queue.Void {
				ticket.Void, ticket.Paper = queue.VoidAbandoned, queue.PaperNotDelivered
			}
			for _, p := range tc.reports {
				var err error
				if ticket, err = ticket.Report(p); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tc.want, outcome{ticket.State, ticket.Paper, ticket.Void}); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got, err := waiting().Report(queue.PaperPending); !errors.Is(err, queue.ErrPaper) || got != waiting() {
		t.Errorf("pending is no outcome: got %v, %v", got, err)
	}
}

// Reports are lost, repeated and overtaken; what remains must not depend on it,
// and a paper that somebody may have is never void.
func TestReportsDoNotDependOnTheirOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		reports := rapid.SliceOfN(rapid.SampledFrom(outcomes), 1, 8).Draw(t, "reports")
		shuffled := rapid.Permutation(reports).Draw(t, "shuffled")
		a, b := waiting(), waiting()
		for i := range reports {
			a, _ = a.Report(reports[i])
			b, _ = b.Report(shuffled[i])
			b, _ = b.Report(shuffled[i])
		}
		if a.Revision = b.Revision; a != b {
			t.Fatalf("%v gives %v/%v, %v gives %v/%v", reports, a.State, a.Paper, shuffled, b.State, b.Paper)
		}
		if delivered := slices.ContainsFunc(reports, queue.Paper.Delivered); delivered == (a.State == queue.Void) {
			t.Fatalf("%v: got %v", reports, a.State)
		}
	})
}

func TestAbandon(t *testing.T) {
	t.Parallel()
	void, err := waiting().Abandon()
	if err != nil || void.State != queue.Void || void.Void != queue.VoidAbandoned {
		t.Fatalf("got %v %v, %v", void.State, void.Void, err)
	}
	if again, err := void.Abandon(); err != nil || again != void {
		t.Errorf("a second time: got %v, %v", again, err)
	}
	for _, p := range []queue.Paper{queue.PaperPrinted, queue.PaperShown, queue.PaperUnknown} {
		ticket, _ := waiting().Report(p)
		if got, err := ticket.Abandon(); !errors.Is(err, queue.ErrHasPaper) || got != ticket {
			t.Errorf("%s: got %v, %v", p, got.State, err)
		}
	}
	called := waiting()
	called.State = queue.Called
	if got, err := called.Abandon(); !errors.Is(err, queue.ErrNotWaiting) || got != called {
		t.Errorf("called: got %v, %v", got.State, err)
	}
}

func TestResurrect(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		day   queue.Day
		n     int
		paper queue.Paper
		want  queue.State
		err   error
	}{
		"printed_today":     {"2026-11-23", 15, queue.PaperPrinted, queue.Waiting, nil},
		"held_and_unsure":   {"2026-11-23", 15, queue.PaperPending, queue.Waiting, nil},
		"printed_yesterday": {"2026-11-22", 15, queue.PaperPrinted, queue.Expired, nil},
		"nobody_got_it":     {"2026-11-23", 15, queue.PaperNotDelivered, queue.Void, nil},
		"tomorrow":          {"2026-11-24", 15, queue.PaperPrinted, "", queue.ErrFuture},
		"no_number":         {"2026-11-23", 0, queue.PaperPrinted, "", queue.ErrNumber},
		"no_outcome":        {"2026-11-23", 15, "", "", queue.ErrPaper},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lost := queue.Ticket{ID: "a", Day: tc.day, Number: queue.Number{Prefix: "R", N: tc.n}}
			got, err := lost.Resurrect(tc.paper, "2026-11-23")
			if !errors.Is(err, tc.err) || got.State != tc.want {
				t.Errorf("got %q, %v", got.State, err)
			}
			if err != nil && got != lost {
				t.Errorf("refused, but changed to %+v", got)
			}
		})
	}
}

func TestCloseEndsEveryTicketOnce(t *testing.T) {
	t.Parallel()
	for state, want := range map[queue.State]queue.State{
		queue.Waiting: queue.Expired, queue.Parked: queue.Expired, queue.Called: queue.Done, queue.Serving: queue.Done,
		queue.Done: "", queue.NoShow: "", queue.Withdrawn: "", queue.Expired: "", queue.Void: "",
	} {
		before := waiting()
		before.State = state
		got, leftOpen, err := before.Close(at)
		if want == "" {
			if !errors.Is(err, queue.ErrClosedDay) || got != before || before.On("2026-11-24") != state {
				t.Errorf("%s: got %s, %v", state, got.State, err)
			}
			continue
		}
		if err != nil || got.State != want || leftOpen != (want == queue.Done) {
			t.Errorf("%s: got %s, left open %v, %v", state, got.State, leftOpen, err)
		}
		if today, next := before.On("2026-11-23"), before.On("2026-11-24"); today != state || next != want {
			t.Errorf("%s: got %s today and %s the next day", state, today, next)
		}
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var random [16]byte
		copy(random[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "random"))
		token := queue.Token(random)
		if got, err := queue.ParseToken(strings.ToUpper(token)); err != nil || got != token {
			t.Fatalf("got %q, %v from %q", got, err, token)
		}
		// Decoded by arithmetic that shares nothing with the encoder.
		value := new(big.Int)
		for _, r := range token {
			value.Mul(value, big.NewInt(32))
			value.Add(value, big.NewInt(int64(strings.IndexRune("0123456789abcdefghjkmnpqrstvwxyz", r))))
		}
		if value.Cmp(new(big.Int).SetBytes(random[:])) != 0 {
			t.Fatalf("%q is %v, want %x", token, value, random)
		}
	})
	for _, s := range []string{"", "short", strings.Repeat("u", 26), strings.Repeat("z", 26), strings.Repeat("0", 27)} {
		if got, err := queue.ParseToken(s); !errors.Is(err, queue.ErrToken) {
			t.Errorf("%q: got %q, %v", s, got, err)
		}
	}
}
