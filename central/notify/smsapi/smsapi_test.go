package smsapi_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/notify"
	"numerek/central/notify/smsapi"
)

const token = "token-of-the-account"

func text() notify.Text {
	return notify.Text{ID: "koszalin.0199e000-0000-7000-8000-000000000001", From: "UM Koszalin", To: "+48601234567", Body: "KOD 482 9151 €"}
}

// answers starts a gateway that answers so, and returns what it was asked.
func answers(t *testing.T, status int, body string, header ...string) (*smsapi.Sender, *url.Values) {
	t.Helper()
	asked := new(url.Values)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Authorization") != "Bearer "+token {
			t.Errorf("got %s with %q", r.Method, r.Header.Get("Authorization"))
		}
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		*asked = r.PostForm
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	s, err := smsapi.New(smsapi.Config{URL: srv.URL + "/sms.do", Token: token, NotifyURL: "https://kolejka.example" + smsapi.Path + "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return s, asked
}

func TestFields(t *testing.T) {
	s, asked := answers(t, 200, `{"count":1,"list":[{"id":"1460978572913968440","points":0.16,"number":"48601234567","status":"QUEUE","error":null,"parts":1}]}`)
	got, err := s.Send(t.Context(), text())
	if want := (notify.Accepted{Gateway: "1460978572913968440", Parts: 1}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	want := url.Values{
		"to": {"48601234567"}, "from": {"UM Koszalin"}, "message": {"KOD 482 9151 €"}, "encoding": {"utf-8"}, "format": {"json"},
		"idx": {"koszalin.0199e000-0000-7000-8000-000000000001"}, "check_idx": {"1"}, "max_parts": {"1"}, "allow_duplicates": {"1"},
		"notify_url": {"https://kolejka.example/sms/smsapi/secret"},
	}
	if diff := cmp.Diff(want, *asked); diff != "" {
		t.Error(diff)
	}
	if s.Name() != "smsapi" || !notify.HonoursKey(s) {
		t.Error("the sender is not named or honours no key")
	}
}

func TestAnswers(t *testing.T) {
	taken := notify.Accepted{Gateway: "77"}
	for name, c := range map[string]struct {
		status int
		body   string
		want   notify.Accepted
		err    error
	}{
		"points_as_a_string":    {200, `{"count":1,"list":[{"id":"77","points":"0.16","status":"QUEUE"}]}`, taken, nil},
		"parts_as_a_string":     {200, `{"count":1,"list":[{"id":"77","parts":"2","status":"QUEUE"}]}`, notify.Accepted{Gateway: "77", Parts: 2}, nil},
		"already_sent":          {200, `{"error":53,"message":"Not unique idx parameter"}`, notify.Accepted{}, nil},
		"bad_number":            {200, `{"error":13,"message":"No valid numbers","invalid_numbers":[{"number":"48601234567"}]}`, notify.Accepted{}, notify.ErrRefused},
		"error_as_a_string":     {200, `{"error":"13"}`, notify.Accepted{}, notify.ErrRefused},
		"error_of_the_text":     {200, `{"count":1,"list":[{"id":"","error":13}]}`, notify.Accepted{}, notify.ErrRefused},
		"two_parts":             {200, `{"error":12}`, notify.Accepted{}, notify.ErrRefused},
		"sender_name":           {200, `{"error":14}`, notify.Accepted{}, notify.ErrNotSent},
		"no_credit":             {200, `{"error":103}`, notify.Accepted{}, notify.ErrNotSent},
		"wrong_token":           {401, `{"error":101,"message":"Authorization failed"}`, notify.Accepted{}, notify.ErrNotSent},
		"too_many":              {429, `{"error":203}`, notify.Accepted{}, notify.ErrThrottled},
		"internal":              {200, `{"error":201}`, notify.Accepted{}, notify.ErrAmbiguous},
		"unknown_error":         {200, `{"error":4711}`, notify.Accepted{}, notify.ErrNotSent},
		"proxy_is_throttling":   {429, `slow down`, notify.Accepted{}, notify.ErrThrottled},
		"proxy_is_broken":       {502, `<html>Bad gateway</html>`, notify.Accepted{}, notify.ErrAmbiguous},
		"proxy_forbids":         {403, `<html>no</html>`, notify.Accepted{}, notify.ErrNotSent},
		"redirect":              {302, ``, notify.Accepted{}, notify.ErrNotSent},
		"nonsense":              {200, `hello`, notify.Accepted{}, notify.ErrAmbiguous},
		"empty":                 {200, `{}`, notify.Accepted{}, notify.ErrAmbiguous},
		"no_id":                 {200, `{"list":[{"status":"QUEUE"}]}`, notify.Accepted{}, notify.ErrAmbiguous},
		"an_answer_of_many_MiB": {200, strings.Repeat("x", 1<<20), notify.Accepted{}, notify.ErrAmbiguous},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := answers(t, c.status, c.body, "Retry-After", "7")
			got, err := s.Send(t.Context(), text())
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %+v, %v, want %+v, %v", got, err, c.want, c.err)
			}
			if throttled, ok := errors.AsType[*notify.Throttled](err); ok && throttled.RetryAfter != 7*time.Second {
				t.Errorf("got a pause of %v, want 7 s", throttled.RetryAfter)
			}
			if err != nil {
				for _, private := range []string{"601234567", "4829151", "482 9151", token} {
					if strings.Contains(err.Error(), private) {
						t.Errorf("the error says %q: %v", private, err)
					}
				}
			}
		})
	}
}

