package e2e

import (
	"bufio"
	"context"
	"encoding/binary"
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
	frame   string // the file that the X server keeps its pixels in
}

// StartScreen starts one of the given size with a number that is free. Its
// pixels and its log are files in the folder.
func StartScreen(ctx context.Context, width, height int, folder string) (*Screen, error) {
	numbers, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer numbers.Close() //nolint:errcheck // only read
	// The X server takes a free number and writes it to the descriptor, when it is ready.
	process, err := Start(Command{
		Name: "Xvfb", Path: "Xvfb", Log: filepath.Join(folder, "xvfb.log"), Files: []*os.File{in},
		Args: []string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-fbdir", folder, "-nolisten", "tcp", "-noreset"},
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
		text, err := bufio.NewReader(numbers).ReadString('\n') // it writes the number and the end of the line apart
		said <- answer{strings.TrimSpace(text), err}
	}()
	select {
	case a := <-said:
		if a.err != nil || a.text == "" {
			process.Kill()
			return nil, fmt.Errorf("no X server: %w\n%s", errors.Join(a.err, errEnded), process.Tail())
		}
		return &Screen{Process: process, Display: ":" + a.text, frame: filepath.Join(folder, "Xvfb_screen0")}, nil
	case <-ctx.Done():
		process.Kill()
		return nil, context.Cause(ctx)
	}
}

// Env is what a program needs to be on this screen, with OpenGL in software.
func (s *Screen) Env() []string { return []string{"DISPLAY=" + s.Display, "LIBGL_ALWAYS_SOFTWARE=1"} }

// hand moves the pointer by xdotool, which speaks to the X server as a mouse does.
func (s *Screen) hand(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = append(os.Environ(), s.Env()...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %q: %w: %s", args, err, said)
	}
	return nil
}

// Picture is what is on the glass now: the X server's own pixels, which it keeps
// in a file in the form of xwd (XWDFile.h: a header of 32-bit words, big endian).
func (s *Screen) Picture() (*image.RGBA, error) {
	data, err := os.ReadFile(s.frame)
	if err != nil {
		return nil, err
	}
	const headerSize, widthWord, heightWord, bitsWord, lineWord, coloursWord = 0, 4, 5, 11, 12, 19
	if len(data) < 100 {
		return nil, fmt.Errorf("%s: %d bytes are no picture", s.frame, len(data))
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(data[4*i:])) }
	const colour = 12 // bytes of an entry of the colour map
	begin, width, height, line := word(headerSize)+colour*word(coloursWord), word(widthWord), word(heightWord), word(lineWord)
	if word(bitsWord) != 32 || len(data) < begin+line*height || line < 4*width {
		return nil, fmt.Errorf("%s: %d bits a pixel, %d bytes for %dx%d", s.frame, word(bitsWord), len(data), width, height)
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		from, to := data[begin+y*line:][:4*width], picture.Pix[y*picture.Stride:][:4*width]
		for x := 0; x < len(to); x += 4 { // blue, green, red, nothing
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return picture, nil
}

// Difference is the share of pixels that a person would see differ, of two
// pictures of one size.
func Difference(a, b *image.RGBA) float64 {
	const tolerance = 24
	count := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if apart(a.Pix[i], b.Pix[i]) > tolerance || apart(a.Pix[i+1], b.Pix[i+1]) > tolerance || apart(a.Pix[i+2], b.Pix[i+2]) > tolerance {
			count++
		}
	}
	return 4 * float64(count) / float64(len(a.Pix))
}

func apart(a, b uint8) uint8 { return max(a, b) - min(a, b) }

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
	return s.hand(ctx, "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y))
}

// Press puts the finger down where the pointer is.
func (s *Screen) Press(ctx context.Context) error { return s.hand(ctx, "mousedown", "1") }

// Release lifts it.
func (s *Screen) Release(ctx context.Context) error { return s.hand(ctx, "mouseup", "1") }

// Key presses and releases a key, named as X names it, such as "Tab".
func (s *Screen) Key(ctx context.Context, name string) error {
	return s.hand(ctx, "key", "--delay", "0", name)
}
