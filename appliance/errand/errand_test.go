package errand_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// play steps a machine through inputs and says in words what it wants done.
func play[M interface {
	Step(in errand.Input) (M, []errand.Output)
}](m M, inputs ...errand.Input,
) (words []string) {
	for _, in := range inputs {
		next, out := m.Step(in)
		m = next
		for _, o := range out {
			words = append(words, word(o))
		}
	}
	return words
}

func word(o errand.Output) string {
	switch o := o.(type) {
	case errand.CheckPrinter:
		return "check"
	case errand.Note:
		return "note " + string(o.Record.Kind)
	case errand.Keep:
		return "keep " + string(o.Record.Kind) + string(o.Record.Outcome)
	case errand.Ask:
		return "ask"
	case errand.Print:
		return "print"
	case errand.Await:
		return "await"
	case errand.Settle:
		return "settle " + string(o.Report.Paper)
	case errand.Deliver:
		return "deliver"
	case errand.TellMemory:
		return "tell memory"
	case errand.Tell:
		switch e := o.Event.(type) {
		case kiosk.Printed:
			return "tell " + string(e.Outcome)
		case kiosk.Issued:
			return "tell issued"
		case kiosk.IssueFailed:
			return "tell failed"
		case kiosk.NotReady:
			return "tell not ready"
		case kiosk.Refused:
			return "tell refused"
		case kiosk.CodeRefused:
			return "tell code refused"
		}
	}
	return "something else"
}

