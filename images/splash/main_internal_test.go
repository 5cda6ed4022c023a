//go:build linux

package main

import (
	"image"
	"testing"
	"unsafe"
)

// The kernel's structures have these sizes on every 64-bit machine.
func TestStructures(t *testing.T) {
	if got := unsafe.Sizeof(variable{}); got != 160 {
		t.Errorf("fb_var_screeninfo: got %d bytes, want 160", got)
	}
	if got := unsafe.Sizeof(fixed{}); got != 80 {
		t.Errorf("fb_fix_screeninfo: got %d bytes, want 80", got)
	}
	var f fixed
	if got := unsafe.Offsetof(f.LineLength); got != 48 {
		t.Errorf("line_length: got at %d, want at 48", got)
	}
}

// The name stands in the middle of every screen, with air around it.
func TestPicture(t *testing.T) {
	for _, size := range []image.Point{{800, 480}, {1080, 1920}, {3840, 2160}} {
		picture, err := draw(size.X, size.Y)
		if err != nil {
			t.Fatal(err)
		}
		var ink image.Rectangle
		for y := range size.Y {
			for x := range size.X {
				if picture.RGBAAt(x, y).R < 0x80 {
					ink = ink.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if middle := ink.Min.Add(ink.Max).Sub(size); middle.X < -4 || middle.X > 4 || middle.Y < -4 || middle.Y > 4 {
			t.Errorf("%v: the name stands at %v, which is not the middle", size, ink)
		}
		if short := min(size.X, size.Y); ink.Dx() < short/3 || ink.Dx() > short*3/4 {
			t.Errorf("%v: the name is %d wide", size, ink.Dx())
		}
	}
}
