package printer

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/layout"
	"numerek/appliance/slip"
)

// Port is a line to a printer. Read waits until there is something to read, the line is gone or Close is called. Write
// gives up with an error when the printer takes nothing for long. Close is immediate and wakes both.
type Port interface{ io.ReadWriteCloser }

// Options say how a printer is used. The zero value of each field but Profile is useful.
type Options struct {
	Profile Profile
	Log     *slog.Logger
	Poll    time.Duration // how often an idle printer is asked; 2 s
	Retry   time.Duration // how long after a port could not be opened it is tried again; 1 s
	Power   Power         // the relay of the printer's power; nil where there is none
}

// Power is the relay of a printer's power. Cycle switches it off for as long as a printer needs to forget everything,
// about five seconds, and on again; whatever happens, and when ctx ends, the power is on when it returns.
type Power interface {
	Cycle(ctx context.Context) error
}

// Printer is one ticket printer. Its methods may be called from any goroutine; they do nothing useful until Run runs.
type Printer struct {
	open     func(context.Context) (Port, error)
	options  Options
	requests chan request

	mu       sync.Mutex
	known    bool
	now      Condition
	watchers map[int]func(Condition)
	watched  int

	// All of the goroutine of Run.
	jobs   int               // numbers given to jobs
	doubts map[string]*doubt // jobs of which nobody knows whether they were done
	torn   bool              // a piece of a ticket may be in the printer
	held   bool              // a whole ticket may be in the printer and come out
	proven bool              // it has said the id of a job
	hung   *hanging          // the paper in the output of the presenter
}

// request is something to do with the line, or without one: then the session is nil.
type request func(context.Context, *session)

// New gives a printer behind the ports that open opens: again after each that was lost.
func New(open func(context.Context) (Port, error), options Options) *Printer {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Poll <= 0 {
		options.Poll = 2 * time.Second
	}
	if options.Retry <= 0 {
		options.Retry = time.Second
	}
	return &Printer{
		open: open, options: options, requests: make(chan request), watchers: map[int]func(Condition){}, doubts: map[string]*doubt{},
		jobs: int(time.Now().UnixMilli() % maxJob),
	}
}

// Watch calls fn with the condition, at once if it is known already and then at every change, until stop is called.
// fn runs in the goroutine that owns the line: it must be quick and must not call the printer.
func (p *Printer) Watch(fn func(Condition)) (stop func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.watched
	p.watched++
	p.watchers[id] = fn
	if p.known {
		fn(p.now)
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.watchers, id)
	}
}

// publish tells the watchers if the condition has changed.
func (p *Printer) publish(ctx context.Context, c Condition) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known && p.now == c {
		return
	}
	p.known, p.now = true, c
	p.options.Log.InfoContext(ctx, "printer condition", "ready", c.Ready, "detail", c.Detail)
	for _, fn := range p.watchers {
		fn(c)
	}
}

// Check asks the printer now. The error is that of ctx; a printer that does not answer is a condition.
func (p *Printer) Check(ctx context.Context) (c Condition, err error) {
	err = p.do(ctx, func(ctx context.Context, s *session) {
		if c = (Condition{Gone: true, Detail: "no port"}); s != nil {
			c = s.refresh(ctx)
		}
	})
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return c, err
}

// Print prints the slip once. beforeCommit is called before the first byte after which paper may come out; if it fails,
// nothing is printed. It is where the caller syncs its journal, and it should take well under a second.
//
// When ctx ends, the job is ended too, and settled if it was committed: Print always comes back with an outcome, within
// some seconds of that. It never tries twice.
func (p *Printer) Print(ctx context.Context, slip bitmap.Bitmap, beforeCommit func() error) Result {
	return p.print(ctx, layout.Picture(slip), beforeCommit)
}

// PrintText prints the slip once, as [Printer.Print] does, in the printer's own letters: for lines that are too slow for
// pictures. A slip with letters that the printer lacks is not printed.
func (p *Printer) PrintText(ctx context.Context, slip slip.Text, beforeCommit func() error) Result {
	return p.print(ctx, layout.Text(slip), beforeCommit)
}

func (p *Printer) print(ctx context.Context, slip layout.Slip, beforeCommit func() error) (r Result) {
	r = Result{Outcome: NotPrinted, Evidence: "the printer is not connected"}
	err := p.do(ctx, func(ctx context.Context, s *session) {
		if s != nil {
			r = s.print(ctx, slip, beforeCommit)
		}
	})
	if err != nil {
		return Result{Outcome: NotPrinted, Evidence: "the printer was not reached: " + err.Error()}
	}
	return r
}

// ClearLeftover makes sure that nothing of a job from before a restart comes out any more: it empties the printer and
// has a torn piece cut off before the next job. It says whether the printer confirmed that it is empty.
func (p *Printer) ClearLeftover(ctx context.Context) (cleared bool) {
	err := p.do(ctx, func(ctx context.Context, s *session) {
		if s != nil {
			cleared = s.clearLeftover(ctx)
		}
	})
	return cleared && err == nil
}

// Confirm is how an attendant who has looked into the printer says that nothing of an earlier ticket is left in it: a
// locked printer is used again. It gives the condition after that.
func (p *Printer) Confirm(ctx context.Context) (c Condition, err error) {
	err = p.do(ctx, func(ctx context.Context, s *session) {
		p.held, p.torn, p.proven = false, true, false
		if c = (Condition{Gone: true, Detail: "no port"}); s != nil {
			s.synced = false
			c = s.refresh(ctx)
		}
	})
	return c, err
}

var errStopped = errors.New("printer stopped")

// do has the goroutine of Run do r, and waits for it. The error says that r was not begun.
func (p *Printer) do(ctx context.Context, r request) error {
	done := make(chan struct{})
	wrapped := func(run context.Context, s *session) {
		defer close(done)
		both, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		defer context.AfterFunc(run, func() { cancel(errStopped) })()
		r(both, s)
	}
	select {
	case p.requests <- wrapped:
		<-done
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
