package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"numerek/central/calendar"
	"numerek/central/forecast"
	"numerek/central/office"
	"numerek/central/report"
	"numerek/central/store"
)

const reportUsage = `central report COMMAND

  forecast [--from DAY] [--to DAY]
                  how good the waiting times were that tickets promised: how far
                  off on average, and how many were called within the range; the
                  last 14 days if none are named

A day is written 2026-11-23. Where there are several offices, name one with --office ID.
`

// reportDays is how many days a report covers where none are named.
const reportDays = 14

// ReportCall is a call of "central report".
type ReportCall struct {
	Words            []string
	Office, From, To string
	Stdout           io.Writer
}

// Report runs "central report". open opens the database, which may be that of a
// server that runs; Report closes it.
func Report(ctx context.Context, c ReportCall, open Open) error {
	if len(c.Words) != 1 || c.Words[0] != "forecast" {
		return fmt.Errorf("%w: %s", ErrUsage, reportUsage)
	}
	for _, day := range []string{c.From, c.To} {
		if _, err := calendar.ParseDay(day); day != "" && err != nil {
			return fmt.Errorf("%w: %w", ErrUsage, err)
		}
	}
	s, err := open(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(c.forecast(ctx, s), s.Close())
}

func (c ReportCall) forecast(ctx context.Context, s *store.Store) error {
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no request
	guest, err := o.Guest(ctx, c.Office)
	if errors.Is(err, office.ErrWhichOffice) {
		return fmt.Errorf("%w: there are several offices, name one with --office", ErrUsage)
	}
	if err != nil {
		return err
	}
	file, err := o.File(ctx, guest.Office)
	if err != nil {
		return err
	}
	to := calendar.BusinessDay(time.Now(), file.ZoneOrUTC())
	if c.To != "" {
		to, _ = calendar.ParseDay(c.To)
	}
	from := calendar.AddDays(to, 1-reportDays)
	if c.From != "" {
		from, _ = calendar.ParseDay(c.From)
	}
	scores, err := report.ScoreForecasts(ctx, s, file, from, to)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "waiting times promised by %s, %s to %s\n", file.ID, from, to)
	if scores.All.N == 0 {
		_, err := fmt.Fprintf(c.Stdout, "no ticket that was called had promised any (%d were called)\n", scores.Silent)
		return err
	}
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "service\ttickets\tbias\tin the range\twidth")
	row := func(label string, s forecast.Score) {
		fmt.Fprintf(w, "%s\t%d\t%+.1f min\t%.0f %%\t%.0f min\n", label, s.N, s.Bias, 100*s.Coverage, s.Width)
	}
	row("all", scores.All)
	for _, s := range scores.Services {
		row(s.Label, s.Score)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "bias: minutes by which the middle of the range was too long. %d more tickets were called that promised nothing.\n", scores.Silent)
	return err
}
