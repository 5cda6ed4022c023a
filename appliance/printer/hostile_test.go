package printer_test

import (
	"os"
	"slices"
	"sync"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/simulator"
)

// hostility is what is done to the answers of a printer, in the order in which they come, as a script says that is read
// byte by byte; once it is at its end, the line is honest. An answer can be
//
//   - corrupted: any bit of it may flip, and a status may say the contrary of all that is so;
//   - dropped; late, by up to five seconds; cut in half, with other answers between the halves; repeated, at once or much
//     later, after others that came since; brought in after the next answer;
//   - surrounded by garbage, of which any part may look like an answer of its own.
//
// One thing cannot happen, because nothing could be told from the truth then: that the host hears the process id of a job
// that the printer has not said. An id is fresh for each job, so that whoever hears it knows that it is an answer to this
// one. Every other answer means the same each time, and can be forged by repeating it.
type hostility struct {
	mu     sync.Mutex
	script []byte
	on     bool
	said   map[string]bool // ids that the printer has said
	old    [][]byte        // answers so far
}

// next is the next byte of the script; not ok at its end, and while the line is honest.
func (h *hostility) next() (b byte, ok bool) {
	if !h.on || len(h.script) == 0 {
		return 0, false
	}
	b, h.script = h.script[0], h.script[1:]
	return b, true
}

// begin lets the line be hostile; end makes it honest.
func (h *hostility) begin() { h.set(true) }
func (h *hostility) end()   { h.set(false) }

func (h *hostility) set(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.on = on
}

// delivery is bytes that the host gets some time after they were said.
type delivery struct {
	bytes []byte
	after time.Duration
}

// The things that are done to an answer; the rest of the numbers leave it alone.
const (
	toDrop = iota
	toDelay
	toRepeat
	toHalve
	toFlip
	toContradict
	toPrecede
	toFollow
	toRemember
	toSwap
	tricks = 16
)

// twist is what the host gets of an answer.
func (h *hostility) twist(answer []byte) []delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	trick, ok := h.next()
	with, _ := h.next()
	later := time.Duration(with) * 20 * time.Millisecond
	h.old = append(h.old, answer)
	plain := delivery{answer, 0}
	if !ok {
		return []delivery{plain}
	}
	twisted := slices.Clone(answer)
	switch trick % tricks {
	case toDrop:
		return nil
	case toDelay:
		return []delivery{{answer, later}}
	case toRepeat:
		return []delivery{plain, {answer, later}}
	case toHalve:
		n := 1 + int(with)%len(answer)
		return []delivery{{answer[:n], 0}, {answer[n:], later}}
	case toFlip:
		twisted[int(with>>3)%len(answer)] ^= 1 << (with & 7)
		return []delivery{{twisted, 0}}
	case toContradict:
		for i := range twisted {
			twisted[i] ^= with & 0x6c // What is fixed in a status stays.
		}
		return []delivery{{twisted, 0}}
	case toPrecede:
		return []delivery{{noise(with), 0}, plain}
	case toFollow:
		return []delivery{plain, {noise(with), 0}}
	case toRemember:
		return []delivery{plain, {h.old[int(with)%len(h.old)], later / 8}}
	case toSwap: // with the next one, if that comes in time
		return []delivery{{answer, time.Duration(with) * time.Millisecond}}
	default:
		return []delivery{plain}
	}
}

// noise is up to eight bytes that look like anything.
func noise(seed byte) (b []byte) {
	x := uint32(seed)*2654435761 + 12345
	for range seed%8 + 1 {
		x = x*1664525 + 1013904223
		b = append(b, byte(x>>24))
	}
	return b
}

// hostileLine is a port with the hostility on it.
type hostileLine struct {
	*simulator.Conn
	*hostility

	honest escpos.Decoder // of what the printer says

	mu   sync.Mutex
	cond *sync.Cond
	out  []byte
	tail []byte // the last bytes that the host has got
	err  error
}

// on puts the hostility on a line.
func (h *hostility) between(c *simulator.Conn) printer.Port {
	l := &hostileLine{Conn: c, hostility: h}
	l.cond = sync.NewCond(&l.mu)
	go l.listen()
	return l
}

// listen takes the printer's answers and passes on what becomes of them.
func (l *hostileLine) listen() {
	for buf := make([]byte, 256); ; {
		n, err := l.Conn.Read(buf)
		if err != nil {
			l.mu.Lock()
			l.err = err
			l.cond.Broadcast()
			l.mu.Unlock()
			return
		}
		l.hear(buf[:n])
		for _, d := range l.twist(slices.Clone(buf[:n])) {
			if d.after == 0 {
				l.deliver(d.bytes)
			} else {
				time.AfterFunc(d.after, func() { l.deliver(d.bytes) })
			}
		}
	}
}

// hear notes the ids that the printer says.
func (l *hostileLine) hear(said []byte) {
	for _, b := range said {
		if a, ok := l.honest.Feed(b); ok && a.Kind == escpos.ProcessID {
			l.hostility.mu.Lock()
			l.said[a.Text] = true
			l.hostility.mu.Unlock()
		}
	}
}

// deliver brings bytes to the host, unless they were an id that was never said.
func (l *hostileLine) deliver(bytes []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bytes {
		if b != 0x11 && b != 0x13 { // These may stand anywhere and mean nothing.
			if b == 0 && l.forges() {
				b = 0xff
			}
			l.tail = append(l.tail, b)
			l.tail = l.tail[max(0, len(l.tail)-6):]
		}
		l.out = append(l.out, b)
	}
	l.cond.Broadcast()
}

// forges says that a zero would end an id that the printer has not said.
func (l *hostileLine) forges() bool {
	if len(l.tail) < 6 || l.tail[0] != '7' || l.tail[1] != 0x22 {
		return false
	}
	l.hostility.mu.Lock()
	defer l.hostility.mu.Unlock()
	return !l.said[string(l.tail[2:])]
}

func (l *hostileLine) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.out) == 0 && l.err == nil {
		l.cond.Wait()
	}
	if l.err != nil {
		return 0, l.err
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

func (l *hostileLine) Close() error {
	l.mu.Lock()
	l.err = os.ErrClosed
	l.cond.Broadcast()
	l.mu.Unlock()
	return l.Conn.Close()
}
