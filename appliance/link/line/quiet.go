package line

import (
	"context"
	"net"
	"time"

	"google.golang.org/grpc/credentials"
)

// attentive are credentials whose connections end when they have brought nothing
// for [quietLimit]. A server that has vanished without a farewell, or a firewall
// that has forgotten a connection, would otherwise be waited for until the keepalive
// of gRPC has run out, which may not be shorter than 13 s.
type attentive struct {
	credentials.TransportCredentials
}

// ClientHandshake implements [credentials.TransportCredentials].
func (a attentive) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return a.TransportCredentials.ClientHandshake(ctx, authority, heeded{raw})
}

// Clone implements [credentials.TransportCredentials].
func (a attentive) Clone() credentials.TransportCredentials {
	return attentive{a.TransportCredentials.Clone()}
}

// heeded is a connection of which every read must bring something in time.
type heeded struct{ net.Conn }

// Read implements [net.Conn].
func (h heeded) Read(p []byte) (int, error) {
	if err := h.SetReadDeadline(time.Now().Add(quietLimit)); err != nil {
		return 0, err
	}
	return h.Conn.Read(p)
}
