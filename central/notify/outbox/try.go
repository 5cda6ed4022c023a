package outbox

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"numerek/central/notify"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Faults of messages, as the store keeps them.
const (
	faultLate    = "too late"
	faultTries   = "given up after too many tries"
	faultCeiling = "daily ceiling"
	faultSender  = "no gateway for it"
	faultSeal    = "cannot be opened: sealed with another key"
	faultDoubt   = "perhaps sent before" // once; it is sent again
	faultTwice   = "perhaps sent twice"  // it is not sent a third time
)

// try claims a message, hands it over and records what came of it.
func (o *Outbox) try(ctx context.Context, m store.Message) {
	o.step(ctx, m)
	if ctx.Err() != nil {
		o.opts.Log.WarnContext(ctx, "message cut off while it was handed over", "message", m)
	}
}

func (o *Outbox) step(ctx context.Context, m store.Message) {
	sender := o.senders[m.Channel]
	file, err := o.files.File(ctx, m.Office)
	if err != nil {
		o.opts.Log.ErrorContext(ctx, "message not sent: no office file", "message", m, "err", err)
		return
	}
	m, mine, err := o.claim(ctx, m, sender, file)
	if err != nil {
		o.opts.Log.ErrorContext(ctx, "message not claimed", "message", m, "err", err)
		return
	}
	if !mine {
		return
	}
	accepted, err := o.hand(ctx, m, sender, file)
	o.record(ctx, m, accepted, err)
}

// claim takes a message for this worker, or ends or postpones it; mine says that
// it is to be sent.
func (o *Outbox) claim(ctx context.Context, m store.Message, sender notify.Sender, file *officefile.Office) (claimed store.Message, mine bool, err error) {
	over, unlock := false, func() {}
	if m.Channel == notify.SMS {
		if over, unlock, err = o.over(ctx, m, file); err != nil {
			return m, false, err
		}
	}
	defer unlock()
	var doubled bool
	err = o.update(ctx, store.MessageKey{Office: m.Office, ID: m.ID}, func(tx *store.Tx, now store.Message) {
		claimed, mine, doubled = o.decide(now, sender, file, over)
		if claimed != now {
			tx.PutMessage(claimed)
		}
	})
	if err != nil {
		return m, false, err
	}
	switch {
	case mine && doubled:
		o.opts.Meter.MessageDoubled(claimed.Sender)
		o.opts.Log.WarnContext(ctx, "message sent again that was perhaps sent", "message", claimed)
	case notify.State(claimed.State).Ended():
		o.ended(ctx, claimed)
	}
	return claimed, mine, nil
}

// decide says what becomes of a message that a worker wants to claim. doubled
// means that a gateway without keys may get it twice.
func (o *Outbox) decide(m store.Message, sender notify.Sender, file *officefile.Office, over bool) (after store.Message, mine, doubled bool) {
	now := o.now()
	dead := m.State == string(notify.Sending) && !m.Lease.After(now)
	if !dead && (m.State != string(notify.Queued) || m.Due.After(now)) {
		return m, false, false // another worker has been here
	}
	later := Due(file, m.Kind, now)
	switch {
	case !m.Expires.IsZero() && !now.Before(m.Expires) && m.Attempts == 0:
		return end(m, notify.Dropped, faultLate, now), false, false
	case !m.Expires.IsZero() && !now.Before(m.Expires):
		return end(m, notify.Failed, join(m.Fault, faultLate), now), false, false
	case m.Attempts >= o.opts.Tries:
		return end(m, notify.Failed, join(m.Fault, faultTries), now), false, false
	case sender == nil:
		return end(m, notify.Failed, faultSender, now), false, false
	case later.After(now):
		m.State, m.Due, m.Lease = string(notify.Queued), later, time.Time{}
		return m, false, false
	case over && m.Attempts == 0:
		return end(m, notify.Dropped, faultCeiling, now), false, false
	}
	if dead && (!notify.HonoursKey(sender) || m.Sender != sender.Name()) {
		m.Fault, doubled = faultDoubt, true
	}
	m.State, m.Lease, m.Sender = string(notify.Sending), now.Add(o.opts.Lease), sender.Name()
	m.Attempts++
	return m, true, doubled
}

// end brings a message to its end, and forgets whom it was for and what it said.
func end(m store.Message, s notify.State, fault string, now time.Time) store.Message {
	m.State, m.Fault, m.EndedAt = string(s), fault, now
	m.To, m.Text, m.Lease = "", "", time.Time{}
	return m
}

func join(before, fault string) string {
	if before == "" {
		return fault
	}
	return fault + ": " + before
}

// hand gives a text to its gateway.
func (o *Outbox) hand(ctx context.Context, m store.Message, sender notify.Sender, file *officefile.Office) (notify.Accepted, error) {
	to, err := o.keys.Open(About(m), m.To)
	if err != nil {
		return notify.Accepted{}, errSealed
	}
	body, err := o.keys.Open(About(m), m.Text)
	if err != nil {
		return notify.Accepted{}, errSealed
	}
	text := notify.Text{ID: Key(m), From: file.SMSSender, To: to, Body: body, Expires: m.Expires}
	if m.Channel == notify.Mail {
		text.Subject, text.Body, _ = strings.Cut(body, "\n\n")
		text.From = file.Text(file.Name, m.Language)
	}
	ctx, cancel := context.WithTimeout(ctx, o.opts.Timeout)
	defer cancel()
	return sender.Send(ctx, text)
}

