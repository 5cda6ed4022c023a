package enrol

import (
	"crypto/x509"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// Tolerance is how far a device's clock may be off before somebody should know.
const Tolerance = 2 * time.Minute

// offsetStep is how much a device's clock must move to be told of again.
const offsetStep = 10 * time.Second

// hours is what a device knows of the time: nothing from its own clock but how
// long ago something was.
type hours struct {
	floor time.Time // the newest that the server told with a certificate
	// ceiling is the end of the certificate of the server that talks: the floor
	// stays under it, so that a server whose clock jumped for an hour is not locked
	// out for years.
	ceiling time.Time
	saved   time.Time // the floor on the disk
	told    time.Time // by the server, last
	at      time.Time // when it told it: read by the clock that never jumps
	ahead   time.Duration
}

// server is the server's time now; the floor before its first word.
func (h *hours) server() time.Time {
	if h.told.IsZero() {
		return h.floor
	}
	return h.told.Add(time.Since(h.at))
}

// raise lifts the floor.
func (h *hours) raise(server time.Time) {
	if known := earlier(server, h.ceiling); known.After(h.floor) {
		h.floor = known
	}
}

// hear takes a time that the server told. first says that it is the first word;
// moved that the device's clock stands otherwise to it than was said before.
func (h *hours) hear(server, own time.Time) (first, moved bool) {
	first = h.told.IsZero()
	h.told, h.at = server, time.Now()
	ahead := server.Sub(own)
	if d := ahead - h.ahead; first || d <= -offsetStep || d >= offsetStep {
		h.ahead, moved = ahead, true
	}
	return first, moved
}

// earlier of a time and a limit, if there is one.
func earlier(t, limit time.Time) time.Time {
	if !limit.IsZero() && limit.Before(t) {
		return limit
	}
	return t
}

// halfOf a certificate's life is when it is renewed.
func halfOf(c *x509.Certificate) time.Time {
	return c.NotBefore.Add(c.NotAfter.Sub(c.NotBefore) / 2)
}

// Time takes a time that the server has told in a stream: how the device's clock
// stands to it, and when it is time to renew. It does not move the floor under
// which no certificate may end: a demonstration's clock may stand anywhere.
func (i *Identity) Time(server time.Time) {
	if server.IsZero() {
		return
	}
	i.mu.Lock()
	before := i.hours.server()
	first, moved := i.hours.hear(server, i.o.Now())
	if jump := server.Sub(before); first || jump > time.Minute || jump < -time.Minute {
		i.poke() // it may be time to renew
	}
	ahead := i.hours.ahead
	i.mu.Unlock()
	if moved && i.o.Clock != nil {
		i.o.Clock(ahead)
	}
}

// vouched takes the time of an answer that came with a certificate.
func (i *Identity) vouched(t *timestamppb.Timestamp) {
	if t == nil {
		return
	}
	i.Time(t.AsTime())
	i.mu.Lock()
	defer i.mu.Unlock()
	i.hours.raise(t.AsTime())
	if i.hours.floor.After(i.hours.saved) {
		i.hours.saved = i.hours.floor
		i.owe(file{name: floorFile, data: floorText(i.hours.floor)})
	}
}
