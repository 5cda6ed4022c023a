package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
)

// step is one line of a story: what happens, what is on the glass then, and what
// is to be done outside.
type step struct {
	e     kiosk.Event
	tap   string
	wait  time.Duration
	view  kiosk.Screen
	fx    []kiosk.Effect
	after func(t *testing.T, m kiosk.Model)
}

func (s step) play(t *testing.T, v *kiosktest.Visit) {
	t.Helper()
	switch {
	case s.tap != "":
		v.Tap(s.tap)
	case s.wait > 0:
		v.Wait(s.wait)
	default:
		v.Do(s.e)
	}
	if s.view != "" && v.Model.View() != s.view {
		t.Fatalf("after %v%s%v: got the screen %s, want %s", s.e, s.tap, s.wait, v.Model.View(), s.view)
	}
	if diff := cmp.Diff(s.fx, v.Effects); diff != "" {
		t.Fatalf("after %v%s%v, effects (-want +got):\n%s", s.e, s.tap, s.wait, diff)
	}
	if s.after != nil {
		s.after(t, v.Model)
	}
}

func TestVisits(t *testing.T) {
	ticket := kiosktest.R015(t)
	issue := []kiosk.Effect{kiosk.Issue{Session: 1, ServiceID: "rejestracja", Language: "pl"}}
	print := []kiosk.Effect{kiosk.Print{Session: 1, Ticket: ticket}}
	report := func(p kiosk.Paper, evidence string) []kiosk.Effect {
		return []kiosk.Effect{kiosk.Report{Session: 1, TicketID: ticket.ID, Paper: p, Evidence: evidence}}
	}
	out := kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}}
	toTap := []step{
		{tap: "department:km", view: kiosk.ScreenServices},
		{tap: "service:rejestracja", view: kiosk.ScreenIssuing, fx: issue},
	}
	toPaper := slices.Concat(toTap, []step{
		{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenPrinting, fx: print},
	})
	stories := map[string][]step{
		"a_ticket_in_two_touches": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, view: kiosk.ScreenTake, fx: report(kiosk.ReportPrinted, "")},
			{wait: kiosk.TakeFor - 2*time.Second, view: kiosk.ScreenTake},
			{wait: 3 * time.Second, view: kiosk.ScreenHome},
		}),
		"three_touches_with_priority": {
			{tap: "department:km", view: kiosk.ScreenServices},
			{tap: "priority", view: kiosk.ScreenServices},
			{
				tap: "service:rejestracja", view: kiosk.ScreenIssuing,
				fx: []kiosk.Effect{kiosk.Issue{Session: 1, ServiceID: "rejestracja", Language: "pl", Priority: true}},
			},
		},
		"language_goes_with_the_request_and_is_reset": {
			{tap: "language:uk", view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{
				tap: "service:rejestracja", view: kiosk.ScreenIssuing,
				fx: []kiosk.Effect{kiosk.Issue{Session: 1, ServiceID: "rejestracja", Language: "uk"}},
			},
			{e: kiosk.Refused{Session: 1, Refusal: kiosk.Refusal{Reason: kiosk.DailyCap}}, view: kiosk.ScreenRefused},
			{tap: "restart", view: kiosk.ScreenHome, after: func(t *testing.T, m kiosk.Model) {
				t.Helper()
				if m.Language != "pl" {
					t.Errorf("the next person is addressed in %q", m.Language)
				}
			}},
		},
		"a_second_tap_asks_nothing": slices.Concat(toTap, []step{
			{tap: "service:rejestracja", view: kiosk.ScreenIssuing},
			{tap: "service:zbycie", view: kiosk.ScreenIssuing},
			{tap: "restart", view: kiosk.ScreenIssuing},
		}),
		"paper_out_before_the_number": {
			{e: out, view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{tap: "service:rejestracja", view: kiosk.ScreenOffer},
			{tap: "on-glass", view: kiosk.ScreenIssuing, fx: issue},
			{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenShown, fx: report(kiosk.ReportShown, "on the screen")},
			{wait: 45 * time.Second, view: kiosk.ScreenShown},
			{tap: "more", view: kiosk.ScreenShown},
			{wait: 45 * time.Second, view: kiosk.ScreenShown},
			{tap: "done", view: kiosk.ScreenHome},
		},
		"paper_comes_back_while_offering": {
			{e: out, view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{tap: "service:rejestracja", view: kiosk.ScreenOffer},
			{e: kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperLow}}, view: kiosk.ScreenServices},
			{tap: "service:rejestracja", view: kiosk.ScreenIssuing, fx: issue},
		},
		"paper_out_between_number_and_paper": slices.Concat(toTap, []step{
			{e: out, view: kiosk.ScreenIssuing},
			{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenShown, fx: report(kiosk.ReportShown, "on the screen")},
		}),
		"not_delivered_is_shown": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperNotDelivered}, view: kiosk.ScreenShown, fx: report(kiosk.ReportShown, "on the screen")},
			{wait: kiosk.ReadFor + time.Second, view: kiosk.ScreenHome},
		}),
		"unknown_and_it_came": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperUnknown}, view: kiosk.ScreenAsk},
			{tap: "yes", view: kiosk.ScreenTake, fx: report(kiosk.ReportShown, "the person has the paper")},
		}),
		"unknown_and_it_did_not_come": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperUnknown}, view: kiosk.ScreenAsk},
			{tap: "no", view: kiosk.ScreenShown, fx: report(kiosk.ReportShown, "on the screen")},
			{tap: "done", view: kiosk.ScreenHome},
		}),
		"unknown_and_nobody_there": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperUnknown}, view: kiosk.ScreenAsk},
			{wait: kiosk.ReadFor + time.Second, view: kiosk.ScreenHome, fx: report(kiosk.ReportUnknown, "nobody answered")},
		}),
		"unknown_and_then_it_printed_after_all": slices.Concat(toPaper, []step{
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperUnknown}, view: kiosk.ScreenAsk},
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, view: kiosk.ScreenTake, fx: report(kiosk.ReportPrinted, "")},
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, view: kiosk.ScreenTake},
		}),
		"a_printer_that_never_answers": slices.Concat(toPaper, []step{
			{wait: 61 * time.Second, view: kiosk.ScreenAsk},
		}),
		"the_server_does_not_answer": slices.Concat(toTap, []step{
			{e: kiosk.IssueFailed{Session: 1}, view: kiosk.ScreenFailed},
			{tap: "retry", view: kiosk.ScreenIssuing, fx: []kiosk.Effect{kiosk.Issue{Session: 2, ServiceID: "rejestracja", Language: "pl"}}},
			{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenIssuing},
		}),
		"an_answer_after_the_kiosk_gave_up": slices.Concat(toTap, []step{
			{wait: 13 * time.Second, view: kiosk.ScreenFailed},
			{
				e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenFailed,
				fx: report(kiosk.ReportNotDelivered, "the answer came after the kiosk had given up"),
			},
			{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenFailed},
		}),
		"an_issued_answer_twice": slices.Concat(toPaper, []step{
			{e: kiosk.Issued{Session: 1, Ticket: ticket}, view: kiosk.ScreenPrinting},
		}),
		"the_journal_fails_at_the_tap": slices.Concat(toTap, []step{
			{e: kiosk.JournalLost{}, view: kiosk.ScreenIssuing},
			{e: kiosk.IssueFailed{Session: 1}, view: kiosk.ScreenBroken},
			{tap: "service:rejestracja", view: kiosk.ScreenBroken},
			{tap: "retry", view: kiosk.ScreenBroken},
			{e: kiosk.LinkUp{}, view: kiosk.ScreenBroken},
			{e: kiosk.JournalBack{}, view: kiosk.ScreenServices},
			{tap: "service:rejestracja", view: kiosk.ScreenIssuing, fx: []kiosk.Effect{kiosk.Issue{Session: 2, ServiceID: "rejestracja", Language: "pl"}}},
		}),
		"the_journal_fails_and_the_paper_comes": slices.Concat(toPaper, []step{
			{e: kiosk.JournalLost{}, view: kiosk.ScreenPrinting},
			{e: kiosk.LinkLost{}, view: kiosk.ScreenPrinting},
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, view: kiosk.ScreenTake, fx: report(kiosk.ReportPrinted, "")},
			{wait: 11 * time.Second, view: kiosk.ScreenBroken},
			{e: kiosk.JournalBack{}, view: kiosk.ScreenOffline},
			{e: kiosk.LinkUp{}, view: kiosk.ScreenHome},
		}),
		"a_broken_kiosk_forgets_the_person": {
			{tap: "language:uk", view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{e: kiosk.JournalLost{}, view: kiosk.ScreenBroken},
			{wait: kiosk.IdleAfter + kiosk.IdleWarning + time.Second, view: kiosk.ScreenBroken, after: func(t *testing.T, m kiosk.Model) {
				t.Helper()
				if m.Language != "pl" || m.Department != "" {
					t.Errorf("left of the last person: %q, %q", m.Language, m.Department)
				}
			}},
		},
		"the_line_goes_and_comes_back": {
			{tap: "department:km", view: kiosk.ScreenServices},
			{e: kiosk.LinkLost{}, view: kiosk.ScreenOffline},
			{tap: "service:rejestracja", view: kiosk.ScreenOffline},
			{e: kiosk.LinkUp{}, view: kiosk.ScreenServices},
		},
		"a_ticket_is_finished_without_the_line": slices.Concat(toPaper, []step{
			{e: kiosk.LinkLost{}, view: kiosk.ScreenPrinting},
			{e: kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, view: kiosk.ScreenTake, fx: report(kiosk.ReportPrinted, "")},
			{wait: 11 * time.Second, view: kiosk.ScreenOffline},
		}),
		"idle": {
			{tap: "contrast", view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{wait: 59 * time.Second, view: kiosk.ScreenServices},
			{wait: 2 * time.Second, view: kiosk.ScreenIdle},
			{tap: "more", view: kiosk.ScreenServices},
			{wait: 61 * time.Second, view: kiosk.ScreenIdle},
			{wait: 18 * time.Second, view: kiosk.ScreenIdle},
			{wait: 2 * time.Second, view: kiosk.ScreenHome, after: func(t *testing.T, m kiosk.Model) {
				t.Helper()
				if m.Contrast || m.Department != "" {
					t.Errorf("something is left of the last person: %+v", m)
				}
			}},
			{wait: time.Hour, view: kiosk.ScreenHome},
		},
		"closed_service_says_why": {
			{e: kiosk.StatesChanged{States: []kiosk.State{{ServiceID: "zbycie", Refusal: kiosk.Refusal{Reason: kiosk.DailyCap}}}}, view: kiosk.ScreenHome},
			{tap: "department:km", view: kiosk.ScreenServices},
			{tap: "service:zbycie", view: kiosk.ScreenRefused},
			{tap: "other", view: kiosk.ScreenServices},
			{tap: "back", view: kiosk.ScreenHome},
		},
		"the_department_disappears": {
			{tap: "department:km", view: kiosk.ScreenServices},
			{e: kiosk.CatalogChanged{Catalog: kiosktest.Koszalin("usc")}, view: kiosk.ScreenServices, after: func(t *testing.T, m kiosk.Model) {
				t.Helper()
				if m.Department != "" {
					t.Errorf("still in %s", m.Department)
				}
			}},
		},
	}
	for name, steps := range stories {
		t.Run(name, func(t *testing.T) {
			v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz"))
			v.Wait(time.Second)
			for _, s := range steps {
				s.play(t, v)
			}
		})
	}
}