func TestNoAnswer(t *testing.T) {
	hung := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		<-r.Context().Done()
	}))
	defer hung.Close()
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			conn.Close()
		}
	}))
	defer cut.Close()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	l.Close()
	for name, c := range map[string]struct {
		url  string
		want error
	}{
		"hung":            {hung.URL, notify.ErrAmbiguous},
		"cut":             {cut.URL, notify.ErrAmbiguous},
		"nobody_listens":  {nobody, notify.ErrNotSent},
		"no_such_host":    {"http://gateway.invalid", notify.ErrNotSent},
		"not_an_ssl_host": {strings.Replace(cut.URL, "http:", "https:", 1), notify.ErrAmbiguous},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := smsapi.New(smsapi.Config{URL: c.url, Token: token})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if _, err := s.Send(ctx, text()); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	for name, c := range map[string]smsapi.Config{
		"no_token":  {},
		"no_url":    {URL: "gateway", Token: token},
		"no_notify": {Token: token, NotifyURL: "kolejka"},
	} {
		if _, err := smsapi.New(c); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
}

func TestReports(t *testing.T) {
	const secret = "2f6c1b0e9d8a7c65"
	delivered := notify.Delivery{Sender: "smsapi", Gateway: "1", ID: "koszalin.a", State: notify.Delivered, At: time.Unix(1795536000, 0)}
	for name, c := range map[string]struct {
		method, path, query string
		from                string
		want                []notify.Delivery
		code                int
	}{
		"one": {
			"GET", secret, "MsgId=1&status=404&status_name=DELIVERED&idx=koszalin.a&donedate=1795536000&to=48601234567&from=UM+Koszalin&points=0.16&mcc=260&mnc=1&username=um",
			"",
			[]notify.Delivery{delivered},
			200,
		},
		"posted": {
			"POST", secret, "MsgId=1&status=404&idx=koszalin.a&donedate=1795536000", "", []notify.Delivery{delivered}, 200,
		},
		"several": {
			"GET", secret, "MsgId=1,2,3,4&status=404,405,403,402&idx=koszalin.a,koszalin.b,koszalin.c,koszalin.d&donedate=1795536000,0,,x", "",
			[]notify.Delivery{
				delivered,
				{Sender: "smsapi", Gateway: "2", ID: "koszalin.b", State: notify.Undelivered, Fault: "undelivered"},
				{Sender: "smsapi", Gateway: "4", ID: "koszalin.d", State: notify.Undelivered, Fault: "expired"},
			},
			200,
		},
		"on_the_way":      {"GET", secret, "MsgId=1&status=403", "", nil, 200},
		"unknown":         {"GET", secret, "MsgId=666&status=404", "", []notify.Delivery{{Sender: "smsapi", Gateway: "666", State: notify.Delivered}}, 404},
		"wrong_secret":    {"GET", "2f6c1b0e9d8a7c64", "MsgId=1&status=404", "", nil, 404},
		"shorter_secret":  {"GET", "2f6c", "MsgId=1&status=404", "", nil, 404},
		"from_elsewhere":  {"GET", secret, "MsgId=1&status=404", "10.0.0.0/8", nil, 404},
		"from_here":       {"GET", secret, "MsgId=1&status=403", "127.0.0.0/8", nil, 200},
		"lists_differ":    {"GET", secret, "MsgId=1,2&status=404", "", nil, 400},
		"nothing":         {"GET", secret, "", "", nil, 400},
		"twice_the_field": {"GET", secret, "MsgId=1&status=404&MsgId=2", "", nil, 400},
		"far_too_many":    {"GET", secret, "MsgId=" + strings.Repeat(",", 300) + "&status=" + strings.Repeat(",", 300), "", nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			var got []notify.Delivery
			r := smsapi.Reports{Secret: secret, Deliver: func(_ context.Context, d notify.Delivery) error {
				got = append(got, d)
				if d.Gateway == "666" {
					return errors.New("unknown")
				}
				return nil
			}}
			if c.from != "" {
				r.From = append(r.From, netip.MustParsePrefix(c.from))
			}
			mux := http.NewServeMux()
			if err := r.Register(mux); err != nil {
				t.Fatal(err)
			}
			req := httptest.NewRequestWithContext(t.Context(), c.method, smsapi.Path+c.path+"?"+c.query, nil)
			if c.method == "POST" {
				req = httptest.NewRequestWithContext(t.Context(), c.method, smsapi.Path+c.path, strings.NewReader(c.query))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			req.RemoteAddr = "127.0.0.1:4711"
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, req)
			if w.Code != c.code || (w.Body.String() == "OK") != (c.code == 200) {
				t.Errorf("got %d %q, want %d", w.Code, w.Body, c.code)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if err := (smsapi.Reports{Secret: "short"}).Register(http.NewServeMux()); err == nil {
		t.Error("a short secret was taken")
	}
}

func ExampleReports() {
	r := smsapi.Reports{Secret: "0123456789abcdef", Deliver: func(_ context.Context, d notify.Delivery) error {
		fmt.Println(d.Gateway, d.State)
		return nil
	}}
	mux := http.NewServeMux()
	if err := r.Register(mux); err != nil {
		return
	}
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/sms/smsapi/0123456789abcdef?MsgId=7&status=404", nil)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, req)
	fmt.Println(w.Body)
	// Output:
	// 7 delivered
	// OK
}
