package devices

import (
	"net"
	"sync"
)

// conns knows the open connections by their other end, so that one that is stuck
// can be closed: gRPC has no way to give up a send.
type conns struct {
	mu  sync.Mutex
	all map[string]net.Conn
}

// Track returns a listener whose connections the server can cut.
func (s *Server) Track(l net.Listener) net.Listener { return &tracked{Listener: l, conns: s.conns} }

// cut closes the connection from an address, if it is still open.
func (c *conns) cut(addr string) {
	c.mu.Lock()
	conn := c.all[addr]
	c.mu.Unlock()
	if conn != nil {
		_ = conn.Close() // which ends its streams
	}
}

type tracked struct {
	net.Listener

	conns *conns
}

func (t *tracked) Accept() (net.Conn, error) {
	conn, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	addr := conn.RemoteAddr().String()
	t.conns.mu.Lock()
	defer t.conns.mu.Unlock()
	t.conns.all[addr] = conn
	return &trackedConn{Conn: conn, addr: addr, conns: t.conns}, nil
}

type trackedConn struct {
	net.Conn

	addr  string
	conns *conns
}

func (c *trackedConn) Close() error {
	c.conns.mu.Lock()
	delete(c.conns.all, c.addr)
	c.conns.mu.Unlock()
	return c.Conn.Close()
}
