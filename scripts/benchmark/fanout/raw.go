package fanout

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
)

// ServeRaw is bare TCP: one goroutine writes a message to the watchers of a
// group, one after the other, after keep has made a record durable.
//
// Commands: "size N" sets the length of the messages; "call GROUP KEEP" sends
// one, and makes no record where KEEP is 0.
func ServeRaw(keep func() error) error {
	c, err := openControl()
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	joined := make(chan rawWatcher, 1024)
	go accept(l, joined)
	c.say("%s", l.Addr())
	groups := make(map[int][]net.Conn)
	var message []byte
	return c.obey(func(word string, args []int) (string, error) {
		switch word {
		case "size":
			message = make([]byte, args[0])
			return "ok", nil
		case "joined": // takes in those who have come, and forgets those before
			clear(groups)
			for range args[0] {
				w := <-joined
				groups[w.group] = append(groups[w.group], w.conn)
			}
			return "ok", nil
		case "call":
			if args[1] != 0 {
				if err := keep(); err != nil {
					return "", err
				}
			}
			for _, conn := range groups[args[0]] {
				if _, err := conn.Write(message); err != nil {
					return "", err
				}
			}
			return "", nil
		}
		return "", fmt.Errorf("unknown command %q", word)
	})
}

type rawWatcher struct {
	conn  net.Conn
	group int
}

// accept lets watchers in; each says first to which group it belongs.
func accept(l net.Listener, joined chan<- rawWatcher) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			var group [4]byte
			if _, err := io.ReadFull(conn, group[:]); err != nil {
				_ = conn.Close()
				return
			}
			joined <- rawWatcher{conn, int(binary.BigEndian.Uint32(group[:]))}
			_, _ = conn.Read(group[:1]) // until the watcher leaves
			_ = conn.Close()
		}()
	}
}
