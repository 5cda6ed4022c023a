package outbox

import (
	"context"
	"time"

	"numerek/central/officefile"
	"numerek/central/store"
)

// over says whether a message is above the ceiling. Near one, it lets one worker
// after the other decide and claim, until unlock, so that none is dropped that
// there was room for.
func (o *Outbox) over(ctx context.Context, m store.Message, file *officefile.Office) (over bool, unlock func(), err error) {
	unlock = func() {}
	_, near, err := o.spent(ctx, m.Office, file)
	if err != nil || !near || promised(m.Kind) {
		return false, unlock, err
	}
	o.near.Lock()
	sent, _, err := o.spent(ctx, m.Office, file)
	if err != nil {
		o.near.Unlock()
		return false, unlock, err
	}
	sent[m.Prefix] -= m.Parts // it is counted already
	return Ceiling(file, m.Kind, m.Prefix, sent) != nil, o.near.Unlock, nil
}

// spent counts what an office has sent today, and tells the operator once a day
// when that is near a ceiling.
func (o *Outbox) spent(ctx context.Context, office string, file *officefile.Office) (sent map[string]int, near bool, err error) {
	today := Today(file, o.now())
	sent, err = o.store.SentSince(ctx, office, today)
	if err != nil {
		return nil, false, err
	}
	share := Share(file, sent)
	o.opts.Meter.CeilingUsed(office, share)
	if share < alarming {
		return sent, false, nil
	}
	if o.alarm(office, today) {
		o.opts.Log.WarnContext(ctx, "messages are near the daily ceiling", "office", office, "sent", total(sent), "limit", file.Policy.Notify.DailyLimit)
	}
	return sent, true, nil
}

// alarm says whether the operator is to be told, which is once a day and process.
func (o *Outbox) alarm(office string, today time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.alarms[office].Equal(today) {
		return false
	}
	o.alarms[office] = today
	return true
}
