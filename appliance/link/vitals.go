package link

import (
	"context"

	"numerek/appliance/health/chart"
	"numerek/appliance/journal"
	"numerek/appliance/link/vitals"
)

// SayHealth says to the server how the kiosk is.
func (l *Link) SayHealth(ctx context.Context, r chart.Report) (chart.Answer, error) {
	return vitals.Sender(l.conn)(ctx, r)
}

// paperAfter is how long the paper of a request took, in milliseconds; 0 where
// nobody knows.
func (l *Link) paperAfter(e journal.Entry) int64 {
	if l.o.PaperAfter == nil || e.Outcome != journal.Printed {
		return 0
	}
	return l.o.PaperAfter(e.Request).Milliseconds()
}