func TestThePrinterIsMendedWhileNobodyAnswers(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}})
	v.Tap("department:km", "service:rejestracja")
	if v.Model.View() != kiosk.ScreenOffer {
		t.Fatalf("without paper: got %s, want %s", v.Model.View(), kiosk.ScreenOffer)
	}
	v.Wait(kiosk.IdleAfter + time.Second).Do(kiosk.PrinterChanged{}).Tap("more")
	if v.Model.View() != kiosk.ScreenServices {
		t.Errorf("back with a printer that prints: got %s, want %s", v.Model.View(), kiosk.ScreenServices)
	}
}

func TestAKioskThatFindsNoServerSaysSo(t *testing.T) {
	v := kiosktest.NewStart(t)
	if !strings.Contains(v.Said(), "Zaraz zaczynamy") {
		t.Errorf("at the start:\n%s", v.Said())
	}
	v.Do(kiosk.LinkLost{})
	if !strings.Contains(v.Said(), "nie ma połączenia") {
		t.Errorf("no server:\n%s", v.Said())
	}
	v.Tap("language:en").Wait(kiosk.IdleAfter + kiosk.IdleWarning + time.Second)
	if !strings.Contains(v.Said(), "nie ma połączenia") {
		t.Errorf("no server, for the next person:\n%s", v.Said())
	}
}

