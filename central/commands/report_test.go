package commands_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// report runs "central report" and returns what it wrote.
func (s *shop) report(call commands.ReportCall, words ...string) (string, error) {
	s.t.Helper()
	var out bytes.Buffer
	call.Words, call.Stdout = words, &out
	err := commands.Report(s.t.Context(), call, s.openFor)
	return out.String(), err
}

func Test_report_of_the_forecasts(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	days := commands.ReportCall{From: "2026-11-23", To: "2026-11-24"}
	if out, err := s.report(days, "forecast"); err != nil || !strings.Contains(out, "no ticket that was called had promised any (0 were called)") {
		t.Errorf("nothing to report: got %q, %v", out, err)
	}
	st, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	issued := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	err = st.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		for i, after := range []int{12, 40} {
			tx.PutTicket(queue.Ticket{
				Office: "koszalin", ID: string(rune('a' + i)), Location: "ratusz", Day: "2026-11-23", Number: queue.Number{Prefix: "R", N: i + 1},
				Service: "rejestracja", State: queue.Done, Wait: queue.Wait{From: 10, To: 20}, IssuedAt: issued,
				FirstCalled: issued.Add(time.Duration(after) * time.Minute), CalledAt: issued,
			})
		}
		return nil
	})
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := s.report(days, "forecast")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"waiting times promised by koszalin, 2026-11-23 to 2026-11-24",
		"Rejestracja pojazdu  2        -11.0 min  50 %          10 min", "0 more tickets were called that promised nothing",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%s, want %q in it", out, want)
		}
	}
	for name, tc := range map[string]struct {
		call  commands.ReportCall
		words []string
		want  error
	}{
		"no_command":     {days, nil, commands.ErrUsage},
		"unknown":        {days, []string{"people"}, commands.ErrUsage},
		"not_a_day":      {commands.ReportCall{From: "23.11.2026"}, []string{"forecast"}, commands.ErrUsage},
		"another_office": {commands.ReportCall{Office: "nowhere"}, []string{"forecast"}, office.ErrUnknownOffice},
	} {
		if _, err := s.report(tc.call, tc.words...); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}
