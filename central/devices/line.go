package devices

import (
	"context"
	"net"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// lines remember with every connection what it goes over, so that one that is
// stuck can be closed: gRPC has no way to give up a send.
type lines struct {
	credentials.TransportCredentials
}

// line is what is known of a connection once it is made.
type line struct {
	credentials.AuthInfo

	conn net.Conn
}

// ServerHandshake implements [credentials.TransportCredentials].
func (l lines) ServerHandshake(conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	secured, info, err := l.TransportCredentials.ServerHandshake(conn)
	return secured, line{info, conn}, err
}

// Clone implements [credentials.TransportCredentials].
func (l lines) Clone() credentials.TransportCredentials { return lines{l.TransportCredentials.Clone()} }

// lineOf is the connection over which a call came.
func lineOf(ctx context.Context) net.Conn {
	if p, ok := peer.FromContext(ctx); ok {
		if l, ok := p.AuthInfo.(line); ok {
			return l.conn
		}
	}
	return nil
}
