package smpp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/notify"
)

// hand plays the message centre by hand on a pipe: what only a clock in the test's hand can show. The peers that nobody
// here wrote are in centre_test.go and smscpl_test.go.
type hand struct {
	t       *testing.T
	sender  *Sender
	dials   []time.Time
	conns   chan net.Conn // connections that the sender has made
	refuse  error         // of dialling
	kept    []notify.Delivery
	stop    context.CancelFunc
	running sync.WaitGroup
}

func byHand(t *testing.T, config Config, refuse error) *hand {
	t.Helper()
	config.Address, config.SystemID = "smpp.example:2775", "urzad"
	h := &hand{t: t, conns: make(chan net.Conn, 1), refuse: refuse}
	sender, err := New(config, func(_ context.Context, d notify.Delivery) error { h.kept = append(h.kept, d); return nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	sender.dial = func(context.Context) (net.Conn, error) {
		h.dials = append(h.dials, time.Now())
		if h.refuse != nil {
			return nil, h.refuse
		}
		ours, theirs := net.Pipe()
		h.conns <- theirs
		return ours, nil
	}
	h.sender = sender
	ctx, cancel := context.WithCancel(t.Context())
	h.stop = cancel
	h.running.Go(func() { sender.Run(ctx) })
	return h
}

// accept answers the bind.
func (h *hand) accept(status Status) net.Conn {
	h.t.Helper()
	conn := <-h.conns
	p := h.next(conn)
	if p.command != bindTransceiver {
		h.t.Fatalf("got command %#x, want a bind", p.command)
	}
	h.say(conn, pdu{command: p.command | answer, status: status, sequence: p.sequence})
	return conn
}

func (h *hand) next(conn net.Conn) pdu {
	h.t.Helper()
	p, err := readPDU(conn)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *hand) say(conn net.Conn, p pdu) {
	h.t.Helper()
	if _, err := conn.Write(p.encode()); err != nil {
		h.t.Fatal(err)
	}
}

// send sends texts at once; their errors come on the channel.
func (h *hand) send(n int) <-chan error {
	errs := make(chan error, n)
	for range n {
		h.running.Go(func() {
			_, err := h.sender.Send(h.t.Context(), notify.Text{ID: "1", To: "+48601234567", Body: "Kod"})
			errs <- err
		})
	}
	return errs
}

func (h *hand) end(conn net.Conn) {
	if conn != nil {
		conn.Close()
	}
	h.stop()
	h.running.Wait()
}

func TestPausesBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, errors.New("no route"))
		time.Sleep(10 * time.Minute)
		h.end(nil)
		pause := firstPause
		for i := range len(h.dials) - 1 {
			if got := h.dials[i+1].Sub(h.dials[i]); got < pause || got > pause+pause/4 {
				t.Errorf("pause %d: got %v, want %v and at most a quarter more", i, got, pause)
			}
			pause = min(2*pause, longestPause)
		}
		if len(h.dials) < 12 {
			t.Errorf("got %d attempts in ten minutes, want more", len(h.dials))
		}
	})
}

// TestARefusedAccountIsNotHammered: the answer to the bind has no body, as the standard says.
func TestARefusedAccountIsNotHammered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, nil)
		h.accept(0x0e)
		synctest.Wait()
		_, err := h.sender.Send(t.Context(), notify.Text{To: "+48601234567"})
		if bad, ok := errors.AsType[bindError](err); !ok || bad.status != 0x0e || !errors.Is(err, notify.ErrNotSent) {
			t.Errorf("got %v, want ESME_RINVPASWD", err)
		}
		time.Sleep(refusedPause - time.Second)
		if len(h.dials) != 1 {
			t.Errorf("got %d attempts in five minutes, want one", len(h.dials))
		}
		h.end(nil)
	})
}

func TestASessionLostAtOnceIsNoSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, nil)
		for range 5 {
			h.accept(0).Close()
		}
		if got, least := h.dials[4].Sub(h.dials[0]), 15*time.Second; got < least {
			t.Errorf("got five sessions in %v, want at least %v", got, least)
		}
		h.end(nil)
	})
}

func TestNoAnswerIsAmbiguous(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{Timeout: 10 * time.Second, Enquire: time.Hour}, nil)
		conn := h.accept(0)
		errs := h.send(1)
		asked := h.next(conn)
		began := time.Now()
		if err := <-errs; !errors.Is(err, notify.ErrAmbiguous) || time.Since(began) != 10*time.Second {
			t.Errorf("got %v after %v, want %v after 10 s", err, time.Since(began), notify.ErrAmbiguous)
		}
		h.say(conn, pdu{command: submitSM | answer, sequence: asked.sequence}) // Too late: for nobody.
		errs = h.send(1)
		h.say(conn, pdu{command: submitSM | answer, sequence: h.next(conn).sequence, body: encodeMessageID("7")})
		if err := <-errs; err != nil {
			t.Errorf("got %v, want the session to go on", err)
		}
		h.end(conn)
	})
}

func TestTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{Window: 3, Timeout: time.Minute}, nil)
		conn := h.accept(0)
		errs := h.send(5)
		var asked []pdu
		for range 3 {
			asked = append(asked, h.next(conn))
		}
		synctest.Wait()
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		if p, err := readPDU(conn); err == nil {
			t.Fatalf("got %+v, want nothing beyond the window", p)
		}
		_ = conn.SetReadDeadline(time.Time{})
		h.say(conn, pdu{command: submitSM | answer, sequence: asked[1].sequence})
		h.next(conn) // The fourth, now.
		conn.Close()
		var got [3]int
		for range 5 {
			switch err := <-errs; {
			case err == nil:
				got[0]++
			case errors.Is(err, notify.ErrAmbiguous):
				got[1]++
			case errors.Is(err, notify.ErrNotSent):
				got[2]++
			}
		}
		if want := [3]int{1, 3, 1}; got != want {
			t.Errorf("got %v taken, ambiguous, not sent, want %v", got, want)
		}
		h.end(nil)
	})
}

// TestAPartOfATextIsNotSent: the connection breaks when half of the request is through.
func TestAPartOfATextIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, nil)
		conn := h.accept(0)
		errs := h.send(1)
		if _, err := conn.Read(make([]byte, 20)); err != nil {
			t.Fatal(err)
		}
		conn.Close()
		if err := <-errs; !errors.Is(err, notify.ErrNotSent) {
			t.Errorf("got %v, want %v", err, notify.ErrNotSent)
		}
		h.end(nil)
	})
}

func TestASilentCentreIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{Timeout: 10 * time.Second, Enquire: 30 * time.Second}, nil)
		conn := h.accept(0)
		began := time.Now()
		if p := h.next(conn); p.command != enquireLink || time.Since(began) != 30*time.Second {
			t.Errorf("got command %#x after %v, want enquire_link after 30 s", p.command, time.Since(began))
		}
		conn = h.accept(0) // It has come again.
		if took := time.Since(began); took < 41*time.Second || took > 42*time.Second {
			t.Errorf("got a new session after %v, want it a second after the 10 s without an answer", took)
		}
		h.end(conn)
	})
}

func TestNacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{Enquire: time.Hour}, nil)
		conn := h.accept(0)
		errs := h.send(1)
		h.say(conn, pdu{command: genericNack, status: statusInvalidID, sequence: h.next(conn).sequence})
		if err := <-errs; !errors.Is(err, notify.ErrNotSent) {
			t.Errorf("got %v, want %v", err, notify.ErrNotSent)
		}
		errs = h.send(1)
		h.next(conn)
		h.say(conn, pdu{command: genericNack, status: 0x02}) // It cannot tell of what.
		if err := <-errs; !errors.Is(err, notify.ErrAmbiguous) || !errors.Is(err, errNack) {
			t.Errorf("got %v, want %v", err, notify.ErrAmbiguous)
		}
		h.end(nil)
	})
}

func TestGarbageEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, nil)
		conn := h.accept(0)
		go conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		if p := h.next(conn); p.command != genericNack || p.status != 0x02 {
			t.Errorf("got %+v, want ESME_RINVCMDLEN", p)
		}
		h.end(h.accept(0))
	})
}

// TestLeaving waits for what is on its way, then unbinds.
func TestLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{Timeout: 10 * time.Second}, nil)
		conn := h.accept(0)
		errs := h.send(1)
		asked := h.next(conn)
		h.stop()
		synctest.Wait()
		if err := <-h.send(1); !errors.Is(err, notify.ErrNotSent) {
			t.Errorf("got %v, want %v", err, notify.ErrNotSent)
		}
		h.say(conn, pdu{command: submitSM | answer, sequence: asked.sequence})
		if err := <-errs; err != nil {
			t.Errorf("got %v, want it taken", err)
		}
		if p := h.next(conn); p.command != unbind {
			t.Errorf("got command %#x, want an unbind", p.command)
		}
		h.end(nil) // Without an answer to the unbind, it goes all the same.
	})
}

// TestAFloodOfReceipts: what is too much is refused for now, and all is kept in the end.
func TestAFloodOfReceipts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := byHand(t, Config{}, nil)
		conn := h.accept(0)
		body, err := message{esmClass: kindReceipt, text: []byte("id:1 stat:DELIVRD")}.encode()
		if err != nil {
			t.Fatal(err)
		}
		left := 500
		var saying sync.WaitGroup
		again := make(chan struct{}, left)
		for range left {
			again <- struct{}{}
		}
		saying.Go(func() {
			for range again {
				h.say(conn, pdu{command: deliverSM, sequence: 1, body: body})
			}
		})
		for left > 0 {
			switch p := h.next(conn); p.status {
			case statusOK:
				left--
			case statusQueueFull:
				again <- struct{}{}
			default:
				t.Fatalf("got %v", p.status)
			}
		}
		close(again)
		saying.Wait()
		if len(h.kept) != 500 {
			t.Errorf("got %d receipts kept, want 500", len(h.kept))
		}
		h.end(conn)
	})
}
