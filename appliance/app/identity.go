package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/config"
	"numerek/appliance/link/enrol"
	"numerek/appliance/link/line"
)

// identityOf opens the identity of a device, nil where it is told of no server
// that it could recognise: it then speaks in the clear, on this machine only.
func identityOf(c config.Config, version string, log *slog.Logger, dial []grpc.DialOption) (*enrol.Identity, error) {
	if c.Fingerprint == "" {
		return nil, nil //nolint:nilnil // Having none is a good answer.
	}
	i, err := enrol.Open(enrol.Options{
		Folder: filepath.Join(c.Data, "identity"), Server: c.Server, Fingerprint: c.Fingerprint, Token: string(c.Token),
		Device: c.Device, Office: c.Office, Role: string(c.Role), Version: version, Built: built(), Log: log, Dial: dial,
		Clock: func(ahead time.Duration) { clockTold(log, ahead) },
	})
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return i, nil
}

// proofOf is an identity as the line takes it.
func proofOf(i *enrol.Identity) line.Identity {
	if i == nil {
		return nil
	}
	return i
}

// keepIdentity enrols and renews until ctx is done.
func keepIdentity(ctx context.Context, i *enrol.Identity, log *slog.Logger) {
	if i == nil {
		return
	}
	if err := i.Run(ctx); err != nil {
		log.ErrorContext(ctx, "identity not closed", "err", err)
	}
}

// clockTold notes that the device's clock is wrong, as after every start of one
// without a battery. Nothing depends on it.
func clockTold(log *slog.Logger, ahead time.Duration) {
	if ahead > enrol.Tolerance || ahead < -enrol.Tolerance {
		log.Warn("the clock of this device is not the server's", "ahead", ahead.Round(time.Second))
	} else {
		log.Info("the clock of this device is the server's")
	}
}

// released is when the image was made that the program is built for, in seconds since
// 1970, set by the linker: -X numerek/appliance/app.released=SECONDS. Empty elsewhere.
var released string

// built is when the program was: no server's certificate can have run out before.
func built() time.Time {
	info, _ := debug.ReadBuildInfo()
	return builtAt(released, info)
}

// builtAt is the time of the image, else that of the commit, zero where nobody noted
// either.
func builtAt(released string, info *debug.BuildInfo) time.Time {
	if seconds, err := strconv.ParseInt(released, 10, 64); err == nil {
		return time.Unix(seconds, 0)
	}
	if info == nil {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value) // zero is no harm
			return at
		}
	}
	return time.Time{}
}
