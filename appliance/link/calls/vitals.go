package calls

import (
	"context"

	"numerek/appliance/health/chart"
	"numerek/appliance/link/vitals"
)

// SayHealth says to the server how the monitor is.
func (l *Link) SayHealth(ctx context.Context, r chart.Report) (chart.Answer, error) {
	return vitals.Sender(l.conn)(ctx, r)
}
