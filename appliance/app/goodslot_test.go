package app_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/link/linktest"
	"numerek/appliance/mistake"
)

// marked are slots of which A runs, and count how often it was marked good.
type marked struct {
	halves
	times atomic.Int32
	fails atomic.Int32 // so often at first
}

func (m *marked) MarkGood(context.Context) error {
	if m.fails.Add(-1) >= 0 {
		return errors.New("RAUC is busy")
	}
	m.times.Add(1)
	return nil
}

// dark is a screen on which nothing is before light is there.
type dark struct {
	wall
	light chan struct{}
}

func (p *dark) Drawn(ctx context.Context) error {
	select {
	case <-p.light:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settled are what update.json may say while slot A runs, and whether A is marked good
// by a device that only shows what is wrong.
var settled = map[string]struct {
	file  string // empty: none
	few   bool   // tries are left
	fails int32
	want  int32
}{
	"nothing_kept":              {want: 1},
	"nothing_kept_few_tries":    {few: true, want: 1},
	"busy_at_first":             {fails: 3, want: 1},
	"trouble_of_last_year":      {file: `{"format": 1, "target": "1.0", "trouble": "1.0: it did not start"}`, few: true, want: 1},
	"on_trial":                  {file: `{"format": 1, "stage": "activated", "target": "1.1", "from": "B", "to": "A"}`},
	"on_trial_again":            {file: `{"format": 1, "stage": "trying", "target": "1.1", "from": "B", "to": "A"}`, few: true},
	"perhaps_activated":         {file: `{"format": 1, "stage": "activating", "target": "1.1", "from": "B", "to": "A"}`},
	"of_a_newer_program":        {file: `{"format": 9, "stage": "of a newer program", "target": "1.1", "from": "B", "to": "A"}`},
	"the_other_fell":            {file: `{"format": 1, "stage": "trying", "target": "1.1", "from": "A", "to": "B"}`, few: true, want: 1},
	"told_of_the_fall":          {file: `{"format": 1, "stage": "rolled_back", "target": "1.1", "from": "B", "to": "A"}`, want: 1},
	"cannot_be_read":            {file: "\x00\x00", want: 1},
	"cannot_be_read_few_tries":  {file: "\x00\x00", few: true},
	"names_no_slots_few_tries":  {file: `{"format": 1, "stage": "activated"}`, few: true, want: 1},
	"cut_while_written":         {file: `{"format": 1, "stage": "activ`, want: 1},
	"cut_while_written_and_few": {file: `{"format": 1, "stage": "activ`, few: true},
}

// settles runs a device that shows what is wrong, for some of the cases.
func settles(t *testing.T, cases []string, show func(context.Context, app.Options) error) {
	t.Helper()
	for _, name := range cases {
		tt := settled[name]
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, dir string, _ *linktest.Server) {
				if tt.file != "" {
					if err := os.WriteFile(filepath.Join(dir, "update.json"), []byte(tt.file), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				slots, screen := &marked{}, &dark{light: make(chan struct{})}
				slots.fails.Store(tt.fails)
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				o := app.Options{
					Config: config.Config{Device: "kiosk-ratusz", Server: "passthrough:///test", Data: dir},
					Log:    slog.New(slog.DiscardHandler), Screen: screen, Updating: &app.Updating{Slots: slots, Version: "1.1", FewTries: tt.few},
				}
				go func() { ended <- show(ctx, o) }()
				pass(time.Minute)
				if got := slots.times.Load(); got != 0 {
					t.Errorf("marked good %d times before the first picture", got)
				}
				close(screen.light)
				pass(10 * time.Minute)
				if got := slots.times.Load(); got != tt.want {
					t.Errorf("marked good %d times, want %d", got, tt.want)
				}
				stop()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestMistaken_settles_its_slot(t *testing.T) {
	settles(t, slices.Sorted(maps.Keys(settled)), func(ctx context.Context, o app.Options) error {
		return app.Mistaken(ctx, &mistake.FileError{File: "numerek.toml"}, o)
	})
}

func TestBroken_settles_its_slot(t *testing.T) {
	settles(t, []string{"nothing_kept", "on_trial", "cannot_be_read_few_tries"}, func(ctx context.Context, o app.Options) error {
		defer fullDisk(t)()
		return app.Broken(ctx, o)
	})
}

// A device that nobody updates has nothing to mark.
func TestMistaken_on_a_desk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		shown := make(chan error, 1)
		go func() {
			shown <- app.Mistaken(ctx, &mistake.FileError{File: "numerek.toml"}, app.Options{Screen: &wall{}, Log: slog.New(slog.DiscardHandler)})
		}()
		synctest.Wait()
		stop()
		if err := <-shown; err != nil {
			t.Error(err)
		}
	})
}
