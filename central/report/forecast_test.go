package report_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/forecast"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/report"
)

// tickets is a source with these tickets on every day.
type tickets []queue.Ticket

func (t tickets) ServedTickets(_ context.Context, office string, from, to queue.Day) ([]queue.Ticket, error) {
	if office != "koszalin" || from != "2026-11-23" || to != "2026-11-24" {
		return nil, errors.New("asked for something else")
	}
	return t, nil
}

func called(service string, from, to, after int) queue.Ticket {
	issued := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	return queue.Ticket{
		Service: service, Wait: queue.Wait{From: from, To: to}, IssuedAt: issued,
		FirstCalled: issued.Add(time.Duration(after) * time.Minute),
	}
}

func TestScoreForecasts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	got, err := report.ScoreForecasts(t.Context(), tickets{
		called("rejestracja", 10, 20, 15),   // right
		called("rejestracja", 10, 20, 25),   // ten minutes later than the middle
		called("zbycie", 5, 15, 4),          // earlier than promised
		called("zbycie", 0, 0, 30),          // nothing was promised
		called("closed-long-ago", 0, 10, 5), // a service that the office has no more
	}, file, "2026-11-23", "2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	want := report.Forecasts{
		All: forecast.Score{N: 4, Bias: -1, Coverage: 0.5, Width: 10}, Silent: 1,
		Services: []report.ServiceScore{
			{Label: "Rejestracja pojazdu", Score: forecast.Score{N: 2, Bias: -5, Coverage: 0.5, Width: 10}},
			{Label: "Zbycie lub nabycie pojazdu", Score: forecast.Score{N: 1, Bias: 6, Coverage: 0, Width: 10}},
			{Label: "closed-long-ago", Score: forecast.Score{N: 1, Bias: 0, Coverage: 1, Width: 10}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
