package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"numerek/central/notify"
	"numerek/central/store"
)

// ErrUnknown means that a report is about no message that is known. It may be
// about one whose outcome is being recorded just now: then it is not lost.
var ErrUnknown = errors.New("report about an unknown message")

// mostEarly is how many reports wait for what they are about.
const mostEarly = 1000

// Deliver keeps what a gateway reports about a text that it had taken. It may be
// told the same twice, and in any order. Errors: [ErrUnknown], and those of the
// store, after which the gateway should report again.
func (o *Outbox) Deliver(ctx context.Context, d notify.Delivery) error {
	if d.State != notify.Delivered && d.State != notify.Undelivered {
		return fmt.Errorf("deliver: state %q is no delivery", d.State)
	}
	// First where the recorder looks after its commit, then in the store: whoever
	// comes second finds it.
	o.keep(d)
	key, err := o.about(ctx, d)
	if err != nil {
		return err
	}
	o.take(d.Sender, d.Gateway)
	return o.delivered(ctx, key, d)
}

// about finds the message of a report: by the gateway's id, or by our own.
func (o *Outbox) about(ctx context.Context, d notify.Delivery) (store.MessageKey, error) {
	m, err := o.store.MessageByGateway(ctx, d.Sender, d.Gateway)
	if err == nil {
		return store.MessageKey{Office: m.Office, ID: m.ID}, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return store.MessageKey{}, err
	}
	office, id, ok := strings.Cut(d.ID, ".")
	if !ok {
		return store.MessageKey{}, ErrUnknown
	}
	return store.MessageKey{Office: office, ID: id}, nil
}

// delivered records a report.
func (o *Outbox) delivered(ctx context.Context, key store.MessageKey, d notify.Delivery) error {
	var after store.Message
	var found, news bool
	err := o.update(ctx, key, func(tx *store.Tx, m store.Message) {
		// A number that a gateway made up must not reach another one's message.
		found, news = m.Sender == d.Sender && m.Attempts > 0, false
		if found && (m.State != string(notify.Delivered) && m.State != string(d.State)) {
			after, news = o.reported(m, d), true
			tx.PutMessage(after)
		}
	})
	switch {
	case err != nil:
		return err
	case !found:
		return ErrUnknown
	case news:
		o.ended(ctx, after)
	}
	return nil
}

// reported is a message after a report: a fact, whatever was believed before.
func (o *Outbox) reported(m store.Message, d notify.Delivery) store.Message {
	now := o.now()
	if m.SentAt.IsZero() {
		m.SentAt = now
	}
	if m.Gateway == "" {
		m.Gateway = d.Gateway
	}
	return end(m, d.State, discreet(errors.New(d.Fault)), now)
}

func early(sender, gateway string) string { return sender + "\x00" + gateway }

func (o *Outbox) keep(d notify.Delivery) {
	if d.Gateway == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for key := range o.early {
		if len(o.early) < mostEarly {
			break
		}
		delete(o.early, key) // whichever: nearly all are about nothing
	}
	o.early[early(d.Sender, d.Gateway)] = d
}

func (o *Outbox) take(sender, gateway string) (d notify.Delivery, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d, ok = o.early[early(sender, gateway)]
	delete(o.early, early(sender, gateway))
	return d, ok
}

// catchUp applies a report that came before its message was recorded as sent.
func (o *Outbox) catchUp(ctx context.Context, m store.Message) {
	if d, ok := o.take(m.Sender, m.Gateway); ok {
		if err := o.delivered(ctx, store.MessageKey{Office: m.Office, ID: m.ID}, d); err != nil {
			o.opts.Log.ErrorContext(ctx, "delivery not kept", "message", m, "err", err)
		}
	}
}
