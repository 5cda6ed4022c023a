package line

import (
	"errors"
	"net"
	"sync"

	"google.golang.org/grpc/credentials"
)

// http11 is how HTTP/1.1 is called when a connection is made (RFC 7301, 6). Programs
// of gRPC say h2 only, so that the two can share a port.
const http11 = "http/1.1"

// errStranger refuses whoever wants files and has no certificate.
var errStranger = errors.New("files are for devices with a certificate")

// Files are the connections over which devices fetch files: a listener for an HTTP
// server, whose connections are all of devices. See [Owner].
type Files struct {
	at     net.Addr
	conns  chan net.Conn
	closed chan struct{}
	close  sync.Once
}

var _ net.Listener = (*Files)(nil)

// NewFiles returns a listener for the files of a port.
func NewFiles(at net.Addr) *Files {
	return &Files{at: at, conns: make(chan net.Conn), closed: make(chan struct{})}
}

// owned is a connection of a device.
type owned struct {
	net.Conn

	line *Line
}

// Owner is what is known of a connection that a [Files] has accepted; ok is false for
// any other.
func Owner(c net.Conn) (l *Line, ok bool) {
	o, ok := c.(owned)
	return o.line, ok
}

// take brings a connection to whoever accepts. gRPC leaves it alone then, and takes its
// own deadline back from it.
func (f *Files) take(c net.Conn, l *Line) error {
	if l.Device == nil {
		return errors.Join(errStranger, c.Close())
	}
	select {
	case f.conns <- owned{c, l}:
		return credentials.ErrConnDispatched
	case <-f.closed:
		return errors.Join(net.ErrClosed, c.Close())
	}
}

// Accept implements [net.Listener].
func (f *Files) Accept() (net.Conn, error) {
	select {
	case c := <-f.conns:
		return c, nil
	case <-f.closed:
		return nil, net.ErrClosed
	}
}

// Addr implements [net.Listener].
func (f *Files) Addr() net.Addr { return f.at }

// Close implements [net.Listener]. Connections that were accepted stay.
func (f *Files) Close() error {
	f.close.Do(func() { close(f.closed) })
	return nil
}
