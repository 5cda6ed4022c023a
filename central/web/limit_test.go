package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/web"
)

// slow answers when it is told to, and counts how many it works on.
type slow struct {
	mu            sync.Mutex
	running, most int
	order         []string
	goOn          chan struct{}
}

func (s *slow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.running++
	s.most = max(s.most, s.running)
	s.order = append(s.order, r.URL.Path)
	s.mu.Unlock()
	<-s.goOn
	s.mu.Lock()
	s.running--
	s.mu.Unlock()
	_, _ = w.Write([]byte("done"))
}

func limiter(o web.LimitOptions) *web.Limiter {
	return web.NewMetrics(func() int { return 0 }).NewLimiter([]byte("<p>full"), o)
}

// call asks for a page and puts the answer into a list.
func call(h http.Handler, path string, answers chan<- *httptest.ResponseRecorder) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	answers <- w
}

func TestLimiterRunsFewAndSendsTheRestAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		work := &slow{goOn: make(chan struct{})}
		h := limiter(web.LimitOptions{Running: 2, Waiting: 3, Patience: time.Minute}).Wrap(work)
		answers := make(chan *httptest.ResponseRecorder, 10)
		for i := range 7 {
			go call(h, "/"+strconv.Itoa(i), answers)
			synctest.Wait()
		}
		for range 2 { // there is room for five
			w := <-answers
			if after, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != http.StatusServiceUnavailable || err != nil || after < 3 ||
				w.Body.String() != "<p>full" || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
			}
		}
		for range 5 {
			work.goOn <- struct{}{}
			synctest.Wait()
			if w := <-answers; w.Code != http.StatusOK || w.Body.String() != "done" {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
		}
		close(work.goOn)
		if got := strings.Join(work.order, ""); work.most != 2 || got != "/0/1/2/3/4" {
			t.Errorf("%d ran at once, in the order %s", work.most, got)
		}
		call(h, "/again", answers)
		if w := <-answers; w.Code != http.StatusOK {
			t.Errorf("nobody may come any more: got %d", w.Code)
		}
	})
}

func TestLimiterDoesNotLetPeopleWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		work := &slow{goOn: make(chan struct{})}
		h := limiter(web.LimitOptions{Running: 1, Waiting: 9, Patience: 5 * time.Second}).Wrap(work)
		answers := make(chan *httptest.ResponseRecorder, 10)
		go call(h, "/first", answers)
		synctest.Wait()
		start := time.Now()
		go call(h, "/second", answers)
		if w := <-answers; w.Code != http.StatusServiceUnavailable || time.Since(start) != 5*time.Second {
			t.Errorf("got %d after %s", w.Code, time.Since(start))
		}
		// Who leaves the queue makes room in it.
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/gone", nil).WithContext(ctx))
			answers <- w
		}()
		synctest.Wait()
		leave()
		<-answers
		close(work.goOn)
		if w := <-answers; w.Code != http.StatusOK || len(work.order) != 1 {
			t.Errorf("got %d, and %v ran", w.Code, work.order)
		}
	})
}

// A page that is followed for hours takes no place from others.
func TestStreamsGiveTheirPlaceBack(t *testing.T) {
	t.Parallel()
	limited := limiter(web.LimitOptions{Running: 1, Waiting: 1, Patience: 10 * time.Second}).Wrap(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/events" {
				_, _ = w.Write([]byte("page"))
				return
			}
			s, err := web.Stream(w, r)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			_ = s.Wait(nil)
		}))
	server := httptest.NewServer(limited)
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for range 3 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
	}
	answer, err := server.Client().Get(server.URL + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("got %d", answer.StatusCode)
	}
	stop()
}
