package simulator

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"numerek/appliance/printer/escpos"
)

// ErrCommand says that a fault command is not known.
var ErrCommand = errors.New("unknown command")

// Commands are the words that [Printer.Command] knows.
const Commands = "paper out|low|in, paper left ROWS, cover open|close, cutter jam|free, head hot|cool, " +
	"power off|on, silence [off], garbage [off], unplug, plug, take, tear, speed BAUD, save DIR, papers, status, " +
	"on asked|storing|fenced|committing|printing|cut|clearing COMMAND"

// PaperOut lets the roll end now.
func (s *Printer) PaperOut() {
	s.set(func(st *escpos.Status) { st.PaperOut, st.Stopped = true, true })
}

// PaperLow lets the near-end sensor see the core of the roll.
func (s *Printer) PaperLow() { s.set(func(st *escpos.Status) { st.PaperLow = true }) }

// PaperIn puts a full roll in. A job that waited for it goes on.
func (s *Printer) PaperIn() {
	s.set(func(st *escpos.Status) {
		s.rowsLeft = -1
		st.PaperLow, st.PaperOut, st.Stopped = false, false, false
	})
}

// PaperLeft lets the roll end after so many rows of dots.
func (s *Printer) PaperLeft(rows int) {
	s.set(func(*escpos.Status) { s.rowsLeft = rows })
}

// Cover opens or closes the cover. A job that waited for it goes on; a printer that no command takes out of a cutter error
// tries its knife again.
func (s *Printer) Cover(open bool) {
	s.set(func(st *escpos.Status) {
		st.CoverOpen = open
		st.CutterError = st.CutterError && (open || s.can.recovers || s.jammed)
	})
}

// Head lets the head be too hot to print.
func (s *Printer) Head(hot bool) { s.set(func(st *escpos.Status) { st.Hot = hot }) }

// Cutter jams the knife, which the next cut finds out, or frees it. An error that was found out goes away by DLE ENQ, or
// when the power is switched off.
func (s *Printer) Cutter(jammed bool) { s.set(func(*escpos.Status) { s.jammed = jammed }) }

// Power switches the printer off, which empties it, or on.
func (s *Printer) Power(on bool) {
	s.set(func(st *escpos.Status) {
		s.forget()
		s.initialize()
		s.scanner = escpos.Scanner{}
		st.CutterError, st.Stopped = false, false
		s.powered = on
	})
}

// Tear is a hand that tears off what a printer without a knife has printed. It is a paper like one that is cut, unless
// nothing has been printed.
func (s *Printer) Tear() {
	s.mu.Lock()
	var paper Paper
	if len(s.rows) > 0 {
		s.papers++
		paper = Paper{Number: s.papers, Picture: s.picture()}
		s.rows, s.ink = nil, 0
	}
	s.mu.Unlock()
	if paper.Number > 0 {
		s.deliver(paper)
	}
}

// Silence keeps the printer from answering, and from nothing else.
func (s *Printer) Silence(on bool) { s.set(func(*escpos.Status) { s.silent = on }) }

// Garbage turns every byte of every answer into another.
func (s *Printer) Garbage(on bool) { s.set(func(*escpos.Status) { s.garbage = on }) }

// Unplug takes the line away; the printer goes on with what it has.
func (s *Printer) Unplug() {
	s.set(func(*escpos.Status) {
		s.plugged = false
		s.disconnect()
	})
}

// Plug brings the line back: the host has to open it anew.
func (s *Printer) Plug() { s.set(func(*escpos.Status) { s.plugged = true }) }

// Speed sets the line's speed in bits per second; 0 for one that takes no time.
func (s *Printer) Speed(baud int) { s.set(func(*escpos.Status) { s.options.Baud = baud }) }

func (s *Printer) set(fn func(*escpos.Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(fn)
	s.cond.Broadcast()
}

// Command does what a line of words says, see [Commands], and gives the answer to a question.
func (s *Printer) Command(line string) (string, error) {
	do, err := s.command(strings.Fields(line))
	if err != nil {
		return "", fmt.Errorf("%w: %q", err, line)
	}
	return do()
}

// command reads a line of words.
func (s *Printer) command(words []string) (do func() (string, error), err error) {
	silent := func(do func()) func() (string, error) { return func() (string, error) { do(); return "", nil } }
	switch {
	case len(words) == 3 && words[0] == "paper" && words[1] == "left", len(words) == 2 && words[0] == "speed":
		n, err := strconv.Atoi(words[len(words)-1])
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%w that needs a number", ErrCommand)
		}
		if words[0] == "speed" {
			return silent(func() { s.Speed(n) }), nil
		}
		return silent(func() { s.PaperLeft(n) }), nil
	case len(words) == 2 && words[0] == "save":
		return func() (string, error) { return "", s.SavePNG(words[1]) }, nil
	case len(words) > 2 && words[0] == "on":
		return s.on(Moment(words[1]), words[2:])
	}
	switch strings.Join(words, " ") {
	case "papers":
		return func() (string, error) { return strconv.Itoa(s.Papers()), nil }, nil
	case "status":
		return func() (string, error) { return s.describe(), nil }, nil
	}
	if do, ok := s.switches()[strings.Join(words, " ")]; ok {
		return silent(do), nil
	}
	return nil, fmt.Errorf("%w; known are: %s", ErrCommand, Commands)
}

func (s *Printer) switches() map[string]func() {
	return map[string]func(){
		"paper out":   s.PaperOut,
		"paper low":   s.PaperLow,
		"paper in":    s.PaperIn,
		"cover open":  func() { s.Cover(true) },
		"cover close": func() { s.Cover(false) },
		"cutter jam":  func() { s.Cutter(true) },
		"cutter free": func() { s.Cutter(false) },
		"head hot":    func() { s.Head(true) },
		"head cool":   func() { s.Head(false) },
		"power off":   func() { s.Power(false) },
		"power on":    func() { s.Power(true) },
		"silence":     func() { s.Silence(true) },
		"silence off": func() { s.Silence(false) },
		"garbage":     func() { s.Garbage(true) },
		"garbage off": func() { s.Garbage(false) },
		"unplug":      s.Unplug,
		"take":        func() { s.Take() },
		"tear":        func() { s.Tear() },
		"plug":        s.Plug,
	}
}

func (s *Printer) describe() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("personality %s, power %v, plugged %v, papers %d, waiting bytes %d, uncut rows %d, %+v",
		s.options.Personality, s.powered, s.plugged, s.papers, len(s.buffer), len(s.rows), s.status)
}