// The machine's own zone may be another than the office's.
func TestNoHourBeforeTheZoneOfTheOfficeIsKnown(t *testing.T) {
	v := &kiosktest.Visit{T: t, Model: kiosk.New(time.UTC), Now: kiosktest.Morning(t)}
	for _, e := range []kiosk.Event{kiosk.Tick{}, kiosk.LinkUp{ServerTime: kiosktest.Morning(t)}, kiosk.LinkLost{}, kiosk.JournalLost{}} {
		if v.Do(e); strings.Contains(v.Said(), ":24") {
			t.Errorf("after %T:\n%s", e, v.Said())
		}
	}
	v.Do(kiosk.JournalBack{}, kiosk.CatalogChanged{Catalog: kiosktest.Koszalin("ratusz"), Zone: kiosktest.Warsaw(t)})
	if !strings.Contains(v.Said(), "10:24") {
		t.Errorf("with the catalogue:\n%s", v.Said())
	}
}

func TestOneServiceOnHolidayDoesNotCloseTheOffice(t *testing.T) {
	opens := time.Date(2026, time.November, 24, 7, 45, 0, 0, kiosktest.Warsaw(t))
	c := kiosktest.ClosedFor(kiosktest.Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Closed, OpensAt: opens}, nil)
	c.Services[1].State.Refusal.Reason = kiosk.Holiday
	c.Services[1].State.Note = kiosk.Words{"pl": "Awaria systemu"}
	v := kiosktest.NewVisit(t, c)
	if v.Model.View() != kiosk.ScreenClosed || strings.Contains(v.Said(), "nie pracuje") || strings.Contains(v.Said(), "Awaria") {
		t.Errorf("in the evening of a day on which one service was closed:\n%s", v.Said())
	}
}

