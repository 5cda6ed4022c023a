package fanout

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
)

// As shipped devices do.
const (
	connectLimit = 5 * time.Second // until the server has said a word
	quietLimit   = 7 * time.Second // without a byte a connection is dead
)

// Place is how far a monitor has followed the calls.
type Place struct {
	Incarnation string
	Seq         int64
}

// Line is the connection of an enrolled monitor.
type Line struct {
	conn  *tls.Conn
	late  *time.Timer
	leave func() bool

	mu     sync.Mutex
	stream uint32 // the last one
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

// Dial opens one, which ends with ctx.
func Dial(ctx context.Context, address string, config *tls.Config) (*Line, error) {
	raw, err := (&net.Dialer{Timeout: connectLimit}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	l := &Line{conn: tls.Client(heeded{raw}, config), stream: 1}
	l.late = time.AfterFunc(connectLimit, func() { _ = raw.Close() })
	l.leave = context.AfterFunc(ctx, func() { _ = raw.Close() })
	return l, nil
}

// Close ends the line.
func (l *Line) Close() {
	l.leave()
	l.late.Stop()
	_ = l.conn.Close()
}

// Ears are told what comes, with its size.
type Ears struct {
	Call   func(m *numerekv1.WatchCallsResponse, size int)
	Answer func(size int, ok bool) // to a report
}

// Follow follows the calls from a place on, until the connection or the stream ends.
// The error says why.
func (l *Line) Follow(from Place, ears Ears) error {
	body, err := proto.Marshal(&numerekv1.WatchCallsRequest{Incarnation: from.Incarnation, AfterSeq: from.Seq})
	if err != nil {
		return err
	}
	if _, err := l.conn.Write(ask(opening(), 1, "https", watchCalls, body)); err != nil {
		return err
	}
	return messages(l.conn, func(message []byte) error {
		l.late.Stop()
		m := new(numerekv1.WatchCallsResponse)
		if err := proto.Unmarshal(message, m); err != nil {
			return err
		}
		ears.Call(m, headerSize+prefixSize+len(message))
		return nil
	}, ears.Answer)
}

// Report says how the monitor is: well, as most are most of the time.
func (l *Line) Report(started time.Time) error {
	body, err := proto.Marshal(&numerekv1.ReportHealthRequest{
		Version: "bench", DeviceTime: timestamppb.Now(), StartedAt: timestamppb.New(started), BootId: "bench",
		Counters: &numerekv1.DeviceCounters{Reconnects: 1},
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stream += 2
	_, err = l.conn.Write(ask(nil, l.stream, "https", reportHealth, body))
	return err
}

// messages reads the messages of the first stream until it or the connection ends.
// answer is told of the end of every other stream, and whether it brought a message.
func messages(conn net.Conn, tell func(message []byte) error, answer func(size int, ok bool)) error {
	in := bufio.NewReaderSize(conn, 512)
	var header [headerSize]byte
	var payload, kept []byte
	answered := 0 // bytes of a stream that is not the first
	for {
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return err
		}
		n := int(header[0])<<16 | int(header[1])<<8 | int(header[2])
		payload = append(payload[:0], make([]byte, n)...)
		if _, err := io.ReadFull(in, payload); err != nil {
			return err
		}
		var err error
		kind, ack, stream := header[3], header[4]&flagAck != 0, binary.BigEndian.Uint32(header[5:])
		switch {
		case stream > 1 && kind == frameData:
			answered += headerSize + n
		case stream > 1 && (kind == frameReset || kind == frameHeaders && header[4]&flagEndStream != 0):
			answer(answered+headerSize+n, answered > 0)
			answered = 0
		case stream > 1: // the beginning of an answer, or more room
		case kind == frameData:
			kept = append(kept, payload...)
			for err == nil && len(kept) >= prefixSize {
				size := prefixSize + int(binary.BigEndian.Uint32(kept[1:]))
				if len(kept) < size {
					break
				}
				err = tell(kept[prefixSize:size])
				kept = append(kept[:0], kept[size:]...)
			}
		case kind == framePing && !ack:
			_, err = conn.Write(frame(nil, framePing, flagAck, 0, payload))
		case kind == frameSettings && !ack:
			_, err = conn.Write(frame(nil, frameSettings, flagAck, 0, nil))
		case kind == frameReset, kind == frameGoAway, kind == frameHeaders && header[4]&flagEndStream != 0:
			err = fmt.Errorf("the server ended with %q", payload)
		}
		if err != nil {
			return err
		}
	}
}
