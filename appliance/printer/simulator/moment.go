package simulator

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"numerek/appliance/printer/escpos"
)

// Moment is a place in the life of a job as the printer sees it, for faults that are to strike just there; see
// [Options], [Printer.On] and the command "on".
type Moment string

// The moments, in the order of a job that is stored first.
const (
	Asked      Moment = "asked"      // a question for the status has come in part
	Storing    Moment = "storing"    // much of a picture is there, and much is not
	Fenced     Moment = "fenced"     // the host takes the answer that says that the picture is there
	Committing Moment = "committing" // the command that prints a stored picture has come in part
	Printing   Moment = "printing"   // a good piece of ink is on the paper
	CutOff     Moment = "cut"        // the paper has been cut, and nothing was said of it yet
	Clearing   Moment = "clearing"   // the command that clears all buffers has come in part
)

func moments() []Moment {
	return []Moment{Asked, Storing, Fenced, Committing, Printing, CutOff, Clearing}
}

// How much of a picture is much, in bytes of a command and in rows with ink.
const (
	muchBytes = 1024
	muchRows  = 100
)

// On lets do run when the printer comes to a moment next, once. It runs before anything else happens to the job.
func (s *Printer) On(m Moment, do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.triggers = append(s.triggers, trigger{m, do})
}

type trigger struct {
	at Moment
	do func()
}

// on is the command "on MOMENT COMMAND".
func (s *Printer) on(m Moment, words []string) (do func() (string, error), err error) {
	if !slices.Contains(moments(), m) {
		return nil, fmt.Errorf("%w: no moment %q; there are %v", ErrCommand, m, moments())
	}
	later, err := s.command(words)
	if err != nil {
		return nil, err
	}
	return func() (string, error) {
		s.On(m, func() {
			_, _ = later() // Nobody waits for an answer then.
			if s.options.Obeyed != nil {
				s.options.Obeyed(strings.Join(words, " "))
			}
		})
		return "", nil
	}, nil
}

// mark notes that a moment has come; tell tells of it once the printer is not held any more.
func (s *Printer) mark(m Moment) { s.reached = append(s.reached, m) }

// arrived looks whether the bytes that have come last are the beginning of something.
func (s *Printer) arrived(b byte) {
	copy(s.seen[:], s.seen[1:])
	s.seen[len(s.seen)-1] = b
	begins := func(command []byte) bool { return bytes.Equal(s.seen[:], command[:len(s.seen)]) }
	switch {
	case bytes.Equal(s.seen[1:], escpos.AskStatus(1)[:2]):
		s.mark(Asked)
	case begins(escpos.Clear()):
		s.mark(Clearing)
	case begins(escpos.PrintStored()) && len(s.stored) > 0:
		s.mark(Committing)
	}
}

// taken counts the bytes of a command that is not complete.
func (s *Printer) taken(complete bool) {
	if s.begun++; complete {
		s.begun = 0
	}
	if s.begun == muchBytes {
		s.mark(Storing)
	}
}

// inked counts the rows with ink on the paper in progress.
func (s *Printer) inked(row []byte) {
	if !slices.ContainsFunc(row, func(b byte) bool { return b != 0 }) {
		return
	}
	if s.ink++; s.ink == muchRows {
		s.mark(Printing)
	}
}

// tell tells whoever waits for the moments that have come. The caller does not hold mu.
func (s *Printer) tell() {
	s.mu.Lock()
	reached := s.reached
	s.reached = nil
	var due []func()
	for _, m := range reached {
		s.triggers = slices.DeleteFunc(s.triggers, func(t trigger) bool {
			if t.at == m {
				due = append(due, t.do)
			}
			return t.at == m
		})
	}
	s.mu.Unlock()
	for _, do := range due {
		do()
	}
	if s.options.Observe != nil {
		for _, m := range reached {
			s.options.Observe(m)
		}
	}
}
