// Package highwater remembers, beside the database and not in it, how far the
// database had got: its incarnation, the number of each office's last event, and
// the last number of each series of the day. A file of a database that somebody
// put back looks like any other; what stands here tells that history went back,
// and from which numbers on it may go on.
//
// It is written after the commits that it tells of, at most once a second, so it
// is never ahead of the database that it belongs to. It says nothing about a
// folder that was put back as a whole.
package highwater

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

// File is the name of the file in the data directory.
const File = "numerek.highwater"

// every is how often the file is written while there are commits.
const every = time.Second

// Mark is how far a database has got. Its methods may be called by several
// goroutines.
type Mark struct {
	path string

	mu          sync.Mutex
	incarnation string
	seqs        map[string]int64 // by office
	days        map[string]queue.Day
	last        map[queue.Series]int
	changed     chan struct{} // filled by what is to be written
}

// content is the file.
type content struct {
	Incarnation string     `json:"incarnation"`
	Offices     []position `json:"offices"`
	Series      []reached  `json:"series"`
}

type position struct {
	Office string    `json:"office"`
	Seq    int64     `json:"seq"`
	Day    queue.Day `json:"day"`
}

type reached struct {
	Office   string    `json:"office"`
	Location string    `json:"location"`
	Prefix   string    `json:"prefix"`
	Day      queue.Day `json:"day"`
	Last     int       `json:"last"`
}

// Read reads the mark of a data directory; one that is missing is empty. Without a
// directory it is remembered by this process alone. With an error, of a file that
// cannot be read, comes an empty one, too, which may be used.
func Read(dir string) (*Mark, error) {
	m := &Mark{
		changed: make(chan struct{}, 1),
		seqs:    make(map[string]int64), days: make(map[string]queue.Day), last: make(map[queue.Series]int),
	}
	if dir == "" {
		return m, nil
	}
	m.path = filepath.Join(dir, File)
	data, err := os.ReadFile(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	var c content
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", m.path, err)
	}
	m.incarnation = c.Incarnation
	for _, o := range c.Offices {
		m.seqs[o.Office], m.days[o.Office] = o.Seq, o.Day
	}
	for _, s := range c.Series {
		m.last[queue.Series{Office: s.Office, Location: s.Location, Prefix: s.Prefix, Day: s.Day}] = s.Last
	}
	return m, nil
}

// Empty says whether nothing is known.
func (m *Mark) Empty() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.incarnation == ""
}

// Note takes in what a commit has written; it is [store.Options.Written].
func (m *Mark) Note(rows store.Rows) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := false
	if in := rows.Installation; in != nil {
		m.incarnation, changed = in.Incarnation, true
	}
	for _, o := range rows.Offices {
		changed = true
		m.seqs[o.ID] = max(m.seqs[o.ID], o.Seq)
		if o.Day > m.days[o.ID] {
			m.days[o.ID] = o.Day
		}
	}
	for _, s := range rows.Series {
		changed = true
		m.last[s.Series] = max(m.last[s.Series], s.Last)
	}
	if changed {
		m.ring()
	}
}

// ring says that there is something to write.
func (m *Mark) ring() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// Saw takes in that a number was given, whichever server gave it.
func (m *Mark) Saw(s queue.Series, number int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if number > m.last[s] {
		m.last[s] = number
		m.ring()
	}
}

// Reached is the last number of a series that is known to have been given; 0 where
// nothing is known.
func (m *Mark) Reached(s queue.Series) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last[s]
}

// WentBack compares the mark with the database and says in words how history has
// gone back; empty if it has not. Commits of the meantime do not matter.
func (m *Mark) WentBack(ctx context.Context, db store.Reader) (how string, err error) {
	in, err := db.Installation(ctx)
	if err != nil {
		return "", err
	}
	offices, err := db.Offices(ctx)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch m.incarnation {
	case "":
		return "", nil
	case in.Incarnation, in.Previous:
	default:
		return fmt.Sprintf("the database is of another incarnation, %s, than the one that was here, %s", in.Incarnation, m.incarnation), nil
	}
	have := make(map[string]int64, len(offices))
	for _, o := range offices {
		have[o.ID] = o.Seq
	}
	for office, seq := range m.seqs {
		if have[office] < seq {
			return fmt.Sprintf("office %s had %d events and has %d", office, seq, have[office]), nil
		}
	}
	return "", nil
}

// Given lists the last numbers of the series that are known.
func (m *Mark) Given() map[queue.Series]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.last)
}

// Settle makes the database, as it is now, what the mark is about, and writes it.
func (m *Mark) Settle(ctx context.Context, db store.Reader) error {
	in, err := db.Installation(ctx)
	if err != nil {
		return err
	}
	offices, err := db.Offices(ctx)
	if err != nil {
		return err
	}
	m.mu.Lock()
	m.incarnation = in.Incarnation
	clear(m.seqs)
	for _, o := range offices {
		m.seqs[o.ID] = o.Seq
		m.days[o.ID] = max(m.days[o.ID], o.Day)
	}
	m.mu.Unlock()
	return m.Write()
}

// Run writes the mark whenever it has changed, at most once a second, and once
// more when ctx is done. A disk that does not take it is logged once.
func (m *Mark) Run(ctx context.Context, log *slog.Logger) error {
	var fault bool
	write := func() {
		err := m.Write()
		if err != nil && !fault {
			log.ErrorContext(context.WithoutCancel(ctx), "high-water mark not written", "err", err)
		}
		fault = err != nil
	}
	for {
		select {
		case <-ctx.Done():
			write()
			return context.Cause(ctx)
		case <-m.changed:
			write()
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

// Write replaces the file as a whole, durably. Series of days that are over are forgotten.
func (m *Mark) Write() error {
	data, err := json.Marshal(m.content())
	if m.path == "" {
		return err
	}
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(m.path), File+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), m.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

func (m *Mark) content() (c content) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c.Incarnation = m.incarnation
	for office, seq := range m.seqs {
		c.Offices = append(c.Offices, position{office, seq, m.days[office]})
	}
	for s, n := range m.last {
		if s.Day < m.days[s.Office] {
			delete(m.last, s)
			continue
		}
		c.Series = append(c.Series, reached{s.Office, s.Location, s.Prefix, s.Day, n})
	}
	return c
}
