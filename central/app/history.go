package app

import (
	"context"
	"fmt"

	"numerek/central/highwater"
	"numerek/central/office"
)

// readMark reads how far the database had got that was last in the data directory.
// With PostgreSQL, which has none, it may be the process alone that remembers.
func (s *server) readMark(ctx context.Context) {
	mark, err := highwater.Read(s.config.Data)
	if err != nil {
		s.log.WarnContext(ctx, "high-water mark not read: a database that was put back would not be noticed", "err", err)
	}
	s.mark = mark
}

// checkMark begins a new incarnation where an older database has been put in the
// place of the one that was here.
func (s *server) checkMark(ctx context.Context) error {
	if s.config.Database != "" { // PostgreSQL knows its lines of history
		return s.mark.Settle(ctx, s.store)
	}
	how, err := s.mark.WentBack(ctx, s.store)
	if err != nil {
		return err
	}
	if how != "" {
		done, err := s.office.BeginAnew(ctx, givenOf(s.mark), 0)
		if err != nil {
			return fmt.Errorf("history went back: %w", err)
		}
		s.log.ErrorContext(ctx, "history went back: the database was exchanged without central restore; a new incarnation has begun and numbers jump",
			"how", how, "incarnation", done.Incarnation, "raised", len(done.Raised))
	}
	return s.mark.Settle(ctx, s.store)
}

// keepMark writes the mark until ctx is done.
func (s *server) keepMark(ctx context.Context) error {
	return s.mark.Run(ctx, s.log)
}

func givenOf(m *highwater.Mark) (given []office.Given) {
	for s, last := range m.Given() {
		given = append(given, office.Given{Series: s, Last: last})
	}
	return given
}
