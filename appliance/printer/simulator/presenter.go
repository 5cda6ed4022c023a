package simulator

import "numerek/appliance/printer/escpos"

// The commands of GS e, as a KPM of Custom has them.
const (
	presenterRetract = 2
	presenterPresent = 3
	presenterEject   = 5
	presenterStatus  = 6
)

// place is where a paper is between the cut and a hand.
type place int

const (
	nowhere place = iota
	inside        // cut, and held back
	offered       // held out: at the output
)

// obeyPresenter does what GS e says. The caller holds mu.
func (s *Printer) obeyPresenter(c escpos.Command) {
	if !s.can.presents {
		return
	}
	switch c.N {
	case presenterPresent:
		if s.paper == inside {
			s.paper = offered
		}
	case presenterRetract, presenterEject:
		if s.paper != nowhere && c.N == presenterRetract {
			s.retracted++
		}
		s.paper = nowhere
	case presenterStatus:
		s.say(escpos.Answer{Kind: escpos.Plain, Byte: s.status.Presenter(s.paper == offered)})
	}
}

// Take takes the paper that the presenter holds out, and says whether there was one.
func (s *Printer) Take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.paper == offered
	if was {
		s.paper = nowhere
	}
	return was
}

// Offered says that a paper hangs in the output of the presenter.
func (s *Printer) Offered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paper == offered
}

// Retracted is how many papers the presenter has taken back.
func (s *Printer) Retracted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.retracted
}
