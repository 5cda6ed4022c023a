package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Behind tells the pages which proxies are believed about whom they ask for,
// besides those on this machine.
func Behind(proxies []netip.Prefix, h http.Handler) http.Handler {
	if len(proxies) == 0 {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), proxiesKey, proxies)))
	})
}

// Address is where a request comes from; the zero value where that is no
// address. Only a proxy on this machine, or one of those that [Behind] names, is
// believed about whom it asks for.
func Address(r *http.Request) netip.Addr {
	from := r.RemoteAddr
	if host, _, err := net.SplitHostPort(from); err == nil {
		from = host
	}
	ip, _ := netip.ParseAddr(from)
	if ip = ip.Unmap().WithZone(""); !believed(r, ip) {
		return ip
	}
	// Some proxies add to the line that the browser has sent, others a line of their own.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	behind, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1]))
	if err != nil {
		return ip
	}
	return behind.Unmap().WithZone("")
}

func believed(r *http.Request, ip netip.Addr) bool {
	proxies, _ := r.Context().Value(proxiesKey).([]netip.Prefix)
	return ip.IsLoopback() || slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}
