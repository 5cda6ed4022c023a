package fanout

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// Heard is what a watcher hears.
type Heard int

// What a watcher can hear.
const (
	Hall  Heard = iota // everything, at the beginning
	Call               // a ticket was called
	Other              // a count or a sign of life
)

// Listener is told what a watcher hears, how long the message was with all that
// goes with it, and when it was read. It is called by many goroutines.
type Listener func(what Heard, size int, at time.Time)

// Watcher is one monitor.
type Watcher struct{ conn *net.TCPConn }

// Close drops the connection without a word.
func (w *Watcher) Close() { _ = errors.Join(w.conn.SetLinger(0), w.conn.Close()) }

func dial(address string) (*net.TCPConn, error) {
	to, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, err
	}
	return net.DialTCP("tcp", nil, to)
}

// WatchRaw reads messages of a size from bare TCP, all of them calls.
func WatchRaw(address string, group, size int, tell Listener) (*Watcher, error) {
	conn, err := dial(address)
	if err != nil {
		return nil, err
	}
	if err := binary.Write(conn, binary.BigEndian, uint32(group)); err != nil { //nolint:gosec // hundreds
		return nil, errors.Join(err, conn.Close())
	}
	go func() {
		message := make([]byte, size)
		for {
			if _, err := io.ReadFull(conn, message); err != nil {
				return
			}
			tell(Call, size, time.Now())
		}
	}()
	return &Watcher{conn}, nil
}

// The few parts of HTTP/2 (RFC 9113) and HPACK (RFC 7541) that one stream needs.
const (
	preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

	frameData, frameHeaders, frameReset, frameSettings = 0, 1, 3, 4
	framePing, frameGoAway, frameWindow                = 6, 7, 8

	flagAck, flagEndStream, flagEndHeaders = 1, 1, 4

	headerSize, prefixSize = 9, 5 // of a frame, of a gRPC message
)

// WatchCalls follows the calls of a monitor over a connection of its own, which
// is given all the room that it can use. A deaf one reads nothing.
func WatchCalls(address, office, device string, deaf bool, tell Listener) (*Watcher, error) {
	conn, err := dial(address)
	if err != nil {
		return nil, err
	}
	if deaf {
		err = conn.SetReadBuffer(4 << 10)
	}
	if _, sent := conn.Write(request(office, device)); errors.Join(err, sent) != nil {
		return nil, errors.Join(err, sent, conn.Close())
	}
	if !deaf {
		go func() { _ = follow(conn, tell) }()
	}
	return &Watcher{conn}, nil
}

// request opens the connection and asks for the calls.
func request(office, device string) []byte {
	return ask(opening(), 1, "http", watchCalls, nil, [2]string{"numerek-office", office}, [2]string{"numerek-device", device})
}

// Methods that watchers call.
const (
	watchCalls   = "/numerek.v1.DisplayService/WatchCalls"
	reportHealth = "/numerek.v1.HealthService/ReportHealth"
)

// opening is the first that is said on a connection.
func opening() []byte {
	b := frame([]byte(preface), frameSettings, 0, 0, binary.BigEndian.AppendUint32([]byte{0, 4}, 1<<31-1)) // initial window
	return frame(b, frameWindow, 0, 0, binary.BigEndian.AppendUint32(nil, 1<<30))
}

// ask adds a call of a method on a stream, with a message and some header fields.
func ask(b []byte, stream uint32, scheme, method string, message []byte, more ...[2]string) []byte {
	var fields []byte
	for _, f := range append([][2]string{
		{":method", "POST"},
		{":scheme", scheme},
		{":path", method},
		{":authority", "localhost"},
		{"content-type", "application/grpc"},
		{"te", "trailers"},
	}, more...) {
		fields = append(fields, 0) // a new name, not to be remembered
		for _, text := range f {
			fields = append(append(fields, byte(len(text))), text...) //nolint:gosec // under 127
		}
	}
	b = frame(b, frameHeaders, flagEndHeaders, stream, fields)
	body := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...) //nolint:gosec // under 100
	return frame(b, frameData, flagEndStream, stream, body)
}

func frame(b []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	b = append(b, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload))) //nolint:gosec // hundreds of bytes
	b = append(b, kind, flags)
	b = binary.BigEndian.AppendUint32(b, stream)
	return append(b, payload...)
}

// follow tells what it hears until the connection or the stream ends.
func follow(conn net.Conn, tell Listener) error {
	return messages(conn, func(message []byte) error {
		tell(meaning(message), len(message)+prefixSize+headerSize, time.Now())
		return nil
	}, nil)
}

// meaning reads as much of a WatchCallsResponse as it takes to know what it is.
func meaning(message []byte) Heard {
	const snapshot, change, events, called = 5, 6, 1, 1
	if _, ok := field(message, snapshot); ok {
		return Hall
	}
	what, _ := field(message, change)
	for len(what) > 0 {
		number, kind, n := protowire.ConsumeTag(what)
		if n < 0 || number != events || kind != protowire.BytesType {
			break
		}
		event, m := protowire.ConsumeBytes(what[n:])
		if m < 0 {
			break
		}
		if _, ok := field(event, called); ok {
			return Call
		}
		what = what[n+m:]
	}
	return Other
}

// field finds a field of bytes.
func field(message []byte, want protowire.Number) ([]byte, bool) {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil, false
		}
		m := protowire.ConsumeFieldValue(number, kind, message[n:])
		if m < 0 {
			return nil, false
		}
		if number == want && kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(message[n:])
			return value, true
		}
		message = message[n+m:]
	}
	return nil, false
}
