package simulator

import (
	"errors"
	"os"
	"time"

	"numerek/appliance/printer/escpos"
)

// Errors of a connection.
var (
	ErrUnplugged = errors.New("unplugged")
	ErrStalled   = errors.New("printer takes nothing")
	ErrBusy      = errors.New("another host is connected")
)

// Conn is the host's end of the line in memory: a port as package printer uses it.
type Conn struct {
	s      *Printer
	line   pace   // of the goroutine that writes
	out    []byte // what the printer has said and nobody has read yet
	gone   bool   // unplugged
	closed bool
}

// Connect plugs a host in. There can be one.
func (s *Printer) Connect() (*Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed || !s.plugged:
		return nil, ErrUnplugged
	case s.conn != nil:
		return nil, ErrBusy
	}
	s.conn = &Conn{s: s}
	return s.conn, nil
}

// Read waits for what the printer says.
func (c *Conn) Read(p []byte) (int, error) {
	s := c.s
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, os.ErrClosed
		case c.gone:
			return 0, ErrUnplugged
		case len(c.out) > 0:
			n := copy(p, c.out)
			c.out = c.out[n:]
			if s.fenced && len(c.out) == 0 {
				s.fenced = false
				s.mark(Fenced)
			}
			return n, nil
		}
		s.cond.Wait()
	}
}

// Write sends to the printer at the speed of the line. It fails with ErrStalled when the buffer stays
// full or the printer stays off.
func (c *Conn) Write(p []byte) (int, error) {
	for i, b := range p {
		c.delay()
		if err := c.put(b); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

// delay lets a byte take its time on the line.
func (c *Conn) delay() {
	c.s.mu.Lock()
	baud := c.s.options.Baud
	c.s.mu.Unlock()
	if baud > 0 {
		c.line.spend(10 * time.Second / time.Duration(baud))
	}
}

// put brings one byte to the printer.
func (c *Conn) put(b byte) error {
	s := c.s
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holdsBack() {
		timer := time.AfterFunc(s.options.Stall, s.wake)
		defer timer.Stop()
		begun := time.Now()
		for s.holdsBack() && !c.gone && !c.closed {
			if time.Since(begun) >= s.options.Stall {
				return ErrStalled
			}
			s.cond.Wait()
		}
	}
	switch {
	case c.closed:
		return os.ErrClosed
	case c.gone:
		return ErrUnplugged
	}
	s.receive(b)
	return nil
}

// holdsBack says that the line tells the host to wait: the buffer is full, or nobody drives the signal.
func (s *Printer) holdsBack() bool {
	return !s.options.ThreeWire && (!s.powered || len(s.buffer) >= s.options.Buffer)
}

func (s *Printer) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cond.Broadcast()
}

// Close unplugs the host; the printer goes on with what it has.
func (c *Conn) Close() error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.closed = true
	if c.s.conn == c {
		c.s.conn = nil
	}
	c.s.cond.Broadcast()
	return nil
}

// disconnect pulls the plug on whoever is connected.
func (s *Printer) disconnect() {
	if s.conn != nil {
		s.conn.gone = true
		s.conn = nil
	}
	s.cond.Broadcast()
}

// receive is a byte arriving. Real-time commands are obeyed here, whatever the mechanism is doing.
func (s *Printer) receive(b byte) {
	if !s.powered {
		return
	}
	s.arrived(b)
	if len(s.buffer) < s.options.Buffer {
		s.buffer = append(s.buffer, b)
	}
	if c, ok := s.scanner.Feed(b); ok {
		s.atOnce(c)
	}
	s.cond.Broadcast()
}

func (s *Printer) atOnce(c escpos.RealTime) {
	switch c.Op {
	case escpos.OpAskStatus:
		s.sayStatus(c.N)
	case escpos.OpRecover:
		if !s.can.recovers || !s.status.CutterError || s.jammed {
			return
		}
		if c.N == 2 {
			s.forget()
		}
		s.change(func(st *escpos.Status) { st.CutterError = false })
	case escpos.OpClear:
		if s.can.clears {
			s.forget()
			s.say(escpos.Answer{Kind: escpos.Cleared})
		}
	default: // There are no others.
	}
}

// sayStatus answers DLE EOT.
func (s *Printer) sayStatus(n byte) {
	switch {
	case n == 20 && s.can.presents:
		s.say(escpos.Answer{Kind: escpos.FullStatus, Auto: s.status.Full(s.paper == offered)})
	case n <= 4 && s.can.status && s.can.loose:
		s.say(escpos.Answer{Kind: escpos.RealTimeStatus, Byte: s.status.RealTime(n) &^ s.can.fixed()})
	case n <= 4 && s.can.status:
		s.say(escpos.Answer{Kind: escpos.RealTimeStatus, Byte: s.status.RealTime(n)})
	}
}

// say sends an answer to the host, if there is one and the printer can speak.
func (s *Printer) say(a escpos.Answer) { s.sayBytes(a.Bytes()) }

func (s *Printer) sayBytes(said []byte) {
	if s.conn == nil || !s.powered || s.silent {
		return
	}
	for _, b := range said {
		if s.garbage {
			s.noise = s.noise*1664525 + 1013904223
			b = byte(s.noise >> 24)
		}
		s.conn.out = append(s.conn.out, b)
	}
	s.cond.Broadcast()
}
