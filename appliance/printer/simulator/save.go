package simulator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// SavePNG writes every paper from now on to dir as ticket-001.png, ticket-002.png … A file appears whole or not at all,
// and is there when OnPaper is told; see [Paper] for where it is or why it is not.
func (s *Printer) SavePNG(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("save papers: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saveTo = dir
	return nil
}

// deliver saves a paper and tells who waits for it.
func (s *Printer) deliver(p Paper) {
	s.mu.Lock()
	dir := s.saveTo
	s.mu.Unlock()
	if dir != "" {
		p.File = filepath.Join(dir, fmt.Sprintf("ticket-%03d.png", p.Number))
		p.Err = p.write()
	}
	if s.options.OnPaper != nil {
		s.options.OnPaper(p)
	}
}

func (p Paper) write() error {
	f, err := os.CreateTemp(filepath.Dir(p.File), ".ticket-*")
	if err != nil {
		return fmt.Errorf("save paper: %w", err)
	}
	const everybodyMayLook = 0o644
	err = errors.Join(p.Picture.EncodePNG(f), f.Chmod(everybodyMayLook), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), p.File)
	}
	if err != nil {
		return fmt.Errorf("save paper: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
