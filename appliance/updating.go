package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strconv"
	"strings"

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
	u = &app.Updating{Slots: slots, Version: release, Restart: service.Reboot}
	if line, err := os.ReadFile("/proc/cmdline"); err == nil {
		u.FewTries = fewTries(string(line))
	}
	return u, func() { _ = slots.Close() }
}

// fewTries says that the kernel's command line, which boot.cmd makes, tells of no more
// tries of the slot than a version on trial has left.
func fewTries(line string) bool {
	for word := range strings.FieldsSeq(line) {
		if text, found := strings.CutPrefix(word, "numerek.left="); found {
			left, err := strconv.ParseUint(text, 16, 32)
			return err == nil && left <= 1
		}
	}
	return false
}
