package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"numerek/appliance/voice/sound"
)

// player writes a program that is called as aplay is.
func player(t *testing.T, script string) *speaker {
	t.Helper()
	path := filepath.Join(t.TempDir(), "player")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return &speaker{player: path, root: machine(nil), socket: HDMI, turn: newTurn()}
}

func TestSpeaker_plays_all_of_it(t *testing.T) {
	heard := filepath.Join(t.TempDir(), "heard")
	s := player(t, `echo "$@" > `+heard+`.args; exec cat > `+heard)
	pcm := make([]int16, Rate)
	for i := range pcm {
		pcm[i] = int16(i)
	}
	if err := s.Play(t.Context(), pcm); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(heard)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2*len(pcm) || got[2] != 1 || got[3] != 0 || got[len(got)-1] != byte((Rate-1)>>8) {
		t.Errorf("the player got %d bytes, want the %d samples in little endian", len(got), len(pcm))
	}
	args, _ := os.ReadFile(heard + ".args")
	if want := "-q -t raw -f S16_LE -c 1 -r 24000 --buffer-time=100000 -\n"; string(args) != want {
		t.Errorf("arguments: got %q, want %q", args, want)
	}
}

// The socket is chosen before each sound: a panel may have been connected since.
func TestSpeaker_follows_the_panel(t *testing.T) {
	said := filepath.Join(t.TempDir(), "said")
	s := player(t, `echo "$1 $2" >> `+said+`; exec cat >/dev/null`)
	for _, files := range []map[string]string{nil, pi4, with(pi4, "sys/class/drm/card1-HDMI-A-1/status", "connected")} {
		s.root = machine(files)
		if err := s.Play(t.Context(), make([]int16, Rate)); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := os.ReadFile(said)
	if want := "-q -t\n-D default:CARD=vc4hdmi1\n-D default:CARD=vc4hdmi0\n"; string(got) != want {
		t.Errorf("arguments: got %q, want %q", got, want)
	}
}

func TestSpeaker_cut(t *testing.T) {
	folder := t.TempDir()
	heard, gate := filepath.Join(folder, "heard"), filepath.Join(folder, "gate")
	if err := unix.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	// A player that takes a block, and no more before the gate opens.
	s := player(t, `head -c 960 >/dev/null; read go < `+gate+`; exec cat > `+heard)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	pcm := make([]int16, 10*Rate)
	for i := range pcm {
		pcm[i] = 20000
	}
	go func() { done <- s.Play(ctx, pcm) }()
	f, err := os.OpenFile(gate, os.O_WRONLY, 0) // waits for the player
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	rest, err := os.ReadFile(heard)
	if err != nil {
		t.Fatal(err)
	}
	if got, most := sound.Length(len(rest)/2), 200*time.Millisecond; got > most {
		t.Errorf("heard for another %v, want at most %v", got, most)
	}
	if n := len(rest); int16(binary.LittleEndian.Uint16(rest[n-2:])) > 500 {
		t.Errorf("the last sample is %d: a click", int16(binary.LittleEndian.Uint16(rest[n-2:])))
	}
}

func TestSpeaker_says_why_it_is_silent(t *testing.T) {
	for name, c := range map[string]struct {
		s    *speaker
		want string
	}{
		"no_sound_card": {player(t, `echo "ALSA lib confmisc.c:855" >&2; echo "aplay: main:831: audio open error: No such file or directory" >&2; exit 1`), "No such file or directory"},
		"no_player":     {&speaker{player: "player-that-nobody-has", root: machine(nil), turn: newTurn()}, "alsa-utils"},
		"no_socket":     {&speaker{player: "true", root: machine(nil), socket: Jack, turn: newTurn()}, "no socket for headphones"},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // and goes on trying
				err := c.s.Play(t.Context(), make([]int16, Rate))
				if !errors.Is(err, ErrSilent) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "confmisc") {
					t.Errorf("got %v, want %v that says %q", err, ErrSilent, c.want)
				}
			}
		})
	}
}

func TestSpeaker_waits_its_turn(t *testing.T) {
	s := player(t, "exec cat >/dev/null")
	if err := s.turn.take(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if err := s.Play(ctx, make([]int16, Rate)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
}
