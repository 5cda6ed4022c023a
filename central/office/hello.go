package office

import (
	"context"
	"errors"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

// Start is how a device introduces itself.
type Start struct {
	BootEpoch int64  // grows by one with every start; 0: the device remembers nothing
	BootID    string // random, made at every start
	Version   string
	Held      []Held // tickets whose outcome nobody acknowledged yet
}

// Standing is where a device stands.
type Standing struct {
	Incarnation string
	Day         queue.Day
	BootEpoch   int64
	Now         time.Time
	Settled     []string // request ids of held tickets that need no further report
}

// Hello lets a device in after its start or after a change of incarnation, and
// takes in the tickets that it holds: outcomes are reported, and what the
// server lost comes back. A ticket that cannot be taken in does not keep the
// device out; it stays unsettled.
//
// Errors: [ErrCloned], [ErrOldBoot], and of the store.
func (o *Office) Hello(ctx context.Context, c Caller, s Start) (Standing, error) {
	var standing Standing
	needs := store.Keys{}
	if !c.Guest {
		needs.Devices = []store.DeviceKey{{Office: c.Office, ID: c.Device}}
	}
	err := o.update(ctx, c.Office, needs, func(tx *store.Tx, t *today) error {
		day, _, err := t.day()
		if err != nil {
			return err
		}
		standing = Standing{Incarnation: t.installation.Incarnation, Day: day, BootEpoch: max(s.BootEpoch, 1), Now: t.now}
		if c.Guest {
			return nil
		}
		known, err := tx.Device(c.Office, c.Device)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		known.Office, known.ID = c.Office, c.Device
		device, err := boot(known, s.BootEpoch, s.BootID)
		if err != nil {
			return err
		}
		device.Version, device.SeenAt = clip(s.Version), t.now
		tx.PutDevice(device)
		standing.BootEpoch = device.BootEpoch
		return nil
	})
	if err != nil {
		return Standing{}, o.fenced(ctx, c, err)
	}
	for _, h := range s.Held {
		if err := o.takeIn(ctx, c, h, standing); err != nil {
			if ctx.Err() != nil {
				return Standing{}, err
			}
			o.log.WarnContext(ctx, "held ticket not taken in", "office", c.Office, "device", c.Device, "ticket", h.Request, "err", err)
			continue
		}
		if h.Paper.Outcome() {
			standing.Settled = append(standing.Settled, h.Request)
		}
	}
	o.log.InfoContext(ctx, "device said hello", "office", c.Office, "device", c.Device, "epoch", standing.BootEpoch,
		"version", s.Version, "held", len(s.Held), "settled", len(standing.Settled))
	return standing, nil
}

func (o *Office) takeIn(ctx context.Context, c Caller, h Held, standing Standing) error {
	_, err := o.present(ctx, c, h, func(t *today) error {
		return t.fence(c, standing.Incarnation, standing.BootEpoch)
	})
	return err
}