func TestVisit(t *testing.T) {
	ready, yes := errand.Checked{Ready: true}, errand.Noted{OK: true}
	refused := errand.Answered{Answer: errand.Answer{Refused: true}}
	given := errand.Answered{Answer: errand.Answer{Ticket: kiosk.Ticket{ID: "a"}}}
	tests := map[string]struct {
		issue   kiosk.Issue
		onGlass bool
		inputs  []errand.Input
		want    []string
	}{
		"the_tap_is_on_the_card_before_anything_is_sent": {
			inputs: []errand.Input{errand.Begin{}, ready, yes, given, yes},
			want:   []string{"check", "note tap", "ask", "keep issued", "note seen", "tell issued"},
		},
		"a_number_that_the_card_does_not_remember_is_shown_to_nobody": {
			onGlass: true, inputs: []errand.Input{errand.Begin{}, yes, given, errand.Noted{}},
			want: []string{"note tap", "ask", "keep issued", "note seen", "keep abandon", "deliver", "tell memory", "tell failed"},
		},
		"no_paper_no_number": {
			inputs: []errand.Input{errand.Begin{}, errand.Checked{}},
			want:   []string{"check", "tell not ready"},
		},
		"on_the_screen_no_printer_is_asked": {
			onGlass: true, inputs: []errand.Input{errand.Begin{}}, want: []string{"note tap"},
		},
		"a_card_that_refuses_sends_nothing": {
			onGlass: true, inputs: []errand.Input{errand.Begin{}, errand.Noted{}},
			want: []string{"note tap", "tell memory", "tell failed"},
		},
		"without_an_answer_it_is_given_up_first": {
			onGlass: true, inputs: []errand.Input{errand.Begin{}, yes, errand.Unanswered{}},
			want: []string{"note tap", "ask", "keep abandon", "deliver", "tell failed"},
		},
		"a_refusal_is_settled": {
			onGlass: true, inputs: []errand.Input{errand.Begin{}, yes, refused},
			want: []string{"note tap", "ask", "keep settled", "tell refused"},
		},
		"a_code_is_refused_in_its_own_words": {
			issue: kiosk.Issue{Code: "1234567"}, onGlass: true, inputs: []errand.Input{errand.Begin{}, yes, refused},
			want: []string{"note tap", "ask", "keep settled", "tell code refused"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, play(errand.NewVisit(tt.issue, "a", tt.onGlass), tt.inputs...)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPaper(t *testing.T) {
	begin, commit, yes := errand.Begin{}, errand.Committing{}, errand.Noted{OK: true}
	ended := func(o errand.Outcome) errand.Ended { return errand.Ended{Outcome: o} }
	tests := map[string]struct {
		inputs []errand.Input
		want   []string
	}{
		"printed": {
			[]errand.Input{begin, commit, yes, ended(errand.Printed)},
			[]string{"print", "note begin", "keep outcomeprinted", "deliver", "tell printed"},
		},
		"certainly_not_once_and_then_printed": {
			[]errand.Input{begin, commit, yes, ended(errand.NotPrinted), errand.Checked{Ready: true}, commit, yes, ended(errand.Printed)},
			[]string{"print", "note begin", "keep cleared", "check", "print", "note begin", "keep outcomeprinted", "deliver", "tell printed"},
		},
		"not_a_third_time": {
			[]errand.Input{begin, ended(errand.NotPrinted), errand.Checked{Ready: true}, ended(errand.NotPrinted)},
			[]string{"print", "check", "print", "tell not_delivered"},
		},
		"not_again_while_the_printer_is_not_ready": {
			[]errand.Input{begin, ended(errand.NotPrinted), errand.Checked{}},
			[]string{"print", "check", "tell not_delivered"},
		},
		"a_torn_piece_is_not_printed_again": {
			[]errand.Input{begin, commit, yes, ended(errand.NotCompleted)},
			[]string{"print", "note begin", "keep cleared", "tell not_delivered"},
		},
		"what_nobody_knows_is_never_printed_again": {
			[]errand.Input{begin, commit, yes, errand.Ended{Late: true}, errand.LateConfirmed{}},
			[]string{"print", "note begin", "keep outcomeunknown", "tell unknown", "await", "settle printed", "deliver", "tell printed"},
		},
		"nothing_to_print": {[]errand.Input{errand.Undrawn{}}, []string{"tell not_delivered"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, play(errand.NewPaper(kiosk.Print{}), tt.inputs...)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStanding_fence(t *testing.T) {
	at := errand.Standing{Epoch: 3, Incarnation: "new", Met: true}
	tests := map[string]struct {
		asked, answered string
		trouble, want   errand.Trouble
		met             bool
	}{
		"an_answer_of_now":               {"new", "new", errand.None, errand.None, true},
		"an_answer_overtaken_by_a_hello": {"old", "old", errand.None, errand.History, true},
		"an_answer_of_another_server":    {"new", "newer", errand.None, errand.History, false},
		"a_doubt_about_what_is_over":     {"old", "", errand.History, errand.History, true},
		"a_doubt":                        {"new", "", errand.History, errand.History, false},
		"to_be_barred_is_a_doubt":        {"new", "", errand.Barred, errand.Barred, false},
		"silence_says_nothing":           {"new", "", errand.Silent, errand.Silent, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next, pass := at.Fence(tt.asked, tt.answered, tt.trouble)
			if pass != tt.want || next.Met != tt.met {
				t.Errorf("got %q, met %t; want %q, %t", pass, next.Met, tt.want, tt.met)
			}
		})
	}
}

func TestAsking_waits_longer_each_time(t *testing.T) {
	var a errand.Asking
	for _, want := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 2 * time.Second} {
		next, do, wait := a.Tried(errand.Silent)
		if do != errand.Again || wait != want {
			t.Errorf("got %s after %s, want again after %s", do, wait, want)
		}
		a = next
	}
}

func TestMemory_owes_in_order_and_once(t *testing.T) {
	var m errand.Memory
	first, second := journal.Record{Kind: journal.Seen, Request: "a"}, journal.Record{Kind: journal.Outcome, Request: "a"}
	m, fresh := m.Keep(first)
	m, again := m.Keep(first)
	m, _ = m.Keep(second)
	if !fresh || again {
		t.Errorf("got %t and %t for the same record, want it to be owed once", fresh, again)
	}
	for _, want := range []journal.Record{first, second} {
		if r, owed := m.First(); !owed || r != want {
			t.Errorf("owed: got %+v, want %+v", r, want)
		}
		m = m.Paid()
	}
	if _, owed := m.First(); owed {
		t.Error("something is owed after everything was paid")
	}
}
