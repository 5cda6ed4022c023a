package emulator

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
)

// ErrCommand means that QEMU refused a command.
var ErrCommand = errors.New("QEMU refuses")

// monitor speaks QEMU's machine protocol: one command at a time, and events.
type monitor struct {
	connection net.Conn
	command    sync.Mutex // one at a time
	number     int        // of the last command
	answers    chan answer

	mu     sync.Mutex
	events []string      // what QEMU has told of the machine, such as RESET, SHUTDOWN or WATCHDOG
	more   chan struct{} // closed and replaced at every event
	ended  error
}

// answer of a command.
type answer struct {
	ID     int             `json:"id"`
	Return json.RawMessage `json:"return"`
	Error  *struct {
		Desc string `json:"desc"`
	} `json:"error"`
}

// dialMonitor connects to the socket.
func dialMonitor(ctx context.Context, path string) (*monitor, error) {
	var d net.Dialer
	connection, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	m := &monitor{connection: connection, answers: make(chan answer, 1), more: make(chan struct{})}
	go m.listen()
	if err := m.execute(ctx, "qmp_capabilities", nil, nil); err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return m, nil
}

func (m *monitor) listen() {
	lines := bufio.NewScanner(m.connection)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var message struct {
			answer
			Event    string          `json:"event"`
			Greeting json.RawMessage `json:"QMP"`
		}
		switch err := json.Unmarshal(lines.Bytes(), &message); {
		case err != nil, message.Greeting != nil:
		case message.Event != "":
			m.note(message.Event, nil)
		default:
			m.answers <- message.answer
		}
	}
	err := lines.Err()
	if err == nil {
		err = net.ErrClosed
	}
	m.note("", err)
	close(m.answers)
}

func (m *monitor) note(event string, end error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if end != nil {
		m.ended = end
	} else {
		m.events = append(m.events, event)
	}
	close(m.more)
	m.more = make(chan struct{})
}

// execute gives a command and decodes its answer into to, unless that is nil.
func (m *monitor) execute(ctx context.Context, command string, arguments, to any) error {
	m.command.Lock()
	defer m.command.Unlock()
	m.number++
	text, err := json.Marshal(struct {
		Execute   string `json:"execute"`
		Arguments any    `json:"arguments,omitempty"`
		ID        int    `json:"id"`
	}{command, arguments, m.number})
	if err != nil {
		return err
	}
	if _, err := m.connection.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	for {
		select {
		case a, open := <-m.answers:
			switch {
			case !open:
				return fmt.Errorf("%s: %w", command, net.ErrClosed)
			case a.ID != m.number: // of one that nobody waits for any more
				continue
			case a.Error != nil:
				return fmt.Errorf("%w: %s: %s", ErrCommand, command, a.Error.Desc)
			case to != nil:
				return json.Unmarshal(a.Return, to)
			}
			return nil
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", command, context.Cause(ctx))
		}
	}
}

// event waits for one of the name after the first skip events, and gives the number of
// events up to it.
func (m *monitor) event(ctx context.Context, skip int, name string) (int, error) {
	for {
		m.mu.Lock()
		events, more, ended := m.events, m.more, m.ended
		m.mu.Unlock()
		for ; skip < len(events); skip++ {
			if events[skip] == name {
				return skip + 1, nil
			}
		}
		if ended != nil {
			return skip, fmt.Errorf("waiting for %s: %w", name, ended)
		}
		select {
		case <-more:
		case <-ctx.Done():
			return skip, fmt.Errorf("waiting for %s: %w", name, context.Cause(ctx))
		}
	}
}
