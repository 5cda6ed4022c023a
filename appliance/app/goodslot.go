package app

import (
	"context"
	"log/slog"
	"time"

	"numerek/appliance/update"
)

// settle marks the slot that runs as good once something is on the screen, for a device
// that only says what is wrong there: its settings hold mistakes, or its card takes no
// records. The version is not to blame, and without the mark a few starts would use up
// the slot's tries, and the device would restart under the technician's eyes. It returns
// when that is done or need not be, or ctx is done.
//
// A slot on trial is left as it is, so that the boot loader goes back to the version
// before, which may take the same settings and the same card. That is the one of which
// update.json says so; the file is written before a slot is activated, so none means no
// trial, also where the data partition was lost and made anew. A file that cannot be
// read says nothing, and then the tries decide: a new version starts with two and has
// one or none left while it runs, so a slot with more was good before. One with as few
// is left as it is, too; a good one has lost them by power cuts, one right after the
// other, before anything was on its screen. Where the tries are not known either, a slot
// counts as good: a version is hardly ever on trial, a mistake in the settings is common.
func settle(ctx context.Context, u *Updating, data string, screen Screen, log *slog.Logger) {
	if u == nil || drawnOn(screen)(ctx) != nil {
		return
	}
	for {
		err := u.settle(ctx, data, log)
		if err == nil {
			return
		}
		log.WarnContext(ctx, "slot not marked good", "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(update.Again):
		}
	}
}

// settle tries it once.
func (u *Updating) settle(ctx context.Context, data string, log *slog.Logger) error {
	call, cancel := context.WithTimeout(ctx, deedLimit)
	defer cancel()
	state, err := u.Slots.State(call)
	if err != nil {
		return err
	}
	kept, err := recallFrom(data)
	if kept.OnTrial(state.Booted) || err != nil && u.FewTries {
		log.WarnContext(ctx, "slot may be on trial, and is not marked good", "slot", state.Booted, "version", u.Version, "err", err)
		return nil
	}
	return u.Slots.MarkGood(call)
}
