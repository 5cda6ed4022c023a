package app

import (
	"context"
	"log/slog"

	"numerek/appliance/board"
	"numerek/appliance/config"
	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/kiosk"
)

// BoardOf is what the configuration names of the cabinet, nil where it names
// nothing. What is not there is told in the log, and missing: the kiosk works
// without it.
func BoardOf(c config.Board, log *slog.Logger) *board.Board {
	if c == (config.Board{}) {
		return nil
	}
	find, err := board.OnThisMachine()
	if err != nil {
		log.Error("cabinet not in use", "err", err)
		return nil
	}
	b, err := board.New(board.Lines(c), find, log)
	if err != nil {
		log.Error("part of the cabinet not in use", "err", err)
	}
	return b
}

// runBoard keeps the cabinet until ctx is done.
func (k *Kiosk) runBoard(ctx context.Context) {
	if k.o.Board == nil {
		return
	}
	k.o.Board.Run(ctx, board.Told{
		Key:  func(on bool) { k.send(kiosk.ServiceKey{On: on}) },
		Near: func(near bool) { k.send(kiosk.Presence{Near: near}) },
		Door: func(open bool) {
			k.log.InfoContext(ctx, "door of the cabinet", "open", open)
			k.vitals.Hold(chart.DoorOpen, open, health.Warning, "")
		},
	})
}

// lights shows with the lamps of the cabinet what has come on the glass. It runs
// in the machine's goroutine.
func (k *Kiosk) lights(m kiosk.Model) {
	b := k.o.Board
	if b == nil {
		return
	}
	lamp := board.Well
	if m.Broken || m.Barred.Bar != "" || len(m.Printer) > 0 {
		lamp = board.Needed
	}
	b.Show(lamp)
	take := m.View() == kiosk.ScreenTake
	b.Lead(take)
	if take && !k.leads {
		b.Beep()
	}
	k.leads = take
}
