package ui

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// Phase is what a finger does.
type Phase string

// The phases of a touch.
const (
	Down Phase = "down"
	Move Phase = "move"
	Up   Phase = "up"
)

// Touch is one step of one finger.
type Touch struct {
	Phase  Phase
	Finger int // 0 is the mouse, or the first finger where X11 makes a mouse of it
	X, Y   int // in pixels
}

// Key is one of the five keys of the keypad, Erase, or a digit "0" to "9".
type Key string

// The five keys, and the one that takes a digit back.
const (
	Erase    Key = "erase"
	Next     Key = "next"
	Previous Key = "previous"
	Choose   Key = "choose"
	Back     Key = "back"
	Repeat   Key = "repeat"
)

// pointers remembers the fingers on the glass from tick to tick.
type pointers struct {
	mouse   bool // its button is down
	x, y    int
	fingers map[ebiten.TouchID][2]int
	buffer  []ebiten.TouchID
}

// look reports what the mouse and the fingers have done since the last tick:
// whether anything happened, and whether it was a touch.
func (p *pointers) look(g Glass) (happened, touched bool) {
	happened, touched = p.lookAtMouse(g)
	touched = p.lookAtFingers(g) || touched
	return happened || touched, touched
}

func (p *pointers) lookAtMouse(g Glass) (moved, touched bool) {
	x, y := ebiten.CursorPosition()
	moved = x != p.x || y != p.y
	p.x, p.y = x, y
	// A button that is down and was not seen going down is as good.
	pressed := inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) || !p.mouse && ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
	released := inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft)
	at := func(phase Phase) {
		touched = true
		g.Touched(Touch{Phase: phase, X: x, Y: y})
	}
	if p.mouse && moved {
		at(Move)
	}
	if p.mouse && released { // before a new press in the same tick
		at(Up)
		p.mouse, released = false, false
	}
	if pressed {
		at(Down)
		p.mouse = true
	}
	if p.mouse && (released || !ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)) {
		at(Up) // down and up in one tick
		p.mouse = false
	}
	return moved, touched
}

func (p *pointers) lookAtFingers(g Glass) (touched bool) {
	if p.fingers == nil {
		p.fingers = map[ebiten.TouchID][2]int{}
	}
	p.buffer = ebiten.AppendTouchIDs(p.buffer[:0])
	if len(p.buffer) == 0 && len(p.fingers) == 0 {
		return false
	}
	now := map[ebiten.TouchID]bool{}
	for _, id := range p.buffer {
		now[id] = true
		x, y := ebiten.TouchPosition(id)
		was, down := p.fingers[id]
		p.fingers[id] = [2]int{x, y}
		switch {
		case !down:
			g.Touched(Touch{Phase: Down, Finger: int(id) + 1, X: x, Y: y})
		case was != [2]int{x, y}:
			g.Touched(Touch{Phase: Move, Finger: int(id) + 1, X: x, Y: y})
		}
	}
	for id, at := range p.fingers {
		if !now[id] {
			delete(p.fingers, id)
			g.Touched(Touch{Phase: Up, Finger: int(id) + 1, X: at[0], Y: at[1]})
		}
	}
	return true
}

// keys are the keys of a keyboard that stand for the five of a keypad.
var keys = []struct {
	code ebiten.Key
	key  Key
}{
	{ebiten.KeyTab, Next},
	{ebiten.KeyArrowRight, Next},
	{ebiten.KeyArrowDown, Next},
	{ebiten.KeyArrowLeft, Previous},
	{ebiten.KeyArrowUp, Previous},
	{ebiten.KeyEnter, Choose},
	{ebiten.KeyNumpadEnter, Choose},
	{ebiten.KeySpace, Choose},
	{ebiten.KeyEscape, Back},
	{ebiten.KeyBackspace, Erase},
	{ebiten.KeyDelete, Erase},
	{ebiten.KeyF1, Repeat},
	{ebiten.KeyR, Repeat},
}

// digits are the two keys of each digit.
var digits = [10][2]ebiten.Key{
	{ebiten.KeyDigit0, ebiten.KeyNumpad0},
	{ebiten.KeyDigit1, ebiten.KeyNumpad1},
	{ebiten.KeyDigit2, ebiten.KeyNumpad2},
	{ebiten.KeyDigit3, ebiten.KeyNumpad3},
	{ebiten.KeyDigit4, ebiten.KeyNumpad4},
	{ebiten.KeyDigit5, ebiten.KeyNumpad5},
	{ebiten.KeyDigit6, ebiten.KeyNumpad6},
	{ebiten.KeyDigit7, ebiten.KeyNumpad7},
	{ebiten.KeyDigit8, ebiten.KeyNumpad8},
	{ebiten.KeyDigit9, ebiten.KeyNumpad9},
}

// typed reports the digits typed since the last tick in their order, which the
// states of the keys do not tell: a reader of QR codes types several, even the
// same twice, between two ticks. What a key repeats that is held down does not count.
func typed(g Glass, chars []rune) (pressed bool) {
	for _, c := range chars {
		if c < '0' || c > '9' {
			continue
		}
		if keys := digits[c-'0']; inpututil.KeyPressDuration(keys[0]) > 1 || inpututil.KeyPressDuration(keys[1]) > 1 {
			continue
		}
		pressed = true
		g.Pressed(Key(c))
	}
	return pressed
}

// lookAtKeys reports the keys pressed since the last tick, and whether there
// were any: digits first, because what ends them comes after them.
func lookAtKeys(g Glass) (pressed bool) {
	pressed = typed(g, ebiten.AppendInputChars(nil))
	for _, k := range keys {
		if !inpututil.IsKeyJustPressed(k.code) {
			continue
		}
		pressed = true
		if k.code == ebiten.KeyTab && ebiten.IsKeyPressed(ebiten.KeyShift) {
			g.Pressed(Previous)
			continue
		}
		g.Pressed(k.key)
	}
	return pressed
}
