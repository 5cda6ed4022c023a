package system_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"numerek/appliance/system"
)

// systemd is the socket that systemd listens at.
func systemd(t *testing.T) *net.UnixConn {
	t.Helper()
	folder, err := os.MkdirTemp("", "n") //nolint:usetesting // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path := filepath.Join(folder, "s")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return c
}

// hear is the next word; "" where none comes within wait.
func hear(t *testing.T, c *net.UnixConn, wait time.Duration) string {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(wait)); err != nil {
		t.Fatal(err)
	}
	word := make([]byte, 4096)
	n, err := c.Read(word)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	return string(word[:n])
}

const patience = 30 * time.Second

func want(t *testing.T, c *net.UnixConn, word string) {
	t.Helper()
	if got := hear(t, c, patience); got != word {
		t.Errorf("got %q, want %q", got, word)
	}
}

func watched(t *testing.T, every time.Duration, pid int) {
	t.Helper()
	t.Setenv("WATCHDOG_USEC", strconv.FormatInt(every.Microseconds(), 10))
	t.Setenv("WATCHDOG_PID", strconv.Itoa(pid))
}

func TestService_in_order(t *testing.T) {
	c, folder := systemd(t), t.TempDir()
	s := system.New(folder, slog.New(slog.DiscardHandler))
	if !s.Started() || !s.CanReboot() {
		t.Errorf("got %v, %v, want a device that systemd has started and can start anew", s.Started(), s.CanReboot())
	}
	if _, err := os.Stat(filepath.Join(folder, "first-frame")); err == nil {
		t.Error("a first frame before there was one")
	}
	s.Ready()
	want(t, c, "READY=1")
	if _, err := os.Stat(filepath.Join(folder, "first-frame")); err != nil {
		t.Errorf("first frame: %v", err)
	}
	s.Say("kiosk-ratusz:\nready")
	s.Say("kiosk-ratusz: ready")
	s.Say("kiosk-ratusz: the server is away")
	want(t, c, "STATUS=kiosk-ratusz: ready")
	want(t, c, "STATUS=kiosk-ratusz: the server is away")
	s.Stopping()
	want(t, c, "STOPPING=1")
	if err := s.Reboot(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "reboot")); err != nil {
		t.Errorf("reboot: %v", err)
	}
}

// Alive is said while every part gets on, and not any more when one hangs.
func TestService_watch(t *testing.T) {
	c := systemd(t)
	const limit = 300 * time.Millisecond
	watched(t, limit, os.Getpid())
	s := system.New(t.TempDir(), slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	hangs, ended := make(chan struct{}), make(chan struct{})
	asked := make(chan struct{}, 1000)
	well := func(context.Context) error { asked <- struct{}{}; return nil }
	part := func(ctx context.Context) error {
		select {
		case <-hangs:
			<-ctx.Done()
			return ctx.Err()
		default:
			return nil
		}
	}
	go func() { s.Watch(ctx, well, part); close(ended) }()
	for range 5 {
		want(t, c, "WATCHDOG=1")
	}
	close(hangs)
	for hear(t, c, 2*limit) != "" { // what was said before it hung
	}
	if got := hear(t, c, 2*limit); got != "" {
		t.Errorf("got %q of a device that hangs, want nothing", got)
	}
	stop()
	<-ended
	if len(asked) == 0 {
		t.Error("a part was not asked")
	}
}

func TestService_nobody_listens(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	watched(t, time.Millisecond, os.Getpid())
	folder := t.TempDir()
	s := system.New(folder, slog.New(slog.DiscardHandler))
	s.Ready()
	s.Say("well")
	s.Stopping()
	s.Watch(t.Context(), func(context.Context) error { t.Error("asked for a proof"); return nil })
	if err := s.Reboot(); err == nil || s.CanReboot() || s.Started() {
		t.Errorf("got %v, want a device on a desk to refuse", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("got %v, %v, want no word", left, err)
	}
}

// Systemd watches another process: this one keeps still.
func TestService_another_is_watched(t *testing.T) {
	c := systemd(t)
	watched(t, time.Millisecond, os.Getpid()+1)
	s := system.New(t.TempDir(), slog.New(slog.DiscardHandler))
	s.Watch(t.Context(), func(context.Context) error { t.Error("asked for a proof"); return nil })
	s.Stopping()
	want(t, c, "STOPPING=1")
}
