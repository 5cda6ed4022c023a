package modemtest

import (
	"sync"
	"time"

	"numerek/central/notify/pdu"
)

// Options describe a modem with its SIM and its network. The zero value is one
// without a PIN, in a network that delivers everything at once.
type Options struct {
	PIN       string                // that the SIM wants; empty: none
	Boot      time.Duration         // how long the modem takes to start; 100 ms unless given
	Counts    bool                  // whether it tells how many tries the PIN has left
	NoStore   bool                  // whether it cannot keep status reports, as many cannot
	NoConfirm bool                  // whether it cannot wait for their confirmation either
	Countries bool                  // whether its network leaves the country out of the numbers in reports
	OnSent    func(Message)         // called when a whole text is with the network
	Status    func(to string) byte  // of a status report, TS 23.040, 9.2.3.15; delivered unless given
	Delay     time.Duration         // of status reports
	On        func(Moment) Incident // asked at each moment what goes wrong; nothing unless given
}

// Message is a text that the network has got, its parts together.
type Message struct{ To, Text string }

// Moment is one at which something can go wrong.
type Moment string

// Moments of a text.
const (
	Asked   Moment = "asked"   // AT+CMGS has come
	Halfway Moment = "halfway" // a part of the text has come
	Given   Moment = "given"   // the text has come, the network does not have it
	Taken   Moment = "taken"   // the network has it, the modem has not answered
)

// Incident is what goes wrong. What is none of those below is said to the host instead of OK.
type Incident string

// Incidents.
const (
	Nothing  Incident = ""
	Unplug   Incident = "unplug"    // the cable is pulled, and plugged in again when Plug is called
	PowerCut Incident = "power cut" // it starts anew; the line stays
	Silence  Incident = "silence"   // nothing more is said until the power is cut
)

// tries is how many a SIM gives for its PIN.
const tries = 3

// Modem is the modem. Its methods may be used by several goroutines.
type Modem struct {
	options Options

	mu      sync.Mutex
	changed *sync.Cond // plugged, closed
	plugged bool
	closed  bool
	out     func([]byte) // to the host, where there is one
	pull    func()       // hangs the line up

	settings settings // what a power cut forgets
	booting  int      // power cuts whose start is not over
	silent   bool
	typed    []byte // what has come of a line or of a text
	asked    int    // octets of the text that is awaited; 0: none

	unlocked, noNetwork bool
	left                int // tries for the PIN
	pinsSeen            []string
	reference           byte
	parts               map[int][]string
	memory              map[int]string // status reports that are kept
	unconfirmed         []string       // status reports that wait for a confirmation, the first of them said
	heard               []string       // commands
	work                sync.WaitGroup
}

// settings are lost with the power.
type settings struct {
	echo    bool
	errors  int // AT+CMEE
	text    bool
	phase   int // AT+CSMS
	reports int // the fourth of AT+CNMI
	memory  string
}

func start() settings { return settings{echo: true, text: true, memory: "SM"} }

// New returns a modem that is plugged in and has power.
func New(options Options) *Modem {
	if options.Boot <= 0 {
		options.Boot = 100 * time.Millisecond
	}
	m := &Modem{
		options: options, plugged: true, settings: start(), unlocked: options.PIN == "", left: tries,
		parts: map[int][]string{}, memory: map[int]string{},
	}
	m.changed = sync.NewCond(&m.mu)
	return m
}

// Close ends it. Reports on their way are lost.
func (m *Modem) Close() {
	m.mu.Lock()
	m.closed = true
	m.hangUp()
	m.changed.Broadcast()
	m.mu.Unlock()
	m.work.Wait()
}

// hangUp ends the line, where there is one. m.mu is held.
func (m *Modem) hangUp() {
	if m.pull != nil {
		m.pull()
		m.pull, m.out = nil, nil
	}
}

// Unplug pulls the cable. The modem keeps its power and what it was told, as one with a supply of its own does.
func (m *Modem) Unplug() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plugged = false
	m.hangUp()
}

// Plug plugs it in again.
func (m *Modem) Plug() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plugged = true
	m.changed.Broadcast()
}

// CutPower lets it start anew. The line stays, as that of an adapter does.
func (m *Modem) CutPower() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cutPower()
}

