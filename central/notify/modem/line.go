package modem

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Errors of a line beside those of its port.
var (
	errSilent  = errors.New("the modem does not answer")
	errUnknown = errors.New("the modem's answer is not understood")
)

// Limits of what a modem may say. What is longer is garbage.
const (
	maxText = 1024
	maxNews = 256
)

// Control characters of a text that is given to a modem.
const (
	endOfText = "\x1a"
	giveUp    = "\x1b"
)

// prompt stands for the "> " with which a modem asks for a text. No line is like it.
const prompt = "> "

// line is an open port with the modem behind it. One goroutine uses it.
type line struct {
	port    io.ReadWriteCloser
	timeout time.Duration // of ordinary answers
	texts   chan string   // lines and prompts that have come; closed when the port is no more
	why     error         // the port is no more; read after texts is closed
	reading sync.WaitGroup

	news    []string // what the modem has said unasked: reports, and where they are kept
	whole   bool     // the last of news waits for its second line
	dropped int      // of news
}

func openLine(port io.ReadWriteCloser, timeout time.Duration) *line {
	l := &line{port: port, timeout: timeout, texts: make(chan string, 64), whole: true}
	l.reading.Go(l.read)
	return l
}

// close closes the port and waits until nothing comes any more.
func (l *line) close() error {
	err := l.port.Close()
	for range l.texts {
		continue // Nobody hears it any more.
	}
	l.reading.Wait()
	return err
}

// read cuts what comes into lines. Octets that no modem writes are left out.
func (l *line) read() {
	defer close(l.texts)
	var now []byte
	buf := make([]byte, 256)
	for {
		n, err := l.port.Read(buf)
		for _, b := range buf[:n] {
			switch {
			case b == '\r' || b == '\n':
				if len(now) > 0 && len(now) <= maxText {
					l.texts <- string(now)
				}
				now = now[:0]
			case b >= ' ' && b <= '~' && len(now) <= maxText:
				if now = append(now, b); string(now) == prompt {
					l.texts <- prompt
					now = now[:0]
				}
			}
		}
		if err != nil {
			l.why = err
			return
		}
	}
}

// next waits for a line, until the timer or ctx ends.
func (l *line) next(ctx context.Context, timer <-chan time.Time) (string, error) {
	select {
	case text, open := <-l.texts:
		if !open {
			return "", l.why
		}
		return text, nil
	case <-timer:
		return "", errSilent
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// unasked keeps a line that the modem has said by itself, and says whether it was one.
func (l *line) unasked(text string) bool {
	switch {
	case !l.whole && isHexadecimal(text):
		l.whole = true
		l.news[len(l.news)-1] += text
	case strings.HasPrefix(text, "+CDS:"):
		l.news, l.whole = append(l.news, "+CDS:"), false
	case strings.HasPrefix(text, "+CDSI:"):
		l.news = append(l.news, text)
	default:
		return false
	}
	if len(l.news) > maxNews { // Nobody has asked for so many: garbage.
		l.news = l.news[1:]
		l.dropped++
	}
	return true
}

// wait reads an answer up to its end, and gives what of it is the answer's own:
// the lines that begin with prefix, and those that are hexadecimal. A prompt is
// an end where it is wanted. The error is a fault, or the line is of no use any more.
func (l *line) wait(ctx context.Context, prefix string, limit time.Duration) (answer []string, err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		text, err := l.next(ctx, timer.C)
		if err != nil {
			return answer, err
		}
		if l.unasked(text) {
			continue
		}
		if f, ok := readFault(text); ok {
			return answer, f
		}
		switch {
		case text == "OK" && prefix != prompt, text == prompt && prefix == prompt:
			return answer, nil
		case prefix != "" && strings.HasPrefix(text, prefix), isHexadecimal(text):
			answer = append(answer, text)
		}
	}
}

func isHexadecimal(s string) bool { return strings.Trim(s, "0123456789ABCDEFabcdef") == "" }

// write writes all of a text, or says how much of it.
func (l *line) write(text string) (int, error) { return io.WriteString(l.port, text) }

// command gives a command and waits for its answer; see wait.
func (l *line) command(ctx context.Context, text, prefix string) ([]string, error) {
	if _, err := l.write(text + "\r"); err != nil {
		return nil, err
	}
	return l.wait(ctx, prefix, l.timeout)
}

// value gives a command and returns what stands behind the prefix of its answer.
func (l *line) value(ctx context.Context, text, prefix string) (string, error) {
	answer, err := l.command(ctx, text, prefix)
	if err != nil {
		return "", err
	}
	for _, a := range answer {
		if rest, ok := strings.CutPrefix(a, prefix); ok {
			return strings.TrimSpace(rest), nil
		}
	}
	return "", fmt.Errorf("%w: %s", errUnknown, prefix)
}

// attempts is how often a modem is called before it counts as silent: one that
// wakes, or finds out the speed of the line, misses the first.
const attempts = 5

// call makes the modem listen: it ends a text that was left unfinished, without
// sending it, and waits until old answers are through.
func (l *line) call(ctx context.Context) (err error) {
	if _, err := l.write(giveUp + "\r"); err != nil {
		return err
	}
	for range attempts {
		if _, err := l.write("AT\r"); err != nil {
			return err
		}
		_, err = l.wait(ctx, "", max(l.timeout/attempts, 10*time.Millisecond))
		if _, isFault := errors.AsType[fault](err); err == nil || isFault {
			return l.settle(ctx)
		}
		if !errors.Is(err, errSilent) {
			return err
		}
	}
	return err
}

// quiet is how long a modem says nothing when it has nothing more to say.
const quiet = 200 * time.Millisecond

// settle reads until nothing more comes, but not for ever: some lines are never quiet.
func (l *line) settle(ctx context.Context) error {
	for end := time.Now().Add(5 * quiet); time.Now().Before(end); {
		text, err := l.next(ctx, time.After(quiet))
		if errors.Is(err, errSilent) {
			return nil
		}
		if err != nil {
			return err
		}
		l.unasked(text)
	}
	return nil
}
