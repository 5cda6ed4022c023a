package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"numerek/central/web"
)

// serve answers on loopback until the test ends.
func serve(t *testing.T, h http.HandlerFunc) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// echo answers with what it was sent.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintf(w, "%s %s", r.URL.Path, body)
}

// ask sends a request, in pieces if there are several, and reads the answer.
func ask(c net.Conn, r *bufio.Reader, pieces ...string) (string, error) {
	for _, p := range pieces {
		if _, err := io.WriteString(c, p); err != nil {
			return "", err
		}
	}
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

// Many connections whose requests are begun and not ended keep nobody out.
func TestHalfARequestKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	address := serve(t, echo)
	for range 300 {
		if _, err := io.WriteString(dial(t, address), "GET /slow HTTP/1.1\r\nHost: a"); err != nil {
			t.Fatal(err)
		}
	}
	c := dial(t, address)
	if got, err := ask(c, bufio.NewReader(c), "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil || got != "/quick " {
		t.Errorf("got %q, %v", got, err)
	}
}

// Requests that wait in their handlers keep nobody out either.
func TestHandlersThatWaitKeepNobodyOut(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			<-release
		}
		echo(w, r)
	})
	var all sync.WaitGroup
	for range 100 {
		c := dial(t, address)
		all.Go(func() {
			if got, err := ask(c, bufio.NewReader(c), "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil || got != "/wait " {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	c := dial(t, address)
	if got, err := ask(c, bufio.NewReader(c), "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil || got != "/quick " {
		t.Errorf("got %q, %v", got, err)
	}
	close(release)
	all.Wait()
}

// Connections are used again and again, for forms in pieces as well.
func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	address := serve(t, echo)
	var all sync.WaitGroup
	for n := range 80 {
		c := dial(t, address)
		all.Go(func() {
			r := bufio.NewReader(c)
			for i := range 20 {
				body := strings.Repeat("x", 1+1000*(i%3))
				got, err := ask(c, r, fmt.Sprintf("POST /%d/%d HTTP/1.1\r\nHo", n, i), fmt.Sprintf("st: a\r\nContent-Length: %d\r\n\r\n", len(body)), body[:1], body[1:])
				if err != nil || got != fmt.Sprintf("/%d/%d %s", n, i, body) {
					t.Errorf("got %.40q, %v", got, err)
					return
				}
			}
		})
	}
	all.Wait()
}