func (m *Modem) cutPower() {
	m.settings, m.silent, m.typed, m.asked, m.unconfirmed = start(), false, nil, 0, nil
	m.unlocked = m.options.PIN == ""
	m.booting++
	m.later(m.options.Boot, func() {
		if m.booting--; m.booting == 0 {
			m.say("RDY")
		}
	})
}

// later does something after a while, with m.mu held, unless the modem is closed.
func (m *Modem) later(after time.Duration, do func()) {
	m.work.Add(1)
	time.AfterFunc(after, func() {
		defer m.work.Done()
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.closed {
			do()
		}
	})
}

// SetNetwork says whether there is a network.
func (m *Modem) SetNetwork(there bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noNetwork = !there
}

// Hum writes to the host what no modem says.
func (m *Modem) Hum(noise []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.write(noise)
}

// Commands are those that have come, without the PIN.
func (m *Modem) Commands() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.heard...)
}

// PINs are those that were tried.
func (m *Modem) PINs() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.pinsSeen...)
}

// Kept is how many status reports it keeps.
func (m *Modem) Kept() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.memory) + len(m.unconfirmed)
}

// happens asks what goes wrong now, and lets it; true where the command is over by that. m.mu is held.
func (m *Modem) happens(at Moment) bool {
	if m.options.On == nil {
		return false
	}
	switch incident := m.options.On(at); incident {
	case Nothing:
		return false
	case Unplug:
		m.plugged = false
		m.hangUp()
	case PowerCut:
		m.cutPower()
	case Silence:
		m.silent = true
	default:
		m.say(string(incident))
	}
	return true
}

// submit gives a message to the network. m.mu is held.
func (m *Modem) submit(s pdu.Submit) (reference byte) {
	m.reference++
	text := s.Text
	if s.Part != (pdu.Part{}) {
		parts := append(m.parts[s.Part.Reference], text)
		m.parts[s.Part.Reference] = parts
		text = ""
		if len(parts) == s.Part.Of {
			delete(m.parts, s.Part.Reference)
			for _, p := range parts {
				text += p
			}
		}
	}
	if text != "" && m.options.OnSent != nil {
		m.options.OnSent(Message{To: s.To, Text: text})
	}
	if s.Report {
		m.report(s.To, m.reference)
	}
	return m.reference
}

// report lets the network say what became of a message.
func (m *Modem) report(to string, reference byte) {
	r := pdu.StatusReport{Reference: reference, To: to, Sent: time.Now().Truncate(time.Second)}
	if m.options.Status != nil {
		r.Status = m.options.Status(to)
	}
	if m.options.Countries && len(to) > 3 {
		r.To = to[3:]
	}
	m.later(m.options.Delay, func() {
		r.Done = time.Now().Truncate(time.Second)
		octets, err := r.Encode()
		if err != nil {
			return // Nobody has such a number: nothing is said of it.
		}
		m.handOver(pdu.Frame(octets))
	})
}

// handOver says a report, or keeps it, as AT+CNMI asks. A modem that hears nobody keeps it.
func (m *Modem) handOver(frame string) {
	switch {
	case m.settings.reports == 1 && m.settings.phase == 1:
		if m.unconfirmed = append(m.unconfirmed, frame); len(m.unconfirmed) == 1 {
			m.sayReport(frame)
		}
	case m.settings.reports == 1:
		m.sayReport(frame)
	case !m.options.NoStore:
		at := 1
		for m.memory[at] != "" {
			at++
		}
		m.memory[at] = frame
		if m.settings.reports == 2 {
			m.sayf(`+CDSI: "SR",%d`, at)
		}
	}
}

func (m *Modem) sayReport(frame string) {
	m.sayf("+CDS: %d", len(frame)/2-1)
	m.say(frame)
}

// confirmed takes the confirmation of a report; false where none is awaited. m.mu is held.
func (m *Modem) confirmed() bool {
	if len(m.unconfirmed) == 0 {
		return false
	}
	if m.unconfirmed = m.unconfirmed[1:]; len(m.unconfirmed) > 0 {
		m.sayReport(m.unconfirmed[0])
	}
	return true
}

// Resend lets the network say again what was not confirmed, as networks do after a while.
func (m *Modem) Resend() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.unconfirmed) > 0 {
		m.sayReport(m.unconfirmed[0])
	}
}
