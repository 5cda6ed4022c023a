package store

import "context"

// BeginAnew begins a new incarnation: history may have gone back in a way that
// no database tells, such as by a file that was put back. It is committed when
// BeginAnew returns; from then on requests of the incarnation before are refused,
// and counters jump before they are used.
func (s *Store) BeginAnew(ctx context.Context) (Installation, error) {
	var in Installation
	err := s.Update(ctx, Keys{Installation: true}, func(tx *Tx) error {
		old, err := tx.Installation()
		if err != nil {
			return err
		}
		if in, err = s.newIncarnation(&old, old.History); err != nil {
			return err
		}
		tx.PutInstallation(in)
		return nil
	})
	if err != nil {
		return Installation{}, err
	}
	s.opts.Log.WarnContext(ctx, "new incarnation", "incarnation", in.Incarnation, "previous", in.Previous, "history", in.History)
	return in, nil
}
