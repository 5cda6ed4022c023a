package line

import (
	"context"
	"net"
	"net/netip"

	"google.golang.org/grpc/peer"
)

// Address is where a call comes from, as [Host] says it; empty where nobody knows.
func Address(ctx context.Context) string {
	p, ok := peer.FromContext(ctx)
	if !ok || p.Addr == nil {
		return ""
	}
	return Host(p.Addr)
}

// network is the part of an IPv6 address that one customer has.
const network = 64

// Host is the address of a caller as tries are counted: without the port, and of an
// IPv6 address the network only, because whoever has one has all of its addresses.
func Host(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return a.String()
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(network)
	if err != nil {
		return ip.String()
	}
	return p.String()
}

// IsLocal says whether an address is on this machine. What is not TCP (a socket file,
// a pipe in a test) cannot come from elsewhere.
func IsLocal(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return a != nil && (!ok || tcp.IP.IsLoopback())
}
