package modem

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"numerek/appliance/printer/serialport"
	"numerek/central/notify"
)

// Name is the word that the configuration chooses this sender by.
const Name = "modem"

// Config is a modem.
type Config struct {
	Port   string // /dev/serial/by-id/…
	Baud   int    // 115200 unless given
	PIN    string // of the SIM; empty where it has none
	Folder string // where it is remembered that a SIM has not accepted a PIN; empty: only until the program ends

	Timeout time.Duration    // for ordinary answers; 10 s unless given
	Submit  time.Duration    // for the network to take a text; 90 s unless given
	Look    time.Duration    // how often a modem is looked after that has nothing to do; 30 s unless given
	Now     func() time.Time // the clock by which texts expire; time.Now unless given
}

// Waiting times between attempts to reach a modem. The first is doubled each time.
const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// ErrConfig means that a configuration cannot work.
var ErrConfig = errors.New("modem configuration")

var errStopped = errors.New("the sender stops")

// Sender is a modem. Its methods may be used by several goroutines; it sends one text after another.
type Sender struct {
	config     Config
	deliveries func(context.Context, notify.Delivery) error
	log        *slog.Logger
	pins       *pins
	jobs       chan *job

	mu     sync.Mutex
	life   <-chan struct{} // of the present connection, closed with it; nil where there is none
	trying chan struct{}   // closed when an attempt to connect is over, nil after that; the first is to come
	why    error           // there is no connection, where that is known

	// Of Run alone.
	reporting       reporting
	looked, network bool
	unkept          []notify.Delivery // said once by the modem, and not kept yet
	parts           int               // reference of texts in parts
}

var _ notify.Sender = (*Sender)(nil)

// New returns a sender; it does nothing before [Sender.Run]. For each status
// report that decides a text's fate it calls deliveries, again and again until
// that returns nil. One may come before Send has returned.
func New(config Config, deliveries func(context.Context, notify.Delivery) error, log *slog.Logger) (*Sender, error) {
	if config.Port == "" {
		return nil, fmt.Errorf("%w: no port", ErrConfig)
	}
	if n := len(config.PIN); n != 0 && (n < 4 || n > 8 || strings.Trim(config.PIN, "0123456789") != "") {
		return nil, fmt.Errorf("%w: a PIN has 4 to 8 digits", ErrConfig)
	}
	if config.Timeout <= 0 {
		config.Timeout = 10 * time.Second
	}
	if config.Submit <= 0 {
		config.Submit = 90 * time.Second
	}
	if config.Look <= 0 {
		config.Look = 30 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Sender{
		config: config, deliveries: deliveries, log: log, pins: newPINs(config.Folder),
		jobs: make(chan *job), trying: make(chan struct{}),
	}, nil
}

// Name is the word that the configuration chooses it by.
func (*Sender) Name() string { return Name }

// Run keeps the modem until ctx ends. A text that it has then is sent to its end.
func (s *Sender) Run(ctx context.Context) {
	pause, said := firstPause, ""
	defer s.settle(nil, errStopped)
	for ctx.Err() == nil {
		began := time.Now()
		err := s.connected(ctx)
		if ctx.Err() != nil {
			return
		}
		s.looked = false
		if err.Error() != said { // Once is enough.
			s.log.WarnContext(ctx, "no modem", "port", s.config.Port, "err", err)
			said = err.Error()
		}
		if time.Since(began) >= longestPause { // It was there for a while.
			pause, said = firstPause, ""
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// connected opens the port and serves the modem until that is lost.
func (s *Sender) connected(ctx context.Context) (err error) {
	s.mu.Lock()
	if s.trying == nil {
		s.trying = make(chan struct{})
	}
	s.mu.Unlock()
	defer func() { s.settle(nil, err) }()
	port, err := s.open()
	if err != nil {
		return err
	}
	l := openLine(port, s.config.Timeout)
	defer func() { _ = l.close() }() // What was written is through or does not matter.
	if err := l.call(ctx); err != nil {
		return err
	}
	if err := s.setup(ctx, l); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "modem connected", "port", s.config.Port)
	life := make(chan struct{})
	defer close(life)
	s.settle(life, nil)
	return s.serve(ctx, l)
}

// open opens the port.
func (s *Sender) open() (io.ReadWriteCloser, error) {
	return serialport.Open(serialport.Options{Path: s.config.Port, Baud: s.config.Baud, Stall: s.config.Timeout})
}

// settle tells those who send that there is a connection, or why there is none.
func (s *Sender) settle(life <-chan struct{}, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life, s.why = life, why
	if s.trying != nil {
		close(s.trying)
		s.trying = nil
	}
}

// serve does what is to be done, until the modem is lost or ctx ends.
func (s *Sender) serve(ctx context.Context, l *line) error {
	if err := s.collect(ctx, l); err != nil {
		return err
	}
	tick := time.NewTicker(s.config.Look)
	defer tick.Stop()
	for {
		if err := s.reports(ctx, l); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, open := <-l.texts:
			if !open {
				return l.why
			}
			if !l.unasked(text) && text == "RDY" { // It has just started anew, and has forgotten all.
				if err := s.setup(ctx, l); err != nil {
					return err
				}
			}
		case j := <-s.jobs:
			if err := s.work(ctx, l, j); err != nil {
				return err
			}
		case <-tick.C: // After a power cut it has forgotten all, and has not said so.
			if err := s.setup(ctx, l); err != nil {
				return err
			}
			if err := s.collect(ctx, l); err != nil {
				return err
			}
		}
	}
}

// connection waits for the present connection, or for the one that is being made.
func (s *Sender) connection(ctx context.Context) (<-chan struct{}, error) {
	for {
		s.mu.Lock()
		life, trying, why := s.life, s.trying, s.why
		s.mu.Unlock()
		switch {
		case life != nil:
			return life, nil
		case trying == nil:
			return nil, why
		}
		select {
		case <-trying:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
