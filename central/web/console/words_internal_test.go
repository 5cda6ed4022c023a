package console

import (
	"os"
	"strings"
	"testing"
	"time"

	"numerek/central/calling"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
)

func speak(t *testing.T, code string) words {
	t.Helper()
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return words{translations.ConsoleIn(code), file}
}

func TestOutcomesInWords(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 23, 8, 31, 30, 0, time.UTC)
	for _, tc := range []struct {
		o      office.Outcome
		calls  int
		pl, en string
	}{
		{
			o:  office.Outcome{Deed: office.DeedCallNext, Number: "R 015", Why: calling.First},
			pl: "Wezwano R 015 – czeka najdłużej", en: "Called R 015 – has waited longest",
		},
		{
			o:  office.Outcome{Deed: office.DeedCallNext, Number: "R 017", Finished: "R 015", Why: calling.WaitedLong},
			pl: "Zakończono R 015, wezwano R 017 – czeka ponad 45 min", en: "Finished R 015, called R 017 – waited over 45 min",
		},
		{
			o:  office.Outcome{Deed: office.DeedCallNext, Finished: "R 015", Refused: office.NobodyWaiting},
			pl: "Zakończono R 015. Nikt więcej nie czeka", en: "Finished R 015. Nobody else is waiting",
		},
		{
			o:  office.Outcome{Deed: office.DeedCallNext, Refused: office.NobodyWaiting},
			pl: "Nikt nie czeka do tego stanowiska", en: "Nobody is waiting for this desk",
		},
		{o: office.Outcome{Deed: office.DeedCall, Number: "R 015"}, pl: "Wezwano R 015", en: "Called R 015"},
		{
			o: office.Outcome{Deed: office.DeedCallAgain, Number: "R 015"}, calls: 2,
			pl: "Wezwano R 015 (2. raz)", en: "Called R 015 (call no. 2)",
		},
		{o: office.Outcome{Deed: office.DeedCallAgain, Number: "R 015"}, pl: "Wezwano R 015 ponownie", en: "Called R 015 again"},
		{
			o:  office.Outcome{Deed: office.DeedTransfer, Number: "R 015", Service: "zbycie", Desk: 5},
			pl: "Skierowano R 015 dalej – Zbycie lub nabycie pojazdu: stanowisko 5", en: "Transferred R 015 – Report a sale or purchase: desk 5",
		},
		{
			o:  office.Outcome{Deed: office.DeedTransfer, Number: "R 015", Service: "given up"},
			pl: "Skierowano R 015 dalej – given up", en: "Transferred R 015 – given up",
		},
		{
			o:  office.Outcome{Deed: office.DeedUndo, Undone: office.DeedCallNext, Number: "R 015"},
			pl: "Cofnięto wezwanie R 015", en: "Undid the call of R 015",
		},
		{
			o:  office.Outcome{Deed: office.DeedStopService, Service: "zbycie"},
			pl: "Wstrzymano bilety: Zbycie lub nabycie pojazdu", en: "Tickets stopped: Report a sale or purchase",
		},
		{o: office.Outcome{Deed: office.DeedPause}, pl: "Przerwa", en: "Break"},
		{
			o:  office.Outcome{Deed: office.DeedMiss, Refused: office.TooSoon, From: from},
			pl: "Za wcześnie: wezwij ponownie albo poczekaj do 09:31:30", en: "Too early: call again, or wait until 09:31:30",
		},
		{
			o:  office.Outcome{Deed: office.DeedCall, Refused: office.Overtaken, Number: "R 015", State: queue.Called, Desk: 4},
			pl: "R 015 wezwało przed chwilą stanowisko 4", en: "R 015 was just called by desk 4",
		},
		{
			o:  office.Outcome{Deed: office.DeedWithdraw, Refused: office.Overtaken, Number: "R 015", State: queue.Done},
			pl: "R 015: sprawa jest już zakończona", en: "R 015 is finished already",
		},
		{
			o:  office.Outcome{Deed: office.DeedRevive, Refused: office.CannotReturn, Number: "R 015"},
			pl: "R 015 nie może już wrócić do kolejki", en: "R 015 cannot come back any more",
		},
	} {
		for code, want := range map[string]string{"pl": tc.pl, "en": tc.en} {
			got := strings.ReplaceAll(speak(t, code).outcome(tc.o, tc.calls), "\u202f", " ")
			if got != want {
				t.Errorf("%+v: got %q, want %q", tc.o, got, want)
			}
		}
	}
}

// Whatever an action may come to, there are words for it.
func TestNothingIsUnspeakable(t *testing.T) {
	t.Parallel()
	deeds := []office.Deed{
		office.DeedCallNext, office.DeedCall, office.DeedCallAgain, office.DeedStart, office.DeedFinish, office.DeedMiss, office.DeedPark,
		office.DeedTransfer, office.DeedResume, office.DeedRevive, office.DeedWithdraw, office.DeedRaise, office.DeedGiveOut,
		office.DeedPause, office.DeedContinue, office.DeedStopService, office.DeedStartService,
	}
	refusals := []office.Refused{
		office.NobodyWaiting, office.NobodyHere, office.SomebodyHere, office.Overtaken, office.TooSoon, office.CannotReturn,
		office.NothingToUndo, office.UndoTooLate, office.NoSuchService, office.NoSuchDesk, office.Nowhere, office.ReasonMissing, office.ClockUnsure,
	}
	reasons := []calling.Reason{
		calling.WalkinTurn, calling.WaitedLong, calling.Priority, calling.BookingDue, calling.WantedHere, calling.Preferred, calling.First, calling.BookingEarly,
	}
	states := []queue.State{
		queue.Waiting, queue.Called, queue.Serving, queue.Parked, queue.Done, queue.NoShow, queue.Withdrawn, queue.Expired, queue.Void,
	}
	for _, code := range translations.ConsoleLanguages() {
		w := speak(t, code)
		check := func(what any, text string) {
			if text == "" || strings.Contains(text, "%") {
				t.Errorf("%s: %v is %q", code, what, text)
			}
		}
		for _, d := range deeds {
			if !known(d) {
				t.Errorf("%s is not known", d)
			}
			check(d, w.outcome(office.Outcome{Deed: d, Number: "R 015", Service: "zbycie"}, 1))
			switch d {
			case office.DeedCallAgain, office.DeedGiveOut, office.DeedPause, office.DeedContinue, office.DeedStopService, office.DeedStartService:
			default: // can be undone
				check(d, w.outcome(office.Outcome{Deed: office.DeedUndo, Undone: d, Number: "R 015"}, 0))
			}
		}
		for _, r := range refusals {
			check(r, w.outcome(office.Outcome{Deed: office.DeedFinish, Refused: r, Number: "R 015"}, 0))
		}
		for _, r := range reasons {
			check(r, w.because(r))
		}
		for _, s := range states {
			check(s, w.outcome(office.Outcome{Deed: office.DeedCall, Refused: office.Overtaken, Number: "R 015", State: s, Desk: 3}, 0))
		}
		if w.because("") != "" {
			t.Errorf("%s: a chosen ticket has a reason", code)
		}
	}
}

func TestForecastsInWords(t *testing.T) {
	t.Parallel()
	w := speak(t, "pl")
	for want, f := range map[string]queue.Wait{
		"": {}, "kto przyjdzie teraz: do 5 min": {To: 5}, "kto przyjdzie teraz: ok. 15–25 min": {From: 15, To: 25}, "kto przyjdzie teraz: ok. 10 min": {From: 10, To: 10},
	} {
		if got := w.expect(f); got != want {
			t.Errorf("%v: got %q, want %q", f, got, want)
		}
	}
}
