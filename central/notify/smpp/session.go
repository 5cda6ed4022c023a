package smpp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"numerek/central/notify"
)

// Errors of a session beside those of its connection.
var (
	errNoAnswer = errors.New("the message centre does not answer")
	errUnbound  = errors.New("the message centre has ended the session")
	errStopped  = errors.New("the sender stops")
	errNack     = errors.New("the message centre has not understood us")
)

// maxWaiting is how many messages of the centre may wait to be handled; it is told to repeat what comes beyond.
const maxWaiting = 64

// session is one connection that has been bound. It ends once, with a cause.
type session struct {
	conn    net.Conn
	timeout time.Duration   // for an answer, and for a write
	life    context.Context // done when it is over; its cause is why
	finish  context.CancelCauseFunc

	writing chan struct{} // holds one token; the goroutine that has it writes
	slots   chan struct{} // as many as there may be unanswered texts
	heard   chan struct{} // told that something has come
	inbound chan pdu      // messages of the centre, in their order
	silent  chan struct{} // closed when read has returned

	mu      sync.Mutex
	pending map[uint32]chan pdu // who waits for which answer
	last    uint32              // sequence number
}

// newSession takes over a connection; it outlives ctx, to say goodbye. Whoever ends it waits until it is silent.
func newSession(ctx context.Context, conn net.Conn, window int, timeout time.Duration) *session {
	s := &session{
		conn: conn, timeout: timeout,
		writing: make(chan struct{}, 1), slots: make(chan struct{}, window),
		heard: make(chan struct{}, 1), inbound: make(chan pdu, maxWaiting), silent: make(chan struct{}),
		pending: map[uint32]chan pdu{},
	}
	s.life, s.finish = context.WithCancelCause(context.WithoutCancel(ctx))
	go s.read()
	return s
}

// end closes the connection. Only the first cause counts.
func (s *session) end(cause error) {
	s.finish(cause)
	_ = s.conn.Close() // What it says changes nothing: nobody uses it again.
}

// why is the cause of its end; nil before.
func (s *session) why() error { return context.Cause(s.life) }

// unwritten is an error of a request that has certainly not reached the centre.
type unwritten struct{ error }

func (u unwritten) Unwrap() error { return u.error }

// request sends a request and waits for its answer, which may be a generic_nack.
// An error is of type unwritten, or nobody knows what the centre has done.
func (s *session) request(ctx context.Context, p pdu) (pdu, error) {
	waiting := make(chan pdu, 1)
	s.mu.Lock()
	s.last = s.last%0x7fffffff + 1 // From 1 to 0x7fffffff, and again.
	p.sequence = s.last
	s.pending[p.sequence] = waiting
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.pending, p.sequence)
		s.mu.Unlock()
	}()
	if err := s.write(ctx, p); err != nil {
		return pdu{}, err
	}
	timer := time.NewTimer(s.timeout)
	defer timer.Stop()
	select {
	case got := <-waiting:
		return got, nil
	case <-s.life.Done():
	case <-timer.C:
		return pdu{}, errNoAnswer
	case <-ctx.Done():
		return pdu{}, ctx.Err()
	}
	select { // The answer may have come together with the end.
	case got := <-waiting:
		return got, nil
	default:
		return pdu{}, s.why()
	}
}

// write puts one PDU on the wire. When it returns an unwritten error, at most a part of it is there, which the centre
// cannot have understood; the session is over then, unless nothing was written.
func (s *session) write(ctx context.Context, p pdu) error {
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-s.life.Done():
		return unwritten{s.why()}
	case <-ctx.Done():
		return unwritten{ctx.Err()}
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.timeout)); err != nil {
		s.end(err)
		return unwritten{err}
	}
	out := p.encode()
	n, err := s.conn.Write(out)
	if err == nil {
		return nil
	}
	s.end(err)
	if n < len(out) {
		return unwritten{err}
	}
	return err
}

// reply answers a request of the centre. A failure ends the session.
func (s *session) reply(to pdu, status Status, body []byte) {
	_ = s.write(s.life, pdu{command: to.command | answer, status: status, sequence: to.sequence, body: body})
}