func TestOneDepartmentLeavesTheFirstStepOut(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("usc")).Do(kiosk.Tick{})
	if v.Model.View() != kiosk.ScreenServices {
		t.Fatalf("got %s, want the services", v.Model.View())
	}
	v.Tap("service:odpisy")
	want := []kiosk.Effect{kiosk.Issue{Session: 1, ServiceID: "odpisy", Language: "pl"}}
	if diff := cmp.Diff(want, v.Effects); diff != "" {
		t.Error(diff)
	}
}

func TestFingers(t *testing.T) {
	down := func(finger int, target string) kiosk.Event {
		return kiosk.Pointer{Phase: kiosk.Down, Finger: finger, Target: target}
	}
	move := func(finger int, target string) kiosk.Event {
		return kiosk.Pointer{Phase: kiosk.Move, Finger: finger, Target: target}
	}
	up := func(finger int, target string) kiosk.Event {
		return kiosk.Pointer{Phase: kiosk.Up, Finger: finger, Target: target}
	}
	cases := map[string]struct {
		events []kiosk.Event
		want   kiosk.Screen
	}{
		"acts_on_release":          {[]kiosk.Event{down(1, "department:km"), up(1, "department:km")}, kiosk.ScreenServices},
		"not_on_touch":             {[]kiosk.Event{down(1, "department:km")}, kiosk.ScreenHome},
		"sliding_off_cancels":      {[]kiosk.Event{down(1, "department:km"), move(1, ""), up(1, "")}, kiosk.ScreenHome},
		"and_back_on_does_not_act": {[]kiosk.Event{down(1, "department:km"), move(1, ""), move(1, "department:km"), up(1, "department:km")}, kiosk.ScreenHome},
		"to_another_does_not_act":  {[]kiosk.Event{down(1, "department:km"), up(1, "department:so")}, kiosk.ScreenHome},
		"a_second_finger_is_mute":  {[]kiosk.Event{down(1, ""), down(2, "department:km"), up(2, "department:km")}, kiosk.ScreenHome},
		"the_first_still_counts":   {[]kiosk.Event{down(1, "department:km"), down(2, "department:so"), up(2, "department:so"), up(1, "department:km")}, kiosk.ScreenServices},
		"taken_back":               {[]kiosk.Event{down(1, "department:km"), kiosk.Pointer{Phase: kiosk.Cancel, Finger: 1}, up(1, "department:km")}, kiosk.ScreenHome},
		"the_view_changed_under_it": {
			[]kiosk.Event{down(1, "department:km"), kiosk.LinkLost{}, kiosk.LinkUp{}, up(1, "department:km")}, kiosk.ScreenHome,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{}).Do(c.events...)
			if v.Model.View() != c.want {
				t.Errorf("got %s, want %s", v.Model.View(), c.want)
			}
		})
	}
}

