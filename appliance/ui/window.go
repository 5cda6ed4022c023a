package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"numerek/appliance/paint"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Glass takes what happens on the window. Its methods are called from the
// window's own goroutine, one at a time, and must not wait long.
type Glass interface {
	// Resized says how large the glass is, in pixels.
	Resized(width, height int)
	// Touched is one step of one finger, or of the mouse.
	Touched(Touch)
	// Pressed is one press of a key: one of the five, Erase, or a digit.
	Pressed(Key)
}

// ErrNoScreen says that no window could be opened.
var ErrNoScreen = errors.New("no screen: set DISPLAY or start it under X")

// answerLimit is how long a frame waits for the answer to a touch.
const answerLimit = 10 * time.Millisecond

// After anything that happens the window looks again so soon, and then ever
// later up to the other limit. Ebiten shows a frame in one thread and waits for
// events in another, on one connection to the X server: what arrives while the
// one reads its answers is queued, and the other, asleep, does not notice it. A
// press that came right after the pointer's move, as every touch does, stayed
// unseen until the next event.
const (
	lookAgain  = 25 * time.Millisecond
	lookNoMore = time.Second
)

// closeLimit is how long the window may take to close. A busy machine needs a
// part of it; an X server that is stopped would never answer.
const closeLimit = 1500 * time.Millisecond

// Options of a window.
type Options struct {
	// Width and Height in pixels; zero takes the whole screen.
	Width, Height int
	Title         string
	// FirstFrame is called once, after the first scene was drawn; may be nil.
	FirstFrame func()
}

// Window shows scenes. Show may be called by any goroutine at any time.
type Window struct {
	options Options
	fonts   *typeface.Fonts
	next    atomic.Pointer[scene.Scene]
	drawn   atomic.Pointer[scene.Scene]
	news    chan struct{} // a scene has come
	first   chan struct{} // closed once a picture was drawn
	running atomic.Bool
	ticks   atomic.Uint64
	waiting atomic.Bool // Update waits for the scene that answers a touch
	ask     func()      // asks for a frame, from any goroutine

	// Of the window's goroutine.
	glass  Glass
	ctx    context.Context //nolint:containedctx // Ebiten calls without one; it lives as long as Run.
	shown  scene.Scene
	pixels *image.RGBA // what is on the glass; nil before the first frame
	upload []byte
	mice   pointers
	again  *time.Timer   // wakes the window to look again
	later  time.Duration // until that, the next time
	width  int
	height int
}

// New returns a window that is not open yet. It owns the fonts.
func New(o Options, fonts *typeface.Fonts) *Window {
	return &Window{options: o, fonts: fonts, news: make(chan struct{}, 1), first: make(chan struct{}), ask: ebiten.ScheduleFrame}
}

// Show puts a scene on the glass with the next frame. One that looks like the
// last costs nothing.
func (w *Window) Show(s scene.Scene) {
	last := w.next.Swap(&s)
	select {
	case w.news <- struct{}{}:
	default:
	}
	if last != nil && scene.Diff(*last, s).Empty() || w.waiting.Load() || !w.running.Load() {
		return
	}
	w.insist()
}

// insist asks for a frame, again and again until the newest scene is drawn and,
// once the window is to close, until it has closed: while ebiten opens or resizes
// its window, it looks for events between frames and loses the one that asks for
// a frame. A kiosk of twelve then showed the printer as away until somebody
// touched it.
func (w *Window) insist() {
	w.ask()
	time.AfterFunc(lookAgain, func() {
		if w.running.Load() && (w.ctx.Err() != nil || w.drawn.Load() != w.next.Load()) {
			w.insist()
		}
	})
}

