package emulator

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"time"
)

// picturePatience is long for QEMU, which answers between two steps of the machine.
const picturePatience = 30 * time.Second

// between is the least time between two pictures: whoever waits for one must not
// keep the machine from drawing it.
const between = 300 * time.Millisecond

// Picture is what the panel shows now. It takes its time.
func (m *Machine) Picture() (*image.RGBA, error) {
	ctx, cancel := context.WithTimeout(context.Background(), picturePatience)
	defer cancel()
	m.look.Lock()
	defer m.look.Unlock()
	select {
	case <-time.After(between - time.Since(m.looked)):
	case <-m.Done():
	}
	defer func() { m.looked = time.Now() }()
	path := filepath.Join(m.options.Folder, "panel.png")
	err := m.Execute(ctx, "screendump", map[string]any{"filename": path, "format": "png"}, nil)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	seen, err := png.Decode(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	picture := image.NewRGBA(image.Rectangle{Max: seen.Bounds().Size()})
	draw.Draw(picture, picture.Rect, seen, seen.Bounds().Min, draw.Src)
	return picture, nil
}

// Move puts the finger above a place of the panel.
func (m *Machine) Move(ctx context.Context, at image.Point) error {
	const full = 0x7fff // of the axes of a tablet
	// The middle of a pixel, so that no rounding leads to its neighbour.
	return m.send(ctx, axis("x", (2*at.X+1)*full/(2*m.options.Width)), axis("y", (2*at.Y+1)*full/(2*m.options.Height)))
}

// Press puts the finger down where it is.
func (m *Machine) Press(ctx context.Context) error { return m.send(ctx, button(true)) }

// Release lifts it.
func (m *Machine) Release(ctx context.Context) error { return m.send(ctx, button(false)) }

// keys are QEMU's names of those that X names otherwise.
var keys = map[string]string{
	"Tab": "tab", "Return": "ret", "Escape": "esc", "Up": "up", "Down": "down", "Left": "left", "Right": "right", "space": "spc",
	"BackSpace": "backspace",
}

// ErrKey means that a key has no name here.
var ErrKey = errors.New("unknown key")

// Key presses and releases a key, named as X names it, such as "Tab".
func (m *Machine) Key(ctx context.Context, name string) error {
	code, known := keys[name]
	if !known && len(name) == 1 {
		code, known = name, true
	}
	if !known {
		return fmt.Errorf("%w: %s", ErrKey, name)
	}
	return m.Chord(ctx, code)
}

// Chord presses keys together, named as QEMU names them, such as "alt", and releases them.
func (m *Machine) Chord(ctx context.Context, names ...string) error {
	keys := make([]any, len(names))
	for i, name := range names {
		keys[i] = map[string]any{"type": "qcode", "data": name}
	}
	return m.Execute(ctx, "send-key", map[string]any{"keys": keys}, nil)
}

func (m *Machine) send(ctx context.Context, events ...any) error {
	return m.Execute(ctx, "input-send-event", map[string]any{"events": events}, nil)
}

func axis(name string, value int) any {
	return map[string]any{"type": "abs", "data": map[string]any{"axis": name, "value": value}}
}

func button(down bool) any {
	return map[string]any{"type": "btn", "data": map[string]any{"button": "left", "down": down}}
}
