package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// beat is how often a stream says that it lives. A page that has heard
	// nothing for three of them has lost the server.
	beat = 5 * time.Second
	// stalled is how long a browser may leave a message unread before its
	// stream is cut.
	stalled = 10 * time.Second
	// retryAfter is when a browser whose stream broke asks again.
	retryAfter = time.Second
)

// Event is one message of an [EventStream].
type Event struct {
	ID   string // the browser sends the last one when it comes back; empty: none
	Name string // that the page listens to; empty: "message"
	Data string // may have several lines; a browser drops an event without any
}

// EventStream is an answer that goes on: server-sent events, for as long as the
// page is open and the server runs. It belongs to one goroutine.
type EventStream struct {
	ctx    context.Context
	cancel context.CancelFunc
	w      http.ResponseWriter
	rc     *http.ResponseController
	beats  *time.Ticker
	last   string // id of the last event
}

// contextKey is what this package keeps in the context of a request.
type contextKey string

const (
	proxiesKey contextKey = "proxies" // that are believed about addresses
	lifeKey    contextKey = "life"    // the context of the request without Harden's limit
	stopKey    contextKey = "stop"    // a context that is done when the server stops
	placeKey   contextKey = "place"   // gives back the place that a Limiter gave
)

// Stream makes the answer to r a stream: it lifts the limits of time that other
// requests have, sends the headers and goes on until the caller closes it. An
// error means that the connection cannot carry one; nothing was sent then.
func Stream(w http.ResponseWriter, r *http.Request) (*EventStream, error) {
	rc := http.NewResponseController(w)
	// A deadline for reading would end the request: the server reads on to learn
	// when the browser leaves.
	if err := errors.Join(rc.SetReadDeadline(time.Time{}), rc.SetWriteDeadline(time.Now().Add(stalled))); err != nil {
		return nil, fmt.Errorf("event stream: %w", err)
	}
	if leave, ok := r.Context().Value(placeKey).(func()); ok {
		leave() // a stream mostly waits
	}
	s := &EventStream{w: w, rc: rc, beats: time.NewTicker(beat)}
	s.ctx, s.cancel = unlimited(r.Context())
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep the events back
	w.WriteHeader(http.StatusOK)
	if err := s.write(fmt.Appendf(nil, "retry: %d\n\n", retryAfter.Milliseconds())); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// unlimited returns a context with the values of a request that ends when its
// browser leaves or the server stops, however long that takes.
func unlimited(of context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(of))
	life, ok := of.Value(lifeKey).(context.Context)
	if !ok {
		life = of
	}
	left := context.AfterFunc(life, cancel)
	stopped := func() bool { return true }
	if stop, ok := of.Value(stopKey).(context.Context); ok {
		stopped = context.AfterFunc(stop, cancel)
	}
	return ctx, func() {
		left()
		stopped()
		cancel()
	}
}

// Context is done when the browser has left or the server stops. Whatever the
// stream's handler asks for must use it: the request's own ends after seconds.
func (s *EventStream) Context() context.Context { return s.ctx }

// Send sends an event. Where nobody reads it the error is [context.Canceled],
// which [Page] takes for no failure.
func (s *EventStream) Send(e Event) error {
	var b bytes.Buffer
	if e.ID != "" {
		s.last = oneLine(e.ID)
		fmt.Fprintf(&b, "id: %s\n", s.last)
	}
	if e.Name != "" {
		fmt.Fprintf(&b, "event: %s\n", oneLine(e.Name))
	}
	for line := range strings.Lines(lines.Replace(e.Data) + "\n") {
		fmt.Fprintf(&b, "data: %s", line)
	}
	b.WriteString("\n")
	return s.write(b.Bytes())
}

// lines makes every end of a line the same.
var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// oneLine keeps a field in its line.
func oneLine(s string) string { return strings.ReplaceAll(lines.Replace(s), "\n", " ") }

// Wait returns nil when changed is closed or gives something, and
// [context.Canceled] when the stream has ended. Meanwhile it sends an event
// "beat" every five seconds, whose data is the id of the last event, or 0.
func (s *EventStream) Wait(changed <-chan struct{}) error { return s.wait(changed, nil) }

// WaitUpTo is Wait, but returns nil after some time in any case.
func (s *EventStream) WaitUpTo(changed <-chan struct{}, longest time.Duration) error {
	timer := time.NewTimer(longest)
	defer timer.Stop()
	return s.wait(changed, timer.C)
}

func (s *EventStream) wait(changed <-chan struct{}, enough <-chan time.Time) error {
	for {
		select {
		case <-s.ctx.Done():
			return context.Canceled
		case <-changed:
			return nil
		case <-enough:
			return nil
		case <-s.beats.C:
			if err := s.Send(Event{Name: "beat", Data: cmp.Or(s.last, "0")}); err != nil {
				return err
			}
		}
	}
}

// Close frees what the stream holds. The connection ends with the handler.
func (s *EventStream) Close() {
	s.beats.Stop()
	s.cancel()
}

func (s *EventStream) write(b []byte) error {
	if s.ctx.Err() != nil {
		return context.Canceled
	}
	err := s.rc.SetWriteDeadline(time.Now().Add(stalled))
	if err == nil {
		_, err = s.w.Write(b)
	}
	if err == nil {
		err = s.rc.Flush()
	}
	if err != nil {
		return context.Canceled // the browser went away
	}
	return nil
}
