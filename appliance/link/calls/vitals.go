package calls

import (
	"context"
	"time"

	"numerek/appliance/health/chart"
	"numerek/appliance/link/vitals"
)

// SayHealth says to the server how the monitor is, and returns the server's time.
func (l *Link) SayHealth(ctx context.Context, r chart.Report) (time.Time, error) {
	return vitals.Sender(l.conn)(ctx, r)
}
