// Package report works out figures of the past for those who run an office. It
// counts tickets, never people.
package report

import (
	"cmp"
	"context"
	"slices"

	"numerek/central/forecast"
	"numerek/central/officefile"
	"numerek/central/queue"
)

// Source is where the tickets come from; [store.Store] is one.
type Source interface {
	ServedTickets(ctx context.Context, office string, from, to queue.Day) ([]queue.Ticket, error)
}

// Forecasts is how good the waiting times were that tickets promised.
type Forecasts struct {
	All      forecast.Score
	Services []ServiceScore // those with a promise, the most frequent first
	Silent   int            // called tickets that had promised nothing
}

// ServiceScore is the score of one service.
type ServiceScore struct {
	forecast.Score

	Label string // in the office's first language
}

// ScoreForecasts compares what tickets promised with when they were first called,
// on the days from one to another, both included. A ticket counts for the service
// that it was in the end, where it may have been transferred.
func ScoreForecasts(ctx context.Context, s Source, file *officefile.Office, from, to queue.Day) (Forecasts, error) {
	tickets, err := s.ServedTickets(ctx, file.ID, from, to)
	if err != nil {
		return Forecasts{}, err
	}
	var out Forecasts
	outcomes := make([]forecast.Outcome, len(tickets))
	for i, k := range tickets {
		outcomes[i] = forecast.Outcome{Service: k.Service, Wait: k.Wait, Waited: k.FirstCalled.Sub(k.IssuedAt)}
	}
	all, services := forecast.Compare(outcomes)
	out.All, out.Silent = all, len(tickets)-all.N
	for id, score := range services {
		label := id
		if service, ok := file.Service(id); ok {
			label = file.Text(service.Label, file.Default())
		}
		out.Services = append(out.Services, ServiceScore{Score: score, Label: label})
	}
	slices.SortFunc(out.Services, func(a, b ServiceScore) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Label, b.Label))
	})
	return out, nil
}
