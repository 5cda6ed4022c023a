package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Screen is a display in memory: an X server without glass.
type Screen struct {
	*Process

	Display string // ":99"
}

// StartScreen starts one of the given size with a number that is free.
func StartScreen(ctx context.Context, width, height int, log string) (*Screen, error) {
	numbers, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer numbers.Close() //nolint:errcheck // only read
	// The X server takes a free number and writes it to the descriptor, when it is ready.
	process, err := Start(Command{
		Name: "Xvfb", Path: "Xvfb", Log: log, Files: []*os.File{in},
		Args: []string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset", "-dpi", "102"},
	})
	if err := errors.Join(err, in.Close()); err != nil {
		return nil, err
	}
	type answer struct {
		text string
		err  error
	}
	said := make(chan answer, 1)
	go func() {
		text := make([]byte, 16)
		n, err := numbers.Read(text)
		said <- answer{strings.TrimSpace(string(text[:n])), err}
	}()
	select {
	case a := <-said:
		if a.err != nil || a.text == "" {
			process.Kill()
			return nil, fmt.Errorf("no X server: %w\n%s", errors.Join(a.err, errEnded), process.Tail())
		}
		return &Screen{Process: process, Display: ":" + a.text}, nil
	case <-ctx.Done():
		process.Kill()
		return nil, context.Cause(ctx)
	}
}

// Env is what a program needs to be on this screen, with OpenGL in software.
func (s *Screen) Env() []string { return []string{"DISPLAY=" + s.Display, "LIBGL_ALWAYS_SOFTWARE=1"} }

// run runs a program on the screen and gives what it wrote.
func (s *Screen) run(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), s.Env()...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, complaint.String())
	}
	return out, nil
}

// Picture is what is on the glass now.
func (s *Screen) Picture(ctx context.Context) (image.Image, error) {
	data, err := s.run(ctx, "import", "-silent", "-window", "root", "-depth", "8", "-define", "png:compression-level=1", "png:-")
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

// Save writes a picture to a file.
func Save(dir, name string, picture image.Image) error {
	file, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, picture), file.Close())
}

// Move puts the pointer at a place of the screen.
func (s *Screen) Move(ctx context.Context, at image.Point) error {
	_, err := s.run(ctx, "xdotool", "mousemove", "--sync", strconv.Itoa(at.X), strconv.Itoa(at.Y))
	return err
}

// Press puts the finger down where the pointer is.
func (s *Screen) Press(ctx context.Context) error {
	_, err := s.run(ctx, "xdotool", "mousedown", "1")
	return err
}

// Release lifts it.
func (s *Screen) Release(ctx context.Context) error {
	_, err := s.run(ctx, "xdotool", "mouseup", "1")
	return err
}