// read handles what comes until the session is over.
func (s *session) read() {
	defer close(s.silent)
	in := bufio.NewReader(s.conn)
	for {
		p, err := readPDU(in)
		if errors.Is(err, errMalformed) {
			_ = s.write(s.life, pdu{command: genericNack, status: 0x02}) // ESME_RINVCMDLEN
		}
		if err != nil {
			s.end(err)
			return
		}
		select {
		case s.heard <- struct{}{}:
		default:
		}
		if over := s.handle(p); over != nil {
			s.end(over)
			return
		}
	}
}

// handle does what one PDU asks for, or gives it to who waits for it. An error is the end of the session.
func (s *session) handle(p pdu) error {
	switch {
	case p.command == genericNack && p.sequence == 0:
		return fmt.Errorf("%w: %v", errNack, p.status) // Of what, it could not tell.
	case p.command&answer != 0:
		s.mu.Lock()
		waiting := s.pending[p.sequence]
		delete(s.pending, p.sequence)
		s.mu.Unlock()
		if waiting != nil { // Otherwise it came too late.
			waiting <- p
		}
	case p.command == enquireLink:
		s.reply(p, statusOK, nil)
	case p.command == unbind:
		s.reply(p, statusOK, nil)
		return errUnbound
	case p.command == deliverSM:
		select {
		case s.inbound <- p:
		default:
			s.reply(p, statusQueueFull, nil)
		}
	default:
		_ = s.write(s.life, pdu{command: genericNack, status: statusInvalidID, sequence: p.sequence})
	}
	return nil
}

// keepAlive asks the centre whether it is there when nothing has come for a while, until the session is over.
func (s *session) keepAlive(every time.Duration) {
	timer := time.NewTimer(every)
	defer timer.Stop()
	for {
		select {
		case <-s.life.Done():
			return
		case <-s.heard:
		case <-timer.C:
			if _, err := s.request(s.life, pdu{command: enquireLink}); err != nil {
				s.end(err)
				return
			}
		}
		timer.Reset(every)
	}
}

// bind asks for both directions. The status of a refusal counts whatever its body: mostly it has none.
func (s *session) bind(ctx context.Context, who bind) error {
	got, err := s.request(ctx, pdu{command: bindTransceiver, body: who.encode()})
	if err != nil {
		return err
	}
	if got.status != statusOK || got.command != bindTransceiver|answer {
		return bindError{got.status}
	}
	return nil
}

// bindError is a centre's refusal to be talked to.
type bindError struct{ status Status }

func (e bindError) Error() string { return "the message centre refuses the bind: " + e.status.String() }

// submit sends one text in its turn: in the window, one of a few that are unanswered.
func (s *session) submit(ctx context.Context, body []byte) (id string, err error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.life.Done():
		return "", fmt.Errorf("%w: %w", notify.ErrNotSent, s.why())
	case <-ctx.Done():
		return "", fmt.Errorf("%w: %w", notify.ErrNotSent, ctx.Err())
	}
	got, err := s.request(ctx, pdu{command: submitSM, body: body})
	if before, ok := errors.AsType[unwritten](err); ok {
		return "", fmt.Errorf("%w: %w", notify.ErrNotSent, before.error)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", notify.ErrAmbiguous, err)
	}
	if got.command == genericNack && got.status == statusOK {
		got.status = 0xff // ESME_RUNKNOWNERR: a nack is no success, whatever it says.
	}
	return decodeMessageID(got.body), got.status.err()
}

// leave says goodbye, also after ctx has ended: it waits for the answers of what is on its way, then unbinds.
func (s *session) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeout)
	defer cancel()
	for range cap(s.slots) {
		select {
		case s.slots <- struct{}{}: // Never given back: nothing is sent any more.
		case <-s.life.Done():
			return
		case <-ctx.Done():
			s.end(errStopped)
			return
		}
	}
	_, _ = s.request(ctx, pdu{command: unbind}) // Answered or not, this is the end.
	s.end(errStopped)
}
