package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Message is one message of a file.
type Message struct {
	At      time.Time // in UTC when it was read: the wall clock that is written
	To      string
	From    string // sender's name; may be empty
	ID      string
	Subject string // of mail
	Text    string
}

const (
	stamp   = time.DateTime
	margin  = "    " // in front of every line of a text
	subject = "Subject: "
)

// entry is a message as it stands in the file: a line about it, its text with a
// margin, and an empty line, without which it is not whole.
func (m Message) entry() string {
	text := m.Text
	if m.Subject != "" {
		text = subject + m.Subject + "\n" + text
	}
	return fmt.Sprintf("%s | %s | %s | %s\n%s%s\n\n", m.At.Format(stamp), field(m.To), field(m.From), field(m.ID),
		margin, strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\n"+margin))
}

// field keeps a value from ending its column.
func field(s string) string { return strings.NewReplacer("|", "/", "\n", " ", "\r", " ").Replace(s) }

// Read returns the whole messages of a file, the oldest first; none of a file
// that is not there.
func Read(path string) ([]Message, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read file of messages: %w", err)
	}
	messages, _ := parse(string(text))
	return messages, nil
}

// parse reads whole messages and says where the last of them ends.
func parse(text string) (messages []Message, whole int) {
	for {
		entry, _, found := strings.Cut(text[whole:], "\n\n")
		if !found {
			return messages, whole
		}
		whole += len(entry) + len("\n\n")
		if m, ok := understood(entry); ok {
			messages = append(messages, m)
		}
	}
}

func understood(entry string) (m Message, ok bool) {
	head, body, ok := strings.Cut(entry, "\n"+margin)
	columns := strings.Split(head, " | ")
	if !ok || len(columns) != 4 {
		return m, false
	}
	at, err := time.Parse(stamp, columns[0])
	if err != nil {
		return m, false
	}
	m = Message{At: at, To: columns[1], From: columns[2], ID: columns[3], Text: strings.ReplaceAll(body, "\n"+margin, "\n")}
	if rest, is := strings.CutPrefix(m.Text, subject); is {
		m.Subject, m.Text, _ = strings.Cut(rest, "\n")
	}
	return m, true
}
