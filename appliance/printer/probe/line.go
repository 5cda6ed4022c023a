package probe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/escpos"
)

// How long is waited for.
const (
	answerTime = 500 * time.Millisecond // the first byte of an answer
	gapTime    = 100 * time.Millisecond // between two bytes of it
	clearTime  = time.Second
)

var errGone = errors.New("the line is gone")

// line is a printer as whoever probes it sees it: bytes there, bytes back.
type line struct {
	port   printer.Port
	chunks chan []byte // closed when the line is gone
	baud   int
}

func newLine(port printer.Port, baud int) *line {
	l := &line{port: port, chunks: make(chan []byte, 16), baud: baud}
	go l.read()
	return l
}

func (l *line) read() {
	defer close(l.chunks)
	for {
		buf := make([]byte, 256)
		n, err := l.port.Read(buf)
		if n > 0 {
			l.chunks <- buf[:n]
		}
		if err != nil {
			return
		}
	}
}

// close closes the line and waits for its reader.
func (l *line) close() error {
	err := l.port.Close()
	for range l.chunks {
		continue // The reader may be waiting to hand something over.
	}
	return err
}

// send writes to the printer.
func (l *line) send(b []byte) error {
	if _, err := l.port.Write(b); err != nil {
		return fmt.Errorf("write to printer: %w", err)
	}
	return nil
}

// ask sends a question and gives everything that is said until the line is silent for a while; nothing where no first byte
// comes within limit.
func (l *line) ask(ctx context.Context, question []byte, limit time.Duration) (answer []byte, err error) {
	if _, err := l.listen(ctx, 0); err != nil { // What was said before is no answer.
		return nil, err
	}
	if err := l.send(question); err != nil {
		return nil, err
	}
	if l.baud > 0 {
		limit += time.Duration(len(question)+96) * 10 * time.Second / time.Duration(l.baud)
	}
	return l.listen(ctx, limit)
}

// listen gives what is said, see ask.
func (l *line) listen(ctx context.Context, limit time.Duration) (answer []byte, err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case chunk, open := <-l.chunks:
			if !open {
				return answer, errGone
			}
			answer = append(answer, chunk...)
			timer.Reset(gapTime)
		case <-timer.C:
			return answer, nil
		case <-ctx.Done():
			return answer, context.Cause(ctx)
		}
	}
}

// try asks in the usual time, and throws away what the printer may have taken for letters.
func (l *line) try(ctx context.Context, question []byte) ([]byte, error) {
	answer, err := l.ask(ctx, question, answerTime)
	if err != nil {
		return nil, err
	}
	return answer, l.send(escpos.Initialize())
}

// decode gives the first answer of a kind in what was said, as a strict decoder reads it.
func decode(said []byte, expected escpos.Expected, kind escpos.Kind) (escpos.Answer, bool) {
	var d escpos.Decoder
	d.Expect(expected)
	for _, b := range said {
		if a, ok := d.Feed(b); ok && a.Kind == kind {
			return a, true
		}
	}
	return escpos.Answer{}, false
}
