package app

import (
	"context"
	"fmt"

	"numerek/central/enrolment"
)

// openEnrolment finds the authority of devices, which is made the first time, so that
// a key that does not open it is told before anything is served.
func (s *server) openEnrolment(ctx context.Context) error {
	s.enrol = enrolment.New(s.store, s.office, s.keys, enrolment.Options{Log: s.log})
	a, err := s.enrol.Authority(ctx)
	if err != nil {
		return fmt.Errorf("master key %s: %w", s.config.secretFile(), err)
	}
	s.log.InfoContext(ctx, "devices know this server by its fingerprint", "fingerprint", a.Fingerprint())
	return nil
}
