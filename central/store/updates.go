package store

import (
	"context"
	"time"
)

// Release is a version of the devices' image that the installation has.
type Release struct {
	Version    string
	File       string // name of the bundle among the servers' bundles
	SHA256     string // of the bundle, hex
	Size       int64  // in bytes
	Compatible string // what updater takes it
	AddedAt    time.Time
	RemovedAt  time.Time // zero while it is there
	Plan       string    // JSON of package rollout: who gets it, and when
}

// DeviceUpdate is how far a device is with its updates.
type DeviceUpdate struct {
	EnrolmentKey
	At   time.Time // of the last change
	Data string    // JSON of package rollout; empty where a new device has not said anything yet
}

// Updates is the part of a [Reader] about updates of devices.
type Updates interface {
	// Releases lists the versions that were ever added, as texts are ordered.
	Releases(ctx context.Context) ([]Release, error)
	// DeviceUpdates lists how far the devices of an office are, by device.
	DeviceUpdates(ctx context.Context, office string) ([]DeviceUpdate, error)
}

// Release returns a version, or [ErrNotFound].
func (t *Tx) Release(version string) (Release, error) {
	v, ok, err := find(t, &t.job.releases, version, Keys{Releases: []string{version}})
	return found(v, ok, err, "release", version)
}

// PutRelease adds or replaces a version.
func (t *Tx) PutRelease(v Release) { t.job.releases.put(v.Version, v) }

// DeviceUpdate returns how far a device is, all zero but for its key before it said
// anything.
func (t *Tx) DeviceUpdate(k EnrolmentKey) (DeviceUpdate, error) {
	v, _, err := find(t, &t.job.updates, k, Keys{Updates: []EnrolmentKey{k}})
	v.EnrolmentKey = k
	return v, err
}

// PutDeviceUpdate adds or replaces how far a device is.
func (t *Tx) PutDeviceUpdate(v DeviceUpdate) { t.job.updates.put(v.EnrolmentKey, v) }
