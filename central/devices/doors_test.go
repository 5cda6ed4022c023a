package devices_test

import (
	"context"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"
)

// doors is where devices come in; it remembers when the server closed a connection.
type doors struct {
	*bufconn.Listener

	mu  sync.Mutex
	all []*door
}

// door is the server's end of a connection.
type door struct {
	net.Conn

	closed chan struct{}
	once   sync.Once
}

func (d *door) Close() error {
	d.once.Do(func() { close(d.closed) })
	return d.Conn.Close()
}

func (d *doors) Accept() (net.Conn, error) {
	conn, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	it := &door{Conn: conn, closed: make(chan struct{})}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, it)
	return it, nil
}

// last is the door that was opened last.
func (d *doors) last() *door {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all[len(d.all)-1]
}

// ear is a device's end of a connection, which can stop to read.
type ear struct {
	net.Conn

	deaf chan struct{} // closed when it reads no more
	end  chan struct{} // closed with the connection
	once sync.Once
}

func (e *ear) Read(b []byte) (int, error) {
	select {
	case <-e.deaf:
		<-e.end
		return 0, net.ErrClosed
	default:
		return e.Conn.Read(b)
	}
}

func (e *ear) Close() error {
	e.once.Do(func() { close(e.end) })
	return e.Conn.Close()
}

// dial connects a device on a connection of its own. After deafen it still
// writes, but reads nothing.
func (h *house) dial() (conn *grpc.ClientConn, deafen func()) {
	h.t.Helper()
	deaf := make(chan struct{})
	conn, err := grpc.NewClient("passthrough:pipe", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(1<<16), grpc.WithInitialConnWindowSize(1<<20), // so that they stay as they are
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			c, err := h.doors.DialContext(ctx)
			return &ear{Conn: c, deaf: deaf, end: make(chan struct{})}, err
		}))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { conn.Close() })
	return conn, sync.OnceFunc(func() { close(deaf) })
}
