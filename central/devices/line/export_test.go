package line

import "log/slog"

// Turns are for the tests of their order.
type Turns = turns

// ErrBusy is what who had no turn in time gets.
var ErrBusy = errBusy

// TurnsOf returns turns for n at once.
func TurnsOf(n int, log *slog.Logger) *Turns { return &turns{log: log, free: n} }

// Begin takes a first turn, Resume another one, End gives it back.
func (t *turns) Begin() error { return t.begin() }
func (t *turns) Resume()      { t.resume() }
func (t *turns) End()         { t.end() }
