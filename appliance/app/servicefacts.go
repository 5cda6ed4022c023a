package app

import (
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/update"
)

// image is what runs and how its updates stand; zero where the device is not updated.
func (u *updater) image() technician.Image {
	if u == nil {
		return technician.Image{}
	}
	i := imageOf(u.loop.Model())
	i.Version = u.o.Version
	return i
}

// imageOf is a machine of updates as the service mode shows it.
func imageOf(m update.Model) technician.Image {
	i := technician.Image{
		Version: m.Version, Slot: m.Slot, Good: m.Good(), Stage: stageOf(m.Phase), Next: m.Offer.Version, From: m.From(), Percent: m.Percent,
	}
	if version, why, ok := strings.Cut(m.Trouble, ": "); ok {
		i.Failed = technician.Failure{Version: version, Back: m.CameBack(), Reason: why}
	}
	return i
}

func stageOf(p update.Phase) technician.Stage {
	switch p {
	case update.Idle:
		return technician.StageIdle
	case update.Waiting:
		return technician.StageWaiting
	case update.Installing:
		return technician.StageInstalling
	case update.Standby:
		return technician.StageStandby
	case update.Activating, update.Restarting:
		return technician.StageRestarting
	case update.Trial:
		return technician.StageTrial
	case update.Asleep:
	}
	return technician.StageUnknown
}

// addresses are those of this machine in its networks.
func addresses() (all []string) {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range list {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			all = append(all, n.IP.String())
		}
	}
	return all
}

// certificateEnd is until when the certificate of the device's identity is valid;
// zero where there is none.
func certificateEnd(data string) time.Time {
	text, err := os.ReadFile(filepath.Join(data, "identity", "certificate.pem"))
	if err != nil {
		return time.Time{}
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return time.Time{}
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}
	}
	return leaf.NotAfter
}

// celsius is how hot the hottest part of this machine is that the kernel
// measures; 0 where it measures none.
func celsius() (hottest float64) {
	zones, err := filepath.Glob("/sys/class/thermal/thermal_zone*/temp")
	if err != nil {
		return 0
	}
	for _, zone := range zones {
		text, err := os.ReadFile(zone)
		if err != nil {
			continue
		}
		if milli, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64); err == nil {
			hottest = max(hottest, milli/1000)
		}
	}
	return hottest
}

// diskOf is how large the card is on which a folder lies, in bytes, and how much
// of it is free; 0 where nobody can say.
func diskOf(folder string) (free, total int64) {
	var fs unix.Statfs_t
	if err := unix.Statfs(folder, &fs); err != nil {
		return 0, 0
	}
	return int64(fs.Bavail) * fs.Bsize, int64(fs.Blocks) * fs.Bsize //nolint:gosec // no card has 2^63 bytes
}
