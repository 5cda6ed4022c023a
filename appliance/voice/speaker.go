package voice

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"numerek/appliance/voice/sound"
)

const (
	// deviceBuffer is the sound that ALSA holds ready: a busy machine may be
	// late by as much, and a sound that is cut off goes on for as long.
	deviceBuffer = 100 * time.Millisecond
	// pipeSize is the smallest pipe that Linux makes, 85 ms of sound. The
	// default would hold more than a second that could not be taken back.
	pipeSize = 4096
	// patience is what the player may take longer than the sound is long
	// before it counts as stuck: a sound card that was unplugged blocks it.
	patience = 3 * time.Second
)

// arguments of the player for a device, ALSA's default where it is empty: the samples
// come through the pipe.
func arguments(device string) []string {
	all := []string{
		"-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", strconv.Itoa(Rate),
		"--buffer-time=" + strconv.FormatInt(deviceBuffer.Microseconds(), 10), "-",
	}
	if device != "" {
		all = append([]string{"-D", device}, all...)
	}
	return all
}

// speaker plays through ALSA's own player. The libraries that talk to ALSA from
// Go need cgo, which the static program does without.
type speaker struct {
	player string // a program that takes aplay's arguments
	root   fs.FS  // of the machine
	socket Socket
	turn   turn
}

// Speaker returns the sound of the machine at a socket, through aplay (Debian's
// alsa-utils). A machine without it, without a sound card, or without the socket
// makes Play fail with ErrSilent, each time anew.
func Speaker(socket Socket) Output {
	return &speaker{player: "aplay", root: os.DirFS("/"), socket: socket, turn: newTurn()}
}

// Play implements Output. A sound that is cut off is heard for at most another
// 0.2 s, which is what the pipe and ALSA hold.
func (s *speaker) Play(ctx context.Context, pcm []int16) error {
	if err := s.turn.take(ctx); err != nil {
		return err
	}
	defer s.turn.release()
	at, err := device(s.root, s.socket)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSilent, err)
	}
	limit, stop := context.WithTimeout(context.WithoutCancel(ctx), sound.Length(len(pcm))+patience)
	defer stop()
	var said bytes.Buffer
	cmd := exec.CommandContext(limit, s.player, arguments(at)...) //nolint:gosec // a fixed name, and the id of a card
	cmd.Stderr = &said
	cmd.WaitDelay = time.Second
	r, w, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("pipe to the player: %w", err)
	}
	defer func() { _ = w.Close() }()
	cmd.Stdin = r
	shrink(w)
	err = cmd.Start()
	_ = r.Close()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: %s is not installed (Debian: alsa-utils)", ErrSilent, s.player)
	} else if err != nil {
		return fmt.Errorf("%w: %w", ErrSilent, err)
	}
	// A player that went away says why itself, below.
	_ = feed(ctx, w, pcm)
	_ = w.Close()
	if err := cmd.Wait(); err != nil {
		// ALSA says a lot before the one line that counts.
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		return fmt.Errorf("%w: %s: %w: %s", ErrSilent, s.player, err, lines[len(lines)-1])
	}
	return ctx.Err()
}

// shrink makes a pipe hold as little as it can. Where it stays large, a sound
// that is cut off only goes on for longer.
func shrink(w *os.File) {
	if conn, err := w.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize) })
	}
}

// feed writes pcm block by block, as fast as w takes it, and the ending when
// ctx is done before its last block.
func feed(ctx context.Context, w io.Writer, pcm []int16) error {
	for len(pcm) > 0 {
		now := pcm[:min(block, len(pcm))]
		if ctx.Err() != nil {
			now, pcm = ending(pcm), nil
		} else {
			pcm = pcm[len(now):]
		}
		if err := binary.Write(w, binary.LittleEndian, now); err != nil {
			return err
		}
	}
	return nil
}
