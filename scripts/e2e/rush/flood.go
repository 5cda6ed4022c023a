package rush

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"numerek/central/queue"
)

// Flood is requests for pages from many browsers. With a rate they come whether
// or not those before were answered; without one, each browser asks again as soon
// as it has its answer.
type Flood struct {
	Address   string // of the server, host:port
	Paths     []string
	PerSecond int // 0: each browser as fast as it is answered
	For       time.Duration
	Browsers  int // connections, which stay open
}

// Tally is what became of a flood.
type Tally struct {
	Took    time.Duration
	Sent    int // requests
	Served  int // pages
	Away    int // 503 that says when to come back
	Other   int // any other answer: none is expected
	Cut     int // connections that broke
	NotSent int // requests for which every browser was busy until the end
}

// ServedPerSecond is the rate of pages.
func (t Tally) ServedPerSecond() float64 { return float64(t.Served) / t.Took.Seconds() }

// SentPerSecond is the rate at which requests really came.
func (t Tally) SentPerSecond() float64 { return float64(t.Sent) / t.Took.Seconds() }

// drained is how long answers may take that are still owed at the end.
const drained = 20 * time.Second

// Run lets the flood come. Requests that are on their way at the end are waited for.
func (f Flood) Run(ctx context.Context) (Tally, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.For+drained, errors.New("the server owes answers for too long"))
	defer cancel()
	var sent, served, away, other, cut atomic.Int64
	due := make(chan int, 1<<20)
	pool, err := f.connect(ctx)
	if err != nil {
		return Tally{}, err
	}
	// Whoever waits for an answer when time is up is cut off.
	stop := context.AfterFunc(ctx, func() {
		for _, b := range pool {
			_ = b.c.Close()
		}
	})
	defer stop()
	var browsers sync.WaitGroup
	began := time.Now()
	for i, b := range pool {
		browsers.Go(func() {
			defer b.c.Close() //nolint:errcheck // nothing is on its way any more
			for n := i; ; n++ {
				if f.PerSecond == 0 && time.Since(began) >= f.For {
					return
				}
				if f.PerSecond > 0 {
					var more bool
					if n, more = <-due; !more {
						return
					}
				}
				sent.Add(1)
				switch status, retry, err := b.ask(f.Paths[n%len(f.Paths)]); {
				case err != nil:
					cut.Add(1)
					return
				case status == 200:
					served.Add(1)
				case status == 503 && retry:
					away.Add(1)
				default:
					other.Add(1)
				}
			}
		})
	}
	planned := f.pace(ctx, began, due)
	took := time.Since(began)
	notSent := 0
	for range due { // nobody was there to send them in time
		notSent++
	}
	browsers.Wait()
	if f.PerSecond == 0 {
		took, notSent = time.Since(began), 0
	}
	t := Tally{
		Took: took, Sent: int(sent.Load()), Served: int(served.Load()), Away: int(away.Load()), Other: int(other.Load()), Cut: int(cut.Load()), NotSent: notSent,
	}
	if f.PerSecond > 0 && planned != t.Sent+t.NotSent {
		return t, fmt.Errorf("%w: %d requests were planned, %d sent and %d not", errFlood, planned, t.Sent, t.NotSent)
	}
	return t, context.Cause(ctx)
}

var errFlood = errors.New("flood")

// pace lets requests come at the rate, a millisecond's worth at a time, and
// closes due at the end.
func (f Flood) pace(ctx context.Context, began time.Time, due chan<- int) (planned int) {
	defer close(due)
	if f.PerSecond == 0 {
		return 0
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for time.Since(began) < f.For {
		for want := int(time.Since(began).Seconds() * float64(f.PerSecond)); planned < want; planned++ {
			due <- planned
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return planned
		}
	}
	return planned
}

// browser is a connection that stays open.
type browser struct {
	c    net.Conn
	r    *bufio.Reader
	host string
	from string
}

// connecting is how many connections are made at once: more than a listener's
// backlog would have to try again after a second.
const connecting = 64

func (f Flood) connect(ctx context.Context) ([]*browser, error) {
	pool := make([]*browser, f.Browsers)
	faults := make([]error, f.Browsers)
	var group sync.WaitGroup
	slots := make(chan struct{}, connecting)
	for i := range pool {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", f.Address)
			if err != nil {
				faults[i] = err
				return
			}
			pool[i] = &browser{
				c: c, r: bufio.NewReaderSize(c, 2048), host: f.Address, from: fmt.Sprintf("10.%d.%d.7", i/256%256, i%256),
			}
		})
	}
	group.Wait()
	if err := errors.Join(faults...); err != nil {
		for _, b := range pool {
			if b != nil {
				_ = b.c.Close()
			}
		}
		return nil, err
	}
	return pool, nil
}

// ask sends one request and reads the answer to its end, as cheaply as that can
// be done: the flood shares the machine with the server.
func (b *browser) ask(path string) (status int, retry bool, err error) {
	_, err = b.c.Write([]byte("GET " + path + " HTTP/1.1\r\nHost: " + b.host + "\r\nX-Forwarded-For: " + b.from + "\r\nAccept: text/html\r\n\r\n"))
	if err != nil {
		return 0, false, err
	}
	line, err := b.r.ReadSlice('\n')
	if err != nil {
		return 0, false, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, false, fmt.Errorf("%w: answer %q", errFlood, line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, false, err
	}
	length, chunked := 0, false
	for {
		if line, err = b.r.ReadSlice('\n'); err != nil {
			return status, retry, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch string(name) {
		case "Content-Length":
			if length, err = strconv.Atoi(string(value)); err != nil {
				return status, retry, err
			}
		case "Transfer-Encoding":
			chunked = true
		case "Retry-After":
			retry = true
		}
	}
	if chunked {
		return status, retry, b.chunks()
	}
	_, err = b.r.Discard(length)
	return status, retry, err
}

// chunks reads a body that comes in pieces.
func (b *browser) chunks() error {
	for {
		line, err := b.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, b.r, size+2); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// MoreThanWait is more browsers than a server lets wait for their turn.
const MoreThanWait = 3_000

// Looking is the pages that people open on their way to a slot: the days as a list
// and as a month, the hours of a day, and the form.
func Looking(service string, day queue.Day, hour string) []string {
	base := "/rezerwacja/" + service
	return []string{base, base + "?widok=miesiac", base + "/" + string(day), base + "/" + string(day) + "/" + hour}
}
