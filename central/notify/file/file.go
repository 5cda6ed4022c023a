// Package file writes messages into a text file instead of sending them: for the
// demonstration, for tests, and for an office that tries the system before it has
// a gateway. The file holds numbers and texts as they would go out, so it is
// readable by its owner alone.
package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/gsm"
)

// Name is the word of this sender in the configuration and in the store.
const Name = "file"

// Sender is a [notify.Sender] that appends to a file.
type Sender struct {
	clock func() time.Time

	mu    sync.Mutex
	file  *os.File
	taken map[string]bool // ids of what is in the file
}

var (
	_ notify.Sender = (*Sender)(nil)
	_ notify.Once   = (*Sender)(nil)
)

// Open opens the file, or makes it. What a crash left of a message at its end is
// cut off: that message was not taken. clock tells the time in the zone in which
// it is to be written.
func Open(path string, clock func() time.Time) (*Sender, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open file of messages: %w", err)
	}
	s := &Sender{clock: clock, file: f, taken: map[string]bool{}}
	if err := s.recover(); err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("open file of messages: %w", err)
	}
	return s, nil
}

func (s *Sender) recover() error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	text, err := io.ReadAll(s.file)
	if err != nil {
		return err
	}
	messages, whole := parse(string(text))
	for _, m := range messages {
		s.taken[m.ID] = true
	}
	if whole < len(text) {
		return s.file.Truncate(int64(whole))
	}
	return nil
}

// Close closes the file.
func (s *Sender) Close() error { return s.file.Close() }

// Name implements [notify.Sender].
func (s *Sender) Name() string { return Name }

// HonoursKey implements [notify.Once].
func (s *Sender) HonoursKey() bool { return true }

// Send implements [notify.Sender]: the text is in the file, and the file on the
// disk, when it returns.
func (s *Sender) Send(_ context.Context, t notify.Text) (notify.Accepted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	accepted := notify.Accepted{Gateway: t.ID}
	if !strings.Contains(t.To, "@") {
		accepted.Parts = gsm.Parts(t.Body)
	}
	if s.taken[t.ID] {
		return accepted, nil
	}
	m := Message{At: s.clock(), To: t.To, From: t.From, ID: t.ID, Subject: t.Subject, Text: t.Body}
	// One write, so that two readers or writers never see half of it.
	if _, err := s.file.WriteString(m.entry()); err != nil {
		return notify.Accepted{}, errors.Join(fmt.Errorf("file of messages: %w: %w", notify.ErrNotSent, err), s.recover())
	}
	if err := s.file.Sync(); err != nil {
		return notify.Accepted{}, fmt.Errorf("file of messages: %w: %w", notify.ErrAmbiguous, err)
	}
	s.taken[t.ID] = true
	return accepted, nil
}