// errSealed is for texts that this server's key does not open.
var errSealed = errors.New(faultSeal)

// Key is what a gateway knows a message by. It holds the office, because reports
// are about any.
func Key(m store.Message) string { return m.Office + "." + m.ID }

// record keeps the outcome of a try. A gateway that took a text must not get it
// again only because the database was away: so it is tried until the lease ends.
func (o *Outbox) record(ctx context.Context, m store.Message, a notify.Accepted, sending error) {
	ctx = context.WithoutCancel(ctx)
	ctx, cancel := context.WithTimeout(ctx, max(o.opts.Lease-o.opts.Timeout, grace))
	defer cancel()
	for {
		var after store.Message
		var mine bool
		err := o.update(ctx, store.MessageKey{Office: m.Office, ID: m.ID}, func(tx *store.Tx, now store.Message) {
			mine = now.State == string(notify.Sending) && now.Attempts == m.Attempts && now.Lease.Equal(m.Lease)
			if mine {
				after = o.outcome(now, a, sending)
				tx.PutMessage(after)
			}
		})
		switch {
		case err == nil && mine:
			o.recorded(ctx, m, after, sending)
			return
		case err == nil:
			return // a report came first, or its person was forgotten
		case !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrBroken):
			o.opts.Log.ErrorContext(ctx, "outcome of a message not kept", "message", m, "err", err)
			return
		}
		select {
		case <-time.After(250 * time.Millisecond):
		case <-ctx.Done():
			o.opts.Log.ErrorContext(ctx, "outcome of a message not kept", "message", m, "err", err)
			return
		}
	}
}

// outcome is the message after a try.
func (o *Outbox) outcome(m store.Message, a notify.Accepted, err error) store.Message {
	now := o.now()
	doubt := m.Fault == faultDoubt
	m.Lease = time.Time{}
	again := func(wait time.Duration, fault string) store.Message {
		m.State, m.Due, m.Fault = string(notify.Queued), now.Add(wait), fault
		if !m.Expires.IsZero() && m.Due.After(m.Expires) {
			m.Due = m.Expires // when it is given up
		}
		return m
	}
	fault := ""
	switch {
	case doubt:
		fault = faultDoubt
	case err != nil:
		fault = discreet(err)
	}
	switch {
	case err == nil:
		m.State, m.SentAt, m.Gateway, m.Fault = string(notify.Sent), now, a.Gateway, fault
		m.To, m.Text = "", ""
		if a.Parts > 0 {
			m.Parts = a.Parts
		}
		return m
	case errors.Is(err, errSealed):
		return end(m, notify.Failed, faultSeal, now)
	case errors.Is(err, notify.ErrRefused):
		return end(m, notify.Failed, discreet(err), now)
	case errors.Is(err, notify.ErrThrottled):
		wait := o.backoff(min(m.Attempts, 3))
		if t, ok := errors.AsType[*notify.Throttled](err); ok {
			wait = max(wait, t.RetryAfter)
		}
		return again(wait, fault)
	case errors.Is(err, notify.ErrNotSent) || notify.HonoursKey(o.senders[m.Channel]):
		return again(o.backoff(m.Attempts), fault)
	case doubt:
		return end(m, notify.Failed, faultTwice, now)
	}
	return again(o.backoff(m.Attempts), faultDoubt)
}

// recorded tells meter and log, and looks whether a report was faster.
func (o *Outbox) recorded(ctx context.Context, before, after store.Message, err error) {
	switch {
	case after.State == string(notify.Sent):
		o.opts.Meter.MessageSent(after.Sender, after.Kind, after.SentAt.Sub(later(before.Due, before.CreatedAt)))
		o.catchUp(ctx, after)
		return
	case notify.State(after.State).Ended():
		o.ended(ctx, after)
		return
	case errors.Is(err, notify.ErrThrottled):
		o.opts.Meter.MessageRetried(after.Sender, "throttled")
		if t, ok := errors.AsType[*notify.Throttled](err); ok {
			o.pause(after.Channel, o.now().Add(t.RetryAfter))
		}
	case errors.Is(err, notify.ErrNotSent):
		o.opts.Meter.MessageRetried(after.Sender, "not_sent")
	default:
		o.opts.Meter.MessageRetried(after.Sender, "perhaps_sent")
		if !notify.HonoursKey(o.senders[after.Channel]) {
			o.opts.Meter.MessageDoubled(after.Sender)
		}
	}
	o.opts.Log.WarnContext(ctx, "message not sent yet", "message", after, "sender", after.Sender, "try", after.Attempts, "fault", after.Fault)
}

// ended tells meter and log of a message that nobody will get.
func (o *Outbox) ended(ctx context.Context, m store.Message) {
	o.opts.Meter.MessageEnded(m.Sender, m.Kind, notify.State(m.State))
	if m.State != string(notify.Delivered) {
		o.opts.Log.WarnContext(ctx, "message not delivered", "message", m, "kind", m.Kind, "state", m.State, "sender", m.Sender, "fault", m.Fault)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

var digits = regexp.MustCompile(`\+?[0-9][0-9 ()-]{4,}[0-9]`)

// discreet is an error without what could be a number, and not too long.
func discreet(err error) string {
	said := []rune(digits.ReplaceAllString(strings.Map(oneLine, err.Error()), "…"))
	return string(said[:min(len(said), 120)])
}

func oneLine(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}
