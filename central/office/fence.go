package office

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"numerek/central/store"
)

// fence refuses requests from before history went back, and from starts of a
// device that are over. A guest has no starts and may leave the incarnation out.
func (t *today) fence(c Caller, incarnation string, epoch int64) error {
	if incarnation != t.installation.Incarnation && (!c.Guest || incarnation != "") {
		return &IncarnationError{Presented: incarnation, Current: t.installation.Incarnation}
	}
	if c.Guest {
		return nil
	}
	device, err := t.tx.Device(c.Office, c.Device)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("%s: %w", c.Device, ErrHelloFirst)
	case err != nil:
		return err
	case epoch > device.BootEpoch:
		return fmt.Errorf("%s: %w (epoch %d after %d)", c.Device, ErrHelloFirst, epoch, device.BootEpoch)
	case epoch < device.BootEpoch:
		return fmt.Errorf("%s: %w (epoch %d, it is %d now)", c.Device, ErrOldBoot, epoch, device.BootEpoch)
	}
	return nil
}

// boot decides on the start that a device presents. known is what the server
// remembers of it; a zero one if nothing. The answer is the row to keep.
func boot(known store.Device, epoch int64, bootID string) (store.Device, error) {
	same := bootID != "" && bootID == known.BootID
	switch {
	case same && (epoch == known.BootEpoch || epoch == 0):
		return known, nil // its first answer was lost
	case epoch == 0:
		known.BootEpoch++
	case epoch > known.BootEpoch:
		known.BootEpoch = epoch
	case epoch == known.BootEpoch:
		return known, fmt.Errorf("%s: %w (epoch %d)", known.ID, ErrCloned, epoch)
	default:
		return known, fmt.Errorf("%s: %w (epoch %d, it is %d now)", known.ID, ErrOldBoot, epoch, known.BootEpoch)
	}
	known.BootID = bootID
	return known, nil
}

// fenced counts and logs what a fence refused, and returns the error as it is.
func (o *Office) fenced(ctx context.Context, c Caller, err error) error {
	var old *IncarnationError
	switch {
	case errors.Is(err, ErrCloned), errors.Is(err, ErrOldBoot), errors.Is(err, ErrHelloFirst), errors.As(err, &old):
		o.meter.DeviceFenced(err)
		level := slog.LevelInfo
		if errors.Is(err, ErrCloned) || errors.Is(err, ErrOldBoot) {
			level = slog.LevelError
		}
		o.log.Log(ctx, level, "device fenced", "office", c.Office, "device", c.Device, "err", err)
	}
	return err
}
