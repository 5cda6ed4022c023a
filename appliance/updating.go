package main

import (
	"context"
	"errors"
	"log/slog"

	"numerek/appliance/app"
	"numerek/appliance/system"
	"numerek/appliance/update/rauc"
)

// updating is what brings new versions of the image; nil where this is none, or has no
// RAUC. end is called at the end.
func updating(ctx context.Context, service *system.Service, log *slog.Logger) (u *app.Updating, end func()) {
	if release == "" || !service.CanReboot() {
		return nil, func() {}
	}
	slots, err := rauc.Open(context.WithoutCancel(ctx), "")
	if errors.Is(err, rauc.ErrNone) {
		log.WarnContext(ctx, "this device is not updated", "err", err)
		return nil, func() {}
	}
	return &app.Updating{Slots: slots, Version: release, Restart: service.Reboot}, func() { _ = slots.Close() }
}
