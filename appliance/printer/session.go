package printer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"numerek/appliance/printer/escpos"
)

// How long things may take that do not depend on the job.
const (
	collectTime = 300 * time.Millisecond // what is still on its way when a port is opened arrives in this time
	answerTime  = 500 * time.Millisecond // a healthy printer answers a question at once
	clearTime   = time.Second            // emptying the buffers
	kernelQueue = 4096                   // bytes that may wait in the operating system when a write has returned
)

// headPadding is sent after a command that may have been broken off, before anything else. Zeros end any head of a command
// harmlessly; the next question would complete it to a picture of megabytes, and the printer would be deaf for as long.
const headPadding = 16

// Why waiting ended without what was waited for.
var (
	errSilent = errors.New("no answer")
	errStuck  = errors.New("printer stopped")
	errGone   = errors.New("port is gone")
)

// heard counts what the printer has said since the port was opened. Who waits compares counts, so that no answer is
// lost to somebody who was waiting for another.
type heard struct {
	statuses, plains, infos, counts, fulls, autos, cleared int

	status byte            // of the last real-time status
	plain  byte            // of the last plain answer
	info   string          // of the last info or count
	ids    map[string]bool // process ids since the last job began
	full   [4]byte
}

// session is a printer between the opening and the closing of one port. Everything but the reader runs in the
// goroutine of Run.
type session struct {
	printer *Printer
	log     *slog.Logger
	profile Profile

	port    Port
	chunks  chan []byte // closed when the port is gone
	readers sync.WaitGroup
	decoder escpos.Decoder
	last    time.Time // when something was heard

	heard  heard
	status escpos.Status
	said   [4]byte // to the four questions of which the status is made
	gone   error
	broken bool // the last command may have arrived in part

	synced    bool  // the printer takes what comes next as the beginning of a command, and its claims have been tried
	fencedBy  Fence // the question that it answers in its turn
	canStore  bool
	canID     bool
	canSee    bool // it sees whether a paper hangs in the output
	retracted bool // the paper in the output was to be retracted, and is there still
	cycled    bool // its power has been switched off and on
	recovered bool // it has been told once to recover from this cutter error
	asked     int  // how often its status was asked for since it stands still
}

func newSession(p *Printer, port Port) *session {
	s := &session{
		printer: p, log: p.options.Log, profile: p.options.Profile, port: port, chunks: make(chan []byte, 16),
		decoder: escpos.Decoder{Loose: p.options.Profile.Loose}, broken: true, heard: heard{ids: map[string]bool{}},
	}
	s.readers.Go(s.read)
	return s
}

// read hands what the printer says to the goroutine of Run until the port is gone.
func (s *session) read() {
	defer close(s.chunks)
	for {
		buf := make([]byte, 256)
		n, err := s.port.Read(buf)
		if n > 0 {
			s.chunks <- buf[:n]
		}
		if err != nil {
			return
		}
	}
}

// close closes the port and waits for the reader.
func (s *session) close() error {
	err := s.port.Close()
	for range s.chunks {
		continue // The reader may be waiting to hand something over.
	}
	s.readers.Wait()
	return err
}

// take decodes what was read and says whether an automatic status was in it.
func (s *session) take(chunk []byte, open bool) bool {
	if !open {
		s.gone = errGone
		return false
	}
	if s.decoder.Pending() && time.Since(s.last) > answerTime {
		s.decoder.Reset()
	}
	s.last = time.Now()
	autos := s.heard.autos
	for _, b := range chunk {
		if a, ok := s.decoder.Feed(b); ok {
			s.note(a)
		}
	}
	return s.heard.autos > autos
}

func (s *session) note(a escpos.Answer) {
	switch a.Kind {
	case escpos.RealTimeStatus:
		s.heard.statuses++
		s.heard.status = a.Byte
	case escpos.Plain:
		s.heard.plains++
		s.heard.plain = a.Byte
	case escpos.AutomaticStatus:
		s.heard.autos++
		if s.profile.AutoStatus { // else it was noise, and nothing would ever correct it
			s.status = s.status.WithAutomatic(a.Auto)
		}
	case escpos.ProcessID:
		s.heard.ids[a.Text] = true
		s.printer.done(a.Text)
	case escpos.Cleared:
		s.heard.cleared++
	case escpos.Info:
		s.heard.infos++
		s.heard.info = a.Text
	case escpos.Count:
		s.heard.counts++
		s.heard.info = a.Text
	case escpos.FullStatus:
		s.heard.fulls++
		s.heard.full = a.Auto
	case escpos.PowerOn, escpos.PowerOff:
		s.synced = false
		s.printer.emptied()
	case escpos.OfflineCause:
		// Not asked for.
	}
}

// send writes to the printer. The error is errGone when the port has failed for good.
func (s *session) send(b []byte) error {
	if s.gone != nil {
		return s.gone
	}
	if s.broken {
		b = append(escpos.Padding(headPadding), b...)
	}
	_, err := s.port.Write(b)
	s.broken = err != nil
	if err != nil {
		return fmt.Errorf("write to printer: %w", err)
	}
	return nil
}

// wait reads until done, for at most limit. The error is errSilent, errGone or the cause of ctx.
func (s *session) wait(ctx context.Context, limit time.Duration, done func() bool) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for !done() {
		if s.gone != nil {
			return s.gone
		}
		select {
		case chunk, open := <-s.chunks:
			s.take(chunk, open)
		case <-timer.C:
			return errSilent
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// drain takes what has been read already, without waiting.
func (s *session) drain() {
	for s.gone == nil {
		select {
		case chunk, open := <-s.chunks:
			s.take(chunk, open)
		default:
			return
		}
	}
}

// collect takes what comes for some time: answers to questions that nobody waits for any more.
func (s *session) collect(ctx context.Context) error {
	err := s.wait(ctx, collectTime, func() bool { return false })
	if errors.Is(err, errSilent) {
		s.decoder.Reset()
		return nil
	}
	return err
}

// watch waits for done as wait does, and gives up with errStuck when the printer says that it has stopped: by itself or,
// after each second of silence, when asked.
func (s *session) watch(ctx context.Context, limit time.Duration, done func() bool) error {
	end := time.Now().Add(limit)
	for {
		left := time.Until(end)
		err := s.wait(ctx, min(left, time.Second), func() bool { return done() || s.status.Stuck() })
		switch {
		case done():
			return nil
		case err == nil:
			return errStuck
		case !errors.Is(err, errSilent) || left <= time.Second:
			return err
		}
		if s.mayAsk() {
			// Silence proves nothing where an answer is to come; where none is, the status is all there is.
			if err := s.askStatus(ctx); err != nil && (s.fencedBy == FenceTime || !errors.Is(err, errSilent)) {
				return err
			}
		}
	}
}
