package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"numerek/central/web"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from      string
		forwarded []string
		want      string
	}{
		"straight":                {"203.0.113.7:4711", nil, "203.0.113.7"},
		"nobody_else_is_believed": {"203.0.113.7:4711", []string{"198.51.100.1"}, "203.0.113.7"},
		"proxy":                   {"127.0.0.1:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		"proxy_adds_to_the_line":  {"[::1]:4711", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		"proxy_adds_a_line":       {"127.0.0.1:4711", []string{"192.0.2.66", "198.51.100.1"}, "198.51.100.1"},
		"proxy_says_nothing":      {"127.0.0.1:4711", nil, "127.0.0.1"},
		"proxy_says_nonsense":     {"127.0.0.1:4711", []string{"unknown"}, "127.0.0.1"},
		"office_proxy":            {"10.1.2.3:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		"office_proxy_is_silent":  {"10.1.2.3:4711", nil, "10.1.2.3"},
		"mapped":                  {"[::ffff:203.0.113.7]:4711", nil, "203.0.113.7"},
		"zone":                    {"[fe80::1%eth0]:4711", nil, "fe80::1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tc.from
			for _, line := range tc.forwarded {
				r.Header.Add("X-Forwarded-For", line)
			}
			proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
			web.Behind(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if got := web.Address(r).String(); got != tc.want {
					t.Errorf("got %s, want %s", got, tc.want)
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
}
