// Package system is the device's word with systemd, which starts it, watches it
// and begins it anew: ready, a line of how it is, alive, stopping. Without systemd
// (no NOTIFY_SOCKET) it says nothing and costs nothing.
//
// Alive is only said while the device gets somewhere: whoever shall be watched hands
// a proof over, such as that the window has drawn and the machine has taken an
// event. One that hangs brings systemd's watchdog, which ends the program and
// starts it again; the journal makes that safe.
package system

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Folder is where the system of the card and the device leave each other word.
const Folder = "/run/numerek"

// The words in the folder, each an empty file.
const (
	firstFrame = "first-frame" // something is on the glass
	reboot     = "reboot"      // the device is to start anew; the system does it at once
)

// Proof returns once the part that it stands for has got somewhere, or ctx is
// done, with the error of that.
type Proof func(ctx context.Context) error

// Service is the device as systemd knows it.
type Service struct {
	log    *slog.Logger
	folder string // empty where there is none, as on a desk
	every  time.Duration

	mu   sync.Mutex
	said string // the last line of how it is
}

// New finds out how the program was started: whether systemd listens, how often it
// wants to hear that the program lives, and whether there is a folder for words.
func New(folder string, log *slog.Logger) *Service {
	s := &Service{log: log}
	if os.Getenv("NOTIFY_SOCKET") == "" {
		return s
	}
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		s.folder = folder
	}
	if limit, err := daemon.SdWatchdogEnabled(false); err != nil {
		log.Error("watchdog not understood", "err", err)
	} else {
		s.every = limit / 3
	}
	return s
}

// Started says that systemd has started the program.
func (s *Service) Started() bool { return os.Getenv("NOTIFY_SOCKET") != "" }

// Ready says that something is on the glass, and leaves word of it.
func (s *Service) Ready() {
	s.notify(daemon.SdNotifyReady)
	if err := s.leave(firstFrame); err != nil {
		s.log.Warn("first frame not noted", "err", err)
	}
}

// Say tells in one line how the device is. The same line again costs nothing.
func (s *Service) Say(status string) {
	status = strings.Join(strings.Fields(status), " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if status == s.said {
		return
	}
	s.said = status
	s.notify("STATUS=" + status)
}

// Stopping says that the end has begun.
func (s *Service) Stopping() { s.notify(daemon.SdNotifyStopping) }

// Watch says that the program lives, as long as all of the proofs come, until ctx
// is done. Where systemd does not want to know it, nobody is asked. One proof that
// does not come is waited for: if it is too late, systemd ends the program.
func (s *Service) Watch(ctx context.Context, proofs ...Proof) {
	if s.every <= 0 {
		return
	}
	t := time.NewTicker(s.every)
	defer t.Stop()
	for {
		if s.alive(ctx, proofs) != nil {
			return // it is over; what is left has systemd's time to end
		}
		s.notify(daemon.SdNotifyWatchdog)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// alive waits for every proof.
func (s *Service) alive(ctx context.Context, proofs []Proof) error {
	late := time.AfterFunc(s.every, func() { s.log.ErrorContext(ctx, "the device does not get on") })
	defer late.Stop()
	for _, proof := range proofs {
		if err := proof(ctx); err != nil {
			return err
		}
	}
	return nil
}

// CanReboot says whether the system of the card starts the device anew when asked.
func (s *Service) CanReboot() bool { return s.folder != "" }

// errNoReboot says that there is nobody to ask.
var errNoReboot = errors.New("there is no system that starts the device anew")

// Reboot asks the system of the card to start the device anew.
func (s *Service) Reboot() error {
	if !s.CanReboot() {
		return errNoReboot
	}
	return s.leave(reboot)
}

// leave leaves a word in the folder, where there is one.
func (s *Service) leave(word string) error {
	if s.folder == "" {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(s.folder, word), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("word for the system: %w", err)
	}
	return f.Close()
}

// notify sends a word to systemd. One that is lost is no reason to stop: if it
// mattered, systemd acts.
func (s *Service) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		s.log.Warn("systemd not told", "state", strconv.Quote(state), "err", err)
	}
}
