package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/web"
)

// pipes is a listener without a network, so that time in a test is free.
type pipes struct {
	calls  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// line is a server, and a browser's connection to it.
type line struct {
	t      *testing.T
	conn   net.Conn
	answer *bufio.Reader
	stop   context.CancelFunc
	ended  chan error
	left   chan error // what the handler returned
}

func open(t *testing.T, h func(*web.EventStream) error) *line {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	l := &line{t: t, ended: make(chan error, 1), left: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		s, err := web.Stream(w, r)
		if err == nil {
			defer s.Close()
			err = h(s)
		}
		l.left <- err
	})
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	p := &pipes{calls: make(chan net.Conn), closed: make(chan struct{})}
	go func() { l.ended <- web.Serve(ctx, p, web.Harden(mux, log), log) }()
	client, server := net.Pipe()
	l.conn = client
	p.calls <- server
	if _, err := io.WriteString(client, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	l.answer = bufio.NewReader(client)
	return l
}

// read returns the next lines up to an empty one, without the lengths of chunks.
func (l *line) read() string {
	l.t.Helper()
	for got := []string(nil); ; {
		s, err := l.answer.ReadString('\n')
		if err != nil {
			l.t.Fatalf("after %q: %v", got, err)
		}
		switch s = strings.TrimSpace(s); {
		case s != "" && strings.Trim(s, "0123456789abcdef") == "":
		case s != "":
			got = append(got, s)
		case len(got) > 0:
			return strings.Join(got, "|")
		}
	}
}

func Test_a_stream_outlives_every_limit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		news := make(chan struct{})
		l := open(t, func(s *web.EventStream) error {
			for {
				if err := s.Wait(news); err != nil {
					return err
				}
				if err := s.Send(web.Event{ID: "4\n2", Name: "call", Data: "R 015\r\ndesk 3"}); err != nil {
					return err
				}
			}
		})
		head := l.read()
		for _, want := range []string{"200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store", "X-Accel-Buffering: no"} {
			if !strings.Contains(head, want) {
				t.Errorf("got %s, want %s", head, want)
			}
		}
		got := []string{l.read()}
		begun := time.Now()
		for time.Since(begun) < 3*time.Hour {
			if m := l.read(); m != "event: beat|data: 0" {
				t.Fatalf("after %s: got %q", time.Since(begun), m)
			}
		}
		news <- struct{}{}
		got = append(got, l.read(), l.read())
		want := []string{"retry: 1000", "id: 4 2|event: call|data: R 015|data: desk 3", "event: beat|data: 4 2"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		go func() { _, _ = io.Copy(io.Discard, l.answer) }()
		stopped := time.Now()
		l.stop()
		if err := <-l.ended; err != nil || time.Since(stopped) > 600*time.Millisecond { // net/http looks every half a second
			t.Errorf("the server took %s to stop: %v", time.Since(stopped), err)
		}
		if err := <-l.left; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		l.conn.Close()
	})
}

func Test_a_stream_looks_again_after_a_while(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		l := open(t, func(s *web.EventStream) error {
			if err := s.WaitUpTo(nil, 12*time.Second); err != nil {
				return err
			}
			return s.Send(web.Event{Data: time.Since(begun).String()})
		})
		l.read()
		for _, want := range []string{"retry: 1000", "event: beat|data: 0", "event: beat|data: 0", "data: 12s"} {
			if got := l.read(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		l.conn.Close()
		l.stop()
		<-l.ended
	})
}

func Test_a_stream_ends_with_its_browser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(s *web.EventStream) error {
			<-s.Context().Done()
			return s.Send(web.Event{Data: "x"})
		})
		l.read()
		l.read()
		l.conn.Close()
		if err := <-l.left; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		l.stop()
		<-l.ended
	})
}

func Test_who_does_not_read_is_dropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(s *web.EventStream) error { return s.Wait(nil) })
		l.read()
		l.read()
		begun := time.Now()
		if err := <-l.left; !errors.Is(err, context.Canceled) || time.Since(begun) > 15*time.Second {
			t.Errorf("got %v after %s", err, time.Since(begun))
		}
		l.conn.Close()
		l.stop()
		<-l.ended
	})
}

func Test_no_stream_where_limits_cannot_be_lifted(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if _, err := web.Stream(w, httptest.NewRequest(http.MethodGet, "/", nil)); !errors.Is(err, http.ErrNotSupported) || w.Body.Len() > 0 {
		t.Errorf("got %v, %q", err, w.Body)
	}
}
