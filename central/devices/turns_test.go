package devices_test

import (
	"crypto/tls"
	"net"
	"runtime"
	"testing"

	numerekv1 "numerek/proto/numerek/v1"
)

// mute is a connection that says hello and then hears nothing any more.
type mute struct {
	net.Conn

	said chan struct{}
	end  chan struct{}
}

func (m mute) Write(b []byte) (int, error) {
	defer close(m.said)
	return m.Conn.Write(b)
}

func (m mute) Read([]byte) (int, error) {
	<-m.end
	return 0, net.ErrClosed
}

// Strangers who begin a handshake and say nothing more keep nobody out.
func TestHalfHandshakesHoldNothingUp(t *testing.T) {
	t.Parallel()
	f := newFort(t, nil)
	end := make(chan struct{})
	defer close(end)
	for range 4 * runtime.GOMAXPROCS(0) {
		raw, err := net.Dial("tcp", f.address)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		m := mute{raw, make(chan struct{}), end}
		go tls.Client(m, &tls.Config{MinVersion: tls.VersionTLS13, ServerName: "numerek"}).Handshake()
		<-m.said
	}
	if _, err := f.member("kiosk-ratusz").kiosk().Hello(t.Context(), &numerekv1.HelloRequest{}); err != nil {
		t.Error(err)
	}
}