// Alive returns when the window has ticked once more, which it does in one thread
// with its drawing and its word with the X server, so that a hang of any shows; or
// with the error of ctx when that is done. A window that is not open yet is waited for.
func (w *Window) Alive(ctx context.Context) error {
	before := w.ticks.Load()
	t := time.NewTicker(proofEvery)
	defer t.Stop()
	for w.ticks.Load() == before {
		go w.ask() // it may hang with the rest
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
	return nil
}

// Drawn returns when the first scene was painted on the glass, as FirstFrame is told; or
// with the error of ctx when that is done. A window that ticks may be black all the same.
func (w *Window) Drawn(ctx context.Context) error {
	select {
	case <-w.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// proofEvery is how often a window is asked to tick until it does: what asks it can
// be lost.
const proofEvery = 100 * time.Millisecond

// Run opens the window and keeps it until ctx is done, once in the life of a
// program. A window that does not close then is left to the end of the program.
// Errors: [ErrNoScreen].
func (w *Window) Run(ctx context.Context, glass Glass) error {
	w.prepare()
	return w.explain(w.keep(ctx, glass, func() error {
		return ebiten.RunGameWithOptions((*game)(w), &ebiten.RunGameOptions{
			ScreenTransparent: false, SkipTaskbar: true, X11ClassName: "numerek", X11InstanceName: "numerek",
		})
	}))
}

// prepare says to ebiten what the window is like.
func (w *Window) prepare() {
	ebiten.SetWindowTitle(w.options.Title)
	ebiten.SetWindowDecorated(false)
	ebiten.SetWindowClosingHandled(true) // a kiosk is not closed by a key
	ebiten.SetCursorMode(ebiten.CursorModeHidden)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
	// Its documentation says that "in FPSModeVsyncOffMinimum, TPS is SyncWithFPS no
	// matter what TPS is specified". It is not (2.10.4): a frame within 8 ms of the
	// last has no tick then, and one after a rest has five. What happened in the
	// former stayed unseen until the next event: a press, or the order to stop.
	ebiten.SetTPS(ebiten.SyncWithFPS)
	if w.options.Width > 0 {
		ebiten.SetWindowSize(w.options.Width, w.options.Height)
		ebiten.SetWindowPosition(0, 0)
	} else {
		ebiten.SetFullscreen(true)
	}
}

// keep runs the window until ctx is done, or its own end. It has a thread of its
// own, so that a window that hangs in the X server does not keep its caller.
func (w *Window) keep(ctx context.Context, glass Glass, run func() error) error {
	w.ctx, w.glass = ctx, glass
	w.again = time.AfterFunc(time.Hour, w.ask)
	defer w.again.Stop()
	w.running.Store(true)
	defer w.running.Store(false)
	defer context.AfterFunc(ctx, w.insist)()
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // what belongs to a window under X belongs to one thread
		ended <- run()
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	late := time.NewTimer(closeLimit)
	defer late.Stop()
	select {
	case err := <-ended:
		return err
	case <-late.C:
		return nil
	}
}

// explain says what the end of the window means: one that ends before anything
// was drawn had no screen to open on.
func (w *Window) explain(err error) error {
	switch {
	case err == nil || errors.Is(err, ebiten.Termination):
		return nil
	case w.drawn.Load() == nil:
		return fmt.Errorf("%w (%w)", ErrNoScreen, err)
	default:
		return fmt.Errorf("window: %w", err)
	}
}

// game is the window as ebiten calls it.
type game Window

// Layout gives one pixel of the picture to each pixel of the glass.
func (g *game) Layout(int, int) (int, int) { panic("unreachable: LayoutF is there") }

// LayoutF is Layout on screens whose pixels are finer than their points.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	scale := ebiten.Monitor().DeviceScaleFactor()
	w, h := int(width*scale), int(height*scale)
	if w != g.width || h != g.height {
		g.width, g.height, g.pixels = w, h, nil
		g.glass.Resized(w, h)
	}
	return float64(w), float64(h)
}

// Update looks at the fingers and keys.
func (g *game) Update() error {
	if g.ctx.Err() != nil {
		return ebiten.Termination
	}
	g.ticks.Add(1)
	select {
	case <-g.news: // older than what happens now
	default:
	}
	g.waiting.Store(true)
	defer g.waiting.Store(false)
	happened, touched := g.mice.look(g.glass)
	touched = lookAtKeys(g.glass) || touched
	g.lookOn(happened || touched || g.mice.mouse)
	if touched {
		g.await()
	}
	return nil
}

// lookOn sees to it that the window looks again, soon where something happened.
func (g *game) lookOn(happened bool) {
	if happened {
		g.later = lookAgain
	}
	if g.later > 0 && g.later <= lookNoMore {
		g.again.Reset(g.later)
		g.later *= 2
	}
}

// await waits for the scene that answers a touch, so that this very frame shows
// it and no second one has to be drawn. What is late comes with a frame of its own.
func (g *game) await() {
	late := time.NewTimer(answerLimit)
	defer late.Stop()
	select {
	case <-g.news:
	case <-late.C:
	}
}

// Draw paints what has changed since the last frame.
func (g *game) Draw(screen *ebiten.Image) {
	next := g.next.Load()
	if next == nil || next.Size.W != g.width || next.Size.H != g.height {
		return // laid out for another glass; the right one is on its way
	}
	var dirty image.Rectangle
	first := g.pixels == nil
	if first {
		g.pixels = image.NewRGBA(next.Size.Bounds())
		dirty = next.Size.Bounds()
	} else {
		dirty = scene.Diff(g.shown, *next)
	}
	g.shown = *next
	g.drawn.Store(next)
	if dirty.Empty() {
		return
	}
	paint.Paint(g.pixels, dirty, *next, g.fonts)
	part := screen.SubImage(dirty).(*ebiten.Image) //nolint:forcetypeassert // Ebiten says it is one.
	part.WritePixels(g.cut(dirty))
	if first {
		g.begun()
	}
}

// begun tells once that something is on the glass.
func (g *game) begun() {
	select {
	case <-g.first:
		return // laid out anew
	default:
	}
	if g.options.FirstFrame != nil {
		g.options.FirstFrame()
	}
	close(g.first)
}

// cut returns the pixels of a part of the picture, row by row.
func (g *game) cut(r image.Rectangle) []byte {
	if r.Min.X == 0 && r.Dx() == g.width { // whole rows lie one after the other already
		return g.pixels.Pix[g.pixels.PixOffset(0, r.Min.Y):g.pixels.PixOffset(0, r.Max.Y)]
	}
	g.upload = g.upload[:0]
	for y := r.Min.Y; y < r.Max.Y; y++ {
		at := g.pixels.PixOffset(r.Min.X, y)
		g.upload = append(g.upload, g.pixels.Pix[at:at+4*r.Dx()]...)
	}
	return g.upload
}
