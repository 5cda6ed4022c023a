package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Text is one message for one phone.
type Text struct {
	ID      string    // letters, digits, '-' and '.': the key under which a gateway sends it once
	From    string    // sender name, at most 11 characters; empty: the gateway's own
	To      string    // E.164, "+48601234567"; an address where the sender is for mail
	Subject string    // of mail; empty in an SMS
	Body    string    // as it shall be read
	Expires time.Time // not to be delivered after it; zero: never too late
}

// LogValue keeps everything but the message's name out of every log.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.ID) }

// String keeps number and text out of every error.
func (t Text) String() string { return "message " + t.ID }

// Accepted is what a gateway said at once.
type Accepted struct {
	Gateway string // the gateway's id of the message, the key of its deliveries; empty where it gives none
	Parts   int    // SMS that it is paid for as; 0: not told
}

// Sender hands texts to one gateway. It may be used by several goroutines. Its
// errors wrap one of those below; one that wraps none counts as [ErrAmbiguous].
type Sender interface {
	// Name is the word that the configuration chooses it by, such as "smsapi".
	Name() string
	// Send returns when the gateway has taken the text, or with an error. It
	// must end soon after ctx.
	Send(ctx context.Context, t Text) (Accepted, error)
}

// Once is a sender whose gateway may send a text once however often it is told to.
type Once interface {
	// HonoursKey says that texts with the same ID are sent once.
	HonoursKey() bool
}

// HonoursKey says whether a sender's gateway sends texts with the same ID once.
func HonoursKey(s Sender) bool {
	once, ok := s.(Once)
	return ok && once.HonoursKey()
}

// Errors of a sender, by what may be done next.
var (
	// ErrRefused means that the gateway will never take the text, for a bad
	// number or a bad text: give it up.
	ErrRefused = errors.New("refused by the gateway")
	// ErrThrottled means that it was not taken because there were too many:
	// try again, not before the time of [Throttled].
	ErrThrottled = errors.New("too many for the gateway")
	// ErrNotSent means that it was certainly not taken, for want of a
	// connection, of credit or of room: try again.
	ErrNotSent = errors.New("not sent")
	// ErrAmbiguous means that it may have been taken or not.
	ErrAmbiguous = errors.New("perhaps sent")
)

// Throttled is an [ErrThrottled] that knows how long to wait.
type Throttled struct { //nolint:errname // the name says what happened, as its sentinel does
	RetryAfter time.Duration // 0: not told
}

// Error says how long to wait.
func (t *Throttled) Error() string {
	if t.RetryAfter <= 0 {
		return ErrThrottled.Error()
	}
	return fmt.Sprintf("%v for %v", ErrThrottled, t.RetryAfter)
}

// Unwrap makes it an [ErrThrottled].
func (t *Throttled) Unwrap() error { return ErrThrottled }

// Delivery is what a gateway reports later about a text that it had taken.
type Delivery struct {
	Sender  string    // name of the sender whose gateway reports
	Gateway string    // as in [Accepted]
	ID      string    // the text's, from gateways that repeat it; else empty
	State   State     // Delivered or Undelivered
	At      time.Time // by the gateway's clock; zero: not told
	Fault   string    // why not, without numbers and texts
}
