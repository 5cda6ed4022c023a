package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Address is where a request comes from; the zero value where that is no
// address. Only a proxy on this machine is believed about whom it asks for.
func Address(r *http.Request) netip.Addr {
	from := r.RemoteAddr
	if host, _, err := net.SplitHostPort(from); err == nil {
		from = host
	}
	ip, _ := netip.ParseAddr(from)
	if ip.IsLoopback() {
		// Some proxies add to the line that the browser has sent, others a line of their own.
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if behind, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			ip = behind
		}
	}
	return ip.Unmap().WithZone("")
}
