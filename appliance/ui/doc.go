// Package ui is the window of a device: it paints scenes and says what fingers
// and keys do. It is the only importer of ebiten.
//
// The window draws only when a scene has changed, and then only the rectangle
// that differs: the picture is painted in memory and only the changed part is
// uploaded. Between changes the program sleeps in the window system until a
// finger, a key or a new scene wakes it (FPSModeVsyncOffMinimum).
//
// Presses shorter than a frame are not lost: the window system's events wake
// the loop one by one, and ebiten keeps the times of a press and a release, so
// that both are seen in one tick.
package ui
