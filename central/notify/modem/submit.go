package modem

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/pdu"
)

// Errors of a text beside those of the line.
var (
	errTooLate   = errors.New("its time is over")
	errNoNetwork = errors.New("the modem has no network")
	errPartly    = errors.New("only a part of it was taken")
)

// job is a text on its way to the goroutine that has the modem.
type job struct {
	gone  <-chan struct{} // closed when who asked waits no longer
	parts []pdu.Submit
	state atomic.Int32
	done  chan result // holds one
}

type result struct {
	accepted notify.Accepted
	err      error
}

// States of a job.
const (
	waiting int32 = iota // nobody has begun
	begun                // the modem does not have the text yet
	given                // the modem has it, or a part of it
	left                 // who asked has gone
)

// Send gives a text to the modem, once. While the modem is being called, the
// first time included, it waits for it; without one it fails with
// [notify.ErrNotSent]. When ctx ends while the network has the text, it is
// [notify.ErrAmbiguous].
func (s *Sender) Send(ctx context.Context, t notify.Text) (notify.Accepted, error) {
	var valid time.Duration
	if !t.Expires.IsZero() {
		if valid = t.Expires.Sub(s.config.Now()); valid <= 0 {
			return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrRefused, errTooLate)
		}
	}
	j := &job{gone: ctx.Done(), parts: pdu.Parts(t.Body, t.To, valid, 0), done: make(chan result, 1)}
	for _, p := range j.parts {
		if _, err := p.Encode(); err != nil {
			return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrRefused, err)
		}
	}
	life, err := s.connection(ctx)
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrNotSent, err)
	}
	select {
	case s.jobs <- j:
	case <-life:
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrNotSent, errSilent)
	case <-ctx.Done():
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrNotSent, ctx.Err())
	}
	select {
	case r := <-j.done:
		return r.accepted, r.err
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(waiting, left) {
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrNotSent, ctx.Err())
	}
	if j.state.Load() == given {
		return notify.Accepted{}, fmt.Errorf("%w: %w", notify.ErrAmbiguous, ctx.Err())
	}
	r := <-j.done // Soon: it knows ctx until the text is given.
	return r.accepted, r.err
}

// work sends a job's text. An error is the end of the connection.
func (s *Sender) work(ctx context.Context, l *line, j *job) error {
	if !j.state.CompareAndSwap(waiting, begun) {
		return nil
	}
	accepted, err := s.submit(ctx, l, j)
	f, isFault := errors.AsType[fault](err)
	switch {
	case err == nil:
		accepted.Parts = len(j.parts)
		j.done <- result{accepted: accepted}
		return nil
	case isFault || errors.Is(err, errNoNetwork):
		j.done <- result{err: err}
		if isFault && f.ofSIM() { // It has been without power, or the SIM was taken out.
			return s.setup(ctx, l)
		}
		return nil
	case errors.Is(err, context.Canceled) && ctx.Err() == nil: // Who asked has gone, before the text was given.
		j.done <- result{err: err}
		return l.call(ctx)
	default:
		j.done <- result{err: err}
		return err
	}
}

// submit sends all parts. Its errors are those of a sender.
func (s *Sender) submit(ctx context.Context, l *line, j *job) (accepted notify.Accepted, err error) {
	there, err := registered(ctx, l)
	if err == nil && !there {
		err = errNoNetwork
	}
	if err == nil {
		_, err = l.command(ctx, "AT+CMGF=0", "") // A modem that was without power reads texts otherwise.
	}
	if err != nil {
		return notify.Accepted{}, before(err)
	}
	s.parts++
	for i, p := range j.parts {
		if len(j.parts) > 1 {
			p.Part.Reference = s.parts & 0xff
		}
		reference, err := s.part(ctx, l, j, p)
		if err != nil && i > 0 && !errors.Is(err, notify.ErrAmbiguous) {
			return notify.Accepted{}, fmt.Errorf("%w: %w: %w", notify.ErrAmbiguous, errPartly, err)
		}
		if err != nil {
			return notify.Accepted{}, err
		}
		accepted.Gateway = ""
		if reference >= 0 {
			accepted.Gateway = gatewayID(time.Now(), p.To, byte(reference)) //nolint:gosec // At most 255.
		}
	}
	return accepted, nil
}

// before says that the text was not given to the modem.
func before(err error) error {
	if f, ok := errors.AsType[fault](err); ok {
		return f.err(false)
	}
	return fmt.Errorf("%w: %w", notify.ErrNotSent, err)
}

// part sends one message and returns the modem's reference of it; -1 where it gives none.
func (s *Sender) part(ctx context.Context, l *line, j *job, p pdu.Submit) (reference int, err error) {
	octets, err := p.Encode()
	if err != nil {
		return -1, fmt.Errorf("%w: %w", notify.ErrRefused, err)
	}
	if _, err := l.write("AT+CMGS=" + strconv.Itoa(len(octets)) + "\r"); err != nil {
		return -1, before(err)
	}
	if err := j.awaitPrompt(ctx, l); err != nil {
		return -1, before(err)
	}
	j.state.Store(given)
	text := pdu.Frame(octets) + endOfText
	if n, err := l.write(text); err != nil {
		if n < len(text) { // Without its end it is none; the next call gives it up.
			return -1, before(err)
		}
		return -1, fmt.Errorf("%w: %w", notify.ErrAmbiguous, err)
	}
	// Beyond the end of ctx and of who asked: what the network says is worth knowing.
	answer, err := l.wait(context.WithoutCancel(ctx), "+CMGS:", s.config.Submit)
	if f, ok := errors.AsType[fault](err); ok {
		return -1, f.err(true)
	}
	reference, told := readReference(answer)
	switch {
	case err == nil:
		return reference, nil
	case told: // Taken, and only the end of the answer is missing: it must not be taken for that of the next command.
		_ = l.call(ctx) // Where the line is no more, the next use of it finds out.
		return reference, nil
	default:
		return -1, fmt.Errorf("%w: %w", notify.ErrAmbiguous, err)
	}
}

// awaitPrompt waits for the modem to ask for the text, as long as somebody wants it sent.
func (j *job) awaitPrompt(ctx context.Context, l *line) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel()
	watching.Go(func() {
		select {
		case <-j.gone:
			cancel()
		case <-ctx.Done():
		}
	})
	_, err := l.wait(ctx, prompt, l.timeout)
	return err
}

// readReference finds the reference of a message that was taken; -1 where there is none.
func readReference(answer []string) (reference int, told bool) {
	for _, a := range answer {
		if rest, ok := strings.CutPrefix(a, "+CMGS:"); ok {
			if n, err := strconv.ParseUint(leading(rest), 10, 8); err == nil {
				return int(n), true
			}
		}
	}
	return -1, false
}