func TestADoubleTapDoesNotReachTheNextScreen(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{}).Tap("department:km")
	for _, phase := range []kiosk.Phase{kiosk.Down, kiosk.Up} {
		v.Now = v.Now.Add(50 * time.Millisecond)
		v.Model, v.Effects = kiosk.Update(v.Model, kiosk.Pointer{Phase: phase, Target: "service:rejestracja"}, v.Now)
	}
	if v.Model.View() != kiosk.ScreenServices || len(v.Effects) > 0 {
		t.Errorf("got %s and %v", v.Model.View(), v.Effects)
	}
}

func TestAStuckFingerDoesNotLockTheGlass(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{})
	v.Do(kiosk.Pointer{Phase: kiosk.Down, Finger: 7, Target: "department:so"}).Wait(31 * time.Second)
	if v.Tap("department:km"); v.Model.View() != kiosk.ScreenServices {
		t.Errorf("got %s", v.Model.View())
	}
}

func TestKeysWalkInBothDirections(t *testing.T) {
	targets := []string{"department:km", "department:so", "priority"}
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz"))
	for _, c := range []struct {
		key  kiosk.Press
		want string
	}{
		{kiosk.Next, "department:km"},
		{kiosk.Next, "department:so"},
		{kiosk.Repeat, "department:so"},
		{kiosk.Previous, "department:km"},
		{kiosk.Previous, "priority"},
		{kiosk.Next, "department:km"},
		{kiosk.Back, "department:km"},
	} {
		if v.Do(kiosk.Key{Key: c.key, Targets: targets}); v.Model.Focus != c.want {
			t.Fatalf("after %s: got %q, want %q", c.key, v.Model.Focus, c.want)
		}
	}
	v.Do(kiosk.Key{Key: kiosk.Choose, Targets: targets})
	if v.Model.View() != kiosk.ScreenServices || v.Model.Focus != "" {
		t.Errorf("got %s with the focus on %q", v.Model.View(), v.Model.Focus)
	}
	if v.Do(kiosk.Key{Key: kiosk.Back, Targets: targets}); v.Model.View() != kiosk.ScreenHome {
		t.Errorf("Back led to %s", v.Model.View())
	}
}

func TestOfficeTime(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz"))
	v.Do(kiosk.LinkUp{ServerTime: v.Now.Add(time.Second).Add(90 * time.Minute)}) // the device's clock is slow
	if got, want := v.Model.OfficeTime().Format("15:04:05 MST"), "11:54:02 CET"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if due := kiosk.Due(v.Model); due.Sub(v.Now) > 58*time.Second {
		t.Errorf("the clock on the glass would be late: %v", due.Sub(v.Now))
	}
}
