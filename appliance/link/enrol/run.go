package enrol

import (
	"context"
	"math/rand/v2"
	"time"

	"numerek/appliance/device"
)

// job is one thing to do again and again until it is done.
type job struct {
	due   time.Time
	pause time.Duration
}

// after plans the next try after one that ended in a bar, empty where the server
// was away. The pause grows to longest; a refusal that only a person can mend is
// tried again slowly.
func (j *job) after(bar device.Bar, longest time.Duration) {
	switch bar {
	case "", device.BarWrongServer:
		j.pause = min(max(2*j.pause, firstPause), longest)
	default:
		j.pause = personPause
	}
	j.due = time.Now().Add(spread(j.pause))
}

// spread is a pause give or take a fifth, so that a thousand devices do not ask
// at once.
func spread(d time.Duration) time.Duration {
	return d + time.Duration((rand.Float64()-0.5)*0.4*float64(d)) //nolint:gosec // Spreads retries; nothing secret.
}

// Run enrols, renews and writes what has to be written, until ctx is done; then
// it lets go of the folder.
func (i *Identity) Run(ctx context.Context) error {
	var enrolling, renewing, saving job
	for ctx.Err() == nil {
		i.save(ctx, &saving)
		now := time.Now()
		if i.mayEnrol() && !now.Before(enrolling.due) {
			bar, err := i.enrol(ctx)
			if i.done(ctx, "enrol", err) {
				enrolling, renewing = job{}, job{}
				continue
			}
			enrolling.after(bar, askPause)
		}
		if i.mustRenew() && !now.Before(renewing.due) {
			bar, longest, err := i.renew(ctx)
			if i.done(ctx, "renew", err) {
				// Not again at once, wherever the clock of a demonstration stands.
				renewing = job{due: now.Add(i.lifetime() / 4)}
				continue
			}
			renewing.after(bar, longest)
		}
		i.rest(ctx, &enrolling, &renewing, &saving)
	}
	return i.Close()
}

// done says that an attempt has worked, in the log and to the line.
func (i *Identity) done(ctx context.Context, what string, err error) bool {
	if err != nil {
		return false
	}
	i.mu.Lock()
	leaf := i.leaf
	i.tell()
	i.mu.Unlock()
	i.o.Log.InfoContext(ctx, "certificate given", "for", what, "device", i.o.Device, "until", leaf.NotAfter, "serial", leaf.SerialNumber.Text(16))
	i.closeOld()
	return true
}

// mayEnrol says that there is a token, and that the certificate was not made for it.
func (i *Identity) mayEnrol() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.o.Token != "" && (i.proof == nil || i.present.digest != digestOf(i.o.Token))
}

// mustRenew says that half of the certificate's life is over.
func (i *Identity) mustRenew() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.proof != nil && (i.expired || !i.hours.server().Before(halfOf(i.leaf)))
}

// lifetime is how long the certificate is good for in all.
func (i *Identity) lifetime() time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.leaf.NotAfter.Sub(i.leaf.NotBefore)
}

// rest waits until something is due, or has happened.
func (i *Identity) rest(ctx context.Context, enrolling, renewing, saving *job) {
	wait := idlePause
	if i.mayEnrol() {
		wait = min(wait, time.Until(enrolling.due))
	}
	if i.mustRenew() {
		wait = min(wait, time.Until(renewing.due))
	}
	i.mu.Lock()
	if i.proof != nil && !i.expired && !i.hours.told.IsZero() {
		if left := halfOf(i.leaf).Sub(i.hours.server()); left > 0 {
			wait = min(wait, left)
		}
	}
	if len(i.owed) > 0 {
		wait = min(wait, time.Until(saving.due))
	}
	i.mu.Unlock()
	t := time.NewTimer(max(wait, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-i.wake:
	}
}

// save writes what is owed to the disk, if it takes it.
func (i *Identity) save(ctx context.Context, j *job) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.owed) == 0 || time.Now().Before(j.due) {
		return
	}
	for len(i.owed) > 0 {
		if err := i.disk.put(i.owed[0]); err != nil {
			i.faulty(ctx, err)
			j.due = time.Now().Add(diskPause)
			return
		}
		i.owed = i.owed[1:]
	}
	i.well()
	*j = job{}
}

// faulty notes that the disk refuses; the caller holds mu.
func (i *Identity) faulty(ctx context.Context, err error) {
	if !i.full {
		i.full = true
		i.o.Log.ErrorContext(ctx, "identity cannot be written", "err", err)
		i.tell()
	}
}

// well notes that the disk takes records; the caller holds mu.
func (i *Identity) well() {
	if i.full {
		i.full = false
		i.tell()
	}
}
